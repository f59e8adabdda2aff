"""Issuer, region and year of documents, each with its evidence; and what must stay open."""

import json
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.documents import CleanDocument, Identity, Payload, SourceMap
from schemas.errors import DocumentError
from tasks.discover.registry import site_regions
from tasks.identify import identify, load_regions, require_decided


def read(
    text: str,
    *,
    title: str | None = None,
    url: str = "file:report.txt",
    sites: dict[str, str] | None = None,
    published: date | None = None,
    source: str | None = None,
    meta: dict[str, str] | None = None,
) -> Identity:
    document = CleanDocument(
        text, SourceMap.identity(), "text/plain", "utf-8", title=title, published_date=published,
        date_basis="meta_pubdate" if published else None, content_source=source, meta=meta or {},
    )  # fmt: skip
    payload = Payload(url, b"", "0" * 64, "text/plain", datetime(2024, 1, 1, tzinfo=UTC))
    return identify(document, payload, sites)


@pytest.mark.parametrize(
    ("title", "issuer_id", "issuer", "issuer_type", "level"),
    [
        ("西安市阎良区人民政府2024年度法治政府建设情况报告", "610114:zf", "阎良区人民政府", "government", "county"),
        ("柳城县2025年法治政府建设年度报告", "450222:zf", "柳城县人民政府", "government", "county"),
        ("孝感应城市人民政府2015年度依法行政工作报告", "420981:zf", "应城市人民政府", "government", "county"),
        ("广州市教育局2021年法治政府建设年度报告", "4401:jy", "广州市教育局", "department", "city"),
        ("浙江省卫生健康委关于2023年度法治政府建设情况的报告", "33:ws", "浙江省卫生健康委员会", "department", "province"),
        ("绍兴市市场监管局2023年法治政府建设情况报告", "3306:scjg", "绍兴市市场监督管理局", "department", "city"),
        ("杭州市生态环境局余杭分局2022年度法治政府建设情况报告", "330110:sthj", "杭州市生态环境局余杭分局", "department", "county"),
        ("六村堡街道2025年法治政府建设工作报告", "610112008:jd", "六村堡街道办事处", "street_office", "street"),
        ("六郎镇2024年法治政府建设年度报告", "340210102:zf", "六郎镇人民政府", "government", "town"),
        ("深圳市深汕特别合作区管理委员会2022年度法治政府建设报告", "X440300-SSHZQ:gwh", "深汕特别合作区管理委员会", "zone_committee", "county"),
        ("鹿城区人民政府五马街道办事处关于2022年度法治政府建设情况的报告", "330302006:jd", "五马街道办事处", "street_office", "street"),
        ("横州市2022年法治政府建设年度报告", "450181:zf", "横州市人民政府", "government", "county"),
        ("阿里地区行署2021年度法治政府建设报告", "5425:xs", "阿里地区行政公署", "government", "city"),
        ("第一师阿拉尔市2021年度法治政府建设工作报告", "659002:zf", "阿拉尔市人民政府", "government", "county"),
        ("国家税务总局杭州市税务局2022年法治政府建设情况报告", "3301:sw2", "杭州市税务局", "department", "city"),
        ("合肥高新区2022年法治政府建设情况报告", "340176:gwh", "合肥高新技术产业开发区管理委员会", "zone_committee", "county"),
        ("嘉峪关市2022年法治政府建设情况报告", "6202:zf", "嘉峪关市人民政府", "government", "city"),
        ("朝阳区南磨房地区2022年法治政府建设情况报告", "110105021:jd", "南磨房地区办事处", "street_office", "town"),
        ("双江自治县2022年法治政府建设情况报告", "530925:zf", "双江拉祜族佤族布朗族傣族自治县人民政府", "government", "county"),
        ("即墨市人民政府2016年法治政府建设情况报告", "370282:zf", "即墨市人民政府", "government", "county"),
        ("中共珠吉街道工作委员会 珠吉街道办事处关于2022年法治政府建设情况的报告", "440106021:jd", "珠吉街道办事处", "street_office", "street"),
    ],
)  # fmt: skip
def test_a_title_names_the_issuer(title: str, issuer_id: str, issuer: str, issuer_type: str, level: str) -> None:
    found = read("有关情况如下。", title=title)
    assert (found.issuer_id, found.issuer, found.issuer_type, found.level) == (issuer_id, issuer, issuer_type, level)
    assert found.region_basis == "title"


