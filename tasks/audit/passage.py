"""A sentence's figures, and the words between them: what every check of the audit looks at."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from schemas.documents import Quantity, Segmentation
from schemas.errors import FazhiError
from tasks.extract import lexicon

_CLAUSE = re.compile(r"[，。；：！？,;:!?\n]")
_LAST_MARK = re.compile(r".*[，。；：！？,;:!?\n]", re.DOTALL)
_CLAUSE_REACH = 80
_MOST = 60  # figures of a sentence that are looked at together
_BACK = 16  # figures before a sentence among which a whole that it names is looked for


@dataclass(slots=True)
class Passage:
    """One sentence's figures in order (same status, value known), and where it ends in the text.

    ``gaps`` are the words before each figure, back to the figure before it or the sentence's beginning; ``counts``
    the levels by unit, percentages aside; ``back`` the levels told shortly before the sentence.
    """

    text: str
    start: int
    end: int
    figures: tuple[Quantity, ...]
    gaps: tuple[str, ...]
    counts: Mapping[str, Sequence[Quantity]]
    places: Mapping[int, int]  # by Quantity.index
    back: Sequence[Quantity]
    words: Mapping[int, str]  # the words before each figure of the report, by Quantity.index
    clauses: Mapping[int, str]  # the words of each figure's clause before it, by Quantity.index
    indicators: Mapping[int, tuple[str, ...]]  # by Quantity.index
    planned: Sequence[Quantity]  # the sentence's targets

    def before(self, quantity: Quantity) -> str:
        """Return the words between the figure before it (or the sentence's beginning) and the figure."""
        return self.words[quantity.index]

    def between(self, first: Quantity, second: Quantity) -> str:
        """Return the words from one figure's end to another's beginning."""
        return self.text[first.end : second.start]

    def clause(self, quantity: Quantity) -> str:
        """Return the words of the figure's clause before it."""
        return self.clauses[quantity.index]

    def noun_after(self, quantity: Quantity, most: int = 6) -> str:
        """Return the first few words right after the figure, up to a mark: 12个|乡镇."""
        return _CLAUSE.split(self.text[quantity.end : quantity.end + most])[0]


def passages(
    quantities: Sequence[Quantity], indicators: Mapping[int, tuple[str, ...]], text: str, segmentation: Segmentation
) -> Iterator[Passage]:
    """Yield the sentences that hold figures; a sentence's targets and reported figures come apart.

    A sentence of very many figures, a table without breaks, comes in stretches, so that the checks stay linear.
    """
    groups: dict[tuple[int, str], list[list[Quantity]]] = {}
    for figure in sorted(quantities, key=attrgetter("start")):
        if figure.status != "none" and (figure.value is not None or figure.value_low is not None):
            stretches = groups.setdefault((figure.sentence, figure.status), [[]])
            if len(stretches[-1]) == _MOST:
                stretches.append([])
            stretches[-1].append(figure)
    words: dict[int, str] = {}
    clauses: dict[int, str] = {}
    told: list[Quantity] = []
    for number, figures, start in _starting(groups, segmentation):
        sentence = segmentation.sentences[number]
        gaps, at, clause = [], start, start
        counts: dict[str, list[Quantity]] = {}
        for figure in figures:
            gap = words[figure.index] = text[at : figure.start]
            gaps.append(gap)
            if mark := _LAST_MARK.match(gap):
                clause = at + mark.end()
            clauses[figure.index] = text[max(clause, figure.start - _CLAUSE_REACH) : figure.start]
            at = figure.end
            if figure.unit and figure.unit != "%" and figure.statistic == "level":
                counts.setdefault(figure.unit, []).append(figure)
        places = {figure.index: place for place, figure in enumerate(figures)}
        yield Passage(
            text, start, sentence.end, tuple(figures), tuple(gaps), counts, places, told[-_BACK:], words, clauses,
            indicators, [target for stretch in groups.get((number, "target"), ()) for target in stretch],
        )  # fmt: skip
        for levels in counts.values():
            told += levels


def _starting(
    groups: Mapping[tuple[int, str], Sequence[list[Quantity]]], segmentation: Segmentation
) -> Iterator[tuple[int, list[Quantity], int]]:
    """Yield each stretch with its sentence, and where it begins: with the sentence, or after the stretch before."""
    for (number, _), stretches in groups.items():
        start = segmentation.sentences[number].start
        for figures in stretches:
            yield number, figures, start
            start = figures[-1].end


@cache
def words(key: str) -> tuple[str, ...]:
    """Return a word list of data/lexicon/audit.yaml, longest first."""
    return lexicon.words("audit", key)


@cache
def families(key: str) -> tuple[str, ...]:
    """Return the word families of data/lexicon/audit.yaml, one an item or a line, each its words split at blanks."""
    value = lexicon.read_key("audit", key)
    value = value.splitlines() if isinstance(value, str) else value
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise FazhiError(f"data/lexicon/audit.yaml: {key} is not a list of word lists", "write one family a line")
    return tuple(value)


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Return a word list of data/lexicon/audit.yaml as one pattern, which matches nothing where the list is empty."""
    return re.compile("|".join(map(re.escape, words(key))) or r"(?!)")
