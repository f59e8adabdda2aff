"""The catalogue turned into one automaton, and what of it stands where in a document.

Every trigger, anti-trigger, topic word and dimension word is one pattern; a document's text and all its measures
are scanned once each. A trigger written with … (审查…合同) is two words with at most a few characters of one clause
between them: the verb and the noun of a phrase, whatever stands between. Offsets are characters of the scanned string.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from ahocorasick_rs import AhoCorasick

from schemas.catalogue import GAP, Catalogue, Indicator, Vocabulary
from tasks.extract.units import plain

_WIDEST = 14  # characters a … may stand for
_CLAUSE_MARKS = frozenset("，。；：！？,;:!?\n")


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A word of the catalogue and every part it plays."""

    word: str
    size: int  # its characters, without those of a gap
    last: int  # characters of its last word
    triggers: tuple[int, ...]  # numbers of the indicators it is a trigger of
    topic_triggers: tuple[tuple[int, str], ...]  # with the topic each needs
    unit_triggers: tuple[tuple[int, str], ...]  # with the class of units each needs
    anti_triggers: tuple[int, ...]
    topics: tuple[str, ...]
    dimensions: tuple[tuple[str, str], ...]  # (dimension, value)


Hit = tuple[int, int, Pattern]  # start, end and what stands there; a plain tuple, for speed: a report has hundreds


@dataclass(frozen=True, slots=True, eq=False)
class CatalogueIndex:
    """The automaton and, by indicator number, the units each entry accepts."""

    indicators: tuple[Indicator, ...]
    by_id: Mapping[str, Indicator]
    unit_classes: dict[str, tuple[str, ...]]
    units: tuple[frozenset[str], ...]
    known_units: frozenset[str]
    rates_of: dict[str, tuple[int, ...]]  # numbers of the rates by the id of their numerator
    patterns: tuple[Pattern, ...]
    gaps: dict[Pattern, dict[Pattern, Pattern]]  # first word → second word → the pattern they make
    automaton: AhoCorasick
    shortcomings: re.Pattern[str]
    _stated: dict[tuple[str | None, bool, bool, bool], "Stated"] = field(default_factory=dict)

    def scan(self, text: str) -> "Hits":
        """Return every plain pattern in ``text``, overlapping ones included."""
        return Hits(self.found_in(text))

    def found_in(self, text: str) -> list[Hit]:
        """Return the hits that ``scan`` holds, in order."""
        found = self.automaton.find_matches_as_indexes(text, overlapping=True)
        found.sort(key=itemgetter(1))  # (pattern number, start, end)
        patterns = self.patterns
        return [(start, end, patterns[number]) for number, start, end in found]

    def wide(self, hits: list[Hit], text: str) -> list[Hit]:
        """Return the patterns with a gap among ``hits``: a first word, then the nearest second one of its clause."""
        made: list[Hit] = []
        for place, (start, end, pattern) in enumerate(hits):
            seconds = self.gaps.get(pattern)
            if seconds is None:
                continue
            for at, stop, follower in hits[place + 1 :]:
                if at > end + _WIDEST:
                    break
                whole = seconds.get(follower)
                if whole is not None and at >= end and _CLAUSE_MARKS.isdisjoint(text[end:at]):
                    made.append((start, stop, whole))
        return made

    def stated(self, unit: str | None, is_rank: bool, is_target: bool, is_change_rate: bool) -> "Stated":
        """Return what each pattern triggers in such a figure."""
        unit = plain(unit)
        key = (unit, is_rank, is_target, is_change_rate)
        found = self._stated.get(key)
        if found is None:
            allowed = frozenset(
                number
                for number, entry in enumerate(self.indicators)
                if (is_change_rate or (unit in self.units[number] and entry.kind != "change"))
                and (is_change_rate or (entry.kind == "rank") == is_rank)
                and (is_target or entry.status != "target")
            )
            classes = frozenset(name for name, units in self.unit_classes.items() if unit in units)
            found = self._stated[key] = Stated(self.indicators, allowed, classes)
        return found


class Stated(dict[Pattern, tuple[tuple[int, Indicator, str | None], ...]]):
    """What a pattern triggers in figures of one kind: number, entry, topic it needs; filled as patterns are met."""

    def __init__(self, indicators: tuple[Indicator, ...], allowed: frozenset[int], classes: frozenset[str]) -> None:
        self._indicators = indicators
        self._allowed = allowed
        self._classes = classes

    def __missing__(self, pattern: Pattern) -> tuple[tuple[int, Indicator, str | None], ...]:
        triggers: list[tuple[int, str | None]] = [(number, None) for number in pattern.triggers]
        triggers += [(number, None) for number, units in pattern.unit_triggers if units in self._classes]
        triggers += pattern.topic_triggers
        states = tuple((n, self._indicators[n], topic) for n, topic in triggers if n in self._allowed)
        self[pattern] = states
        return states


