"""Whether a list of parts has to make up its total: it names all there are, or its parts exclude one another."""

from collections.abc import Sequence
from itertools import combinations, pairwise

from schemas.catalogue import Catalogue
from schemas.documents import Quantity, Verdict
from tasks.audit.bounds import bounds, is_exact, total
from tasks.audit.passage import Passage, families, pattern, words

_ENDS = ("。", "；", ";", "\n", "）", ")")
_NOT = ("不", "未", "非")
_MOST = 8  # parts looked at for some that make up the whole
_LEAST_OVER = 40  # a total from which on a list that passes it by a little does so as a slip, not as kinds that overlap
_CLOSELY = 5  # all the kinds of a thing miss it by a fifth at most, or it is another thing
_SLIGHTLY = 30  # … by a thirtieth


def contradicts(
    passage: Passage, cue: int, whole: Quantity, parts: Sequence[Quantity], catalogue: Catalogue
) -> Verdict | None:
    """Return the verdict on parts under 其中 and the like that do not make up their whole; None where they need not.

    Where some of the parts make up the whole, the others are within these: 隐患96个，其中重大3个，整改90个，剩余6个.
    """
    if some_make_up(passage, whole, parts):
        return None
    if _is_complete(passage, cue, parts):
        return "violated" if is_exact(*parts, whole) else "suspect"
    is_over = total(parts).above(bounds(whole))
    is_nested = any(not bounds(whole).above(bounds(part)) for part in parts)  # 参考87人,其中优秀79人、合格87人
    if is_over and not is_nested and _is_exclusive(passage, whole, parts, catalogue):
        return "violated" if is_exact(*parts, whole) else "suspect"
    is_told_whole = (
        _is_side_by_side(passage, cue, whole, parts)
        or has_opposites(passage, whole, parts)
        or has_all_kinds(passage, whole, parts)
        or (_has_kept(passage, parts) and _is_exclusive(passage, whole, parts, catalogue))
    )
    if is_told_whole and is_exact(*parts, whole) and not is_nested:
        return "suspect"
    return "suspect" if is_over and not is_nested and _is_slightly_over(passage, whole, parts) else None


def some_make_up(passage: Passage, whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether some of the parts make up the whole exactly, or one of them with a figure behind it: 整改90个，…，剩余6个."""
    first = parts[:_MOST]
    if any(_add_up(some, whole) for n in range(2, len(first)) for some in combinations(first, n)):
        return True
    later = [q for q in passage.counts.get(whole.unit or "", ()) if q.start > whole.start][:_MOST]
    return any(_add_up(two, whole) for two in combinations(later, 2) if not (two[0] in parts and two[1] in parts))


def _add_up(some: Sequence[Quantity], whole: Quantity) -> bool:
    return sum(q.value or 0 for q in some) == whole.value


def has_opposites(passage: Passage, whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether one part is what another is not, the rest being beside them: 优秀64卷、合格241卷、不合格15卷."""
    said = [passage.before(part).strip("、，,：:和及与（( ") for part in parts]
    for one, other in combinations(range(len(parts)), 2):
        if said[one] and said[other] in [mark + said[one].removeprefix("已") for mark in _NOT]:
            return True
    return False


def has_all_kinds(passage: Passage, whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether the parts are all the kinds there are, one each, and miss their whole by little: 简易210宗、普通120宗."""
    reached, stated = total(parts).high, bounds(whole).high
    if reached is None or stated is None or abs(reached - stated) * _CLOSELY > stated:
        return False
    named = [passage.before(part) for part in parts]
    for family in families("all_kinds"):
        kinds = [kind.split("/") for kind in family.split()]
        if len(kinds) == len(parts) and all(
            sum(any(name in said for name in kind) for said in named) == 1 for kind in kinds
        ):
            return True
    return False


def _has_kept(passage: Passage, parts: Sequence[Quantity]) -> bool:
    """Whether three parts or more hold what was left as it is, and no others are spoken of after them."""
    after = passage.text[parts[-1].end : passage.end]
    is_open = after.startswith(words("open_end")) or pattern("rest").search(after)
    return len(parts) > 2 and not is_open and any(pattern("kept").search(passage.before(part)) for part in parts)


def _is_side_by_side(passage: Passage, cue: int, whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether 分别为 right behind the whole opens the list, and the sentence ends with it: 365批,分别为…301批、…64批."""
    is_right_behind = passage.text[whole.end : cue].strip("，, ") in words("beside")
    is_last = passage.text.startswith(_ENDS, parts[-1].end)
    return is_right_behind and is_last and all(bounds(whole).above(bounds(part)) for part in parts)


def _is_slightly_over(passage: Passage, whole: Quantity, parts: Sequence[Quantity]) -> bool:
    """Whether the parts pass the whole by so little that a slip is likelier than kinds that overlap.

    Three parts at least, one behind the other, or two sums of money, which hardly come so near by chance.
    """
    # 持证9人，持证率90%，新取证2人: the rate between them breaks the list.
    is_broken = any(passage.places[b.index] - passage.places[a.index] > 1 for a, b in pairwise(parts))
    if (
        is_broken
        or len(parts) < (2 if whole.kind == "money" else 3)
        or whole.value is None
        or whole.value < _LEAST_OVER
        or not is_exact(*parts, whole)
    ):
        return False
    reached = total(parts).high
    return reached is not None and (reached - whole.value) * _SLIGHTLY <= whole.value


def _is_complete(passage: Passage, cue: int, parts: Sequence[Quantity]) -> bool:
    """Whether the sentence presents the parts as all there are."""
    if passage.text.startswith(words("open_end"), parts[-1].end):
        return False
    last = passage.between(parts[-2], parts[-1]).strip("、，,和及与 ")
    for word in words("rest"):
        # 其他 alone or with a word for kinds is the rest; 其他重点场所 is one more kind.
        if last.startswith(word) and last.removeprefix(word) in ("", *words("kinds")):
            return True
    return passage.text[max(passage.start, cue - 8) : cue].endswith(words("whole_list"))


def _is_exclusive(passage: Passage, whole: Quantity, parts: Sequence[Quantity], catalogue: Catalogue) -> bool:
    """Whether a thing can be one of the parts only: outcomes (维持, 驳回, 撤销), or kinds the catalogue adds up."""
    named = [passage.before(part) for part in parts]
    for family in families("exclusive"):
        if all(any(word in item for word in family.split()) for item in named):
            return True
    for indicator in passage.indicators.get(whole.index, ()):
        kinds = set(catalogue.by_id[indicator].sum_of)
        of = [set(passage.indicators.get(part.index, ())) & kinds for part in parts]
        if all(of) and len(set().union(*of)) == len(parts):
            return True
    return False
