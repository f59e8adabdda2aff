"""Which indicators a figure states, and why; or why none.

A figure's own words (its measure, and its clause up to its neighbours) must hold a trigger of the entry, its unit
must be one the entry counts in, and no anti-trigger may stand there. Where a trigger is general (受理, 合格) the
figure's subject must be the entry's topic. Two entries that fit equally leave the figure unassigned: an unknown
measure never becomes the nearest known one. Nothing here fails on a document.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from operator import attrgetter
from typing import NamedTuple

from schemas.catalogue import Catalogue, Indicator
from schemas.documents import Assignment, IssuerType, Level, Quantity, Segmentation, Unassigned
from tasks.extract.catalogue_index import CatalogueIndex, Hit, index_of
from tasks.extract.own_words import EMPTY, JOINED, Document, OwnWords, Subject
from tasks.extract.subjects import borrowed

_SHARE = re.compile(r"每|人均|各(?:社区|村|镇|街道|单位|科室)?(?:各|配备|派|设|训诫)|各(?:一|1)[名次个]")
_PART = re.compile(r"其中|包括|包含|含")
_EARLIER = re.compile(r"(?:上年度?|去年|上一年|前一年|20\d\d年)(?:同期|末|底)?")
_LEAST_LEAD = 0.75


class _Candidate(NamedTuple):
    number: int
    hit: Hit
    in_measure: bool
    by_topic: bool
    is_head: bool  # more than the name of a topic, and not owed to a topic named further back
    gap: int  # characters between the trigger and the number, or the end of the measure
    score: float


def assign(
    quantities: Sequence[Quantity],
    text: str,
    segmentation: Segmentation,
    level: Level | None,
    issuer_type: IssuerType | None,
    catalogue: Catalogue,
) -> tuple[list[Assignment], list[Unassigned]]:
    """Return the indicators each reported figure states, and the reason for each that states none.

    ``quantities`` are one document's, offsets characters of ``text``. A target states the indicator it sets a goal
    for, never as its primary row, unless the entry itself is of targets; a change carries its indicator's id beside
    its own ``statistic``.
    """
    index = index_of(catalogue)
    document = Document(quantities, text, index)
    given: list[Assignment] = []
    without: list[Unassigned] = []
    in_sentence: dict[tuple[int, int], int] = {}
    for place, figure in enumerate(document.figures):
        words = document.words(place)
        if (base := _compared(document, place, words, given)) is not None:
            given.append(base)
            continue
        found = _fit(document, place, words, segmentation, index)
        if isinstance(found, str) and (whole := _part_by_dimension(document, place, words, given, index)):
            given.append(whole)
            continue
        if isinstance(found, str):
            if figure.status == "reported":
                without.append(Unassigned(figure.index, found))
            continue
        for candidate, subject in found:
            entry = index.indicators[candidate.number]
            dims = _dims(document, place, words, entry)
            key = (words.sentence, candidate.number)
            is_part = key in in_sentence and _PART.search(text, words.sentence, figure.start) is not None
            if is_part and not dims and figure.statistic == "level":
                without.append(Unassigned(figure.index, f"a part (其中) of a total already given to {entry.id}"))
                continue
            in_sentence[key] = figure.index
            assignment = _assignment(figure, entry, candidate, subject, dims, level, issuer_type)
            if candidate.in_measure and candidate.hit.pattern.word not in text[words.start : words.end]:
                assignment = _from_before(assignment)
            given.append(assignment)
    return _mark_primary(given, document.figures, catalogue), without


def _fit(
    document: Document, place: int, words: OwnWords, segmentation: Segmentation, index: CatalogueIndex
) -> list[tuple[_Candidate, Subject]] | str:
    """Return the entries the figure states, or in words why none."""
    figure = document.figures[place]
    if refusal := _refuse(figure, document.text, words, index):
        return refusal
    in_measure, in_clause = document.own_hits(place, words)
    subject = document.subject(place, words, [*in_measure, *in_clause], segmentation)
    borrowed_end = document.measure_starts[place] + borrowed(
        figure.measure or "", document.text[words.start : words.end]
    )
    in_measure = [
        hit for hit in in_measure if hit.end > borrowed_end
    ]  # a subject named before shows no more than a topic
    measure_end = document.measure_ends[place]
    candidates, blocked = _candidates(figure, in_measure, measure_end, in_clause, subject, index)
    if not candidates:
        return _why_none(figure, document.text[words.start : words.end], blocked)
    best = _drop_contained(candidates)
    best.sort(key=attrgetter("score"), reverse=True)
    if len(best) > 1:
        best = _head_last(best)
    if figure.unit == "%" and figure.statistic == "level":
        in_words, _ = _candidates(figure, [], 0, in_clause, subject, index)
        best = _coordinated(best, in_words, document.text)
    elif len(best) > 1 and best[0].score - best[1].score < _LEAST_LEAD:
        names = "、".join(index.indicators[c.number].id for c in best[:3])
        return f"fits {names} equally; add a longer trigger or an anti-trigger to one"
    else:
        best = best[:1]
    return [(candidate, subject) for candidate in best]


def _compared(document: Document, place: int, words: OwnWords, given: list[Assignment]) -> Assignment | None:
    """Return what the figure just before states, where this one is its change or the earlier year's value."""
    figure = document.figures[place]
    if figure.status != "reported" or not place or not given:
        return None
    base = document.figures[place - 1]
    if given[-1].quantity != base.index or base.start < words.sentence:
        return None
    between = document.text[base.end : figure.start]
    is_change = figure.statistic in ("yoy_pct", "yoy_points") or (
        figure.statistic == "yoy_abs" and figure.unit == base.unit
    )
    is_earlier = figure.unit == base.unit and _EARLIER.search(between) is not None
    if not (is_change or is_earlier) or EMPTY.sub("", _EARLIER.sub("", between)).strip("，,（(：:"):
        return None
    rule = f"{'change' if is_change else 'earlier value'} of the figure before it"
    return replace(given[-1], quantity=figure.index, rule=rule, flags=())