class Hits:
    """The hits of one string, sorted by where they start."""

    def __init__(self, hits: list[Hit]) -> None:
        self._hits = hits
        self._starts = [hit[0] for hit in hits]
        self._topics = [hit for hit in hits if hit[2].topics]
        self._topic_starts = [hit[0] for hit in self._topics]

    def within(self, low: int, high: int) -> list[Hit]:
        """Return the hits that lie wholly in [low, high)."""
        first = bisect_left(self._starts, low)
        last = bisect_left(self._starts, high, first)
        return [hit for hit in self._hits[first:last] if hit[1] <= high]

    def last_topic(self, low: int, high: int) -> Hit | None:
        """Return the last topic word that lies wholly in [low, high)."""
        for place in range(bisect_left(self._topic_starts, high) - 1, -1, -1):
            hit = self._topics[place]
            if hit[0] < low:
                return None
            if hit[1] <= high:
                return hit
        return None


@dataclass(slots=True)
class _Roles:
    """The parts one word plays, while the index is built."""

    number: int
    triggers: list[int] = field(default_factory=list)
    topic_triggers: list[tuple[int, str]] = field(default_factory=list)
    unit_triggers: list[tuple[int, str]] = field(default_factory=list)
    anti_triggers: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    dimensions: list[tuple[str, str]] = field(default_factory=list)

    def pattern(self, word: str) -> Pattern:
        return Pattern(
            word, len(word.replace(GAP, "")), len(word.rpartition(GAP)[2]), tuple(self.triggers),
            tuple(self.topic_triggers), tuple(self.unit_triggers), tuple(self.anti_triggers), tuple(self.topics),
            tuple(self.dimensions),
        )  # fmt: skip


class _Words:
    """Every word of the catalogue with its roles: the automaton's first, then those with a gap."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.plain: dict[str, _Roles] = {}
        self.wide: dict[str, _Roles] = {}
        for number, entry in enumerate(catalogue.indicators):
            for word in entry.triggers:
                self._role(word).triggers.append(number)
            for topic, words in [(entry.topic or "", entry.topic_triggers), *entry.under.items()]:
                for word in words:
                    self._role(word).topic_triggers.append((number, topic))
            for units, words in entry.in_units.items():
                for word in words:
                    self._role(word).unit_triggers.append((number, units))
            for word in entry.anti_triggers:
                self._role(word).anti_triggers.append(number)
        self._vocabulary(catalogue.vocabulary)

    def _vocabulary(self, vocabulary: Vocabulary) -> None:
        for topic, names in vocabulary.topics.items():
            for word in names:
                self._role(word).topics.append(topic)
        for dimension, values in vocabulary.dimensions.items():
            for value, names in values.items():
                for word in names:
                    self._role(word).dimensions.append((dimension, value))

    def _role(self, word: str) -> _Roles:
        if GAP not in word:
            return self.plain.setdefault(word, _Roles(len(self.plain)))
        for half in word.split(GAP):
            self._role(half)
        return self.wide.setdefault(word, _Roles(len(self.wide)))

    def patterns(self) -> tuple[Pattern, ...]:
        """Return every pattern, the automaton's first and in its order."""
        return tuple(made.pattern(word) for word, made in [*self.plain.items(), *self.wide.items()])

    def gaps(self, patterns: tuple[Pattern, ...]) -> dict[Pattern, dict[Pattern, Pattern]]:
        """Return which pattern two plain ones make."""
        gaps: dict[Pattern, dict[Pattern, Pattern]] = {}
        for word, made in self.wide.items():
            first, second = (patterns[self.plain[half].number] for half in word.split(GAP))
            gaps.setdefault(first, {})[second] = patterns[len(self.plain) + made.number]
        return gaps


@lru_cache(maxsize=4)
def index_of(catalogue: Catalogue) -> CatalogueIndex:
    """Return the index of a catalogue, built once."""
    words = _Words(catalogue)
    patterns = words.patterns()
    classes = catalogue.vocabulary.unit_classes
    units = tuple(frozenset(u for c in entry.unit_class for u in classes[c]) for entry in catalogue.indicators)
    rates: dict[str, tuple[int, ...]] = {}
    for number, entry in enumerate(catalogue.indicators):
        if entry.ratio_of:
            rates[entry.ratio_of.numerator] = (*rates.get(entry.ratio_of.numerator, ()), number)
    return CatalogueIndex(
        indicators=catalogue.indicators,
        by_id=catalogue.by_id,
        unit_classes=classes,
        units=units,
        known_units=frozenset().union(*units),
        rates_of=rates,
        patterns=patterns,
        gaps=words.gaps(patterns),
        automaton=AhoCorasick(list(words.plain)),
        shortcomings=re.compile("|".join(map(re.escape, catalogue.vocabulary.shortcomings))),
    )
