"""Rates against the numbers they come from: 占比 after its part and whole, and rates the catalogue defines.

Issuers differ in the denominator, so a rate by name (纠错率) is at most suspect, and holds when any of the
denominators in use gives it; a bare 占比 right after 其中 names both its numbers and can be violated.
"""

from collections.abc import Iterator
from itertools import pairwise

from schemas.catalogue import Catalogue, Indicator, Ratio
from schemas.documents import Finding, Quantity
from tasks.audit.bounds import bounds, is_exact, percent, stated_rate, total
from tasks.audit.findings import equal, ratio, subset, sum_of
from tasks.audit.passage import Passage, pattern, words


def rates(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the ratios that the sentence states."""
    for rate in passage.figures:
        if rate.unit == "%" and rate.statistic == "level" and rate.value is not None:
            yield from _share(passage, rate)
            yield from _by_name(passage, rate, catalogue)


def _share(passage: Passage, rate: Quantity) -> Iterator[Finding]:
    """Judge a rate by the part and the whole told just before it."""
    place = passage.figures.index(rate)
    counts = [q for q in passage.figures[:place] if q.statistic == "level" and q.unit != "%"]
    said = passage.before(rate).strip(" ，,、；;的（(")
    if len(counts) < 2 or not pattern("rate").search(said):
        return
    part = passage.figures[place - 1]
    wholes = [q for q in counts[:-1] if q.unit == part.unit]
    is_share = part is counts[-1] and _is_bare_share(passage, said, part)
    if rate.value == 100 and not is_share:
        return  # any two equal counts would give it
    for one, other in _pairs(counts):
        if _fits(one, other, rate):
            yield ratio(one, other, rate, "stated", "holds")
            return
    if is_share and len(wholes) == 1 and _is_part_of(passage, wholes[0], part):
        yield ratio(part, wholes[0], rate, "stated", "violated" if is_exact(part, wholes[0], rate) else "suspect")


def _pairs(counts: list[Quantity]) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield (part, whole) of one unit and period, nearest first; the part is one of the last counts told."""
    for place in range(len(counts) - 1, max(0, len(counts) - 3), -1):
        part = counts[place]
        for whole in reversed(counts[:place]):
            if whole.unit == part.unit and whole.period == part.period:
                yield part, whole


def _is_bare_share(passage: Passage, said: str, part: Quantity) -> bool:
    """Whether the words before the rate are 占比 alone, or 占 after the part's own name again."""
    for word in words("share"):
        if said.endswith(word):
            return said.removesuffix(word) in passage.before(part)
    return False


def _is_part_of(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether 其中 stands right between the two, with no figure between."""
    places = [passage.figures.index(q) for q in (whole, part)]
    return places[1] - places[0] == 1 and pattern("parts").search(passage.between(whole, part)) is not None


def _by_name(passage: Passage, rate: Quantity, catalogue: Catalogue) -> Iterator[Finding]:
    for indicator in passage.indicators.get(rate.index, ()):
        relation = catalogue.by_id[indicator].ratio_of
        if relation is None:
            continue
        parts = _stated(passage, rate, (relation.numerator,))
        wholes = _stated(passage, rate, relation.denominators)
        pairs = [(part, whole) for part in parts for whole in wholes if part is not whole]
        fitting = [(part, whole) for part, whole in pairs if _fits(part, whole, rate)]
        if fitting:
            yield ratio(*fitting[0], rate, "stated", "holds")
        elif len(pairs) == 1 and _is_firm(relation, passage, rate, pairs[0]):
            yield ratio(*pairs[0], rate, "stated", "suspect")


def _stated(passage: Passage, rate: Quantity, indicators: tuple[str, ...]) -> list[Quantity]:
    return [
        q
        for q in passage.figures
        if q.statistic == "level"
        and q.unit != "%"
        and q.period == rate.period
        and any(i in indicators for i in passage.indicators.get(q.index, ()))
    ]


def _is_firm(relation: Ratio, passage: Passage, rate: Quantity, pair: tuple[Quantity, Quantity]) -> bool:
    """Whether the three stand close, unhedged, under a rate that has one denominator only."""
    return relation.is_firm and is_exact(*pair, rate) and rate.start - min(q.start for q in pair) < 80


def _fits(part: Quantity, whole: Quantity, rate: Quantity) -> bool:
    computed = percent(part, whole)
    return computed is not None and computed.meets(stated_rate(rate))


def related(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the subsets the catalogue knows between figures of one sentence (成功474件 of 调解481件)."""
    levels = [q for q in passage.figures if q.statistic == "level" and q.unit != "%"]
    known = [(q, passage.indicators[q.index]) for q in levels if q.index in passage.indicators]
    for part, named in known:
        entries = [catalogue.by_id[indicator] for indicator in named]
        if any(entry.subset_of or entry.usually_within for entry in entries):
            for whole, ids in known:
                yield from _by_catalogue(passage, part, entries, whole, ids)
    for whole, _ in known:
        yield from _kinds(passage, whole, levels, catalogue)
    for first, second in pairwise(levels):
        is_among = first.unit == second.unit and pattern("among").search(passage.between(first, second))
        if is_among and first.unit not in words("generic_units") and bounds(first).above(bounds(second)):
            yield subset(second, first, "stated", "holds")
    yield from _same_things(passage, levels)


def _by_catalogue(
    passage: Passage, part: Quantity, entries: list[Indicator], whole: Quantity, ids: tuple[str, ...]
) -> Iterator[Finding]:
    if whole is part or whole.period != part.period:
        return
    is_firm = any(i in entry.subset_of for entry in entries for i in ids)
    is_soft = any(i in entry.usually_within for entry in entries for i in ids)
    if (is_firm or is_soft) and is_exact(part, whole):
        if is_firm:
            yield from _within(part, whole, passage.figures.index(part) - passage.figures.index(whole) == 1)
        else:
            yield from _usually_within(part, whole)


def _within(part: Quantity, whole: Quantity, is_next: bool) -> Iterator[Finding]:
    if part.value <= whole.value:  # type: ignore[operator]
        yield subset(part, whole, "stated", "holds")
    elif whole.unit == part.unit and is_next:
        yield subset(part, whole, "implied", "suspect")


def _usually_within(part: Quantity, whole: Quantity) -> Iterator[Finding]:
    if part.value == whole.value:
        yield equal(part, whole, "stated", "holds")
    elif part.value < whole.value:  # type: ignore[operator]
        yield subset(part, whole, "stated", "holds")


def _kinds(passage: Passage, whole: Quantity, levels: list[Quantity], catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the sum of the kinds the catalogue knows, where the sentence names them and they make up the whole."""
    for indicator in passage.indicators.get(whole.index, ()):
        kinds = catalogue.by_id[indicator].sum_of
        if not kinds:
            continue
        parts = [q for q in levels if any(i in kinds for i in passage.indicators.get(q.index, ()))]
        if len(parts) > 1 and is_exact(*parts, whole) and total(parts).meets(bounds(whole)):
            yield sum_of(parts, whole, "holds")


def _same_things(passage: Passage, levels: list[Quantity]) -> Iterator[Finding]:
    """Yield the counts of one kind of thing that the sentence gives twice alike (全部12个社区 … 在12个社区)."""
    seen: dict[tuple[str | None, str], Quantity] = {}
    for figure in levels:
        noun = passage.text[figure.end : figure.end + 2]
        if len(noun) == 2 and noun.isalpha() and is_exact(figure):
            first = seen.setdefault((figure.unit, noun), figure)
            if first is not figure and first.value == figure.value:
                yield equal(first, figure, "stated", "holds")
