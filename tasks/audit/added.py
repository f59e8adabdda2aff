"""Totals that follow their parts: 建议94件、提案121件,合计215件; 三类隐患共50处.

A total is firm where nothing but its word stands before it, or where it says how many items it adds up; a verb or a
noun of its own (合计审结121件) may make it another count, so that is suspect at most.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from schemas.documents import Finding, Quantity, Verdict
from tasks.audit.bounds import bounds, is_exact, total
from tasks.audit.findings import sum_of
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.sums import JOINTS, LONGEST_ITEM, MOST_PARTS, is_earlier, makes_up

_MARK = re.compile("[，,；;（(]")
# How many items a total adds up: 三类隐患共, 两项合计, 以上四者.
COUNTED = re.compile("(?:以上|上述|前述)?([两二三四五六七八九2-9])(?:大?[类项者种个级处条]|方面)(.*)", re.DOTALL)
COUNTS = dict(zip("两二三四五六七八九23456789", (2, *range(2, 10), *range(2, 10)), strict=True))
_LONGEST_TRAIL = 5  # characters of the last item's own between it and its total: …230项构成，总数为


def added(passage: Passage, levels: Sequence[Quantity]) -> Iterator[Finding]:
    """Yield the sums of counts in one unit that a total follows."""
    for place in range(2, len(levels)):
        if pattern("totals").search(passage.before(levels[place])):
            yield from _judge(passage, levels[max(0, place - MOST_PARTS) : place], levels[place])


def _judge(passage: Passage, before: Sequence[Quantity], whole: Quantity) -> Iterator[Finding]:
    """Judge a total by the run of items before it."""
    run = list(before[-1:])
    for item in reversed(before[:-1]):
        gap = passage.between(item, run[0])
        if len(gap) > LONGEST_ITEM or not gap.startswith((*JOINTS, "，", ",")) or is_earlier(passage, run[0]):
            break
        run.insert(0, item)
    for n in range(len(run) - 1):
        if makes_up(run[n:], whole):
            yield sum_of(run[n:], whole, "holds")
            return
    is_all = run[0] is before[0]  # items further back may belong to the total too
    # … but for those before a semicolon, where they do not make it up.
    is_apart = any(mark in passage.before(run[0]) for mark in "；;")
    is_apart = is_apart and not any(makes_up(before[n:], whole) for n in range(len(before)))
    if len(run) < 2 or not (is_all or is_apart) or not is_exact(*run, whole):
        return
    if verdict := _verdict(passage, run, whole):
        yield sum_of(run, whole, verdict)


def _verdict(passage: Passage, run: Sequence[Quantity], whole: Quantity) -> Verdict | None:
    """Return what to say of a run that does not make up its total; nothing where the total may count more."""
    trailing, _, said = passage.before(whole).rpartition(_last_mark(passage.before(whole)))
    is_joined = all(passage.between(one, other).startswith(JOINTS) for one, other in pairwise(run))
    counted = COUNTED.match(said)
    if counted and COUNTS[counted[1]] == len(run) and _names_items(passage, counted[2], run):
        return "violated"
    if said in words("totals") and len(trailing) <= _LONGEST_TRAIL and not _is_carried_on(passage, run, whole):
        is_run = all(passage.places[other.index] == passage.places[one.index] + 1 for one, other in pairwise(run))
        return "violated" if is_joined else "suspect" if is_run else None
    is_adding = is_joined and said.startswith(words("adds"))
    is_same = (is_joined and _repeats(said, passage.clause(run[0]))) or all(
        _repeats(said, passage.before(q)) for q in run
    )
    # 共审查90份 may count more than the contracts and agreements listed, but no less.
    is_off = is_adding or (is_same and total(run).above(bounds(whole)))
    return "suspect" if is_off and _is_near(run, whole) else None


def _names_items(passage: Passage, said: str, run: Sequence[Quantity]) -> bool:
    """Whether the words after the number of items are a total's and the items' own noun: 三类|隐患共."""
    for word in (*words("totals"), ""):
        if said.endswith(word):
            noun = said.removesuffix(word)
            return all(noun in passage.before(item) for item in run)
    return False


def _last_mark(gap: str) -> str:
    marks = _MARK.findall(gap)
    return marks[-1] if marks else "\0"


def _repeats(said: str, clause: str) -> bool:
    """Whether the total's words take up the items': 审查合同…,共审查82份; 网上咨询…,咨询总量818件."""
    rest = pattern("totals").sub("", said)
    return any(rest[n : n + 2] in clause for n in range(len(rest) - 1))


def _is_carried_on(passage: Passage, run: Sequence[Quantity], whole: Quantity) -> bool:
    """Whether the total takes in counts of the sentences before: 查商场20家。查学校10家、医院5家,共35家."""
    back = [q for q in passage.back if q.unit == whole.unit and q.section == whole.section]
    return any(makes_up([*back[n:], *run], whole) for n in range(len(back)))


def _is_near(run: Sequence[Quantity], whole: Quantity) -> bool:
    bound, stated = total(run), whole.value
    return bound.high is not None and stated is not None and abs(bound.high - stated) * 10 <= stated
