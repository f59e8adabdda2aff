"""Whether each issuer's report for each year is there, and how we know.

A year is looked at from the issuer's first to its last seen year. ``missing`` is an accusation, so it is said only
where a crawled list of some source shows other years of the same issuer, and nothing of that source for the year is
blocked or unread. A document counts as crawled when a list page led to it (it has a listed title or a column).
"""

import polars as pl

from schemas.tables import COVERAGE, QUARANTINE
from tasks.store import tables
from tasks.store.store import Store

_UNREAD = ("blocked", "gone", "error")
# The state most favourable to the issuer among a report's documents stands: a false "late" harms someone.
_STATES = {"on_time": (0, "published"), "no_deadline": (0, "published"), "date_uncertain": (1, "date_uncertain"), "late": (2, "late")}  # fmt: skip
_YEAR = r"(20\d\d)\s*年"


def coverage(store: Store, reports: pl.DataFrame) -> pl.DataFrame:
    """Return the coverage table.

    ``reports`` has one row a document: document_id, report_id, issuer_id, issuer_type, report_year, timeliness, and
    ``is_held`` where the report failed its last check and is in quarantine.
    """
    if reports.is_empty():
        return COVERAGE.schema.to_frame()
    columns = ["document_id", "capture_id", "url", "source_id", "listed_title", "column_name", "outcome"]
    looks = tables.observations(store).sort("fetched_at", "batch_id").select(columns).collect()
    seen = _seen(reports)
    gaps = _years(reports).join(seen, on=["issuer_id", "report_year"], how="anti")
    shown = _shown(reports, looks)
    judged = _judge(gaps, shown, _blocked(looks), _unparsed(store, looks))
    basis = reports.group_by("issuer_id").agg(pl.col("issuer_type").first())
    return (
        pl.concat([seen, judged])
        .join(basis, on="issuer_id")
        .with_columns(
            basis=pl.when(pl.col("issuer_type").is_in(["street_office", "zone_committee"]))
            .then(pl.lit("expected"))
            .otherwise(pl.lit("statutory"))
        )
        .select(COVERAGE.schema.names())
    )


def _seen(reports: pl.DataFrame) -> pl.DataFrame:
    """The years with a report."""
    rank = pl.col("timeliness").replace_strict({name: rank for name, (rank, _) in _STATES.items()})
    state = pl.col("timeliness").replace_strict({name: state for name, (_, state) in _STATES.items()})
    state = pl.when("is_held").then(pl.lit("unparsed")).otherwise(state)
    told = pl.when("is_held").then(pl.format("report {} is held in quarantine", "report_id"))
    evidence = told.otherwise(pl.format("report {}", "report_id"))
    best = reports.with_columns(rank=rank, state=state, evidence=evidence).sort("rank", "document_id")
    first = best.group_by("issuer_id", "report_year", maintain_order=True).first()
    return first.select("issuer_id", "report_year", "state", "evidence")


def _years(reports: pl.DataFrame) -> pl.DataFrame:
    span = pl.int_ranges(pl.col("report_year").min(), pl.col("report_year").max() + 1, dtype=pl.Int32)
    return reports.group_by("issuer_id").agg(report_year=span).explode("report_year")


def _shown(reports: pl.DataFrame, looks: pl.DataFrame) -> pl.DataFrame:
    """issuer_id, source_id, years: what the crawled lists show of each issuer."""
    listed = looks.filter(
        pl.col("source_id").is_not_null() & (pl.col("listed_title").is_not_null() | pl.col("column_name").is_not_null())
    )
    both = reports.join(listed.select("document_id", "source_id").unique(), on="document_id")
    years = pl.col("report_year").unique().sort().cast(pl.String).str.join(", ")
    return both.group_by("issuer_id", "source_id").agg(years=years)


def _blocked(looks: pl.DataFrame) -> pl.DataFrame:
    """source_id, report_year (null: any) of pages that could not be fetched when last tried."""
    last = looks.unique("url", keep="last", maintain_order=True)
    failed = last.filter(pl.col("outcome").is_in(_UNREAD) & pl.col("source_id").is_not_null())
    return failed.select("source_id", report_year=_stated_year(pl.col("listed_title"))).unique()


def _unparsed(store: Store, looks: pl.DataFrame) -> pl.DataFrame:
    """source_id, report_year (null: any) of documents that are held in quarantine."""
    held = tables.quarantine(store).filter(pl.col("table_name") == "documents").select(QUARANTINE.schema.names())
    # The page's own title comes first, because a list may cut it short.
    year = pl.coalesce(
        pl.col("row_json").str.extract(r'"report_year":\s*"?(20\d\d)').cast(pl.Int32),
        _stated_year(pl.col("row_json").str.extract(r'"title":\s*"([^"]*)"')),
        _stated_year(pl.col("listed_title")),
    )
    pages = looks.filter(pl.col("source_id").is_not_null()).unique("capture_id")
    return held.collect().join(pages, on="capture_id").select("source_id", report_year=year).unique()


def _stated_year(title: pl.Expr) -> pl.Expr:
    return title.str.extract(_YEAR).cast(pl.Int32)


def _judge(gaps: pl.DataFrame, shown: pl.DataFrame, blocked: pl.DataFrame, unparsed: pl.DataFrame) -> pl.DataFrame:
    """Say for each issuer and year without a report why there is none."""
    asked = gaps.join(shown, on="issuer_id", how="left")
    asked = asked.with_columns(_hits(asked, blocked, "is_blocked"), _hits(asked, unparsed, "is_unparsed"))
    crawled = pl.col("source_id").is_not_null()
    state = (
        pl.when(~crawled).then(pl.lit("not_crawled"))
        .when("is_blocked").then(pl.lit("blocked"))
        .when("is_unparsed").then(pl.lit("unparsed"))
        .otherwise(pl.lit("missing"))
    )  # fmt: skip
    told = pl.format("the list of source {} shows {}", "source_id", "years")
    evidence = (
        pl.when(~crawled).then(pl.lit("no crawled list shows other years of this issuer"))
        .when("is_blocked").then(pl.format("{}; a page of it for this year could not be fetched", told))
        .when("is_unparsed").then(pl.format("{}; a document of it for this year could not be read", told))
        .otherwise(pl.format("{} and not this year", told))
    )  # fmt: skip
    # One doubtful source is enough not to call a report missing.
    order = state.replace_strict({"blocked": 0, "unparsed": 1, "missing": 2, "not_crawled": 3}, return_dtype=pl.Int8)
    best = asked.with_columns(state=state, evidence=evidence, order=order).sort("order", "source_id")
    return best.group_by("issuer_id", "report_year", maintain_order=True).agg(pl.col("state", "evidence").first())


def _hits(asked: pl.DataFrame, pages: pl.DataFrame, name: str) -> pl.Series:
    """Say for each asked row whether its source has a page of that year, or of a year nobody knows."""
    undated = pages.filter(pl.col("report_year").is_null()).get_column("source_id")
    dated = pages.drop_nulls().with_columns(hit=pl.lit(True))
    joined = asked.join(dated, on=["source_id", "report_year"], how="left", maintain_order="left")
    hit = pl.col("hit").fill_null(False) | pl.col("source_id").is_in(undated.implode()).fill_null(False)
    return joined.select(hit.alias(name)).to_series()
