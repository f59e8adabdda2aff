"""Lists and totals shown by punctuation and arithmetic alone, where no word of the lexicon states the relation.

A run of items joined by 、 may stand in brackets or after a colon or comma behind its total (87项（许可1项、处罚2项、
检查84项）), or before it (建议94件、提案121件，两类215件). Whether the run is complete no mark can say, so what adds up
is told and a near miss, as a slip of a digit makes, is suspect; whatever is further off is another total.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import is_exact
from tasks.audit.findings import sum_of
from tasks.audit.passage import Passage, pattern
from tasks.audit.sums import JOINTS, LONGEST_ITEM

_OPENERS = {"（": "bracket", "(": "bracket", "：": "colon", ":": "colon", "，": "comma", ",": "comma"}
_LONGEST_TOTAL = 6  # characters between a list and its total, mark included: ，三类合计
_NEAR = Decimal("0.05")
_LEAST = 20  # below this a near miss is as well chance
_MARKS = "，。；：！？,;:!?\n）)"


def lists(passage: Passage) -> Iterator[Finding]:
    """Yield the sums that the sentence's marks show, with no word for parts or total in them."""
    for levels in passage.counts.values():
        for run in _runs(passage, levels):
            if is_exact(*run):
                yield from _after_whole(passage, run)
                yield from _before_total(passage, run)


def _runs(passage: Passage, levels: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """Yield the longest runs of at least two items joined by 、 and the like, with no other figure between."""
    run: list[Quantity] = []
    for item in levels:
        if run and _is_next(passage, run[-1], item):
            run.append(item)
            continue
        if len(run) > 1:
            yield run
        run = [item]
    if len(run) > 1:
        yield run


def _is_next(passage: Passage, one: Quantity, other: Quantity) -> bool:
    gap = passage.before(other)
    return (
        passage.places[other.index] == passage.places[one.index] + 1
        and len(gap) <= LONGEST_ITEM
        and gap.startswith(JOINTS)
        and not pattern("totals").search(gap)
    )


def _after_whole(passage: Passage, run: list[Quantity]) -> Iterator[Finding]:
    """Judge a run right behind the figure it may break up."""
    place = passage.places[run[0].index] - 1
    gap = passage.before(run[0])
    opener = _OPENERS.get(gap[:1])
    if place < 0 or opener is None or len(gap) > LONGEST_ITEM or pattern("parts").search(gap):
        return
    whole = passage.figures[place]
    closes = passage.text[run[-1].end : run[-1].end + 1]
    is_told = opener != "comma" or (len(run) > 2 and closes in _MARKS)
    if _may_be_whole(whole, run) and (opener != "bracket" or closes in "）)"):
        yield from _judge(run, whole, is_told)


def _before_total(passage: Passage, run: list[Quantity]) -> Iterator[Finding]:
    """Judge a figure that follows the run with hardly a word between and ends its clause."""
    place = passage.places[run[-1].index] + 1
    if place >= len(passage.figures):
        return
    whole = passage.figures[place]
    gap = passage.before(whole)
    ends = passage.text[whole.end : whole.end + 1] in _MARKS
    is_short = len(gap) <= _LONGEST_TOTAL and gap[:1] in "，,（(" and not pattern("totals").search(gap)
    is_first = passage.places[run[0].index] == 0  # else items further back may belong to the total
    if is_short and ends and is_first and _may_be_whole(whole, run):
        yield from _judge(run, whole, is_told=True)


def _may_be_whole(whole: Quantity, run: list[Quantity]) -> bool:
    return (
        whole.unit == run[0].unit
        and whole.statistic == "level"
        and is_exact(whole)
        and all(q.period == whole.period for q in run)
        and all(q.value < whole.value for q in run)  # type: ignore[operator]
    )


def _judge(run: list[Quantity], whole: Quantity, is_told: bool) -> Iterator[Finding]:
    values = [q.value for q in run if q.value is not None]
    off = abs(sum(values, start=Decimal(0)) - whole.value)  # type: ignore[operator]
    if not off and (is_told or len(run) > 2):
        yield sum_of(run, whole, "holds", "implied")
    elif is_told and whole.value >= _LEAST and 0 < off <= whole.value * _NEAR:  # type: ignore[operator]
        yield sum_of(run, whole, "suspect", "implied")
