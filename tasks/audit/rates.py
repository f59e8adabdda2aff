"""Rates against the numbers they come from: 占比 after its part and whole, and rates the catalogue defines.

Issuers differ in the denominator, so a rate by name (纠错率) is at most suspect, and holds when any of the
denominators in use gives it; a bare 占比 right after 其中 names both its numbers and can be violated. A whole may
stand in an earlier sentence where the text names it (占许可事项的59.9%, 在全部许可中); then it is told only if it fits.
"""

import re
from collections.abc import Iterator, Sequence

from schemas.catalogue import Catalogue, Ratio
from schemas.documents import Finding, Quantity
from tasks.audit.bounds import bounds, gives, is_exact, percent, stated_rate
from tasks.audit.findings import ratio
from tasks.audit.named import wholes_named
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.shares import beside, is_due
from tasks.audit.sums import outcome

_OF = re.compile(r"占(?:全部|所有|总)?([^，。；、]{2,12}?)(?:总数|总量|总额)?的?(?:比例|比重)?[为达约近超过]*$")
_ASIDE = re.compile("^(?:其中)?(?:已|实际|其中)")
_TRAIL = re.compile("^[^，,、；;]{1,8}[，,](?=[^，,]*$)")
_NAME = re.compile("([^、和及与]+)率")
_AMONG = re.compile("[^，。；：、,;:]{2,8}中[，,]")  # 在1327件事项中，1195件
_ITEMS = ("）、", ")、")
_IN_BRACKETS = ("（占", "(占", "（占比", "(占比")
_NOT_DUE = 5  # points by which a rate of what is due may pass that of all
_NEAR = 80  # characters from a rate back to the numbers it comes from, to be worth a doubt


