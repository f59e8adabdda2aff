"""Which entries of the catalogue a figure's own words fit, or in words why none does.

A trigger must stand in the own words, in a unit the entry counts in, with no anti-trigger; a general trigger needs the
entry's topic. Of several the longest trigger nearest to the number wins; a near tie leaves the figure without one.
"""

import re
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from schemas.catalogue import Indicator
from schemas.documents import Quantity, Segmentation
from tasks.extract.indicators.catalogue_index import CatalogueIndex, Hit, Pattern, Stated
from tasks.extract.indicators.own_words import EMPTY, JOINED, NOUN, Document, OwnWords, Subject, core_of, names_none
from tasks.extract.indicators.refusals import refusal_of
from tasks.extract.joints import JOINTS

# Who does or undergoes a thing stands behind 个 or 家 too (12个执法单位案卷): no entry but one of entities counts them.
_ORGANS = re.compile(
    r"(?:[市县区省镇]?[直级属]?|行政|执法|成员|责任|联席|牵头)(?:单位|部门|机关|乡镇|镇街|街道|社区|村|县|区|市|州|科室|处室|企业|学校)"
)
_SAID = 4  # characters that show where the end of a measure was said
# What these stand before was not done (未经审查擅自发文, 减少入企检查), or is no total (增加执法人员5名).
_UNDONE = ("未经", "不予", "不再", "擅自", "没有", "未", "无需", "拟", "减少", "压减", "缩减", "少", "增加")
_OF_ORGANS = ("个", "家")
_LEAST_LEAD = 0.75
_OBJECT = 2  # characters behind a general verb that are an object of its own, whatever an earlier sentence was about
_FAR = -2  # a topic of another sentence says less than the own words do


class Own(NamedTuple):
    """A figure's own words with what the catalogue finds in them."""

    words: OwnWords
    clause: str
    core: str  # of its measure
    in_measure: list[Hit]
    in_clause: list[Hit]


class Candidate(NamedTuple):
    """An entry a figure may state, by its best trigger."""

    number: int
    start: int
    end: int
    pattern: Pattern
    in_measure: bool
    topic: str | None  # the topic its trigger needs
    weight: int  # 0: no more than the name of a topic; 1: owed to a topic named further back; 2: neither
    gap: int  # characters between the trigger and the number, or the end of the measure
    score: float


def read_own(document: Document, place: int) -> Own:
    """Return the own words of the figure at ``place``."""
    words = document.words(place)
    core = core_of(document.figures[place].measure)
    if document.of_each(place) == "named":  # 受理数、审结数分别为120件、110件: its name is the measure, not the clause
        figure = document.figures[place]
        words = words._replace(start=figure.start, end=figure.end)
        return Own(words, "", core, document.measure_hits(core), [])
    in_measure, in_clause = document.own_hits(core, document.figures[place], words)
    return Own(words, document.text[words.start : words.end], core, in_measure, in_clause)


def fit(
    document: Document, place: int, own: Own, segmentation: Segmentation, index: CatalogueIndex
) -> tuple[list[Candidate], Subject] | str:
    """Return the entries the figure states, or in words why none."""
    figure = document.figures[place]
    if refusal := refusal_of(document, figure, own.words, index):
        return refusal
    if document.of_each(place) == "several" or (figure.unit in _OF_ORGANS and _one_of_several(document, place)):
        return "one of several told (分别), or of counts of organs, not their total"
    seen = see(document, place, own, segmentation, index)
    if seen is None:
        return _why_none(figure, own, [], index)
    candidates, blocked = seen.candidates()
    if not candidates:
        return _why_none(figure, own, blocked, index)
    best = candidates if len(candidates) == 1 else _best(candidates, seen, document.text)
    if not best:
        names = "、".join(f"{index.indicators[c.number].id} by “{c.pattern.word}”" for c in candidates[:3])
        return f"fits {names} equally; add a longer trigger or an anti-trigger to one"
    return best, seen.subject


def _best(candidates: list[Candidate], seen: "Seen", text: str) -> list[Candidate]:
    """Return the entry that outweighs the others, or those that share a rate; none where two weigh the same."""
    candidates.sort(key=attrgetter("score"), reverse=True)
    best = _head_last(_drop_contained(candidates))
    if seen.figure.unit == "%" and seen.figure.statistic == "level":
        return _coordinated(best, seen.candidates(measured=False)[0], text)
    if len(best) > 1 and best[0].score - best[1].score < _LEAST_LEAD:
        return []
    return best[:1]


