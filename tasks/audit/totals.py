"""A figure larger than what another section gives as the issuer's total of the same thing, or of a wider one.

Sections may count differently, so it is suspect at most.
"""

from collections.abc import Iterator, Sequence

from schemas.catalogue import Catalogue
from schemas.documents import Finding, Quantity
from tasks.audit.bounds import bounds, is_exact
from tasks.audit.findings import equal, subset
from tasks.audit.passage import Passage, pattern

_LEAST_NAME = 5  # characters that two measures must end alike in to name one thing
Placed = tuple[Passage, Quantity]


def totals(found: Sequence[Passage], catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the figures that pass the issuer's own total elsewhere."""
    known = [
        (passage, figure, passage.indicators[figure.index])
        for passage in found
        for figure in passage.figures
        if figure.statistic == "level" and figure.status == "reported" and figure.index in passage.indicators
    ]
    wholes: dict[str, Placed] = {}
    for passage, figure, ids in known:
        if pattern("whole_issuer").search(passage.clause(figure)):
            for indicator in ids:
                wholes.setdefault(indicator, (passage, figure))
    for passage, part, ids in known if wholes else ():
        for indicator in ids:
            for name in catalogue.by_id[indicator].usually_within:
                if name in wholes and is_exact(part) and _exceeds((passage, part), wholes[name]):
                    yield subset(part, wholes[name][1], "cross-section", "suspect")
            if indicator in wholes and _is_same((passage, part), wholes[indicator]):
                yield equal(part, wholes[indicator][1], "cross-section", "suspect")


def _exceeds(part: Placed, whole: Placed) -> bool:
    """Whether the part, told in another section for the same time and in the same unit, passes the whole."""
    one, other = part[1], whole[1]
    return (
        one.section != other.section
        and one.unit == other.unit
        and one.period == other.period
        and bounds(one).above(bounds(other))
    )


def _is_same(part: Placed, whole: Placed) -> bool:
    """Whether the two count one thing by its measure, and the figure passes what is given for all the county."""
    one, other = part[1], whole[1]
    return (
        _exceeds(part, whole)
        and is_exact(other)
        and one.scope in (None, other.scope)
        and _end_alike(one.measure or "", other.measure or "")
        and pattern("everywhere").search(whole[0].clause(other)) is not None
        and not pattern("wider").search(part[0].clause(one))
    )


def _end_alike(one: str, other: str) -> bool:
    """Whether two measures name one thing but for a verb or 各类 before it: 开展普法活动场次, 各类普法活动场次."""
    shared = next(
        (n for n, (a, b) in enumerate(zip(one[::-1], other[::-1], strict=False)) if a != b), min(len(one), len(other))
    )
    return shared >= _LEAST_NAME and shared >= min(len(one), len(other)) - 2
