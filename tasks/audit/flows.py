"""What came in and what went out: 上年结转12件,新收88件,审结95件,未结5件 is 12+88=95+5.

All sides have to stand in one sentence, each named once by its own word; 受理100件（含上年结转12件）has in one number
what was carried over and what came in. Cases merged or moved can be told elsewhere, so a flow that does not balance is
suspect at most.
"""

import re
from collections.abc import Iterator, Sequence

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import is_exact, total
from tasks.audit.findings import flow
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.sums import JOINTS

# In this order: 结转下年 is what is left although it says 结转, 尚未审结 although it says 审结.
_ROLES = ("left", "carried", "closed", "received")
_CLAUSE = re.compile("[，。；,;]")
_STOCK = re.compile("[转存未余留]")
_ASIDE = "aside"  # what only repeats or parts the others: 共计100件, 其中上年结转12件


def flows(passage: Passage) -> Iterator[Finding]:
    """Yield the sentence's flows of cases that balance, or do not."""
    for levels in passage.counts.values():
        if len(levels) >= len(_ROLES):
            said = [_role(passage, figure) for figure in levels]
            if "carried" in said:
                yield from _judge(passage, *_up_to_left(passage, levels, said))


def _judge(passage: Passage, levels: Sequence[Quantity], said: list[str | None]) -> Iterator[Finding]:
    if not is_exact(*(q for q, role in zip(levels, said, strict=True) if role)):
        return
    is_in_one = _set_parts_aside(passage, levels, said)
    is_whole = said.count("left") == 1 and said.count("carried") == 1 and "closed" in said
    if not is_whole or said.count("received") != (0 if is_in_one else 1):
        return
    start = [q for q, role in zip(levels, said, strict=True) if role in ("carried", "received")]
    end = [q for q, role in zip(levels, said, strict=True) if role in ("closed", "left")]
    if total(start).meets(total(end)):
        yield flow(start, end, "holds")
    elif all(said):  # else another count may be a way in or out too
        yield flow(start, end, "suspect")


def _up_to_left(
    passage: Passage, levels: Sequence[Quantity], said: list[str | None]
) -> tuple[Sequence[Quantity], list[str | None]]:
    """Cut off what is before and after the flow: 未结2件;全年结案200件. What is 结存 for the second time is left."""
    first = next(place for place, role in enumerate(said) if role in ("carried", "received"))
    first -= first > 0 and _is_part(passage, levels[first])  # 办理68件（含上年结转8件）
    levels, said = levels[first:], said[first:]
    if "left" not in said and said.count("carried") == 2:
        last = len(said) - 1 - said[::-1].index("carried")
        said[last] = "left" if "closed" in said[:last] else "carried"
    for place, role in enumerate(said):
        if role == "left" and "closed" in said[:place] and "carried" in said[:place]:
            return levels[: place + 1], said[: place + 1]
    return levels, said


def _is_part(passage: Passage, figure: Quantity) -> bool:
    return pattern("parts").search(passage.before(figure)) is not None


def _role(passage: Passage, figure: Quantity) -> str | None:
    said = _CLAUSE.split(passage.before(figure))[-1]
    if _STOCK.search(said) and (pattern("earlier").search(said) or pattern("opening").search(said)):
        return "carried"  # 去年未办结5件, 期初存案5件
    if said.strip("、 ") in words("totals"):
        return _ASIDE
    role = next((role for role in _ROLES if pattern(role).search(said)), None)
    return role or ("left" if pattern("left").match(passage.noun_after(figure)) else None)  # 尚有3件|未审结


def _set_parts_aside(passage: Passage, levels: Sequence[Quantity], said: list[str | None]) -> bool:
    """Take for what was carried over and came in the count whose part it is: 受理100件（其中上年结转12件、新收88件）."""
    place = said.index("carried")
    if not place or not _is_part(passage, levels[place]):
        return False
    said[place - 1] = "carried"
    while place < len(levels) and (said[place] == "carried" or passage.before(levels[place]).startswith(JOINTS)):
        said[place] = _ASIDE
        place += 1
    return True