def rates(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the ratios that the sentence states."""
    whole: Quantity | None = None  # of the share told last: …421件,占6.8%;…782件,占12.6%
    for place, rate in enumerate(passage.figures):
        if rate.unit == "%" and rate.statistic == "level" and rate.value is not None:
            yield from beside(passage, place, rate)
            shares = list(_share(passage, place, rate, whole, catalogue))
            if not shares and whole is not None:
                yield from _off_in_row(passage, place, rate, whole)
            for finding in shares:
                whole = next((q for q in (*passage.back, *passage.figures) if q.index == finding.members[1]), whole)
                yield finding
            yield from _by_name(passage, rate, catalogue)


def _share(
    passage: Passage, place: int, rate: Quantity, last: Quantity | None, catalogue: Catalogue
) -> Iterator[Finding]:
    """Judge a rate by the part and the whole told just before it."""
    said = passage.gaps[place].strip(" ，,、；;的（(")
    counts = [q for q in passage.figures[:place] if q.statistic == "level" and q.unit != "%"]
    if not counts or not pattern("rate").search(said):
        return
    part = passage.figures[place - 1]
    is_next = part is counts[-1] and not set(passage.gaps[place]) & set("；;")
    is_share = is_next and _is_bare_share(passage, said, part)
    is_namesake = is_next and (_is_namesake(passage, said, part) or _is_abbreviated(passage, said, counts[-2:]))
    pairs = [*_pairs(passage, counts, said, rate, last if is_share else None)]
    pairs += [(part, whole) for whole in _far_wholes(passage, part, rate, is_share)]
    if rate.value == 100 and not is_share:
        pairs = [pair for pair in pairs if _is_namesake(passage, said, pair[0])]
    if rate.value == 100 and not pairs:
        return  # any two equal counts would give 100 %
    for one, other in pairs:
        if gives(one, other, rate):
            yield ratio(one, other, rate, "stated", "holds")
            return
    wholes = [q for q in counts[:-1] if q.unit == part.unit]
    if not wholes or not is_next or last is not None or any(_fits(part, one, rate) for one in wholes):
        return
    whole, exact = wholes[-1], is_exact(part, wholes[-1], rate)
    if is_share and len(wholes) == 1 and _is_part_of(passage, whole, part):
        yield ratio(part, whole, rate, "stated", "violated" if exact else "suspect")
    elif not exact or passage.places[whole.index] != place - 2:
        return
    elif (
        (is_share and outcome().fullmatch(passage.before(part).strip("，,、 ")))
        or _names_whole(passage, said, whole)
        or (is_namesake and _is_settled(passage, rate, catalogue) and not _may_be_of_fewer(passage, part, whole, rate))
    ):
        yield ratio(part, whole, rate, "stated", "suspect")


def _far_wholes(passage: Passage, part: Quantity, rate: Quantity, is_share: bool) -> Iterator[Quantity]:
    """Yield the counts of the sentences before that a share may be of, where its decimals rule chance out."""
    for whole in reversed(passage.back if is_share and "." in rate.text else ()):
        if (whole.unit, whole.period, whole.section) == (part.unit, part.period, part.section):
            yield whole


def _off_in_row(passage: Passage, place: int, rate: Quantity, whole: Quantity) -> Iterator[Finding]:
    """Doubt a share that is not one of the whole of the list it stands in: 48件（占50%）、24件（占20%）of 96件."""
    part = passage.figures[place - 1]
    is_item = passage.before(part).startswith(_ITEMS) and passage.gaps[place] in _IN_BRACKETS
    is_alike = (whole.unit, whole.period) == (part.unit, part.period) and is_exact(part, whole, rate)
    told = (*passage.back, *passage.counts.get(part.unit or "", ()))
    if is_item and is_alike and not any(_fits(part, one, rate) for one in told if one is not part):
        yield ratio(part, whole, rate, "stated", "suspect")


def _names_whole(passage: Passage, said: str, whole: Quantity) -> bool:
    """Whether the rate is said to be of the count told right before its part: 审结60件,败诉3件,占审结案件的5%."""
    named = _OF.search(said)
    if named is None or len(named[1].removesuffix("案件")) < 2:
        return False
    return passage.clause(whole).endswith((named[1], named[1].removesuffix("案件")))


def _is_settled(passage: Passage, rate: Quantity, catalogue: Catalogue) -> bool:
    """Whether issuers reckon the rate in one way only."""
    relations = [catalogue.by_id[name].ratio_of for name in passage.indicators.get(rate.index, ())]
    return all(relation is None or relation.is_firm for relation in relations)


def _may_be_of_fewer(passage: Passage, part: Quantity, whole: Quantity, rate: Quantity) -> bool:
    """Whether the rate is a little higher than the two give, as it is where it leaves out what is not yet due."""
    if is_due(passage, whole) or not pattern("pending").search(passage.before(rate)):
        return False
    computed = percent(part, whole)
    return computed is not None and computed.high is not None and 0 < (rate.value or 0) - computed.high < _NOT_DUE


def _pairs(
    passage: Passage, counts: Sequence[Quantity], said: str, rate: Quantity, last: Quantity | None
) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield (part, whole) of one unit and period, nearest first; the part is one of the last counts told."""
    if last is not None:
        yield counts[-1], last
    cue = max((n for n, gap in enumerate(passage.gaps) if pattern("parts").search(gap)), default=-1)
    for place in range(len(counts) - 1, max(0, len(counts) - 3), -1):
        part = counts[place]
        for whole in reversed(counts[:place]):
            is_sibling = passage.places[whole.index] >= cue >= 0  # 维持50件,撤销6件: a round rate fits by chance
            if whole.unit == part.unit and whole.period == part.period and (not is_sibling or "." in rate.text):
                yield part, whole
    named = _OF.search(said)
    for whole in wholes_named(passage, counts[-1], named[1] if named else None):
        yield counts[-1], whole


def _is_bare_share(passage: Passage, said: str, part: Quantity) -> bool:
    """Whether the words before the rate are 占比 alone, or 占 after the part's own name again."""
    if _TRAIL.match(said):
        said = _TRAIL.sub("", said)  # 1195件|可全程网办,占90.1%
    for word in words("share"):
        if said.endswith(word):
            return said.removesuffix(word) in passage.before(part)
    return False


def _is_namesake(passage: Passage, said: str, part: Quantity) -> bool:
    """Whether the rate is named after the part, word for word: 按时办结284件,按时办结率; 77人合格,合格率."""
    stems = _NAME.findall(re.split("[，,]", said)[-1])
    clause, after = passage.clause(part), passage.noun_after(part)
    own = (clause, _ASIDE.sub("", clause), after, *after.split("全部"))
    return any(stem in own for stem in stems)


def _is_abbreviated(passage: Passage, said: str, pair: Sequence[Quantity]) -> bool:
    """Whether the rate's name is short for its two counts': 应参加培训240人,实际参加培训228人,参训率; 优秀案卷64件,优秀率."""
    stems = _NAME.findall(re.split("[，,]", said)[-1])
    if len(pair) < 2 or len(stems) != 1:
        return False
    whole, own = (_ASIDE.sub("", passage.clause(q).removeprefix("其中")) for q in pair)
    if is_due(passage, pair[0]):
        return set(stems[0]) <= set(own)
    return own.startswith(stems[0]) and bool(own.removeprefix(stems[0])) and own.removeprefix(stems[0]) in whole


def _is_part_of(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether 其中, or 中 of the whole, stands right between the two, with no figure between."""
    is_next = passage.places[part.index] - passage.places[whole.index] == 1
    gap = passage.before(part)
    return is_next and (pattern("parts").search(gap) is not None or _AMONG.fullmatch(gap) is not None)


def _by_name(passage: Passage, rate: Quantity, catalogue: Catalogue) -> Iterator[Finding]:
    for indicator in passage.indicators.get(rate.index, ()):
        relation = catalogue.by_id[indicator].ratio_of
        if relation is None:
            continue
        parts = _stated(passage, passage.figures, rate, (relation.numerator,))
        wholes = _stated(passage, passage.figures, rate, relation.denominators)
        pairs = [(part, whole) for part in parts for whole in wholes if part is not whole]
        if len(pairs) == 1 and not _fits(*pairs[0], rate) and _is_firm(relation, rate, pairs[0]):
            yield ratio(*pairs[0], rate, "stated", "suspect")
            continue
        wholes += _stated(passage, passage.back, rate, relation.denominators)
        for part, whole in ((part, whole) for part in parts for whole in wholes if part is not whole):
            if gives(part, whole, rate):
                yield ratio(part, whole, rate, "stated", "holds")
                break


def _stated(
    passage: Passage, figures: Sequence[Quantity], rate: Quantity, indicators: tuple[str, ...]
) -> list[Quantity]:
    return [
        q
        for q in figures
        if q.statistic == "level"
        and q.unit != "%"
        and q.period == rate.period
        and q.status == rate.status
        and any(i in indicators for i in passage.indicators.get(q.index, ()))
    ]


def _is_firm(relation: Ratio, rate: Quantity, pair: tuple[Quantity, Quantity]) -> bool:
    """Whether the three stand close, unhedged, under a rate that has one denominator only."""
    return relation.is_firm and is_exact(*pair, rate) and rate.start - min(q.start for q in pair) < _NEAR


def _fits(part: Quantity, whole: Quantity, rate: Quantity) -> bool:
    computed = percent(part, whole)
    return computed is None or computed.meets(stated_rate(rate)) or bounds(rate).high is None
