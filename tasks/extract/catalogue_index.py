"""The catalogue turned into one automaton, and what of it stands where in a document.

Every trigger, anti-trigger, topic word and dimension word is one pattern; a document's text and all its measures
are scanned once each. Offsets are characters of the scanned string.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from schemas.catalogue import Catalogue, Indicator


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word of the catalogue and every part it plays."""

    word: str
    triggers: tuple[int, ...]  # numbers of the indicators it is a trigger of
    topic_triggers: tuple[int, ...]
    anti_triggers: tuple[int, ...]
    topics: tuple[str, ...]
    dimensions: tuple[tuple[str, str], ...]  # (dimension, value)


class Hit(NamedTuple):  # a tuple, for speed: a report has hundreds
    """A pattern at [start, end) of a scanned string."""

    start: int
    end: int
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class CatalogueIndex:
    """The automaton and, by indicator number, the units each entry accepts."""

    indicators: tuple[Indicator, ...]
    units: tuple[frozenset[str], ...]
    known_units: frozenset[str]
    patterns: tuple[Pattern, ...]
    automaton: AhoCorasick

    def scan(self, text: str) -> "Hits":
        """Return every pattern in ``text``, overlapping ones included."""
        return Hits(self.automaton.find_matches_as_indexes(text, overlapping=True), self.patterns)


class Hits:
    """The hits of one string, sorted by where they start."""

    def __init__(self, found: list[tuple[int, int, int]], patterns: tuple[Pattern, ...]) -> None:
        found.sort(key=itemgetter(1, 2))  # (pattern number, start, end)
        self._found = found
        self._patterns = patterns
        self._starts = [start for _, start, _ in found]
        self._topics = [match for match in found if patterns[match[0]].topics]
        self._topic_starts = [start for _, start, _ in self._topics]

    def within(self, low: int, high: int) -> list[Hit]:
        """Return the hits that lie wholly in [low, high)."""
        first = bisect_left(self._starts, low)
        last = bisect_left(self._starts, high, first)
        patterns = self._patterns
        return [Hit(start, end, patterns[n]) for n, start, end in self._found[first:last] if end <= high]

    def last_topic(self, low: int, high: int) -> Hit | None:
        """Return the last topic word that lies wholly in [low, high)."""
        for place in range(bisect_left(self._topic_starts, high) - 1, -1, -1):
            number, start, end = self._topics[place]
            if start < low:
                return None
            if end <= high:
                return Hit(start, end, self._patterns[number])
        return None


@lru_cache(maxsize=4)
def index_of(catalogue: Catalogue) -> CatalogueIndex:
    """Return the index of a catalogue, built once."""
    roles: dict[str, tuple[list[int], list[int], list[int], list[str], list[tuple[str, str]]]] = {}

    def role(word: str) -> tuple[list[int], list[int], list[int], list[str], list[tuple[str, str]]]:
        return roles.setdefault(word, ([], [], [], [], []))

    for number, entry in enumerate(catalogue.indicators):
        for place, words in enumerate((entry.triggers, entry.topic_triggers, entry.anti_triggers)):
            for word in words:
                role(word)[place].append(number)  # type: ignore[arg-type]
    for topic, words in catalogue.vocabulary.topics.items():
        for word in words:
            role(word)[3].append(topic)
    for dimension, values in catalogue.vocabulary.dimensions.items():
        for value, words in values.items():
            for word in words:
                role(word)[4].append((dimension, value))
    classes = catalogue.vocabulary.unit_classes
    units = tuple(frozenset(u for c in entry.unit_class for u in classes[c]) for entry in catalogue.indicators)
    return CatalogueIndex(
        indicators=catalogue.indicators,
        units=units,
        known_units=frozenset().union(*units),
        patterns=tuple(Pattern(word, *map(tuple, lists)) for word, lists in roles.items()),  # type: ignore[arg-type]
        automaton=AhoCorasick(list(roles)),
    )