def _part_by_dimension(
    document: Document, place: int, words: OwnWords, given: list[Assignment], index: CatalogueIndex
) -> Assignment | None:
    """Return the total's indicator for a part of it that names a value of the total's dimension (食品类35件)."""
    figure = document.figures[place]
    if figure.status != "reported" or figure.statistic != "level" or not given:
        return None
    by_index = {q.index: q for q in document.figures[max(0, place - 12) : place]}
    _, in_clause = document.own_hits(place, words)
    for earlier in reversed(given[-12:]):
        base = by_index.get(earlier.quantity)
        if base is None or base.start < words.sentence or base.unit != figure.unit or base.statistic != "level":
            continue
        entry = next(e for e in index.indicators if e.id == earlier.indicator_id)
        dims = {d: v for hit in in_clause for d, v in hit.pattern.dimensions if d in entry.dimensions}
        if dims and _PART.search(document.text, base.end, figure.start):
            return replace(earlier, quantity=figure.index, rule="part of a total before it", dims=dims, flags=())
    return None


def _refuse(figure: Quantity, text: str, words: OwnWords, index: CatalogueIndex) -> str | None:
    if figure.unit is None:
        return "no unit: the catalogue cannot tell what is counted"
    if figure.unit not in index.known_units and figure.statistic == "level":
        return f"no entry counts in {figure.unit}; add the unit to a class of vocabulary.yaml, or an entry"
    before = text[words.start : figure.start]
    if _SHARE.search(before) and "平均" not in before and "人均" not in before:
        return "an amount for each (每, 各), not a total of the issuer"
    if figure.text.startswith("一") and len(figure.text) == 2 and words.end > figure.end:
        return "one single case told (一起, 一件), not a count"
    return None


