import json
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from schemas.errors import FazhiError
from tasks.discover.registry import load_registry, site_regions

SITE = """\
sites:
  - source_id: moxi
    name: 墨溪县人民政府
    host: www.moxi.gov.example
    family: trs
    region_code: X900121
    columns: [{url: "http://www.moxi.gov.example/fz/", name: 法治政府建设年度报告}]
    enabled: true
"""


def write(folder: Path, text: str) -> Path:
    (folder / "sites.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_site_is_a_few_lines_and_follows_its_family(tmp_path: Path) -> None:
    registry = load_registry(write(tmp_path, SITE))
    (site,) = registry.enabled()
    assert site.columns[0].name == "法治政府建设年度报告"
    assert site.verified_date is None
    assert registry.family_of(site).name == "拓尔思 WCM"


def test_a_single_site_file_serves_as_a_registry(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    assert len(load_registry(tmp_path / "sites.yaml").sites) == 1


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ("family: trs", "family: trz", "family trz is unknown"),
        ("    region_code: X900121\n", "", "region_code is missing"),
        ("enabled: true", "enabled: perhaps", "enabled is 'perhaps'"),
        ("enabled: true", "enabled: true\n    dely_seconds: 3", "unknown key dely_seconds"),
        ("http://www.moxi.gov.example/fz/", "http://elsewhere.example/fz/", "is not on www.moxi.gov.example"),
        ("http://www.moxi.gov.example/fz/", "ftp://www.moxi.gov.example/fz/", "is not on www.moxi.gov.example"),
        ("source_id: moxi", "source_id: Moxi County", "source_id is not of the form"),
        ("enabled: true", "enabled: true\n    delay_seconds: -1", "delay_seconds is -1"),
        ("enabled: true", "enabled: true\n    root: http://www.x.example/", "root http://www.x.example/ is not on"),
        ("sites:", "places:", "is no site file"),
    ],
)
def test_a_broken_entry_is_named_with_file_key_and_remedy(tmp_path: Path, good: str, bad: str, named: str) -> None:
    assert good in SITE
    with pytest.raises(FazhiError, match=named) as caught:
        load_registry(write(tmp_path, SITE.replace(good, bad)))
    assert "sites.yaml" in str(caught.value)
    assert caught.value.remedy


def test_a_host_registered_twice_is_refused(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    (tmp_path / "more.yaml").write_text(SITE.replace("source_id: moxi", "source_id: moxi2"), encoding="utf-8")
    with pytest.raises(FazhiError, match=r"host www\.moxi\.gov\.example is given twice"):
        load_registry(tmp_path)


def test_a_folder_without_sites_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match="holds no site files"):
        load_registry(tmp_path)


def test_a_registry_may_bring_a_family_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "families").mkdir()
    (tmp_path / "sites").mkdir()
    family = """\
id: own
name: Own
list:
  date: '(?P<y>\\d{4})/(?P<m>\\d+)/(?P<d>\\d+)'
  next: {anchor_texts: [more]}
article: {url: null, body: [main]}
"""
    (tmp_path / "families" / "own.yaml").write_text(family, encoding="utf-8")
    write(tmp_path / "sites", SITE.replace("family: trs", "family: own"))
    registry = load_registry(tmp_path)
    assert registry.family_of(registry.sites[0]).article.body == ("main",)
    (tmp_path / "families" / "own.yaml").write_text(family.replace("(?P<y>", "("), encoding="utf-8")
    with pytest.raises(FazhiError, match="date has no group y"):
        load_registry(tmp_path)


def test_no_real_site_is_crawled_before_someone_has_verified_it() -> None:
    registry = load_registry()
    assert len(registry.sites) >= 40
    assert [site.host for site in registry.sites if not site.host.endswith(".gov.cn")] == ["61.54.6.141"]
    assert not [site.source_id for site in registry.sites if site.enabled or site.verified_date]


def test_a_host_may_be_a_bare_address_whose_port_stands_in_its_columns(tmp_path: Path) -> None:
    entry = SITE.replace("www.moxi.gov.example/", "192.0.2.7:10082/").replace("www.moxi.gov.example", "192.0.2.7")
    (site,) = load_registry(write(tmp_path, entry)).sites
    assert (site.host, site.columns[0].url) == ("192.0.2.7", "http://192.0.2.7:10082/fz/")


def test_hosts_lead_to_regions_for_real_and_for_sample_sites() -> None:
    regions = site_regions()
    assert regions["www.gz.gov.cn"] == "4401"
    assert regions["www.moxi.gov.example"] == "X900121"


def test_every_official_host_on_which_a_report_was_seen_is_registered(shared: Path) -> None:
    lines = (shared / "domain" / "observed_reports.jsonl").read_text(encoding="utf-8").splitlines()
    hosts = {urlsplit(json.loads(line)["url"] or "").hostname or "" for line in lines}
    official = {host for host in hosts if host.endswith(".gov.cn")}
    assert official
    assert official <= set(site_regions())


def test_every_host_that_the_notes_on_portals_name_is_registered_but_for_the_central_governments(shared: Path) -> None:
    notes = (shared / "domain" / "portals.md").read_text(encoding="utf-8")
    named = set(re.findall(r"[\w.-]+\.gov\.cn|\d+\.\d+\.\d+\.\d+(?=:\d)", notes))
    registered = set(site_regions())
    # www.gov.cn shows reports of every region: as a site of one it would speak for all hosts below gov.cn.
    assert {host for host in named if not {host, f"www.{host}"} & registered} == {"www.gov.cn"}
