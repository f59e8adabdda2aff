"""By when a report was due, and whether it was public by then.

The rules are ``data/obligations/deadlines.yaml``; where none fits an issuer and year there is no deadline, and no report
is late. ``late`` accuses a named government, so it needs two dates that agree: one alone past the deadline is
``date_uncertain``. A broken rule file raises FazhiError.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from schemas.datadir import data_dir, load_yaml
from schemas.documents import IssuerType, Level
from schemas.errors import FazhiError

DutyBasis = Literal["statutory", "expected"]
Timeliness = Literal["on_time", "late", "date_uncertain", "no_deadline"]


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last day on which publication is on time, and what kind of duty sets it."""

    date: date
    basis: DutyBasis
    instrument: str  # id in deadlines.yaml


@lru_cache(maxsize=2)
def _rules(path: Path) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = load_yaml(path)["rules"]
    for rule in rules:
        missing = {"issuer_types", "levels", "first_year", "publish_by", "instrument", "basis"} - rule.keys()
        if missing:
            raise FazhiError(f"{path.name}: rule {rule} lacks {', '.join(sorted(missing))}", "add the field")
    return rules


def deadline(issuer_type: IssuerType, level: Level, report_year: int) -> Deadline | None:
    """Return the publication deadline of a report, or None where no rule names such an issuer and year."""
    for rule in _rules(data_dir() / "obligations" / "deadlines.yaml"):
        in_years = rule["first_year"] <= report_year <= rule.get("last_year", report_year)
        if issuer_type in rule["issuer_types"] and level in rule["levels"] and in_years:
            month, day = map(int, str(rule["publish_by"]).split("-"))
            return Deadline(date(report_year + 1, month, day), rule["basis"], rule["instrument"])
    return None


def timeliness(
    due: Deadline | None, published_date: date | None, date_basis: str | None, second_date: date | None
) -> Timeliness:
    """Return whether a report was public by its deadline.

    ``second_date`` is an independent statement of the publication date (the list row's, the index table's); the two
    agree where they are the same day. No date, or one date past the deadline with no other or a differing one, is
    ``date_uncertain``; so is a date that only a URL states, unless the second confirms it.
    """
    if due is None:
        return "no_deadline"
    if published_date is None:
        return "date_uncertain"
    if published_date <= due.date:
        late_elsewhere = second_date is not None and second_date > due.date
        unsupported = date_basis == "url" and second_date is None
        return "date_uncertain" if late_elsewhere or unsupported else "on_time"
    return "late" if second_date == published_date else "date_uncertain"
