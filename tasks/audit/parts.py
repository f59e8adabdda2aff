"""Parts of a whole that no 其中 opens: what the catalogue knows, what a word of outcome says, what is told again.

隐患96处,已整改94处; 协会204家中的180家; 审结案件中,维持52件、驳回9件. Most are told only where they hold: without
其中 the later figure may count more than the earlier one. What passes all that was asked for, that was due, or from
which it is said to be taken, is suspect.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import attrgetter

from schemas.catalogue import Catalogue, Indicator
from schemas.documents import Finding, Quantity
from tasks.audit.bounds import bounds, is_exact, is_within
from tasks.audit.findings import equal, subset, sum_of
from tasks.audit.named import wholes_named
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.shares import is_due
from tasks.audit.sums import JOINTS, LONGEST_ITEM, makes_up, outcome

_LONGEST_AFTER = 8  # characters between 中 and the part taken from the whole
_FARTHEST = 32  # characters between a whole and a part that no 其中 opens
_LONGEST_VERDICT = 4
_LONGEST_OUTCOME = 16  # characters between things counted and what became of them
_JOINED = ("，", ",", "、")
_LONGEST_NOUN = 10  # characters between a count and the word that says all of it did something
_COMMA = re.compile("[，,](?=[^，,]*$)")
_HAVE = re.compile("([^，。；：、,;:]{1,6}?)(中|里)?(?:已|共)?有")
_MARK = re.compile(r"[，。；：、,;:]")


def related(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the relations between figures of one sentence that hold without a word for parts."""
    for levels in passage.counts.values():
        if len(levels) > 1:
            for first, second in pairwise(levels):
                if second.start - first.end > _FARTHEST:
                    continue
                if named := _has(passage, first, second):
                    # 15个村有120个村民小组 are other things.
                    yield from _part_of(passage, first, second, may_doubt=len(named[1]) > 1 and bool(named[2]))
                elif _is_among(passage, first, second):
                    yield from _part_of(passage, first, second, may_doubt=second.unit not in words("generic_units"))
                elif _is_described(passage, first, second):
                    yield from _part_of(passage, first, second, may_doubt=False)
                else:
                    yield from _outcome_of(passage, first, second)
            yield from _same_things(passage, levels)
        yield from _of_named(passage, levels)
    yield from _known(passage, catalogue)


def _part_of(passage: Passage, whole: Quantity, part: Quantity, may_doubt: bool) -> Iterator[Finding]:
    """Yield that the part is within its whole, or all of it; or, where the words leave little else, the doubt of it."""
    if part.value == whole.value and is_exact(part, whole):
        yield equal(part, whole, "stated", "holds")
    elif is_within(part, whole):
        yield subset(part, whole, "stated", "holds")
    elif may_doubt and is_exact(part, whole) and not pattern("wider").search(passage.before(part)):
        yield subset(part, whole, "implied", "suspect")


def _has(passage: Passage, whole: Quantity, part: Quantity) -> re.Match[str] | None:
    """Return how the things counted have the part among them, named alike: 31个社区中有28个社区."""
    named = _HAVE.fullmatch(passage.between(whole, part))
    return named if named and passage.text.startswith(named[1], part.end) else None


