"""Says which theme of the outlines a section treats (T01…T11), by triggers in its heading and body.

Layout: ``data/themes/themes.yaml``; see ``data/themes/README.md``. What a section does not say itself it takes from most of
its subsections, else from its parent. A section without evidence keeps ``None``: that is an answer, not a failure. A
broken data file raises FazhiError.
"""

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ahocorasick_rs import AhoCorasick, MatchKind

from schemas.datadir import data_dir, load_yaml
from tasks.segment.draft import PREAMBLE, Draft


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
        self._matcher = AhoCorasick(triggers, MatchKind.LeftmostLongest)

    def set_themes(self, text: str, drafts: Sequence[Draft], report_year: int | None) -> None:
        """Give every section its theme, in the codes of the outline of that year."""
        children: dict[int, list[str | None]] = {}
        for draft, score in zip(drafts, self._scores(text, drafts), strict=True):
            parent = None if draft.parent is None else drafts[draft.parent].theme
            draft.theme = draft.theme or (self._choose(score, parent) if score else None)
            if draft.parent is not None:
                children.setdefault(draft.parent, []).append(draft.theme)
        falls_to: dict[str, str] = self._outline(report_year)["falls_to"]
        for index, draft in enumerate(drafts):
            if draft.theme is None and not draft.opens_part:
                most = _of_most(children.get(index, [])) if draft.level > 1 else None
                draft.theme = most or (None if draft.parent is None else drafts[draft.parent].theme)
            draft.theme = falls_to.get(draft.theme or "", draft.theme)

    def _scores(self, text: str, drafts: Sequence[Draft]) -> list[dict[str, int]]:
        """Return how much speaks for each theme; a trigger counts once a section's body, however often it occurs there.

        What opens a part is read by its heading only, the preamble not at all.
        """
        scores: list[dict[str, int]] = [{} for _ in drafts]
        starts = [*[draft.start for draft in drafts], len(text)]
        seen: set[int] = set()  # body triggers of the section
        section = -1
        for index, start, _ in self._matcher.find_matches_as_indexes(text):
            while start >= starts[section + 1]:
                section += 1
                draft, score = drafts[section], scores[section]
                seen.clear()
            if draft.part == PREAMBLE:
                continue
            if start < draft.heading_end:
                theme = self._heading[index]
                score[theme] = score.get(theme, 0) + self._heading_weights[theme]
            elif index not in seen and (said := self._body[index]) and not draft.opens_part:
                seen.add(index)
                score[said] = score.get(said, 0) + 1
        return scores

    def _choose(self, scores: dict[str, int], parent: str | None) -> str | None:
        """Return the theme with the most evidence, None where there is too little.

        Of two that are level it is the parent's, or that named first where a heading names them; else None.
        """
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
