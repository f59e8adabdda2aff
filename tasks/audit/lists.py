"""Lists and totals shown by punctuation and arithmetic alone, where no word of the lexicon states the relation.

A run of items joined by 、 may stand in brackets or after a colon or comma behind its total (87项（许可1项、处罚2项、
检查84项）), or before it (建议94件、提案121件，两类215件). Whether the run is complete no mark can say: 审结96件 of which
95 are listed is no error. So what adds up is told, and what misses as a slip of the pen does, by one digit that is not
the last or by two digits swapped, and no more than a tenth, is suspect; whatever else is off is another total. But
where a total follows and its clause is a single character (，共83件) or counts the items (，三类50处), or where the list
names a thing and its opposite (合格、不合格), the list is complete and any other number is suspect.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from schemas.documents import Finding, Quantity
from tasks.audit.added import COUNTED, COUNTS
from tasks.audit.bounds import is_exact
from tasks.audit.complete import has_all_kinds, has_opposites, some_make_up
from tasks.audit.findings import sum_of
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.sums import JOINTS, LONGEST_ITEM
from tasks.audit.wording import number

_OPENERS = {"（": "bracket", "(": "bracket", "：": "colon", ":": "colon", "，": "comma", ",": "comma"}
_OPENER = re.compile("[" + "".join(_OPENERS) + "](?=[^，。；：、（(,;:]*$)")
_IS_OPEN = re.compile("[（(：:][^，。；：、（）(),;:]*$")
_IN_BRACKETS = (*JOINTS, "，", ",", "；", ";")
_OF_THESE = re.compile("[^，。；：、,;:]{1,12}中[，,]")
_LONGEST_NOUN = 16  # characters between a total and the mark that opens its list
_LONGEST_TOTAL = 6  # characters between a list and its total, mark included: ，三类合计
_MOST_CLAUSES = 8
_LEAST_DIGITS = 3  # of shorter numbers a slip is as well chance
_LEAST_TELLING = 50  # a count that three others hardly make up by chance
_BRACKETS = "）)"
_MARKS = "，。；：！？,;:!?\n）)"
_ENDS = "。；！？;!?\n）)"


def lists(passage: Passage) -> Iterator[Finding]:
    """Yield the sums that the sentence's marks show, with no word for parts or total in them."""
    for levels in passage.counts.values():
        for run in _runs(passage, levels):
            if is_exact(*run):
                yield from _after_whole(passage, run)
                yield from _before_total(passage, run)
        if len(levels) > 2:
            yield from _in_clauses(passage, levels)


def _runs(passage: Passage, levels: Sequence[Quantity]) -> Iterator[list[Quantity]]:
    """Yield the longest runs of at least two items with no other figure between: joined by 、, in brackets by ， too."""
    run: list[Quantity] = []
    joints: tuple[str, ...] = JOINTS
    for item in levels:
        gap = passage.before(item)
        if run and _is_next(passage, run[-1], item) and gap.startswith(joints):
            run.append(item)
            continue
        if len(run) > 1:
            yield run
        run = [item]
        joints = _IN_BRACKETS if _IS_OPEN.search(gap) else JOINTS
    if len(run) > 1:
        yield run


def _is_next(passage: Passage, one: Quantity, other: Quantity) -> bool:
    gap = passage.before(other)
    return (
        passage.places[other.index] == passage.places[one.index] + 1
        and len(gap) <= LONGEST_ITEM
        and "）" not in gap
        and not pattern("totals").search(gap)
    )


def _after_whole(passage: Passage, run: list[Quantity]) -> Iterator[Finding]:
    """Judge a run right behind the figure it may break up, at most that figure's noun between (320卷案卷开展评查,…)."""
    place = passage.places[run[0].index] - 1
    gap = passage.before(run[0])
    mark = _OPENER.search(gap)
    if place < 0 or mark is None or pattern("parts").search(gap) or len(gap) - mark.end() > LONGEST_ITEM:
        return
    whole = passage.figures[place]
    opener = _OPENERS[mark[0]]
    closes = passage.text[run[-1].end : run[-1].end + 1]
    if (
        mark.start() <= _LONGEST_NOUN
        and closes in (_BRACKETS if opener == "bracket" else _MARKS)
        and _may_be_whole(whole, run)
    ):
        has_opposed = has_opposites(passage, whole, run) and not some_make_up(passage, whole, run)
        is_complete = opener != "comma" and (has_opposed or has_all_kinds(passage, whole, run))
        yield from _judge(run, whole, is_told=opener != "comma", is_complete=is_complete)