def see(document: Document, place: int, own: Own, segmentation: Segmentation, index: CatalogueIndex) -> "Seen | None":
    """Return what decides between entries for the figure, or None where no trigger stands in its words."""
    figure = document.figures[place]
    is_change_rate = figure.statistic in ("yoy_pct", "yoy_points")
    stated = index.stated(figure.unit, figure.kind == "rank", figure.status == "target", is_change_rate)
    in_measure = _own_part(document, place, own, stated)
    in_clause = [hit for hit in own.in_clause if stated[hit[2]]]
    if not in_measure and not in_clause:
        return None
    subject = document.subject(place, own.words, own.in_measure + own.in_clause, segmentation)
    is_organ = figure.unit in _OF_ORGANS and _ORGANS.match(document.text, figure.end) is not None
    return Seen(figure, stated, subject, own, in_measure, in_clause, is_organ)


def _own_part(document: Document, place: int, own: Own, stated: Stated) -> list[Hit]:
    """Return the triggers of the measure that the clause has not, and that rest on words of the clause.

    A word that the measure took from before the clause shows no more than a topic, unless the clause names nothing.
    """
    extra = [hit for hit in own.in_measure if stated[hit[2]]]
    if extra:
        in_clause = {hit[2] for hit in own.in_clause}
        extra = [hit for hit in extra if hit[2] not in in_clause]
    figure, text = document.figures[place], document.text
    if not extra or not own.clause:
        return extra
    behind = text[figure.end : own.words.end]
    says_behind = not behind.startswith(JOINTS) and len(EMPTY.sub("", behind)) >= NOUN  # 26个案例
    if names_none(text, own.words.start, figure.start) and not says_behind:
        return extra
    # Without the figure's own unit: 行政处罚类60件 says nothing of 案件.
    said = f"{text[own.words.start : figure.start]}\n{text[figure.end : own.words.end]}"
    clause = text[figure.end : document.clause_end(place)]
    if own.core[-_SAID:] in clause:  # 党组会3次、局务会4次研究法治工作: said of both
        said += clause
    tail = len(own.core)
    while tail and own.core[tail - 1 :] in said:
        tail -= 1
    return [hit for hit in extra if hit[1] > tail and (hit[2].size == hit[2].last or hit[1] - hit[2].last >= tail)]


def _one_of_several(document: Document, place: int) -> bool:
    """Say whether organs of one kind are counted beside those of another: 对18个乡镇、32个部门开展督察."""
    here, text = document.figures[place], document.text
    for other in document.figures[max(0, place - 1) : place + 2]:
        first, second = sorted((here, other), key=attrgetter("start"))
        between = _ORGANS.match(text, first.end)
        if between and first.unit == second.unit and text[between.end() : second.start] in ("、", "和", "及"):
            return True
    return False


def _is_undone(hit: Hit, there: str, zero: int) -> bool:
    """Say whether a word of not doing stands before a trigger, or before the second word of one."""
    start, end, pattern = hit
    return there.endswith(_UNDONE, 0, start - zero) or there.endswith(_UNDONE, 0, end - pattern.last - zero)


def _forbidden(hits: list[Hit]) -> set[int]:
    numbers: set[int] = set()
    for _, _, pattern in hits:
        if pattern.anti_triggers:
            numbers.update(pattern.anti_triggers)
    return numbers


