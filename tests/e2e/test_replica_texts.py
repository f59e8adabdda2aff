"""All replicas through the whole pipeline, with their columns given and from their roots alone: what the release then holds.

Scanned pages count where there is a font to draw them with, and the optional extra that reads them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tasks.clean import ocr
from tests.portal import Planted, Portals, pdf, serve
from tests.portal.night import Crawl, Night
from tests.portal.scoring import Found, Score, score

pytestmark = pytest.mark.slow

# What data/sources calls the replicas' families; generic where nobody has told.
FAMILIES = {
    "01_trs_date": "trs",
    "02_hanweb_static": "hanweb",
    "03_hanweb_dataproxy": "hanweb",
    "04_hanweb_jpaas": "jpaas",
    "05_gkmlpt": "gkmlpt",
    "06_nfcms": "nfcms",
    "07_ucap": "ucap",
    "08_ucap_hex": "ucap",
    "09_hunan_content": "hunan",
    "10_vsb": "vsb",
    "11_longxun_xxgk": "longxun",
    "12_ip_host": "generic",
    "13_shanghai_guid": "guid",
    "14_uuid_columns": "generic",
    "15_twins": "generic",
}


@pytest.fixture(scope="module", params=["columns", "root"])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Score:
    with serve(*FAMILIES) as portals:
        folder = tmp_path_factory.mktemp("replicas")
        night = Crawl(portals, folder, FAMILIES, with_columns=request.param == "columns").night()
        is_read = pdf.can_draw_chinese() and ocr.is_installed()
        result = score(portals, night.reports, without=() if is_read else ("scan",))
    shares = {respect: round(result.share(respect), 4) for respect in result.right}
    print(request.param, len(result.found), "reports, recall", result.recall, "precision", result.precision, shares)
    return result


def test_every_report_is_in_the_release(result: Score) -> None:
    assert len(result.found) > 190
    assert [each.url for each in result.missed] == []


def test_nothing_else_is_in_the_release(result: Score) -> None:
    assert result.taken == []


def test_main_texts_are_exact(result: Score) -> None:
    assert result.share("text") >= 0.98, [wrong[0] for wrong in result.wrong if wrong[1] == "text"]


@pytest.mark.parametrize("respect", ["title", "published", "issuer"])
def test_what_a_report_states_of_itself_is_right(result: Score, respect: str) -> None:
    assert result.share(respect) >= 0.99, [wrong for wrong in result.wrong if wrong[1] == respect]


@dataclass(frozen=True, slots=True)
class LaterPage:
    """Three nights over an article in several pages, whose last page is corrected after the second."""

    first: Night
    second: Night
    third: Night
    before: Planted
    after: Planted


@pytest.fixture(scope="module")
def later_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LaterPage]:
    with serve("09_hunan_content") as portals:
        crawl = Crawl(portals, tmp_path_factory.mktemp("pages"), FAMILIES)
        before = long_report(portals)
        first, second = crawl.night(), crawl.night()
        portals.revise(before.url)
        yield LaterPage(first, second, crawl.night(), before, long_report(portals))


def long_report(portals: Portals) -> Planted:
    return next(each for each in portals.reports if each.form == "parts")


def of(night: Night, report: Planted) -> list[Found]:
    return [each for each in night.reports if each.url in report.urls]


def test_pages_that_stay_what_they_are_make_no_revision(later_page: LaterPage) -> None:
    assert of(later_page.second, later_page.before) == of(later_page.first, later_page.before)


def test_a_correction_on_a_later_page_is_a_revision_of_the_whole(later_page: LaterPage) -> None:
    (old,), (new,) = of(later_page.second, later_page.before), of(later_page.third, later_page.after)
    assert later_page.before.is_told_by(old.text or "")
    assert later_page.after.is_told_by(new.text or "")
    assert old.text != new.text
    assert later_page.third.unverified == []
