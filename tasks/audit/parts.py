"""Parts of a whole that no 其中 opens: what the catalogue knows, what a word of outcome says, what is told again.

隐患96处,已整改94处; 协会204家中的180家; 审结案件中,维持52件、驳回9件. All are told only where they hold: without
其中 the later figure may count more than the earlier one.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from schemas.catalogue import Catalogue, Indicator
from schemas.documents import Finding, Quantity
from tasks.audit.bounds import bounds, is_exact, is_within
from tasks.audit.findings import equal, subset, sum_of
from tasks.audit.named import wholes_named
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.sums import JOINTS, LONGEST_ITEM, makes_up


def related(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the relations between figures of one sentence that hold without a word for parts."""
    for levels in passage.counts.values():
        if len(levels) > 1:
            for first, second in pairwise(levels):
                if _is_among(passage, first, second) or _is_outcome(passage, first, second):
                    yield subset(second, first, "stated", "holds")
            yield from _same_things(passage, levels)
        yield from _of_named(passage, levels)
    yield from _known(passage, catalogue)


def _is_among(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether the words before the part say that it is taken from the whole: 204家协会中的180家."""
    if whole.unit in words("generic_units") or not is_within(part, whole):
        return False
    return passage.between(whole, part).endswith(words("among"))


def _is_outcome(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether the part is what became of the things just counted: its own words are a verb of outcome alone."""
    if passage.places[part.index] - passage.places[whole.index] != 1 or whole.period != part.period:
        return False
    gap = passage.before(part)
    if gap[:1] not in ("，", ",", "、") or _outcome().fullmatch(gap[1:]) is None or not is_within(part, whole):
        return False
    if any(pattern("carried").search(words) for words in passage.gaps):
        return False  # what was carried over is closed too: flows.py
    return _outcome().fullmatch(passage.clause(whole)) is None  # 办结95件,解决94件: two outcomes of a third


@cache
def _outcome() -> re.Pattern[str]:
    aside, done = (f"(?:{pattern(key).pattern})" for key in ("outcome_aside", "outcome"))
    return re.compile(f"{aside}*{done}(?:{aside}|{done}|[和、及])*")


def _of_named(passage: Passage, levels: Sequence[Quantity]) -> Iterator[Finding]:
    """Yield the list after a whole named again (审结案件中,…), where it makes up that whole."""
    for place, first in enumerate(levels):
        if "中" not in passage.before(first):
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
    """Yield the counts of one kind of thing that the sentence gives twice alike (全部12个社区 … 在12个社区)."""
    seen: dict[str, Quantity] = {}
    for figure in levels:
        noun = passage.text[figure.end : figure.end + 2]
        if len(noun) == 2 and noun.isalpha() and is_exact(figure):
            first = seen.setdefault(noun, figure)
            is_all = any(passage.before(q).endswith(words("all")) for q in (first, figure))
            if first is not figure and first.value == figure.value and is_all:
                yield equal(first, figure, "stated", "holds")


def _known(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the relations the catalogue knows between figures of one sentence (成功474件 of 调解481件)."""
    levels = [q for q in passage.figures if q.statistic == "level" and q.unit != "%"]
    known = [(q, passage.indicators[q.index]) for q in levels if q.index in passage.indicators]
    if len(known) < 2:
        return
    for part, named in known:
        entries = [catalogue.by_id[indicator] for indicator in named]
        if any(entry.subset_of or entry.usually_within for entry in entries):
            for whole, ids in known:
                yield from _by_catalogue(passage, part, entries, whole, ids)
        for kinds in (entry.sum_of for entry in entries if entry.sum_of):
            kinds_told = [q for q, ids in known if any(i in kinds for i in ids)]
            if len(kinds_told) > 1 and is_exact(*kinds_told, part) and makes_up(kinds_told, part):
                yield sum_of(kinds_told, part, "holds")


def _by_catalogue(
    passage: Passage, part: Quantity, entries: list[Indicator], whole: Quantity, ids: tuple[str, ...]
) -> Iterator[Finding]:
    if whole is part or whole.period != part.period or not is_exact(part, whole):
        return
    if any(i in entry.subset_of for entry in entries for i in ids):
        yield from _within(passage, part, whole)
    elif any(i in entry.usually_within for entry in entries for i in ids):
        if part.value == whole.value:
            yield equal(part, whole, "stated", "holds")
        elif is_within(part, whole):
            yield subset(part, whole, "stated", "holds")


def _within(passage: Passage, part: Quantity, whole: Quantity) -> Iterator[Finding]:
    is_next = passage.places[part.index] - passage.places[whole.index] == 1
    if is_within(part, whole):
        yield subset(part, whole, "stated", "holds")
    elif whole.unit == part.unit and is_next and bounds(part).above(bounds(whole)):
        yield subset(part, whole, "implied", "suspect")
