"""The last stage of a night: the working tables to a released version, or to the reasons why not."""

from collections.abc import Sequence
from datetime import UTC, datetime

import polars as pl

from schemas.catalogue import load_catalogue
from schemas.datadir import data_dir
from schemas.tables import CATALOGUE, REGIONS, SOURCES
from tasks.discover.registry import load_registry
from tasks.fetch.model import Resolve
from tasks.identify.regions import region_rows
from tasks.publish.assemble import Static
from tasks.publish.release import PublishResult, publish_tables
from tasks.store import versions
from tasks.store.store import Store
from tasks.store.tables import observations


def publish_store(store: Store, accept: str | None, resolve: Sequence[Resolve]) -> PublishResult:
    """Assemble, judge and publish what is in the working tables.

    Raises GateRefused where the gate refused, FazhiError where data files it needs are broken.
    """
    now = datetime.now(UTC)
    return publish_tables(store, static_tables(store), now=now, accept=accept, resolve=tuple(map(str, resolve)))


def static_tables(store: Store) -> Static:
    """Return the tables that come from data files: regions, catalogue, sources."""
    catalogue = [
        {
            "indicator_id": entry.id,
            "panel_column": entry.column,
            "name_zh": entry.zh,
            "name_en": entry.en,
            "definition": f"{entry.definition} {entry.definition_en}",
            "theme": entry.theme,
            "tier": entry.tier,
            "unit": entry.unit,
            "kind": entry.kind,
            "stock_or_flow": entry.period,
            "range_low": float(entry.range[0]),
            "range_high": float(entry.range[1]),
            "catalogue_version": versions.current().catalogue,
        }
        for entry in load_catalogue().indicators
    ]
    return Static(
        regions=pl.DataFrame(region_rows(), schema=REGIONS.schema),
        catalogue=CATALOGUE.frame(catalogue),
        sources=_sources(store),
    )


def _sources(store: Store) -> pl.DataFrame:
    """Return the registry that belongs to the store's kind, and every source seen in the store that it does not name."""
    registry = load_registry(data_dir() / "sample" / "sources" if store.kind == "sample" else None)
    names = ("source_id", "host", "region_code", "family", "enabled", "verified_date")
    known = SOURCES.frame([{name: getattr(site, name) for name in names} for site in registry.sites])
    seen = (
        observations(store)
        .filter(pl.col("source_id").is_not_null())
        .select(
            "source_id",
            host=pl.col("url").str.extract(r"^https?://([^/:]+)").fill_null("file"),
            region_code=pl.lit(None, pl.String),
            family=pl.lit(None, pl.String),
            enabled=pl.lit(False),
            verified_date=pl.lit(None, pl.Date),
        )
    )
    others = seen.sort("source_id", "host").unique("source_id", keep="first").collect()
    return pl.concat([known, others.join(known, on="source_id", how="anti")])
