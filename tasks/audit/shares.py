"""Ratios whose whole or part stands right beside the rate: 占总数1189项的94.7%; 占总数的75%（48个）; 优秀率28%,即42份.

What 占 leads states its whole with its number, so what does not fit is violated; the others are suspect at most.
"""

import re
from collections.abc import Iterator
from itertools import combinations

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import gives, is_exact, is_within, percent, stated_rate
from tasks.audit.findings import ratio, subset
from tasks.audit.passage import Passage, pattern

_OF_WHOLE = re.compile(r"[）)]?[^，。；：、,;:（(）)的]{0,6}的(?:比例|比重|百分比)?[为达到约近]*")
_OF_ALL = re.compile("占([^，。；：,;:]+?)(?:总数|总量|总额)的?(?:比例|比重)?[为达约近到]*$")
_TAKES = re.compile(r"占[^，。；：,;:]*$")
_FULFILS = re.compile(r"(?:完成|达到?|为)[^，。；：,;:]*(?:任务|计划|目标)[^，。；：,;:]*$")
_THAT_IS = re.compile(r"[，,（(](?:即|也就是)")
_CLOSE = ("，", ",", "（", "(")
_OWN_CLAUSE = re.compile(
    "[^，,；;（(。：:、]{0,8}[，,；;（(]"
)  # at most the part's noun before it: 47个|单位,占53个单位的


def beside(passage: Passage, place: int, rate: Quantity) -> Iterator[Finding]:
    """Yield the ratios of the rate at ``place`` with the counts beside it, where the words bind the three."""
    before = passage.figures[max(0, place - 2) : place]
    if len(before) == 2 and _OF_WHOLE.fullmatch(passage.gaps[place]):
        part, whole = before
        said = passage.before(whole)
        takes = _TAKES.search(said) is not None
        if _OWN_CLAUSE.match(said) and (takes or _FULFILS.search(said)) and _are_alike(part, whole):
            yield from _judge(passage, part, whole, rate, is_stated=takes)
            if takes and is_within(part, whole):
                yield subset(part, whole, "stated", "holds")
    elif len(after := passage.figures[place + 1 : place + 3]) == 2 and _is_led(passage, rate, *after):
        yield from _judge(passage, after[1], after[0], rate, is_stated=False)
    elif before and after:
        yield from _around(passage, place, rate, before[-1], after[0])


def _around(passage: Passage, place: int, rate: Quantity, one: Quantity, other: Quantity) -> Iterator[Finding]:
    """Judge a rate between its two counts: the whole in brackets behind it, or the part that it is (即42份)."""
    said, gap = passage.before(other), passage.gaps[place]
    if not _are_alike(one, other):
        return
    is_of_due = said.startswith(_CLOSE) and is_due(passage, other) and _is_named_after(gap, passage.clause(other))
    if is_of_due or _is_of_all(gap, said):
        yield from _judge(passage, one, other, rate, is_stated=False)
    elif _names_part(gap, said) and gives(other, one, rate):
        yield ratio(other, one, rate, "stated", "holds")  # else the rate may leave out what is not yet due
    elif _THAT_IS.fullmatch(said):
        yield from _judge(passage, other, one, rate, is_stated=False)
    elif (
        said.startswith(("（", "("))
        and passage.text[other.end : other.end + 1] in ("）", ")")
        and gap.rstrip("为达").endswith("的")
    ):
        name = said[1:]
        if name and any(name[n : n + 2] in gap for n in range(len(name) - 1)):
            yield from _judge(passage, one, other, rate, is_stated=False)


def _is_of_all(gap: str, said: str) -> bool:
    """Whether the whole after the rate is named with the same word for all of it: 占全市总量的62.5%,全市共544件."""
    named, all_ = _OF_ALL.search(gap), pattern("everywhere").match(said.lstrip("，,（("))
    return named is not None and all_ is not None and named[1].startswith(all_[0])


def _names_part(gap: str, said: str) -> bool:
    """Whether the count after the rate is the one the rate is named after: 优秀率36%,优秀案卷108卷."""
    name, is_rate, _ = gap.lstrip("，, ").rpartition("率")
    return bool(is_rate) and len(name) > 1 and said.lstrip("，,（(即").startswith(name)


def _is_led(passage: Passage, rate: Quantity, whole: Quantity, part: Quantity) -> bool:
    """Whether brackets behind the rate hold what it comes from: 出庭率92.5%（应出庭40件,实际出庭37件）."""
    is_open = passage.before(whole).startswith(("（", "(")) and passage.text.startswith(("）", ")"), part.end)
    return is_open and is_due(passage, whole) and _are_alike(whole, part) and whole.unit != rate.unit


def _is_named_after(gap: str, due: str) -> bool:
    """Whether a rate is of what was due: 轮训率98.4%,应参训1620人."""
    name, is_rate, _ = gap.rpartition("率")
    return bool(is_rate) and any(letter in due for letter in name[-2:])


def is_due(passage: Passage, whole: Quantity) -> bool:
    """Whether the count is of all that had to: 应考136人, 应出庭58次."""
    said = passage.clause(whole) + passage.noun_after(whole)
    return pattern("due").search(pattern("not_due").sub("", said)) is not None


def _are_alike(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit != "%" and one.statistic == other.statistic == "level"


def _judge(passage: Passage, part: Quantity, whole: Quantity, rate: Quantity, is_stated: bool) -> Iterator[Finding]:
    computed = percent(part, whole)
    others = [q for q in passage.counts.get(part.unit or "", ()) if q.end <= rate.start and q is not whole]
    for one in (part, *reversed(others)):  # 开工200套,竣工120套,完成计划300套的66.7%
        if gives(one, whole, rate):
            yield ratio(one, whole, rate, "stated", "holds")
            return
    told = [q for q in passage.counts.get(part.unit or "", ()) if q.end <= rate.start][-3:]
    if any(gives(one, other, rate) for other, one in combinations(told, 2)):
        return  # 应考136人,参考131人,参考率96.3%,应参加培训240人: of the two before it
    if computed is not None and is_exact(part, whole, rate) and not computed.meets(stated_rate(rate)):
        yield ratio(part, whole, rate, "stated", "violated" if is_stated else "suspect")
