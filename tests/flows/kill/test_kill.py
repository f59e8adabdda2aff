"""A night may die at any point or moment: run again, it ends as if nothing had been.

Each try is a real night in a process of its own, killed by SIGKILL, then run again; ``conftest.Harness.attempt`` says
what must be so afterwards. `-s` shows the figures.
"""

import random
from collections.abc import Iterable

import pytest

SEED = 20261120

REPRESENTATIVE = {
    "fetch.warc.close:1": "the archive file is whole and not yet closed",
    "delta-done-sections:1": "a batch is half in the tables",
    "delta-parses:1": "all its rows are there, its ledger is not",
    "release-install:1": "the release is built and not in its place",
    "release-swapped:1": "the new pointer is made, latest.json still the old one",
}


# Where the run that makes good dies too: while it recovers the archive, adopts, commits what was staged, clears up.
TWICE = (
    ("fetch.warc.written:3", "fetch.recover.truncate:1"),
    ("fetch.warc.written:3", "fetch.recover.close:1"),
    ("fetch.warc.written:3", "fetch.warc.closed:1"),
    ("fetch.warc.written:3", "file-done-archive:1"),
    ("fetch.warc.opened:1", "fetch.recover.truncate:1"),
    ("stage-done:3", "delta-done-quantities:1"),
    ("delta-done-sections:1", "delta-quantities:1"),
    ("delta-done-sections:1", "delta-done-parses:1"),
    ("delta-done-parses:1", "commit-clear:1"),
    ("release-installed:1", "remove-releases:1"),
    ("release-installed:1", "release-install:1"),
    ("release-swapped:1", "put-releases:1"),
)


def test_a_night_that_dies_is_made_good_by_the_next_run(files, death) -> None:
    assert REPRESENTATIVE.keys() <= set(files.undisturbed.points[1])
    tried = files.try_all([death(2, point) for point in REPRESENTATIVE], at_once=1)  # the other core tests other things
    assert not tried.wrong, "\n".join(tried.wrong)
    assert tried.deaths == len(REPRESENTATIVE)


def first_and_last(passings: Iterable[str]) -> list[str]:
    """Of each point's passings the first and the last: with local documents the archive's are all tried."""
    ends: dict[str, list[str]] = {}
    for passing in passings:
        ends.setdefault(passing.partition(":")[0], []).append(passing)
    return [passing for each in ends.values() for passing in dict.fromkeys((each[0], each[-1]))]


@pytest.mark.slow
def test_death_at_every_point(files, death) -> None:
    first, second = files.undisturbed.points
    deaths = [death(1, point, onward=index % 5 == 0) for index, point in enumerate(first)]
    tried = files.try_all([*deaths, *(death(2, point) for point in second)])
    assert not tried.wrong, "\n".join(tried.wrong)
    assert tried.deaths == len(first) + len(second)


@pytest.mark.slow
def test_death_of_the_run_that_makes_good(files, death) -> None:
    tried = files.try_all([death(2, first, again=second) for first, second in TWICE])
    assert not tried.wrong, "\n".join(tried.wrong)


@pytest.mark.slow
def test_death_at_every_point_of_a_crawl(crawl, death) -> None:
    deaths = [
        death(night, point)
        for night, points in enumerate(crawl.undisturbed.points, 1)
        for point in first_and_last(point for point in points if point.startswith("fetch."))
    ]
    tried = crawl.try_all(deaths)
    assert not tried.wrong, "\n".join(tried.wrong)
    assert tried.deaths == len(deaths)


@pytest.mark.slow
def test_death_while_a_report_is_withdrawn_from_every_release(withdrawal, death) -> None:
    points = withdrawal.undisturbed.points[1]
    publishing = points[points.index("release-claimed:1") :: 3]  # of some hundred, alike but for the file
    tried = withdrawal.try_all([death(2, point) for point in publishing])
    assert not tried.wrong, "\n".join(tried.wrong)
    assert tried.deaths == len(publishing)


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "count"), [("files", 80), ("crawl", 20)])
def test_death_at_random_moments(request: pytest.FixtureRequest, death, mode: str, count: int) -> None:
    harness = request.getfixturevalue(mode)
    dice = random.Random(f"{SEED} {mode}")
    deaths = []
    for index in range(count):
        night = 1 + index % 2
        deaths.append(death(night, after=dice.uniform(0, harness.undisturbed.seconds[night - 1])))
    tried = harness.try_all(deaths)
    assert not tried.wrong, "\n".join([f"seed {SEED}", *tried.wrong])
