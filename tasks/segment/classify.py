"""Says which part of the report a section belongs to (R0…R6) and which theme it treats (T01…T11).

Layout: ``data/themes/parts.yaml`` and ``themes.yaml`` hold the wording; see ``data/themes/README.md``. A part is decided by
first-rank headings and inherited; a theme by triggers in a section's heading and body, else inherited. A section
without evidence keeps ``None`` as its theme: that is an answer, not a failure. A broken data file raises FazhiError.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick_rs

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError

PREAMBLE = "R0"
MEASURES = "R1"
SHORTCOMINGS = "R2"
PLAN = "R4"
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
        content = load_yaml(path)
        self._plan_opening: str = content["plan_opening"]
        for entry in content["parts"]:
            try:
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
    year = str(report_year + 1) if report_year else "(?!)"
    return re.compile(rf"([\r\n。][ \t　]*)(?:{opening.replace('{year}', year)})")


class ThemeReader:
    """Finds all theme triggers of a text in one pass, and the theme of each section from them."""

    def __init__(self, path: Path) -> None:
        content: dict[str, Any] = load_yaml(path)
        self._outlines: list[dict[str, Any]] = content["outlines"]
        self._weight: int = content["heading_weight"]
        self._least: int = content["least_score"]
        heading: dict[str, str] = {}
        body: dict[str, str] = {}
        for theme in content["themes"]:
            heading.update(dict.fromkeys(theme["heading"], theme["code"]))
            body.update(dict.fromkeys(theme["body"], theme["code"]))
        triggers = sorted({*heading, *body})
        self._heading = [heading.get(trigger) for trigger in triggers]
        self._body = [body.get(trigger) for trigger in triggers]
        self._matcher = ahocorasick_rs.AhoCorasick(triggers, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def scores(self, text: str, starts: Sequence[int], heading_ends: Sequence[int]) -> list[Counter[str]]:
        """Return, for every section [starts[i], starts[i + 1]), how much speaks for each theme.

        ``heading_ends[i]`` is where the section's heading ends; triggers before it weigh more. A trigger counts once a
        section's body, however often it occurs there.
        """
        scores: list[Counter[str]] = [Counter() for _ in starts]
        seen: set[int] = set()  # body triggers of the section
        section, heading_end, next_start = -1, 0, 0
        for index, start, _ in self._matcher.find_matches_as_indexes(text):
            while start >= next_start:
                section += 1
                heading_end = heading_ends[section]
                next_start = starts[section + 1] if section + 1 < len(starts) else len(text)
                seen.clear()
            if start < heading_end:
                if theme := self._heading[index]:
                    scores[section][theme] += self._weight
            elif index not in seen and (theme := self._body[index]):
                seen.add(index)
                scores[section][theme] += 1
        return scores

    def choose(self, scores: Counter[str], report_year: int | None) -> str | None:
        """Return the theme with the most evidence; None where there is too little, or two are level."""
        most = max(scores.values(), default=0)
        leading = [theme for theme, score in scores.items() if score == most]
        if most < self._least or len(leading) > 1:
            return None
        theme = leading[0]
        falls_to: dict[str, str] = self._outline(report_year)["falls_to"]
        return falls_to.get(theme, theme)

    def _outline(self, report_year: int | None) -> dict[str, Any]:
        for outline in self._outlines:
            if report_year and outline["last_year"] and report_year <= outline["last_year"]:
                return outline
        return self._outlines[-1]


@lru_cache(maxsize=2)
def _load(folder: Path) -> tuple[PartReader, ThemeReader]:
    return PartReader(folder / "themes" / "parts.yaml"), ThemeReader(folder / "themes" / "themes.yaml")


def load_readers() -> tuple[PartReader, ThemeReader]:
    """Return the readers of parts and themes over the data folder, built once a process."""
    return _load(data_dir())
