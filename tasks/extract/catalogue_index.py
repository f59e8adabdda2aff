"""The catalogue turned into one automaton, and what of it stands where in a document.

Every trigger, anti-trigger, topic word and dimension word is one pattern; a document's text and all its measures
are scanned once each. Offsets are characters of the scanned string.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

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


@dataclass(frozen=True, slots=True)
class Hit:
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
        found = self.automaton.find_matches_as_indexes(text, overlapping=True)
        patterns = self.patterns
        return Hits([Hit(start, end, patterns[number]) for number, start, end in found])


class Hits:
    """The hits of one string, sorted by where they start."""

    def __init__(self, hits: Iterable[Hit]) -> None:
        self.all = sorted(hits, key=lambda hit: (hit.start, hit.end))
        self._starts = [hit.start for hit in self.all]
        self._topics = [hit for hit in self.all if hit.pattern.topics]
        self._topic_starts = [hit.start for hit in self._topics]

    def within(self, low: int, high: int) -> Iterator[Hit]:
        """Yield the hits that lie wholly in [low, high)."""
        for position in range(bisect_left(self._starts, low), len(self.all)):
            hit = self.all[position]
            if hit.start >= high:
                return
            if hit.end <= high:
                yield hit

    def last_topic(self, low: int, high: int) -> Hit | None:
        """Return the last topic word that lies wholly in [low, high)."""
        for position in range(bisect_left(self._topic_starts, high) - 1, -1, -1):
            hit = self._topics[position]
            if hit.start < low:
                return None
            if hit.end <= high:
                return hit
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