def _before_total(passage: Passage, run: list[Quantity]) -> Iterator[Finding]:
    """Judge a figure that follows the run with hardly a word between and ends its clause."""
    place = passage.places[run[-1].index] + 1
    if place >= len(passage.figures):
        return
    whole = passage.figures[place]
    gap = passage.before(whole)
    ends = passage.text[whole.end : whole.end + 1] in _ENDS
    is_short = len(gap) <= _LONGEST_TOTAL and gap[:1] in "，,（(" and not pattern("totals").search(gap)
    is_first = passage.places[run[0].index] == 0  # else items further back may belong to the total
    if is_short and ends and is_first and _may_be_whole(whole, run):
        yield from _judge(run, whole, is_told=True, is_complete=_adds_up(gap.lstrip("，,（("), len(run)))


def _adds_up(said: str, items: int) -> bool:
    """Whether the words before a total leave no other reading: the number of items and a class, or one character.

    Where the lexicon tells the words of totals, any other character is none: 另5件.
    """
    counted = COUNTED.match(said)
    return (len(said) == 1 and not words("totals")) or (
        counted is not None and not counted[2] and COUNTS[counted[1]] == items
    )


def _may_be_whole(whole: Quantity, run: list[Quantity]) -> bool:
    return (
        whole.unit == run[0].unit
        and whole.statistic == "level"
        and is_exact(whole)
        and all(q.period == whole.period for q in run)
        and all(q.value < whole.value for q in run)  # type: ignore[operator]
    )


def _in_clauses(passage: Passage, levels: Sequence[Quantity]) -> Iterator[Finding]:
    """Tell a count that the counts of the next clauses make up: 申请23件,受理20件,不予受理3件."""
    is_next = [False, *(_goes_on(passage, item) for item in levels[1:])]
    for place, whole in enumerate(levels[:-2]):
        parts: list[Quantity] = []
        reached = Decimal(0)
        for at in range(place + 1, min(len(levels), place + 1 + _MOST_CLAUSES)):
            item = levels[at]
            if not is_next[at] or not item.value or whole.value is None or reached >= whole.value:
                break
            parts.append(item)
            reached += item.value
        if len(parts) > 1 and reached == whole.value and is_exact(whole, *parts) and _belong(passage, parts, whole):
            yield sum_of(parts, whole, "holds", "implied")


def _goes_on(passage: Passage, item: Quantity) -> bool:
    """Whether nothing but a percentage stands between the item and the count before it, and no new sentence part."""
    place = passage.places[item.index]
    while place and passage.figures[place - 1].unit == "%":
        place -= 1
    gaps = passage.gaps[place : passage.places[item.index] + 1]
    is_next = place > 0 and passage.figures[place - 1].unit == item.unit
    apart = "（(" if _is_outcome_of_all(gaps[-1]) else "；;（("
    if not is_next or any(len(gap) > LONGEST_ITEM or set(gap) & set(apart) for gap in gaps):
        return False
    return not pattern("compared").search(gaps[-1])


def _is_outcome_of_all(gap: str) -> bool:
    """Whether the item is what was closed or left of the count before a semicolon: 共160件;年内办结151件,结转下年9件."""
    return pattern("closed").search(gap) is not None or pattern("left").search(gap) is not None


def _belong(passage: Passage, parts: list[Quantity], whole: Quantity) -> bool:
    """Whether the words or the size of the numbers rule chance out: 其余, a word that all parts share, three digits."""
    said = [passage.before(part) for part in parts]
    if (
        _OF_THESE.match(said[0])  # 41个责任单位中,39个…,2个…
        or pattern("rest").search(said[-1])
        or pattern("left").search(said[-1])
        or len(number(whole.value)) >= _LEAST_DIGITS
    ):
        return whole.period == parts[0].period
    if len(parts) > 2 and (whole.value or 0) >= _LEAST_TELLING:
        return whole.period == parts[0].period
    pairs = [{gap[n : n + 2] for n in range(len(gap) - 1) if gap[n : n + 2].isalpha()} for gap in said]
    return bool(set.intersection(*pairs)) and whole.period == parts[0].period


def _judge(run: list[Quantity], whole: Quantity, is_told: bool, is_complete: bool) -> Iterator[Finding]:
    reached = sum((q.value for q in run if q.value is not None), start=Decimal(0))
    stated = whole.value or Decimal(0)
    if reached == stated and (is_told or len(run) > 2 or len(number(stated)) >= _LEAST_DIGITS):
        yield sum_of(run, whole, "holds", "implied")
    elif reached != stated and (is_complete or _is_slip_off(reached, stated)):
        yield sum_of(run, whole, "suspect", "implied")


def _is_slip_off(reached: Decimal, stated: Decimal) -> bool:
    return abs(reached - stated) <= stated / 10 and is_slip(number(reached), number(stated))


def is_slip(one: str, other: str) -> bool:
    """Whether two numbers of three digits or more differ by one digit that is not the last, or by two swapped."""
    if len(one) != len(other) or len(one) < _LEAST_DIGITS:
        return False
    off = [place for place, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    if len(off) == 1:
        return off[0] < len(one) - 1
    return len(off) == 2 and off[1] - off[0] == 1 and one[off[0]] == other[off[1]] and one[off[1]] == other[off[0]]
