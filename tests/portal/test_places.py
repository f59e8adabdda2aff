"""The replicas' places and sites as a run of the whole pipeline needs them."""

from collections import Counter
from pathlib import Path

import pytest

from tasks.identify.regions import load_regions
from tests.portal import Portals
from tests.portal.family import family_names
from tests.portal.places import data_folder, places, region_codes, registry


def test_every_place_has_a_code_of_its_own() -> None:
    assert Counter(place["code"] for place in places()).most_common(1)[0][1] == 1


def test_none_is_a_real_one() -> None:
    real = {region.name for region in load_regions()}
    assert real.isdisjoint(region_codes())


def test_the_region_table_knows_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_DATA", str(data_folder(tmp_path / "data")))
    table = load_regions()
    assert all(table.get(code).name == name for name, code in region_codes().items())


def test_the_registry_names_each_site_with_the_columns_that_hold_reports(portals: Portals) -> None:
    sites = registry(portals, {name: name for name in family_names()})["sites"]
    assert {site["host"] for site in sites} == {host.partition(":")[0] for host in portals.sites}
    named = {column["url"] for site in sites for column in site["columns"]}
    assert "http://www.heshan.gov.example/zwgk/fzzfjsndbg/" in named
    assert "http://www.heshan.gov.example/xwdt/" not in named
    assert not any(
        "columns" in site for site in registry(portals, {name: name for name in family_names()}, False)["sites"]
    )
