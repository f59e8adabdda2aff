"""Which indicators a figure states, and why; or why none.

A figure's own words (its measure, and its clause up to its neighbours) must hold a trigger of the entry, its unit
must be one the entry counts in, and no anti-trigger may stand there (``fit``); a change, an earlier year's value, a part
or a share takes the indicator of the figure it belongs to (``inherit``). An unknown measure never becomes the nearest
known one: it stays without, with the reason. Nothing here fails on a document.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from schemas.catalogue import Catalogue, Indicator
from schemas.documents import Assignment, IssuerType, Level, Quantity, Segmentation, Unassigned
from tasks.extract.indicators.catalogue_index import index_of
from tasks.extract.indicators.fit import Candidate, Own, fit, read_own
from tasks.extract.indicators.inherit import from_before, parts_of, where_nothing_fits
from tasks.extract.indicators.own_words import Document, Subject

_PART = re.compile(r"其中|包括|包含|含")


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
    in_sentence: dict[tuple[int, str], int] = {}  # where in its sentence an entry was last stated
    divided: tuple[Quantity, str] | None = None  # what was last counted whose parts state no other entry
    for place, figure in enumerate(document.figures):
        own = read_own(document, place)
        if base := from_before(document, place, own, given, index):
            given.append(base)
            continue
        found = fit(document, place, own, segmentation, index)
        if isinstance(found, str):
            if whole := where_nothing_fits(document, place, own, given, index):
                _take_from_parts(whole, figure, document, own, given, without)
                given.append(whole)
            elif figure.status == "reported":
                without.append(Unassigned(figure.index, found))
            continue
        if divided and _is_part(document.text, figure, *divided):
            without.append(Unassigned(figure.index, f"a part of what was counted before it, given to {divided[1]}"))
            continue
        candidates, subject = found
        for candidate in candidates:
            entry = _at(index.indicators[candidate.number], level, issuer_type, catalogue)
            dims = _dims(document, own, entry)
            key = (own.words.sentence, entry.id)
            is_part = key in in_sentence and _PART.search(text, in_sentence[key], figure.start) is not None
            if is_part and not dims and figure.statistic == "level":
                without.append(Unassigned(figure.index, f"a part (其中) of a total already given to {entry.id}"))
                continue
            in_sentence[key] = figure.end
            assignment = _assignment(figure, entry, candidate, subject, dims)
            _take_from_parts(assignment, figure, document, own, given, without)
            given.append(assignment if _usual(entry, level, issuer_type) else _doubted(assignment))
            divided = (figure, entry.id) if entry.divided else divided
    return _mark_primary(given, document, catalogue), without


def _is_part(text: str, figure: Quantity, whole: Quantity, _entry: str) -> bool:
    """Say whether a figure is one of the parts that the sentence goes on to list of a whole."""
    same = figure.sentence == whole.sentence and figure.unit == whole.unit
    return same and _PART.search(text, whole.end, figure.start) is not None


def _take_from_parts(
    total: Assignment,
    figure: Quantity,
    document: Document,
    own: Own,
    given: list[Assignment],
    without: list[Unassigned],
) -> None:
    """Take a total's indicator from the figures before it that add up to it: they are its parts."""
    if figure.statistic != "level":
        return
    for part in parts_of(figure, document, own.words.sentence, given):
        if part.indicator_id == total.indicator_id:
            given.remove(part)
            without.append(Unassigned(part.quantity, f"a part of the total after it, given to {total.indicator_id}"))


def _dims(document: Document, own: Own, entry: Indicator) -> dict[str, str]:
    """Return the entry's dimension values, from the own words first, else from the sentence before them."""
    if not entry.dimensions:
        return {}
    before = document.hits.within(own.words.sentence, own.words.start)
    dims: dict[str, str] = {}
    for hits in (before, own.in_clause, own.in_measure):  # the last word decides
        for _, _, pattern in hits:
            if pattern.dimensions:
                dims.update([each for each in pattern.dimensions if each[0] in entry.dimensions])
    return {name: dims[name] for name in entry.dimensions if name in dims}


def _assignment(
    figure: Quantity,
    entry: Indicator,
    candidate: Candidate,
    subject: Subject,
    dims: dict[str, str],
) -> Assignment:
    rule = f"trigger “{candidate.pattern.word}” in the {'measure' if candidate.in_measure else 'clause'}"
    confidence = 0.95
    if candidate.topic:
        is_own = candidate.topic in subject.own
        rule += f", topic {candidate.topic} named " + ("there" if is_own else f"{subject.distance} characters before")
        confidence = 0.9 if is_own else 0.85 if subject.distance < 60 else 0.7
    if candidate.in_measure:
        rule += ", whose subject stands before the clause"
        confidence -= 0.1
    low, high = entry.range
    is_out = figure.statistic == "level" and any(
        v is not None and not low <= v <= high for v in (figure.value, figure.value_low)
    )
    flags = ("out_of_range",) if is_out else ()
    return Assignment(figure.index, entry.id, rule, round(confidence, 2), dims, True, flags)


def _doubted(assignment: Assignment) -> Assignment:
    """Mark an indicator that issuers of this level do not usually state."""
    flags = ("unusual_level", *assignment.flags)
    return replace(assignment, confidence=round(assignment.confidence - 0.1, 2), flags=flags)


def _at(entry: Indicator, level: Level | None, issuer_type: IssuerType | None, catalogue: Catalogue) -> Indicator:
    """Return what the entry's words mean at this issuer: its 行政复议案件 are a town's only as one complained of."""
    place = "department" if issuer_type == "department" else level
    instead = entry.instead_at.get(place) if place else None
    return catalogue.by_id[instead] if instead else entry


def _usual(entry: Indicator, level: Level | None, issuer_type: IssuerType | None) -> bool:
    if issuer_type == "department":
        return "department" in entry.levels
    return level is None or level in entry.levels


def _mark_primary(given: list[Assignment], document: Document, catalogue: Catalogue) -> list[Assignment]:
    """Leave one primary row an indicator and statistic: of the report's period, widest in scope, first stated."""
    figures = document.by_index
    rows: dict[tuple[str, str], list[int]] = {}
    for position, a in enumerate(given):
        figure = figures[a.quantity]
        if figure.status == catalogue.by_id[a.indicator_id].status:
            rows.setdefault((a.indicator_id, figure.statistic), []).append(position)
    periods = Counter(figures[a.quantity].period for a in given if figures[a.quantity].statistic == "level")
    usual = max(periods, key=lambda period: (periods[period], period or ""), default=None)

    def rank(position: int) -> tuple[bool, bool, bool, int]:
        a = given[position]
        figure = figures[a.quantity]
        return figure.period != usual, bool(a.dims), figure.scope is not None, position

    chosen = set()
    for positions in rows.values():
        dims = [given[p].dims for p in positions]
        # Parts by domain or type do not add up to the indicator: without a total there is no primary row.
        if len(positions) == 1 or all(d == dims[0] for d in dims) or not all(dims):
            chosen.add(min(positions, key=rank))
    for position, assignment in enumerate(given):
        assignment.is_primary = position in chosen
    return given
