"""Replicas of families that ``data/sources`` has nothing of: discovery and the fallbacks carry them.

What they found at first sight, before anything was mended for them, stands in docs/development.md.
"""

import pytest

from tests.portal import serve
from tests.portal.family import unknown_names
from tests.portal.night import Crawl
from tests.portal.scoring import Score, score

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=["columns", "root"])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Score:
    with serve(*unknown_names()) as portals:
        families = dict.fromkeys(unknown_names(), "generic")
        folder = tmp_path_factory.mktemp("unknown")
        night = Crawl(portals, folder, families, with_columns=request.param == "columns").night()
        result = score(portals, night.reports)
    shares = {respect: round(result.share(respect), 4) for respect in result.right}
    print(request.param, len(result.found), "reports, recall", result.recall, "precision", result.precision, shares)
    return result


def test_every_report_is_in_the_release(result: Score) -> None:
    assert len(result.found) > 30
    assert [each.url for each in result.missed] == []


def test_nothing_else_is_in_the_release(result: Score) -> None:
    assert result.taken == []


@pytest.mark.parametrize(("respect", "least"), [("text", 0.98), ("title", 0.99), ("published", 0.99), ("issuer", 0.99)])
def test_what_a_report_says_is_right(result: Score, respect: str, least: float) -> None:
    assert result.share(respect) >= least, [wrong for wrong in result.wrong if wrong[1] == respect]