@dataclass(slots=True)
class Seen:
    """What decides between entries for one figure."""

    figure: Quantity
    stated: Stated
    subject: Subject
    own: Own
    in_measure: list[Hit]  # the triggers, without what the measure took from before the clause
    in_clause: list[Hit]  # the triggers
    is_organ: bool

    def candidates(self, measured: bool = True) -> tuple[list[Candidate], list[int]]:
        """Return each entry's best trigger, and the entries an anti-trigger forbade."""
        best: dict[int, Candidate] = {}
        blocked: list[int] = []
        in_measure, subject = self.in_measure if measured else [], self.subject
        anti = _forbidden(self.own.in_clause)
        wide_anti = anti | _forbidden(self.own.in_measure)
        for is_measure, hits in ((True, in_measure), (False, self.in_clause)):
            there, zero = (self.own.core, 0) if is_measure else (self.own.clause, self.own.words.start)
            for hit in hits:
                stated = self.stated[hit[2]]
                if _is_undone(hit, there, zero):
                    blocked += [number for number, _, _ in stated]
                    continue
                for number, entry, topic in stated:
                    if topic and topic not in subject.own and topic not in subject.back:
                        continue
                    if self.is_organ and "entity" not in entry.unit_class:
                        continue
                    if number in (wide_anti if topic or is_measure else anti):
                        blocked.append(number)
                        continue
                    made = self._candidate(entry, number, hit, is_measure, topic)
                    if topic and made.gap > _OBJECT and topic not in subject.own and not subject.is_near:
                        continue
                    if number not in best or made.score > best[number].score:
                        best[number] = made
        return list(best.values()), blocked

    def _candidate(self, entry: Indicator, number: int, hit: Hit, is_measure: bool, topic: str | None) -> Candidate:
        """Longer triggers, of the figure's own subject, nearer to the number (or the measure's end) go first."""
        start, end, pattern = hit
        figure, subject = self.figure, self.subject
        if is_measure:
            gap = len(self.own.core) - end
        else:
            gap = figure.start - end if end <= figure.start else start - figure.end
        about = topic or entry.topic
        is_subject = about in pattern.topics
        score = pattern.size - min(gap, 20) * 0.1 + (entry.status == "target")
        if is_subject:
            score -= 1  # an entry that says more of the subject goes first
        elif about in subject.own:
            score += 2
        elif about in subject.back:
            score += 1 if subject.is_near else _FAR
        weight = 0 if is_subject else 1 if topic and topic not in subject.own else 2
        return Candidate(number, start, end, pattern, is_measure, topic, weight, gap, score)


def _drop_contained(candidates: list[Candidate]) -> list[Candidate]:
    """Drop each candidate whose trigger is only a stretch of another's longer one at the same place."""
    return [
        c
        for c in candidates
        if not any(
            o.in_measure == c.in_measure
            and o.start <= c.start
            and c.end <= o.end
            and o.pattern.size > c.pattern.size
            and o.score > c.score
            for o in candidates
        )
    ]


def _head_last(best: list[Candidate]) -> list[Candidate]:
    """Put first the trigger that ends nearest before the number: a Chinese phrase has its head at the end.

    Of two that end there, one of which stands only in the measure, the longer goes first: it says what the other is of.
    """
    heaviest = max(c.weight for c in best)
    heads = [c for c in best if c.weight == heaviest > 0]
    first = min(heads, key=lambda c: (c.gap, -c.pattern.size), default=best[0])
    if first is not best[0] and first.gap >= best[0].gap:
        return best
    return [first._replace(score=best[0].score + 1), *(c for c in best if c is not first)]


def _coordinated(best: list[Candidate], in_words: list[Candidate], text: str) -> list[Candidate]:
    """Return the best entry, with every rate that the clause joins to it (参考率、合格率均达100%)."""
    rates = sorted(_drop_contained(in_words), key=attrgetter("start"))
    run = rates[-1:]
    for candidate in reversed(rates[:-1]):
        between = text[candidate.end : run[0].start]
        if candidate.end <= run[0].start and JOINED.search(between):
            run.insert(0, candidate)
    return run if len(run) > 1 and any(c.number == best[0].number for c in run) else best[:1]


def _why_none(figure: Quantity, own: Own, blocked: list[int], index: CatalogueIndex) -> str:
    what = figure.measure or own.clause
    if not blocked:
        return f"no trigger for “{what}” in {figure.unit}; add an entry or a trigger if it recurs"
    ids = "、".join(dict.fromkeys(index.indicators[number].id for number in blocked))
    near = [pattern for _, _, pattern in (*own.in_measure, *own.in_clause)]
    words = dict.fromkeys(p.word for p in near if not set(blocked).isdisjoint(p.anti_triggers))
    if not words:
        return f"“{what}” fits {ids}, but says it was not done"
    return f"“{what}” fits {ids}, but an anti-trigger forbids it ({'、'.join(words)})"