def _candidates(
    figure: Quantity,
    in_measure: list[Hit],
    measure_end: int,
    in_clause: list[Hit],
    subject: Subject,
    index: CatalogueIndex,
) -> tuple[list[_Candidate], list[int]]:
    """Return each entry's best trigger, and the entries an anti-trigger forbade."""
    by_measure = {number for hit in in_measure for number in hit.pattern.anti_triggers}
    by_clause = by_measure | {number for hit in in_clause for number in hit.pattern.anti_triggers}
    best: dict[int, _Candidate] = {}
    blocked: list[int] = []
    for is_measure, hits in ((True, in_measure), (False, in_clause)):
        anti = by_measure if is_measure else by_clause
        for hit in hits:
            pattern = hit.pattern
            for by_topic, numbers in ((False, pattern.triggers), (True, pattern.topic_triggers)):
                for number in numbers:
                    if not _may_state(figure, index, number, by_topic, subject):
                        continue
                    if number in anti:
                        blocked.append(number)
                        continue
                    entry = index.indicators[number]
                    gap = max(0, measure_end - hit.end) if is_measure else _gap(figure, hit)
                    is_subject = entry.topic in pattern.topics
                    is_head = not is_subject and not (by_topic and entry.topic not in subject.own)
                    score = _score(entry, hit, gap, is_subject, subject) + (entry.status == "target")
                    if number not in best or score > best[number].score:
                        best[number] = _Candidate(number, hit, is_measure, by_topic, is_head, gap, score)
    return list(best.values()), blocked


def _may_state(figure: Quantity, index: CatalogueIndex, number: int, by_topic: bool, subject: Subject) -> bool:
    is_rate_of_change = figure.statistic in ("yoy_pct", "yoy_points")
    if not is_rate_of_change and figure.unit not in index.units[number]:
        return False
    entry = index.indicators[number]
    if by_topic and entry.topic not in subject.own and entry.topic not in subject.back:
        return False
    if entry.status == "target" and figure.status != "target":
        return False
    if is_rate_of_change:
        return True
    return entry.kind != "change" and (entry.kind == "rank") == (figure.kind == "rank")


def _gap(figure: Quantity, hit: Hit) -> int:
    return figure.start - hit.end if hit.end <= figure.start else hit.start - figure.end


def _score(entry: Indicator, hit: Hit, gap: int, is_subject: bool, subject: Subject) -> float:
    """Longer triggers, of the figure's own subject, nearer to the number (or the measure's end) go first."""
    score = hit.end - hit.start - min(gap, 20) * 0.1
    if is_subject:
        return score - 1  # an entry that says more of the subject goes first
    if entry.topic:
        score += 2 if entry.topic in subject.own else 1 if entry.topic in subject.back else 0
    return score


def _drop_contained(candidates: list[_Candidate]) -> list[_Candidate]:
    """Drop each candidate whose trigger is only a stretch of another's longer one at the same place."""
    return [
        c
        for c in candidates
        if not any(
            o.in_measure == c.in_measure
            and o.hit.start <= c.hit.start
            and c.hit.end <= o.hit.end
            and o.hit.end - o.hit.start > c.hit.end - c.hit.start
            and o.score > c.score
            for o in candidates
        )
    ]


def _head_last(best: list[_Candidate]) -> list[_Candidate]:
    """Put first the trigger that ends nearest before the number: a Chinese phrase has its head at the end.

    Where the measure and the clause both have one there, the clause goes first: it is the text itself.
    """
    nearness = attrgetter("gap", "in_measure")
    first = min((c for c in best if c.is_head), key=nearness, default=best[0])
    if nearness(first) >= nearness(best[0]):
        return best
    return [first._replace(score=best[0].score + 1), *(c for c in best if c is not first)]


def _coordinated(best: list[_Candidate], in_words: list[_Candidate], text: str) -> list[_Candidate]:
    """Return the best entry, with every rate that the clause joins to it (参考率、合格率均达100%)."""
    rates = sorted(_drop_contained(in_words), key=lambda candidate: candidate.hit.start)
    run = rates[-1:]
    for candidate in reversed(rates[:-1]):
        between = text[candidate.hit.end : run[0].hit.start]
        if candidate.hit.end <= run[0].hit.start and JOINED.search(between):
            run.insert(0, candidate)
    return run if len(run) > 1 and any(c.number == best[0].number for c in run) else best[:1]


