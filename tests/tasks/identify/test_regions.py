"""The region table: codes, names that are not unique, paths, and the overlay."""

import pytest
import yaml

from schemas.errors import FazhiError
from tasks.identify.regions import load_regions, region_rows


def test_paths_skip_rows_that_are_no_places() -> None:
    table = load_regions()
    assert table.path("440106021") == "广东省/广州市/天河区/珠吉街道"
    assert table.path("310114") == "上海市/嘉定区"
    assert table.path("419001") == "河南省/济源市"
    assert table.path("441900003") == "广东省/东莞市/东城街道"


def test_a_name_gives_every_region_that_bears_it() -> None:
    table = load_regions()
    assert set(table.named("紫阳街道")) == {"330102009", "420106008"}
    assert len(table.named("城关镇")) > 50
    assert table.named("没有这个镇") == []


@pytest.mark.parametrize(
    ("name", "code"),
    [("广州", "4401"), ("珠吉街", "440106021"), ("内蒙古", "15"), ("石柱县", "500240"), ("恩施州", "4228"), ("深汕合作区", "X440300-SSHZQ"),
     ("石家庄高新区", "130171"), ("澜州高新区", "X9001-LZGX"), ("江干区", "330104")],
)  # fmt: skip
def test_short_names_and_aliases(name: str, code: str) -> None:
    found = {named: codes for named, codes, _ in load_regions().names_at(f"在{name}的", 1)}
    assert code in found[name]


def test_every_parent_is_in_the_table_and_one_rank_or_more_above() -> None:
    table = load_regions()
    ranks = {"province": 0, "city": 1, "county": 2, "town": 3, "street": 3}
    for region in table:
        if region.level == "province":
            assert region.parent == ""
        else:
            assert ranks[table.get(region.parent).level] < ranks[region.level], region


@pytest.mark.parametrize(
    ("code", "body"),
    [("110105", "zf"), ("450181", "zf"), ("440106021", "jd"), ("320576", "gwh"), ("X440300-SSHZQ", "gwh"), ("110115403", "gwh"),
     ("110105024", "jd"), ("120113500", None), ("2327", "xs")],
)  # fmt: skip
def test_each_kind_of_place_has_its_body(code: str, body: str | None) -> None:
    assert load_regions().governed_by(code) == body


def test_within_follows_the_overlay() -> None:
    table = load_regions()
    assert table.within("X440300-SSHZQ", "44")
    assert table.within("330102009", "330102")
    assert not table.within("330102", "330102009")


def test_no_real_place_bears_an_invented_name() -> None:
    from schemas.datadir import data_dir

    overlay = yaml.safe_load((data_dir() / "regions" / "overlay-sample.yaml").read_text(encoding="utf-8"))
    table = load_regions()
    for entry in [e for group in overlay.values() for e in group]:
        for name in [entry["name"], *entry.get("aliases", [])]:
            assert all(code.startswith("X") for code in table.named(name)), name


def test_unknown_code_is_a_clear_error() -> None:
    with pytest.raises(FazhiError, match="999999 is not in the table"):
        load_regions().get("999999")


def test_rows_for_publishing_are_complete_and_unique() -> None:
    rows = region_rows()
    assert len(set(rows["region_code"])) == len(load_regions()) == len(rows["vintage"])
    assert None not in rows["name_zh"]
    at = rows["region_code"].index("X440300-SSHZQ")
    assert (rows["parent"][at], rows["valid_from"][at], rows["valid_to"][at]) == ("4403", "2017-09-21", None)
