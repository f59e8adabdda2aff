"""Rates whose two counts stand right before them though none of them bears the rate's name: 应出庭46件,实际出庭43件,出庭率;
抽检8600批次,不合格215批次,合格率, where the rate is of what is left.

The sentence does not say 占, so that what does not fit is suspect at most.
"""

import re
from collections.abc import Iterator

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import Range, close_rate, gives, is_exact, is_within, percent, stated_rate
from tasks.audit.findings import ratio, remainder
from tasks.audit.passage import Passage, pattern

_RATE = re.compile(r"[，,、]?([^，,。；;：:、]{2,12})率(?:均|都)?(?:为|达|达到|约|近|是)?")
_NOT = ("不", "未")


def attained(passage: Passage) -> Iterator[Finding]:
    """Yield the ratios of what was done to what was due or planned, and of what did not fail to all there was."""
    for place, rate in enumerate(passage.figures[1:], start=1):
        named = _RATE.fullmatch(passage.gaps[place])
        if named is None or rate.unit != "%" or rate.statistic != "level":
            continue
        if rate.status == "reported" and passage.planned:
            yield from _of_the_plan(passage, passage.figures[place - 1], rate, named[1])
        if place < 2:
            continue
        whole, part = passage.figures[place - 2 : place]
        if not _are_two_counts(whole, part, rate):
            continue
        name = named[1]
        # 按时整改率 is a narrower rate than what the counts tell: it may hold, and if not that is no error.
        is_doubtful = name[:2] in passage.clause(whole) + passage.clause(part)
        if any(f"{mark}{name[-size:]}" in passage.before(part) for mark in _NOT for size in range(2, len(name) + 1)):
            yield from _of_the_rest(part, whole, rate, is_doubtful)
        elif pattern("due").search(passage.clause(whole)) and _shares_word(passage.clause(part), name):
            # 应培训40人,实际培训38人,培训合格率 is a rate of something that the counts do not tell.
            is_told = name[-2:] in passage.text[passage.start : part.end]
            yield from _of_the_due(part, whole, rate, is_doubtful and is_told)


def _are_two_counts(whole: Quantity, part: Quantity, rate: Quantity) -> bool:
    """Whether the two are counts of one kind and time, the second within the first, all as they stand."""
    return (
        whole.unit == part.unit != "%"
        and whole.statistic == part.statistic == "level"
        and whole.period == part.period == rate.period
        and is_exact(whole, part, rate)
        and is_within(part, whole)
    )


def _shares_word(said: str, name: str) -> bool:
    """Whether the rate is named with a word of the part: 实际出庭, 出庭应诉率."""
    return any(name[n : n + 2] in said for n in range(len(name) - 1))


def _of_the_due(part: Quantity, whole: Quantity, rate: Quantity, is_doubtful: bool) -> Iterator[Finding]:
    computed = percent(part, whole)
    if gives(part, whole, rate):
        yield ratio(part, whole, rate, "stated", "holds")
    elif is_doubtful and computed is not None and not computed.meets(stated_rate(rate)):
        yield ratio(part, whole, rate, "stated", "suspect")


def _of_the_plan(passage: Passage, part: Quantity, rate: Quantity, name: str) -> Iterator[Finding]:
    """计划检查420家次,实际完成431家次,完成率102.6%: the plan is a target and may be passed."""
    if not name.endswith("完成"):
        return
    whole = next((plan for plan in reversed(passage.planned) if plan.end <= part.start), None)
    if whole is None or whole.unit != part.unit or part.statistic != "level" or not is_exact(whole, part, rate):
        return
    if any(whole.end <= other.start < part.start for other in passage.figures):
        return
    yield from _of_the_due(part, whole, rate, is_doubtful=True)


def _of_the_rest(part: Quantity, whole: Quantity, rate: Quantity, is_doubtful: bool) -> Iterator[Finding]:
    failed = percent(part, whole)
    if failed is None or failed.low is None or failed.high is None:
        return
    rest = Range(100 - failed.high, 100 - failed.low)
    if rest.meets(close_rate(rate)):
        yield remainder(part, whole, rate, "holds")
    elif is_doubtful and not rest.meets(stated_rate(rate)):
        yield remainder(part, whole, rate, "suspect")
