"""The same thing told twice in one report with numbers that cannot both be.

Two sentences of one top section retell one another when they share a clause before a figure word for word and,
besides, a run of words around it; only between such sentences are figures compared, and a disagreement is at most
suspect. A plan that takes up last year's words stands in another top section. How many of a thing all the county has
(全县现有律师96名) is one number wherever it is told; what was done in it may be told of each field in the same words.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from schemas.documents import Finding, Quantity, Segmentation
from tasks.audit.bounds import bounds, strains
from tasks.audit.findings import equal
from tasks.audit.passage import Passage, pattern, words

_LEAD = re.compile(r"^[\s，,、并共又还已的全年累计总]+")
_DIGIT = re.compile(r"\d")
_HAS = re.compile("(?:目前|现在|仅|只|现|共|总共|一共|实)*有$")
_LEAST_CLAUSE = 4
_LEAST_RUN = 12  # shared characters beyond the clause that make a retelling of two sentences
_LEAST_ALIKE = 10
_AROUND = 80


def repeats(found: Sequence[Passage], segmentation: Segmentation) -> Iterator[Finding]:
    """Yield the disagreements between two tellings."""
    told: dict[tuple[str | None, str], list[tuple[int, Quantity]]] = {}
    for number, passage in enumerate(found):
        for figure in passage.figures:
            if figure.statistic == "level" and figure.status == "reported":
                clause = _own_clause(passage, figure)
                if len(clause) >= _LEAST_CLAUSE:
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


def stocks(found: Sequence[Passage]) -> Iterator[Finding]:
    """Yield the disagreements between two statements of how many of a thing all the county has."""
    told: dict[tuple[str | None, str | None, str], tuple[Passage, Quantity, bool]] = {}
    for passage in found:
        for figure in passage.figures:
            clause = passage.clause(figure)
            if figure.statistic != "level" or figure.status != "reported" or not clause.startswith(words("everywhere")):
                continue
            name = _HAS.sub("", clause)
            if len(name) <= _LEAST_CLAUSE or _DIGIT.search(name) or pattern("parts").search(name):
                continue
            has = name != clause
            key = (figure.unit, figure.period, name)
            before, first, had = told.setdefault(key, (passage, figure, has))
            if before is not passage and (has or had) and not bounds(first).meets(bounds(figure)):
                yield equal(first, figure, "cross-section", "suspect")


def _own_clause(passage: Passage, figure: Quantity) -> str:
    """Return the clause that says what the figure counts, 全年 and the like aside; empty where it is a part's or shared."""
    clause = passage.clause(figure)
    if len(clause) < _LEAST_CLAUSE or _DIGIT.search(clause) or pattern("parts").search(clause):
        return ""
    return _LEAD.sub("", clause)


def _is_year_total(one: Passage, first: Quantity, other: Passage, second: Quantity) -> bool:
    """Whether both give the year's total of one indicator in the same words (全年开展法治宣传活动46场次)."""
    clauses = one.clause(first), other.clause(second)
    ids = one.indicators.get(first.index, ())
    return (
        clauses[0] == clauses[1]
        and clauses[0].startswith(words("year"))
        and (first.measure, first.scope, first.period) == (second.measure, second.scope, second.period)
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
    """Whether the sentences run alike around the two figures beyond the clause itself; numbers are no words of a run."""
    around = [
        _DIGIT.sub(mark, p.text[max(p.start, q.start - _AROUND) : min(p.end, q.end + _AROUND)].replace(clause, ""))
        for (p, q), mark in ((one, "\0"), (other, "\1"))
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
