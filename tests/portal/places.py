"""The replicas' places as the region table wants them, and the registry of their sites, for runs of the whole pipeline.

The places are invented, so a run needs a data folder whose overlay knows them: ``data_folder`` makes one.
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from schemas.datadir import data_dir
from tests.portal.family import family_names, load_family, unknown_names
from tests.portal.hostile import HostileHost, rules
from tests.portal.portals import Portals

PROVINCE, CITY = "X90", "X9099"  # the sample's province; a city in it for counties that name none
_LEVELS = {"town": "town", "street": "street"}


def places() -> list[dict[str, Any]]:
    """Every place of the replicas, as ``data/regions/overlay*.yaml`` has them."""
    found: dict[str, dict[str, Any]] = {}
    _add(found, CITY, "漪澜市", "city", PROVINCE)
    for facts in _all_facts():
        place = facts["place"]
        if place["name"] in found:
            continue
        parent = PROVINCE if place["level"] == "city" else CITY
        number = 1 + sum(each["parent"] == parent for each in found.values())
        _add(
            found,
            f"X90{50 + number}" if parent == PROVINCE else f"{CITY}{number:02}",
            place["name"],
            place["level"],
            parent,
        )
    for facts in _all_facts():
        county = found[facts["place"]["name"]]["code"]
        for series in (series for column in facts["columns"] for series in column.get("reports", [])):
            if series.get("type") in _LEVELS and series["place"] not in found:
                number = 1 + sum(each["parent"] == county for each in found.values())
                _add(found, f"{county}{number:03}", series["place"], _LEVELS[series["type"]], county)
    return list(found.values())


def region_codes() -> dict[str, str]:
    """The code of each place, by its name."""
    return {place["name"]: place["code"] for place in places()}


def data_folder(target: Path, limits: Mapping[str, float] | None = None) -> Path:
    """A copy of ``data/`` that knows the replicas' places, with other limits of a crawl; for ``FAZHI_DATA``."""
    shutil.copytree(data_dir(), target)
    path = target / "regions" / "overlay-sample.yaml"
    overlay = yaml.safe_load(path.read_text(encoding="utf-8"))
    overlay["places"] += places()
    path.write_text(yaml.safe_dump(overlay, allow_unicode=True), encoding="utf-8")
    path = target / "sources" / "crawl.yaml"
    config = yaml.safe_load(path.read_text(encoding="utf-8"))
    config["limits"] |= limits or {}
    path.write_text(yaml.safe_dump(config, allow_unicode=True), encoding="utf-8")
    return target


def registry(portals: Portals, families: Mapping[str, str], with_columns: bool = True) -> dict[str, Any]:
    """The sites served, as a file of the source registry; ``families`` says what the crawler calls each of ours.

    Without columns a site is known by its root alone.
    """
    codes = region_codes()
    sites = []
    for number, site in enumerate([*portals.sites.values(), *(one.site for one in portals.hostile.values())]):
        columns = [
            {"url": f"{site.root}{site.addresses.column(column)}", "name": column.name}
            for column in site.columns
            if any(each.what == "report" for each in column.documents)
        ]
        entry = {
            "source_id": f"replica-{number:03}",
            "name": site.facts["site"],
            "host": site.host.partition(":")[0],
            "family": families[site.family.name],
            "region_code": codes[site.facts["place"]["name"]],
            "enabled": True,
            "delay_seconds": 0,
            "verified_date": None,
        }
        sites.append({**entry, "columns": columns} if with_columns else {**entry, "root": f"{site.root}/"})
    return {"sites": sites}


def _all_facts() -> Iterator[Mapping[str, Any]]:
    for name in (*family_names(), *unknown_names()):
        yield from load_family(name).hosts.values()
    for name in rules():
        yield HostileHost(name).site.facts


def _add(found: dict[str, dict[str, Any]], code: str, name: str, level: str, parent: str) -> None:
    found[name] = {"code": code, "name": name, "level": level, "parent": parent, "vintage": "2023-06-30"}
