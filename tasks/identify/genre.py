"""Whether a document is a 法治政府建设年度报告 at all, or a neighbour: work report, plan, interpretation, five-year report.

``is_report`` returns where it is one, raises NotAReport where it is something else (recorded, never published), and
DocumentError ``undecided_report_type`` where neither title nor text decides (quarantine). Wording:
``data/lexicon/identify_genres.yaml`` for texts, the discovery lexicon for titles.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from schemas.datadir import data_dir, load_yaml
from schemas.documents import CleanDocument, Payload
from schemas.errors import DocumentError, NotAReport
from tasks.discover.titles import weigh_link

_HEAD_LINES = 20
_CHECK = "other_kind"


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    head: tuple[re.Pattern[str], ...]
    text: tuple[re.Pattern[str], ...]

    def words_in(self, head: str, text: str) -> str | None:
        """Return the words by which a text is of this kind; None as soon as one pattern is not found."""
        words: list[str] = []
        for patterns, where in ((self.head, head), (self.text, text)):
            for pattern in patterns:
                found = pattern.search(where)
                if found is None:
                    return None
                words.append(found.group())
        return " … ".join(words)


class GenreReader:
    """The compiled wording of ``genres.yaml``."""

    def __init__(self, path: Path) -> None:
        content = load_yaml(path)
        self._head_length: int = content["head_length"]
        self._kinds = [
            _Kind(entry["kind"], _compile(entry.get("head", [])), _compile(entry.get("text", [])))
            for entry in content["kinds"]
        ]
        self.report_title = re.compile(content["report_title"])
        self.report_and_plan = re.compile(content["report_and_plan"])
        self._trade = AhoCorasick(content["trade_words"], MatchKind.LeftmostLongest)
        self.report_density: float = content["report_density"]
        self.other_density: float = content["other_density"]
        self._opening = re.compile(content["report_opening"])

    def other_kind(self, text: str) -> str | None:
        """Return the neighbouring kind a text gives itself away as, with the words, or None."""
        head = text[: self._head_length]
        for kind in self._kinds:
            words = kind.words_in(head, text)
            if words is not None:
                return f"text speaks as {kind.name} ({words})"
        return None

    def density(self, text: str) -> float:
        """Return the trade words in a thousand characters that are not blank."""
        found = self._trade.find_matches_as_indexes(text)
        return 1000 * len(found) / max(1, sum(map(len, text.split())))

    def opens_as_report(self, text: str) -> bool:
        """Whether the text opens like a report or has headings that name a report's parts."""
        return self._opening.search(text) is not None


def _compile(patterns: list[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


@lru_cache(maxsize=2)
def _load(folder: Path) -> GenreReader:
    return GenreReader(folder / "lexicon" / "identify_genres.yaml")


def is_report(document: CleanDocument, payload: Payload) -> None:
    """Return where the document is such a report.

    Raises NotAReport with the words that give another kind away, DocumentError ``undecided_report_type`` where nothing
    decides.
    """
    reader = _load(data_dir())
    titles = [title for title in (document.title, payload.listed_title) if title]
    for title in titles:
        _refuse_other_title(title, reader)
    other = reader.other_kind(document.text)
    if other:
        raise NotAReport(_CHECK, other)
    density = reader.density(document.text)
    if density < reader.other_density and len(document.text) > 800:
        raise NotAReport("other_subject", f"only {density:.1f} words of law and government in a thousand characters")
    if any(reader.report_title.search(title) for title in [*titles, *_head_lines(document.text)]):
        return
    if density < reader.report_density or not reader.opens_as_report(document.text):
        raise DocumentError(
            "undecided_report_type",
            f"no title names the report; {density:.1f} words of its trade in a thousand characters; title {titles or 'none'}",
        )


def _refuse_other_title(title: str, reader: GenreReader) -> None:
    judgement = weigh_link(title, None)
    if judgement.taken or not judgement.reason.startswith("title names another kind"):
        return
    if not ("方案或计划" in judgement.reason and reader.report_and_plan.search(title)):
        raise NotAReport(_CHECK, judgement.reason)


def _head_lines(text: str) -> list[str]:
    lines = (line.strip() for line in text.splitlines()[:_HEAD_LINES])
    return [line for line in lines if 6 <= len(line) <= 60 and "。" not in line]