def test_a_body_of_no_listed_kind_has_a_stable_key() -> None:
    first = read("情况如下。", title="信丰县果业发展服务中心2023年度法治政府建设工作年报")
    again = read("别的正文。", title="信丰县果业发展服务中心2024年度法治政府建设工作年报")
    assert first.issuer_id == again.issuer_id
    assert first.issuer_id is not None
    assert first.issuer_id.startswith("360722:x")
    assert first.issuer == "信丰县果业发展服务中心"


def test_an_ambiguous_street_keeps_its_candidates_until_something_decides() -> None:
    text = "2022年，紫阳街道认真推进法治政府建设。现将2022年度情况报告如下。"
    undecided = read(text)
    assert undecided.issuer_id is None
    assert (undecided.issuer_type, undecided.level) == ("street_office", "street")
    assert {c.region_code for c in undecided.region_candidates} == {"330102009", "420106008"}
    with pytest.raises(DocumentError, match=r"undecided_issuer.*上城区.*武昌区"):
        require_decided(undecided)

    by_host = read(text, url="https://www.hzsc.gov.cn/art/1.html", sites={"www.hzsc.gov.cn": "330102"})
    assert (by_host.region_code, by_host.region_basis) == ("330102009", "lead: host")
    by_text = read(text + "深化法治武昌建设，争创武汉市示范。")
    assert by_text.region_code == "420106008"
    both = read(text + "赴武汉市学习，接受杭州市检查。")
    assert both.region_code is None


def test_a_county_site_may_carry_its_provinces_report_but_no_stranger_s() -> None:
    sites = {"yyx.gov.cn": "430621"}
    province = read(
        "一、举措",
        title="湖南省人民政府关于2020年度法治政府建设情况的报告",
        url="http://yyx.gov.cn/1.html",
        sites=sites,
    )
    assert province.issuer_id == "43:zf"
    stranger = read(
        "一、举措",
        title="海南省人民政府关于2020年度法治政府建设情况的报告",
        url="http://yyx.gov.cn/1.html",
        sites=sites,
    )
    assert stranger.issuer_id is None
    assert "岳阳县" in (stranger.region_basis or "")


def test_a_relative_name_takes_its_place_from_the_site() -> None:
    found = read(
        "一、举措",
        title="省司法厅2019年度法治建设工作报告",
        url="http://sft.hubei.gov.cn/x",
        sites={"hubei.gov.cn": "42"},
    )
    assert (found.issuer_id, found.issuer) == ("42:sf", "湖北省司法厅")
    assert read("一、举措", title="省司法厅2019年度法治建设工作报告").issuer_id is None


def test_we_the_street_with_the_place_the_text_keeps_naming() -> None:
    found = read("2022年，我街落实责任。现将我街2022年度情况报告如下。珠吉街拆除126宗。珠吉街调解90宗。我街继续努力。")
    assert found.issuer_id == "440106021:jd"


def test_the_page_s_table_names_the_issuer_where_nothing_else_does() -> None:
    found = read(
        "2022年，我局做了以下工作。", title="2022年度法治政府建设情况报告", meta={"发布机构": "岳阳县自然资源局"}
    )
    assert (found.issuer_id, found.region_basis) == ("430621:zrzy", "index_table 发布机构")


def test_a_justice_bureau_that_posts_the_county_s_report_is_not_its_issuer() -> None:
    found = read(
        "2022年，我县推进法治政府建设。我县办件多。", title="2022年度法治政府建设情况报告", source="岳阳县司法局"
    )
    assert found.issuer_type == "government"
    assert found.issuer_id != "430621:sf"


def test_an_unlisted_zone_is_named_but_not_placed() -> None:
    found = read("情况如下。", title="南京市听雨新区管委会2022年法治政府建设报告")
    assert (found.issuer_type, found.region_code, found.issuer_id) == ("zone_committee", None, None)
    assert "overlay.yaml" in (found.region_basis or "")


