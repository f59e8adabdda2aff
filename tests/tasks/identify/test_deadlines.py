"""Deadlines by law and by practice; late needs two dates that agree."""

from datetime import date

import pytest

from tasks.identify.deadlines import Deadline, deadline, timeliness

DUE = Deadline(date(2023, 4, 1), "statutory", "duty2019")


def test_the_2019_rule_names_governments_and_departments() -> None:
    assert deadline("government", "town", 2022) == DUE
    assert deadline("department", "county", 2022) == DUE
    assert deadline("department", "county", 2019) == Deadline(date(2020, 4, 1), "statutory", "duty2019")


def test_street_offices_and_zones_are_expected_only() -> None:
    for issuer_type, level in (("street_office", "street"), ("zone_committee", "county")):
        found = deadline(issuer_type, level, 2022)  # type: ignore[arg-type]
        assert found is not None
        assert (found.date, found.basis) == (date(2023, 4, 1), "expected")


def test_the_older_rule_and_before() -> None:
    older = deadline("government", "city", 2017)
    assert older is not None
    assert (older.date, older.basis) == (date(2018, 3, 31), "expected")
    assert deadline("street_office", "street", 2017) is None
    assert deadline("government", "city", 2012) is None


@pytest.mark.parametrize(
    ("published", "basis", "second", "expected"),
    [
        (date(2023, 4, 1), "meta_pubdate", None, "on_time"),
        (date(2023, 4, 2), "meta_pubdate", None, "date_uncertain"),
        (date(2023, 4, 2), "meta_pubdate", date(2023, 4, 2), "late"),
        (date(2023, 4, 2), "meta_pubdate", date(2023, 3, 30), "date_uncertain"),
        (date(2023, 3, 30), "meta_pubdate", date(2023, 4, 9), "date_uncertain"),
        (date(2023, 3, 30), "url", None, "date_uncertain"),
        (date(2023, 3, 30), "url", date(2023, 3, 30), "on_time"),
        (None, None, None, "date_uncertain"),
    ],
)
def test_timeliness(published: date | None, basis: str | None, second: date | None, expected: str) -> None:
    assert timeliness(DUE, published, basis, second) == expected


def test_without_a_deadline_nothing_is_late() -> None:
    assert timeliness(None, date(2023, 9, 1), "meta_pubdate", date(2023, 9, 1)) == "no_deadline"
