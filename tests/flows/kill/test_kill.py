"""A night may die at any point or moment: run again, it ends as if nothing had been.

Each try is a real night in a process of its own, killed by SIGKILL, then run again; ``conftest.Harness.attempt`` says
what must be so afterwards. `-s` shows the figures.
"""

import random

import pytest

SEED = 20261120

REPRESENTATIVE = {
    "fetch.warc.close:1": "the archive file is whole and not yet closed",
    "delta-done-sections:1": "a batch is half in the tables",
    "delta-parses:1": "all its rows are there, its ledger is not",
    "release-install:1": "the release is built and not in its place",
    "release-swapped:1": "the new pointer is made, latest.json still the old one",
}


def test_a_night_that_dies_is_made_good_by_the_next_run(files, death) -> None:
    assert REPRESENTATIVE.keys() <= set(files.undisturbed.points[1])
    tried = files.try_all([death(2, point) for point in REPRESENTATIVE], at_once=1)  # the other core tests other things
    assert tried.wrong == []
    assert tried.deaths == len(REPRESENTATIVE)


@pytest.mark.slow
def test_death_at_every_point(files, death) -> None:
    first, second = files.undisturbed.points
    deaths = [death(1, point, onward=index % 5 == 0) for index, point in enumerate(first)]
    tried = files.try_all([*deaths, *(death(2, point) for point in second)])
    assert tried.wrong == []
    assert tried.deaths == len(first) + len(second)


@pytest.mark.slow
def test_death_at_every_point_of_a_crawl(crawl, death) -> None:
    deaths = [
        death(night, point)
        for night, points in enumerate(crawl.undisturbed.points, 1)
        for point in points
        if point.startswith("fetch.")
    ]
    tried = crawl.try_all(deaths)
    assert tried.wrong == []
    assert tried.deaths == len(deaths)


@pytest.mark.slow
@pytest.mark.parametrize(("mode", "count"), [("files", 80), ("crawl", 20)])
def test_death_at_random_moments(request: pytest.FixtureRequest, death, mode: str, count: int) -> None:
    harness = request.getfixturevalue(mode)
    dice = random.Random(f"{SEED} {mode}")
    deaths = []
    for index in range(count):
        night = 1 + index % 2
        deaths.append(death(night, after=dice.uniform(0, harness.undisturbed.seconds[night - 1])))
    assert harness.try_all(deaths).wrong == [], f"seed {SEED}"