@pytest.mark.parametrize("name", ["000", "002", "003", *(f"p{n:03}" for n in range(2, 38, 2))])
def test_real_reports_are_identified_from_their_text(shared: Path, name: str) -> None:
    truth = json.loads((shared / "gold" / f"{name}.identity.json").read_text(encoding="utf-8"))
    found = read((shared / "reports" / f"{name}.txt").read_text(encoding="utf-8"))
    fields = ("issuer_type", "level", "region_code", "report_year")
    assert {f: getattr(found, f) for f in fields} == {f: truth[f] for f in fields}


@pytest.mark.parametrize("with_host", [True, False])
def test_observed_reports_are_identified_or_left_open(shared: Path, with_host: bool) -> None:
    """From title, issuer line and, where given, the host: right, or undecided with the right region among its candidates."""
    lines = (shared / "domain" / "observed_reports.jsonl").read_text(encoding="utf-8").splitlines()
    open_cases = 0
    wrong: list[tuple[object, ...]] = []
    for row in map(json.loads, lines):
        found = read(
            f"{row['title'] or ''}\n{row['issuer']}",
            title=row["title"],
            url=(with_host and row["url"]) or "file:report.txt",
            sites=site_regions() if with_host else None,
        )
        if found.region_code is None and row["region_code"]:
            open_cases += 1
            if row["region_code"] in {candidate.region_code for candidate in found.region_candidates}:
                continue
        if any(getattr(found, field) != row[field] for field in ("region_code", "issuer_type", "level")):
            wrong.append((row["title"], row["issuer"], found.region_basis))
        if row["title"] and "20" in row["title"] and found.report_year != row["year"]:
            wrong.append((row["title"], found.year_basis))
    assert wrong == []
    assert open_cases == (0 if with_host else 2)


def test_a_region_that_was_gone_by_the_report_s_year_is_no_candidate() -> None:
    assert {c.region_code for c in read("情况如下。", title="清河区2014年法治政府建设情况报告").region_candidates} == {
        "211204", "320802"
    }  # fmt: skip
    assert read("情况如下。", title="清河区2022年法治政府建设情况报告").region_code == "211204"


def test_sample_reports_are_identified(root: Path) -> None:
    truths = [
        yaml.safe_load(p.read_text(encoding="utf-8")) | {"path": p} for p in root.glob("data/sample/reports/*/*.yaml")
    ]
    truths = [truth for truth in truths if "report_year" in truth]
    if not truths:
        pytest.skip("no sample reports")
    for truth in truths:
        text = truth["path"].with_suffix(".txt").read_text(encoding="utf-8")
        found = read(text, title=truth["title"], published=truth["published_date"], source=truth["source"])
        fields = ("issuer", "issuer_type", "level", "region_code", "region_path", "report_year")
        assert {f: getattr(found, f) for f in fields} == {f: truth[f] for f in fields}, truth["path"]


_WORDS = st.lists(
    st.sampled_from(
        ["杭州市", "上城区", "紫阳街道", "朝阳区", "城关镇", "人民政府", "办事处", "司法局", "管委会", "高新区", "新疆", "我街", "我县", "省",
         "关于", "2022年", "2023年度", "二〇二二年", "法治政府建设", "情况报告", "工作计划", "\n", "，", "。", "（", "）", "第八师", "a", "\u200b"]
    ),
    max_size=25,
).map("".join)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(_WORDS | st.text(max_size=40), _WORDS | st.none())
def test_any_text_has_a_decided_issuer_or_says_why_not(text: str, title: str | None) -> None:
    found = read(text, title=title)
    table = load_regions()
    assert found.region_basis
    assert found.year_basis
    if found.issuer_id:
        assert found.issuer
        assert found.level == table.get(found.region_code or "").level
        assert not found.region_candidates
    assert all(table.path(c.region_code) == c.region_path for c in found.region_candidates)
    assert found.report_year is None or 2000 <= found.report_year < 2100


@pytest.mark.parametrize("unit", [" \n", "2022年", "《", "杭州市", "一、", "现将", "1"])
def test_time_grows_with_the_text(unit: str) -> None:
    def seconds(length: int) -> float:
        start = time.process_time()
        read(unit * length)
        return time.process_time() - start

    seconds(10)
    assert seconds(40_000) < 24 * max(seconds(5_000), 0.002)
