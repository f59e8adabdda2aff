"""Replicas of families that ``data/sources`` has nothing of: discovery and the fallbacks carry them from their roots, each by itself.

From its root a crawl comes to the columns that others are told of, so only each fourth family is also told them.

What they found at first sight, before anything was mended for them, stands in docs/development.md.
"""

import pytest

from tests.portal import serve
from tests.portal.family import unknown_names
from tests.portal.night import Crawl
from tests.portal.scoring import Score, score

pytestmark = pytest.mark.slow

LEAST = {"text": 0.98, "title": 0.99, "published": 0.99, "issuer": 0.99}
CASES = [*((name, "root") for name in unknown_names()), *((name, "columns") for name in unknown_names()[::4])]


@pytest.fixture(scope="module", params=CASES, ids=[f"{name.removeprefix('unknown/')}-{given}" for name, given in CASES])
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Score]:
    """A family's name, and what one night over it alone brought."""
    name, given = request.param
    with serve(name) as portals:
        crawl = Crawl(portals, tmp_path_factory.mktemp("unknown"), {name: "generic"}, with_columns=given == "columns")
        result = score(portals, crawl.night().reports)
    shares = {respect: round(result.share(respect), 4) for respect in result.right}
    print(name, given, len(result.found), "reports, recall", result.recall, "precision", result.precision, shares)
    return name, result


def test_every_report_is_in_the_release_and_nothing_else(case: tuple[str, Score]) -> None:
    _, result = case
    assert len(result.found) >= 8
    assert [each.url for each in result.missed] == []
    assert result.taken == []


@pytest.mark.parametrize("respect", LEAST)
def test_what_a_report_says_is_right(case: tuple[str, Score], respect: str) -> None:
    _, result = case
    assert result.share(respect) >= LEAST[respect], [wrong for wrong in result.wrong if wrong[1] == respect]
