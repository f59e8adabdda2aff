"""The same thing told twice in one report with numbers that cannot both be.

Two sentences of one top section retell one another when they share a clause before a figure word for word and,
besides, a run of words around it; only between such sentences are figures compared, and a disagreement is at most
suspect. A plan that takes up last year's words stands in another top section.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from schemas.catalogue import Catalogue
from schemas.documents import Finding, Quantity, Segmentation
from tasks.audit.bounds import bounds, is_exact, strains
from tasks.audit.findings import equal, subset
from tasks.audit.passage import Passage, pattern, words

_LEAD = re.compile(r"^[\s，,、并共又还已的全年累计总]+")
_DIGIT = re.compile(r"\d")
_LEAST_CLAUSE = 4
_LEAST_NAME = 5  # characters that two measures must end alike in to name one thing
_LEAST_RUN = 12  # shared characters beyond the clause that make a retelling of two sentences
_LEAST_ALIKE = 10
_AROUND = 80


def repeats(found: Sequence[Passage], segmentation: Segmentation, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the disagreements between two tellings, and parts larger than the issuer's own total elsewhere."""
    told: dict[tuple[str | None, str], list[tuple[int, Quantity]]] = {}
    for number, passage in enumerate(found):
        for figure in passage.figures:
            clause = _own_clause(passage, figure)
            if figure.statistic == "level" and figure.status == "reported" and len(clause) >= _LEAST_CLAUSE:
                told.setdefault((figure.unit, clause), []).append((number, figure))
    retold: set[tuple[int, int]] = set()
    for (_, clause), places in told.items():
        for (one, first), (other, second) in pairwise(places):
            if one == other or (one, other) in retold or not _share_top(first, second, segmentation):
                continue
            if _is_retold((found[one], first), (found[other], second), clause):
                retold.add((one, other))
                yield from _compare(found[one], found[other])
            elif _is_year_total(found[one], first, found[other], second) and _disagree(first, second):
                yield equal(first, second, "cross-section", "suspect")
    yield from _over_total(found, catalogue)


def _own_clause(passage: Passage, figure: Quantity) -> str:
    """Return the clause that says what the figure counts, 全年 and the like aside; empty where it is a part's or shared."""
    clause = _LEAD.sub("", passage.clause(figure))
    return "" if _DIGIT.search(clause) or pattern("parts").search(clause) else clause


def _is_year_total(one: Passage, first: Quantity, other: Passage, second: Quantity) -> bool:
    """Whether both give the year's total of one indicator in the same words (全年开展法治宣传活动46场次)."""
    clauses = one.clause(first), other.clause(second)
    ids = one.indicators.get(first.index, ())
    return (
        clauses[0] == clauses[1]
        and clauses[0].startswith(words("year"))
        and first.scope == second.scope
        and first.period == second.period
        and bool(ids)
        and ids == other.indicators.get(second.index, ())
    )


def _share_top(first: Quantity, second: Quantity, segmentation: Segmentation) -> bool:
    tops = []
    for quantity in (first, second):
        section = segmentation.sections[quantity.section]
        while section.parent is not None and segmentation.sections[section.parent].level > 0:
            section = segmentation.sections[section.parent]
        tops.append(section.index)
    return tops[0] == tops[1]


def _is_retold(one: tuple[Passage, Quantity], other: tuple[Passage, Quantity], clause: str) -> bool:
    """Whether the sentences run alike around the two figures beyond the clause itself."""
    around = [
        p.text[max(p.start, q.start - _AROUND) : min(p.end, q.end + _AROUND)].replace(clause, "")
        for p, q in (one, other)
    ]
    return _longest_run(around[0], around[1], _LEAST_RUN)


def _longest_run(one: str, other: str, least: int) -> bool:
    """Whether the two share a run of at least ``least`` characters."""
    grams = {one[i : i + least] for i in range(len(one) - least + 1)}
    return any(other[i : i + least] in grams for i in range(len(other) - least + 1))


def _compare(one: Passage, other: Passage) -> Iterator[Finding]:
    left = [q for q in other.figures if q.statistic == "level"]
    for first in one.figures:
        alike = [q for q in left if _is_alike(one, first, other, q)]
        if first.statistic != "level" or len(alike) != 1:
            continue
        left.remove(alike[0])
        if _disagree(first, alike[0]):
            yield equal(first, alike[0], "cross-section", "suspect")


def _is_alike(one: Passage, first: Quantity, other: Passage, second: Quantity) -> bool:
    if (first.unit, first.status, first.period) != (second.unit, second.status, second.period):
        return False
    if first.scope != second.scope:
        return False
    a, b = _own_clause(one, first), _own_clause(other, second)
    return (a == b and len(a) >= _LEAST_CLAUSE) or _longest_run(a, b, _LEAST_ALIKE)


def _disagree(first: Quantity, second: Quantity) -> bool:
    if first.value == second.value:
        return False
    return not bounds(first).meets(bounds(second)) or strains(first, second) or strains(second, first)


def _over_total(found: Sequence[Passage], catalogue: Catalogue) -> Iterator[Finding]:
    """Yield figures larger than what another section gives as the issuer's total of the same or a wider indicator."""
    wholes: dict[str, tuple[Passage, Quantity]] = {}
    for passage in found:
        for figure in passage.figures:
            is_total = figure.statistic == "level" and pattern("whole_issuer").search(passage.clause(figure))
            for indicator in passage.indicators.get(figure.index, ()) if is_total else ():
                wholes.setdefault(indicator, (passage, figure))
    for passage in found if wholes else ():
        for part in passage.figures:
            for indicator in passage.indicators.get(part.index, ()):
                for name in catalogue.by_id[indicator].usually_within:
                    if name in wholes and _exceeds(passage, part, *wholes[name]):
                        yield subset(part, wholes[name][1], "cross-section", "suspect")
                if indicator in wholes and _is_same(passage, part, *wholes[indicator]):
                    yield equal(part, wholes[indicator][1], "cross-section", "suspect")


def _is_same(passage: Passage, part: Quantity, total_passage: Passage, whole: Quantity) -> bool:
    """Whether the two count one thing by its measure, and the figure passes what is given for all the county."""
    return (
        _is_elsewhere(passage, part, total_passage, whole)
        and bounds(part).above(bounds(whole))
        and is_exact(whole)
        and part.scope in (None, whole.scope)
        and _end_alike(part.measure or "", whole.measure or "")
        and pattern("everywhere").search(total_passage.clause(whole)) is not None
        and not pattern("wider").search(passage.clause(part))
    )


def _end_alike(one: str, other: str) -> bool:
    """Whether two measures name one thing but for a verb or 各类 before it: 开展普法活动场次, 各类普法活动场次."""
    shared = next(
        (n for n, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), min(len(one), len(other))
    )
    return shared >= _LEAST_NAME and shared >= min(len(one), len(other)) - 2


def _exceeds(passage: Passage, part: Quantity, total_passage: Passage, whole: Quantity) -> bool:
    return _is_elsewhere(passage, part, total_passage, whole) and is_exact(part) and bounds(part).above(bounds(whole))


def _is_elsewhere(passage: Passage, part: Quantity, total_passage: Passage, whole: Quantity) -> bool:
    """Whether another section reports the two, for one time and in one unit."""
    return (
        passage is not total_passage
        and part.section != whole.section
        and part.statistic == "level"
        and part.status == whole.status == "reported"
        and part.unit == whole.unit
        and part.period == whole.period
    )
