"""Says which part of the report a section belongs to (R0…R6).

Layout: ``data/themes/parts.yaml`` holds the wording; see ``data/themes/README.md``. A part is decided by first-rank
headings and inherited. A broken data file raises FazhiError.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError
from tasks.segment.draft import MEASURES, PLAN

_YEAR = re.compile("(20[0-9]{2})年")


@dataclass(frozen=True, slots=True)
class _Wording:
    """One entry of parts.yaml."""

    part: str
    said: re.Pattern[str]
    unless: re.Pattern[str] | None
    after: frozenset[str] | None
    not_in_report_year: bool


class PartReader:
    """Reads the part that a heading opens."""

    def __init__(self, path: Path) -> None:
        self._wordings: list[_Wording] = []
        self.themes: dict[str, str] = {}  # of parts that treat one theme as a whole
        content = load_yaml(path)
        self._plan_opening: str = content["plan_opening"]
        self._own: dict[str, str] = content["own_parts"]
        for entry in content["parts"]:
            try:
                if theme := entry.get("theme"):
                    self.themes[entry["id"]] = theme
                unless, after = entry.get("unless"), entry.get("after")
                self._wordings.append(
                    _Wording(
                        entry["id"],
                        re.compile("|".join(entry["patterns"])),
                        re.compile(unless) if unless else None,
                        frozenset(after) if after else None,
                        entry.get("year") == "none",
                    )
                )
            except (KeyError, re.error) as error:
                raise FazhiError(f"{path.name}: entry {entry} is broken: {error}", "mend the entry") from error

    def named(self, heading: str, report_year: int | None, before: str) -> list[str]:
        """Return the parts that the heading names behind the part ``before``, in its order; [] where it names none."""
        years = {int(year) for year in _YEAR.findall(heading)}
        if report_year and years == {report_year + 1}:
            return [PLAN]
        found: dict[str, tuple[int, int]] = {}
        for rank, wording in enumerate(self._wordings):
            if (wording.after and before not in wording.after) or (wording.not_in_report_year and report_year in years):
                continue
            match = wording.said.search(heading)
            if match and not (wording.unless and wording.unless.search(heading, 0, match.end())):
                found[wording.part] = min(found.get(wording.part, (match.start(), rank)), (match.start(), rank))
        return sorted(found, key=lambda part: found[part])

    def own(self, heading: str, report_year: int | None) -> str:
        """Return the part of a lower heading among the measures that says nothing else; empty where it names none."""
        return next(
            (part for part, said in self._own.items() if _own_pattern(said, report_year).fullmatch(heading)), ""
        )

    def plan_openings(self, text: str, report_year: int | None) -> Iterator[tuple[int, bool]]:
        """Yield where the text turns to the plan without a heading, and whether a paragraph begins there."""
        for found in _plan_pattern(self._plan_opening, report_year).finditer(text):
            yield found.end(1), found[1][0] != "。"

    def follow(self, named: list[str], before: str) -> str:
        """Return the part of a first-rank section that names these parts, given the part of the one before it."""
        if named:
            return named[0]
        return before if before == PLAN else MEASURES


@lru_cache(maxsize=32)
def _plan_pattern(opening: str, report_year: int | None) -> re.Pattern[str]:
    return re.compile(rf"([\r\n。][ \t　]*)(?:{_with_year(opening, report_year)})")


@lru_cache(maxsize=64)
def _own_pattern(said: str, report_year: int | None) -> re.Pattern[str]:
    return re.compile(_with_year(said, report_year))


def _with_year(pattern: str, report_year: int | None) -> str:
    return pattern.replace("{year}", str(report_year + 1) if report_year else "(?!)")


@lru_cache(maxsize=2)
def _load(folder: Path) -> PartReader:
    return PartReader(folder / "themes" / "parts.yaml")


def load_parts() -> PartReader:
    """Return the reader over the data folder's parts, built once a process."""
    return _load(data_dir())