def _why_none(figure: Quantity, clause: str, blocked: list[int]) -> str:
    if blocked:
        return f"an anti-trigger forbids every entry that fits “{figure.measure or clause}”"
    return f"no trigger for “{figure.measure or clause}” in {figure.unit}; add an entry or a trigger if it recurs"


def _dims(document: Document, place: int, words: OwnWords, entry: Indicator) -> dict[str, str]:
    """Return the entry's dimension values, from the own words first, else from the sentence before them."""
    if not entry.dimensions:
        return {}
    in_measure, in_clause = document.own_hits(place, words)
    before = document.hits.within(words.sentence, words.start)
    dims: dict[str, str] = {}
    for name in entry.dimensions:
        for hits in (in_measure, in_clause, before):
            values = [value for hit in hits for dimension, value in hit.pattern.dimensions if dimension == name]
            if values:
                dims[name] = values[-1]
                break
    return dims


def _assignment(
    figure: Quantity,
    entry: Indicator,
    candidate: _Candidate,
    subject: Subject,
    dims: dict[str, str],
    level: Level | None,
    issuer_type: IssuerType | None,
) -> Assignment:
    rule = f"trigger “{candidate.hit.pattern.word}” in the {'measure' if candidate.in_measure else 'clause'}"
    confidence = 0.95
    if candidate.by_topic:
        is_own = entry.topic in subject.own
        rule += f", topic {entry.topic} named " + ("there" if is_own else f"{subject.distance} characters before")
        confidence = 0.9 if is_own else 0.85 if subject.distance < 60 else 0.7
    flags = []
    if not _usual(entry, level, issuer_type):
        flags.append("unusual_level")
        confidence -= 0.1
    low, high = entry.range
    if figure.statistic == "level" and any(
        v is not None and not low <= v <= high for v in (figure.value, figure.value_low)
    ):
        flags.append("out_of_range")
    return Assignment(figure.index, entry.id, rule, round(confidence, 2), dims, True, tuple(flags))


def _from_before(assignment: Assignment) -> Assignment:
    """Trust less a trigger that the clause alone does not hold: its measure took the subject from before it."""
    rule = f"{assignment.rule}, whose subject stands before the clause"
    return replace(assignment, rule=rule, confidence=round(assignment.confidence - 0.1, 2))


def _usual(entry: Indicator, level: Level | None, issuer_type: IssuerType | None) -> bool:
    if issuer_type == "department":
        return "department" in entry.levels
    return level is None or level in entry.levels


def _mark_primary(given: list[Assignment], figures: Sequence[Quantity], catalogue: Catalogue) -> list[Assignment]:
    """Leave one primary row an indicator and statistic: of the report's period, widest in scope, first stated."""
    statuses = {entry.id: entry.status for entry in catalogue.indicators}
    by_index = {q.index: q for q in figures}
    periods = Counter(q.period for a in given if (q := by_index[a.quantity]).statistic == "level")
    usual = max(periods, key=lambda period: (periods[period], period or ""), default=None)

    def rank(position: int) -> tuple[bool, bool, bool, int]:
        a = given[position]
        q = by_index[a.quantity]
        return q.period != usual, bool(a.dims), q.scope is not None, position

    rows: dict[tuple[str, str], list[int]] = {}
    for position, a in enumerate(given):
        if by_index[a.quantity].status != statuses[a.indicator_id]:
            continue
        rows.setdefault((a.indicator_id, by_index[a.quantity].statistic), []).append(position)
    chosen = set()
    for positions in rows.values():
        # Parts by domain or type do not add up to the indicator: without a total there is no primary row.
        if all(given[p].dims == given[positions[0]].dims for p in positions) or not all(
            given[p].dims for p in positions
        ):
            chosen.add(min(positions, key=rank))
    return [a if position in chosen else replace(a, is_primary=False) for position, a in enumerate(given)]
