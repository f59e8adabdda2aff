"""A sentence's figures, and the words between them: what every check of the audit looks at."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from schemas.documents import Quantity
from schemas.errors import FazhiError
from tasks.extract import lexicon

_STOP = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence: its figures in order (same status, value known), and where it begins and ends in the text."""

    text: str
    start: int
    end: int
    figures: tuple[Quantity, ...]
    indicators: Mapping[int, tuple[str, ...]]  # by Quantity.index

    def levels(self, unit: str | None) -> list[Quantity]:
        """Return the figures that are levels in ``unit``, in order."""
        return [q for q in self.figures if q.unit == unit and q.statistic == "level"]

    def before(self, quantity: Quantity) -> str:
        """Return the words between the figure before it (or the sentence's beginning) and the figure."""
        place = self.figures.index(quantity)
        return self.text[self.figures[place - 1].end if place else self.start : quantity.start]

    def between(self, first: Quantity, second: Quantity) -> str:
        """Return the words from one figure's end to another's beginning."""
        return self.text[first.end : second.start]

    def clause(self, quantity: Quantity) -> str:
        """Return the words of the figure's clause before it."""
        words = self.text[max(self.start, quantity.start - 80) : quantity.start]
        return _CLAUSE.split(words)[-1]

    def noun_after(self, quantity: Quantity) -> str:
        """Return the first few words right after the figure, up to a mark: 12个|乡镇."""
        return _CLAUSE.split(self.text[quantity.end : quantity.end + 6])[0]


def passages(quantities: Sequence[Quantity], indicators: Mapping[int, tuple[str, ...]], text: str) -> Iterator[Passage]:
    """Yield the sentences that hold figures; a sentence's targets and reported figures come apart."""
    figures = sorted(
        (q for q in quantities if q.status != "none" and (q.value is not None or q.value_low is not None)),
        key=attrgetter("start"),
    )
    stops = [-1, *(match.start() for match in _STOP.finditer(text)), len(text)]
    groups: dict[tuple[int, str], list[Quantity]] = {}
    for figure in figures:
        groups.setdefault((bisect_left(stops, figure.start), figure.status), []).append(figure)
    for (stop, _), members in groups.items():
        yield Passage(text, stops[stop - 1] + 1, stops[stop], tuple(members), indicators)


@cache
def words(key: str) -> tuple[str, ...]:
    """Return a word list of data/lexicon/audit.yaml, longest first."""
    return lexicon.words("audit", key)


@cache
def families(key: str) -> tuple[str, ...]:
    """Return a list of word families of data/lexicon/audit.yaml, each its words split at blanks."""
    value = lexicon.read_key("audit", key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FazhiError(f"data/lexicon/audit.yaml: {key} is not a list of word lists", "write one family a line")
    return tuple(value)


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Return a word list of data/lexicon/audit.yaml as one pattern, which matches nothing where the list is empty."""
    return re.compile("|".join(map(re.escape, words(key))) or r"(?!)")
