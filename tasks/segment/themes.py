"""Says which theme of the outlines a section treats (T01…T11), by triggers in its heading and body.

Layout: ``data/themes/themes.yaml``; see ``data/themes/README.md``. What a section does not say itself it takes from most of
its subsections, else from its parent. A section without evidence keeps ``None``: that is an answer, not a failure. A
broken data file raises FazhiError.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import ahocorasick_rs

from schemas.datadir import data_dir, load_yaml


@dataclass(slots=True)
class Topic:
    """What there is of a section to read its theme from; the sections stand in text order."""

    start: int
    heading_end: int
    parent: int | None
    level: int
    is_part: bool  # a whole part of the report, which treats what its heading says or nothing in particular
    theme: str | None = None  # given beforehand, or found


class ThemeReader:
    """Finds all theme triggers of a text in one pass, and the theme of each section from them."""

    def __init__(self, path: Path) -> None:
        content: dict[str, Any] = load_yaml(path)
        self._outlines: list[dict[str, Any]] = content["outlines"]
        usual: int = content["heading_weight"]
        self._heading_weights = {theme["code"]: theme.get("heading_weight", usual) for theme in content["themes"]}
        self._least_in_heading = min(self._heading_weights.values())
        self._parent_weight: int = content["parent_weight"]
        self._least: int = content["least_score"]
        heading: dict[str, str] = {}
        body: dict[str, str] = {}
        for theme in content["themes"]:
            heading.update(dict.fromkeys(theme["heading"], theme["code"]))
            body.update(dict.fromkeys(theme["body"], theme["code"]))
        triggers = sorted({*heading, *body})
        self._heading = [heading.get(trigger) or body[trigger] for trigger in triggers]
        # A heading's trigger counts in the body where it holds one of the body's: the longest match hides those inside.
        hidden = {
            long: theme for long, theme in heading.items() if any(body[word] == theme for word in body if word in long)
        }
        self._body = [body.get(trigger) or hidden.get(trigger) for trigger in triggers]
        self._matcher = ahocorasick_rs.AhoCorasick(triggers, matchkind=ahocorasick_rs.MatchKind.LeftmostLongest)

    def set_themes(self, text: str, topics: list[Topic], report_year: int | None) -> None:
        """Give every topic its theme, in the codes of the outline of that year."""
        scores = self._scores(text, topics)
        for topic, score in zip(topics, scores, strict=True):
            parent = topics[topic.parent].theme if topic.parent is not None else None
            topic.theme = topic.theme or self._choose(score, parent)
        children: dict[int, list[str | None]] = {}
        for topic in topics:
            if topic.parent is not None:
                children.setdefault(topic.parent, []).append(topic.theme)
        falls_to: dict[str, str] = self._outline(report_year)["falls_to"]
        for index, topic in enumerate(topics):
            if topic.theme is None and not topic.is_part:
                most = _of_most(children.get(index, [])) if topic.level > 1 else None
                topic.theme = most or (topics[topic.parent].theme if topic.parent is not None else None)
            topic.theme = falls_to.get(topic.theme or "", topic.theme)

    def _scores(self, text: str, topics: Sequence[Topic]) -> list[Counter[str]]:
        """Return how much speaks for each theme; a trigger counts once a section's body, however often it occurs there."""
        scores: list[Counter[str]] = [Counter() for _ in topics]
        seen: set[int] = set()  # body triggers of the section
        section, heading_end, next_start = -1, 0, 0
        for index, start, _ in self._matcher.find_matches_as_indexes(text):
            while start >= next_start:
                section += 1
                heading_end = topics[section].heading_end
                next_start = topics[section + 1].start if section + 1 < len(topics) else len(text)
                seen.clear()
            if start < heading_end:
                theme = self._heading[index]
                scores[section][theme] += self._heading_weights[theme]
            elif index not in seen and (said := self._body[index]) and not topics[section].is_part:
                seen.add(index)
                scores[section][said] += 1
        return scores

    def _choose(self, scores: Counter[str], parent: str | None) -> str | None:
        """Return the theme with the most evidence, None where there is too little.

        Of two that are level it is the parent's, or that named first where a heading names them; else None.
        """
        if not scores:
            return None
        if parent in scores:
            scores[parent] += self._parent_weight
        most = max(scores.values())
        leading = [theme for theme, score in scores.items() if score == most]
        if parent in leading:
            leading = [parent]
        if most < self._least or (len(leading) > 1 and most < self._least_in_heading):
            return None
        return leading[0]

    def _outline(self, report_year: int | None) -> dict[str, Any]:
        for outline in self._outlines:
            if report_year and outline["last_year"] and report_year <= outline["last_year"]:
                return outline
        return self._outlines[-1]


def _of_most(themes: list[str | None]) -> str | None:
    """Return the theme of more than half of at least two sections."""
    theme, count = Counter(themes).most_common(1)[0] if len(themes) > 1 else (None, 0)
    return theme if 2 * count > len(themes) else None


@lru_cache(maxsize=2)
def _load(folder: Path) -> ThemeReader:
    return ThemeReader(folder / "themes" / "themes.yaml")


def load_themes() -> ThemeReader:
    """Return the reader over the data folder's themes, built once a process."""
    return _load(data_dir())