def _is_among(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether the words before the part say that it is taken from the whole: 204家协会中的180家, 26项许可中仅15项."""
    gap = passage.between(whole, part)
    if not pattern("among").search(gap):
        return False
    gap = pattern("not_among").sub("", gap)
    found = list(pattern("among").finditer(gap))
    if not found or len(gap) - found[-1].end() > _LONGEST_AFTER or _MARK.search(gap):
        return False
    # 5个县中的3个镇 counts other things; 26项许可中15项 has no noun of its own.
    return part.unit not in words("generic_units") or (not gap.endswith("的") and is_within(part, whole))


def _is_described(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether the part is only described, and so is of what was counted in the clause before.

    复核823户1467人,清退不符合条件的39户71人: each number is of the other with its unit.
    """
    pair = [passage.figures[passage.places[figure.index] - 1] for figure in (part, whole)]
    if not passage.before(part) and not passage.before(whole) and pair[0].unit == pair[1].unit:
        part, whole = pair
    gap = passage.before(part)
    is_described = gap.endswith("的") and gap.startswith(("，", ",")) and len(_MARK.findall(gap)) == 1
    is_near = 0 < passage.places[part.index] - passage.places[whole.index] <= 2
    return (
        is_described and is_near and part.unit in words("checked_units") and not passage.noun_after(part)[:1].isalpha()
    )


def _outcome_of(passage: Passage, whole: Quantity, part: Quantity) -> Iterator[Finding]:
    """Yield the part that is what became of the things just counted: its own words are a verb of outcome alone."""
    if whole.period != part.period:
        return
    if _is_granted(passage, whole, part):
        may_doubt = True
    elif _is_what_became(passage, whole, part):
        may_doubt = is_due(passage, whole)
    else:
        return
    if not any(pattern("carried").search(gap) for gap in passage.gaps):  # else that is closed too: flows.py
        yield from _part_of(passage, whole, part, may_doubt)


def _is_granted(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether the part is what was granted of things asked for, or what was at fault of things checked."""
    gap, said = passage.between(whole, part), passage.clause(whole) + passage.noun_after(whole)
    mark = _COMMA.search(gap)
    if mark is None or _is_item(passage, whole) or said.endswith(words("verdicts")) or outcome().fullmatch(said):
        return False
    own = gap[mark.end() :].removeprefix("已") or passage.noun_after(part)  # 318人报名考试,297人通过
    if mark.start() == 0 and len(own) <= _LONGEST_VERDICT and own.endswith(words("verdicts")) and "不" not in own:
        return True
    if part.unit in words("checked_units") and mark.start() == 0 and own.removeprefix("不") not in said:
        return any(own.startswith(word) and own.removeprefix(word) in said for word in words("flawed"))
    return own in words("granted") and pattern("asked").search(said) is not None


def _is_what_became(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    gap, said = passage.between(whole, part), passage.clause(whole)
    if len(gap) > _LONGEST_OUTCOME or (gap[:1] not in _JOINED and gap[-1:] not in _JOINED):
        return False
    if is_due(passage, whole):
        return True
    if passage.places[part.index] - passage.places[whole.index] != 1 or _is_item(passage, whole):
        return False
    own = gap.strip("，,、")
    if gap[:1] not in _JOINED or not own:  # 318人参考,297人过关
        return bool(outcome().match(passage.noun_after(part))) and not outcome().match(own)
    # 排查96处、整改94处; but 继续执行6件、废止2件 stand side by side.
    is_apart = gap.startswith("、") and not pattern("found").search(said)
    # 审结18件,纠错2件; but 化解95件,解决94件 are two outcomes of a third.
    is_third = outcome().fullmatch(said) and (not _closes(said) or _closes(own))
    return bool(outcome().fullmatch(own)) and not is_apart and not is_third


def _is_item(passage: Passage, quantity: Quantity) -> bool:
    """Whether the figure is itself an item of a list: 其中保留100件、修改10件."""
    said = passage.before(quantity)
    return said.startswith(JOINTS) or pattern("parts").search(said) is not None


def _closes(said: str) -> bool:
    return pattern("closed").search(said) is not None


def _of_named(passage: Passage, levels: Sequence[Quantity]) -> Iterator[Finding]:
    """Yield the list after a whole named again (审结案件中,…), where it makes up that whole."""
    for place, first in enumerate(levels):
        if "中" not in passage.before(first) and "里" not in passage.before(first):
            continue
        parts = [first]
        for item in levels[place + 1 :]:
            gap = passage.before(item)
            if len(gap) > LONGEST_ITEM or not gap.startswith((*JOINTS, "，", ",")):
                break
            parts.append(item)
        for whole in wholes_named(passage, first):
            for n in range(len(parts), 1, -1):
                if makes_up(parts[:n], whole):
                    yield sum_of(parts[:n], whole, "holds")
                    return


def _same_things(passage: Passage, levels: Sequence[Quantity]) -> Iterator[Finding]:
    """Yield the counts of all things of one kind and of those told beside them (12个社区全部… 在12个社区)."""
    wholes = [figure for figure in levels if is_exact(figure) and _is_all(passage, figure)]
    for whole in wholes:
        noun = passage.text[whole.end : whole.end + 2]
        for figure in levels if noun.isalpha() and len(noun) == 2 else ():
            if figure is whole or not is_exact(figure) or passage.text[figure.end : figure.end + 2] != noun:
                continue
            if figure.value == whole.value:
                first, second = sorted((whole, figure), key=attrgetter("start"))
                yield equal(first, second, "stated", "holds")
            is_of = figure.start > whole.end and not pattern("everywhere").search(passage.clause(figure))
            if is_of and bounds(figure).above(bounds(whole)):
                yield subset(figure, whole, "implied", "suspect")


def _is_all(passage: Passage, figure: Quantity) -> bool:
    """Whether the count is of all there are: 全部12个社区, 全区12个社区全部建成."""
    after = _MARK.split(passage.text[figure.end : figure.end + _LONGEST_NOUN])[0]
    is_whole = pattern("everywhere").search(passage.clause(figure)) and pattern("wholly").search(after)
    return is_whole is not None or passage.before(figure).endswith(words("all"))


def _known(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the relations the catalogue knows between figures of one sentence (成功474件 of 调解481件)."""
    known: dict[str, list[Quantity]] = {}
    for figure in passage.figures:
        if figure.statistic == "level" and figure.unit != "%":
            for indicator in passage.indicators.get(figure.index, ()):
                known.setdefault(indicator, []).append(figure)
    for indicator, figures in known.items() if len(known) > 1 else ():
        entry = catalogue.by_id[indicator]
        wholes = [(name, whole) for name in (*entry.subset_of, *entry.usually_within) for whole in known.get(name, ())]
        for part in figures if wholes else ():
            yield from _by_catalogue(passage, part, entry, wholes)
        kinds = [q for name in entry.sum_of for q in known.get(name, ())]
        if len(kinds) > 1:
            yield from (sum_of(kinds, whole, "holds") for whole in figures if _is_sum(kinds, whole))


def _is_sum(kinds: list[Quantity], whole: Quantity) -> bool:
    return is_exact(*kinds, whole) and makes_up(kinds, whole)


def _by_catalogue(
    passage: Passage, part: Quantity, entry: Indicator, wholes: Sequence[tuple[str, Quantity]]
) -> Iterator[Finding]:
    for name, whole in wholes:
        if whole is part or whole.period != part.period or not is_exact(part, whole):
            continue
        if name in entry.subset_of:
            yield from _within(passage, part, whole)
        elif part.value == whole.value:
            yield equal(part, whole, "stated", "holds")
        elif is_within(part, whole):
            yield subset(part, whole, "stated", "holds")


def _within(passage: Passage, part: Quantity, whole: Quantity) -> Iterator[Finding]:
    is_next = passage.places[part.index] - passage.places[whole.index] == 1
    if is_within(part, whole):
        yield subset(part, whole, "stated", "holds")
    elif whole.unit == part.unit and is_next and bounds(part).above(bounds(whole)):
        yield subset(part, whole, "implied", "suspect")
