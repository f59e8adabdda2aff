"""A figure's own words, and its subject: where the catalogue's words are looked for.

The own words are the measure and the clause up to the neighbouring figures; a clause that names nothing (其中, 共)
reaches back. The subject is the topic named there, and that of the nearest clause before which names one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from schemas.documents import Quantity, Segmentation
from tasks.extract.indicators.catalogue_index import CatalogueIndex, Hit
from tasks.extract.joints import goes_on

_STOPS = "。；;\n"
JOINED = re.compile(r"[、和及与]")
_BREAK = re.compile(r"[，。；：！？,;:!?\n]")
_WITHIN = "，,：:"  # breaks that end a clause but no sentence
# Words between a measure and its number that name nothing: a clause of these alone takes its subject from before.
EMPTY = re.compile(
    r"[\s、和及与的（）()“”]|其中|共计|总计|合计|累计|分别|达到|达|均为|均|都|为|是|共|仅|约|近|逾|超过|超|全年|今年|以来|上年|去年|同期"
    r"|同比|环比|相比|较|比|增长|上升|提高|提升|增加|下降|减少|降低|压减|增幅|降幅|涨幅|有所|多|少|再减|再|相|了|至|到|由|从"
)
_EMPTY_ONLY = re.compile(f"(?>(?:{EMPTY.pattern})*)")  # atomic: fails at the first word that names something
NOUN = 2  # characters behind a figure that name what it counts themselves
# From one value to the next: 由120件降到95件.
THEN = re.compile(r"(?:[下上]?[降升]|增加|增长|减少|压减|精简|提高|缩短|调整|调|减|增|扩大|发展)[至到为成]")
_ASIDE = re.compile(r"[（(]其中|其中")
_EACH = re.compile("分别")
_YEARS = re.compile(r"20[0-9]{2}年?度?[、和及与]20[0-9]{2}")
_REACH = 220  # characters back within which a subject still holds
# Not the end of a noun: 案件|数, 事项|数, 单位|数, but 复议|件数.
_COUNTED = re.compile(
    r"(?:人次|家次|户次|场次|批次|[宗起次期名个家篇条处]|(?<![案证信稿])件|(?<!事)项|(?<!单)位|(?<![商用农])户|(?<!市)场|(?<!身)份|(?<!白)人)?"
    r"数?$"
)
_LONGEST_COUNTED = 3


def names_none(text: str, start: int, end: int) -> bool:
    """Say whether the words at [start, end) name nothing: 其中, 同比下降, 共."""
    return _EMPTY_ONLY.fullmatch(text, start, end) is not None


def core_of(measure: str | None) -> str:
    """Return a measure without its last word (…人数, …件数): its unit put in words, on which no hit may rest."""
    last = _COUNTED.search(measure, max(0, len(measure) - _LONGEST_COUNTED)) if measure else None
    return measure[: last.start()] if measure and last else ""


class OwnWords(NamedTuple):
    """A figure's own words: ``before`` and ``after`` it, and where its clause and sentence begin."""

    start: int
    end: int
    sentence: int


class Subject(NamedTuple):
    """The topics a figure may be about, with where each was named."""

    own: set[str]
    back: set[str]
    distance: int
    is_near: bool  # named in the figure's own sentence


def _topics(hits: Iterable[Hit]) -> set[str]:
    topics: set[str] = set()
    for _, _, pattern in hits:
        if pattern.topics:
            topics.update(pattern.topics)
    return topics


class Document:
    """One report's scan: figures, clause breaks and pattern hits, each looked up by offset."""

    def __init__(self, quantities: Sequence[Quantity], text: str, index: CatalogueIndex) -> None:
        self.text = text
        self.figures = sorted((q for q in quantities if q.status != "none"), key=attrgetter("start"))
        marks = [m.start() for m in _BREAK.finditer(text)]
        self.breaks = [-1, *marks, len(text)]
        self.stops = [-1, *[at for at in marks if text[at] not in _WITHIN], len(text)]
        self._index = index
        self.hits = index.scan(text)
        self._each = [match.start() for match in _EACH.finditer(text)]
        self.by_index = {q.index: q for q in self.figures}

    def clause_end(self, place: int) -> int:
        """Return where the clause of the figure at ``place`` ends, other figures in it or not."""
        return self.breaks[bisect_left(self.breaks, self.figures[place].end)]

    def words(self, place: int) -> OwnWords:
        """Return the own words of the figure at ``place`` among the figures."""
        figure = self.figures[place]
        at = bisect_left(self.breaks, figure.start) - 1
        previous = self.figures[place - 1].end if place else 0
        start = max(self.breaks[at] + 1, previous)
        end = self._end(place)
        least = figure.start - _REACH
        while at >= 0 and start > least and names_none(self.text, start, figure.start):
            if len(EMPTY.sub("", self.text[figure.end : end])) >= NOUN:
                break
            wider = self.breaks[at] + 1
            if wider >= start:
                at -= 1
                if at < 0 or self.text[self.breaks[at + 1]] in _STOPS:
                    break
                wider = max(self.breaks[at] + 1, start - 60)
            start = wider
        sentence = self.stops[bisect_left(self.stops, figure.start) - 1] + 1
        return OwnWords(start, end, sentence)

    def _end(self, place: int) -> int:
        """Return where the words behind the figure end: its clause, or shortly before the next figure."""
        figure = self.figures[place]
        end = self.breaks[bisect_left(self.breaks, figure.end)]
        if aside := _ASIDE.search(self.text, figure.end, end):
            end = aside.start()  # 学法18次（其中中心组6次）
        if place + 1 < len(self.figures) and self.figures[place + 1].start < end:
            joint = JOINED.search(self.text, figure.end, self.figures[place + 1].start)
            end = min(joint.start() if joint else self.figures[place + 1].start, figure.end + 6)
        return end

    def of_each(self, place: int) -> str:
        """Say how a figure is one of several told by 分别: “named” before it in its clause, or else “several”."""
        start = self.figures[place].start
        last = bisect_left(self._each, start) - 1
        if last < 0 or start - self._each[last] > _REACH:
            return ""
        first = place
        while first and goes_on(self.text[self.figures[first - 1].end : self.figures[first].start]):
            first -= 1
        start = self.figures[first].start
        since = self.figures[first - 1].end if first else 0
        if first and THEN.fullmatch(self.text, since, start):
            return self.of_each(first - 1)  # 分别从120件、80件降到100件、60件
        behind = self.figures[place].end
        after = self.text[behind : self.figures[place + 1].start] if place + 1 < len(self.figures) else ""
        if first == place and not goes_on(after):
            return ""
        since = max(since, self.breaks[bisect_left(self.breaks, start) - 1] + 1)
        at = self.text.rfind(_EACH.pattern, since, start)
        if at < 0 or _YEARS.search(self.text, since, at):
            return ""
        told = EMPTY.sub("", self.text[at + len(_EACH.pattern) : start])
        return "named" if not told and JOINED.search(self.text, since, at) else "several"

    def own_hits(self, core: str, figure: Quantity, words: OwnWords) -> tuple[list[Hit], list[Hit]]:
        """Return the hits in the measure's core, where it is not a stretch of the clause itself, and in the clause."""
        wide = self._index.wide
        clause = [
            hit
            for hit in self.hits.within(words.start, words.end)
            if hit[1] <= figure.start or hit[0] >= figure.end  # nothing of the figure itself
        ]
        clause += wide(clause, self.text)
        if not core or self.text.find(core, words.start, words.end) >= 0:
            return [], clause
        return self.measure_hits(core), clause

    def measure_hits(self, core: str) -> list[Hit]:
        """Return the hits in the core of a measure."""
        measure = self._index.found_in(core)
        return measure + self._index.wide(measure, core)

    def subject(self, place: int, words: OwnWords, own: Iterable[Hit], segmentation: Segmentation) -> Subject:
        """Return the topics in the own words, and those of the nearest clause before that names any."""
        named = _topics(own)
        section = segmentation.sections[self.figures[place].section]
        low = max(section.start, words.start - _REACH)
        last = self.hits.last_topic(low, words.start)
        if last is None and section.heading:
            last = self.hits.last_topic(section.start, section.start + len(section.heading) + 6)
        if last is None:
            return Subject(named, set(), 0, False)
        start, end, _ = last
        there = self.hits.within(self._clause(start), end)
        if (among := self.text.rfind("其中", max(words.sentence, words.start - _REACH), words.start + 2)) > 0:
            # A part of a list is about the list's whole, too, whatever stands between them.
            there = there + self.hits.within(self._clause(among - 2), among)
        return Subject(named, _topics(there), words.start - start, start >= words.sentence)

    def _clause(self, offset: int) -> int:
        """Return where the clause of an offset begins, or its last stretch where it runs on and on."""
        return max(self.breaks[bisect_right(self.breaks, offset) - 1] + 1, offset - _REACH)
