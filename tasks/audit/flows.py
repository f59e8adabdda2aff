"""What came in and what went out: 上年结转12件,新收88件,审结95件,未结5件 is 12+88=95+5.

All sides have to stand in one sentence, each named once by its own word; 受理100件（含上年结转12件）has in one number
what was carried over and what came in. Cases merged or moved can be told elsewhere, so a flow that does not balance is
suspect at most.
"""

from collections.abc import Iterator, Sequence

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import is_exact, total
from tasks.audit.findings import flow
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.sums import JOINTS

# In this order: 结转下年 is what is left although it says 结转, 尚未审结 although it says 审结.
_ROLES = ("left", "carried", "closed", "received")
_ASIDE = "aside"  # what only repeats or parts the others: 共计100件, 其中上年结转12件


def flows(passage: Passage) -> Iterator[Finding]:
    """Yield the sentence's flows of cases that balance, or do not."""
    for levels in passage.counts.values():
        if len(levels) < len(_ROLES):
            continue
        said = [_role(passage, figure) for figure in levels]
        if "carried" not in said or not is_exact(*(q for q, role in zip(levels, said, strict=True) if role)):
            continue
        if said.count("carried") == 2 and "left" not in said and "closed" in said[: _last(said, "carried")]:
            said[_last(said, "carried")] = "left"  # 去年结存5件,…办结97件,结存3件
        is_in_one = _set_parts_aside(passage, levels, said)
        start = [q for q, role in zip(levels, said, strict=True) if role in ("carried", "received")]
        end = [q for q, role in zip(levels, said, strict=True) if role in ("closed", "left")]
        is_whole = said.count("left") == 1 and said.count("carried") == 1 and "closed" in said
        if not is_whole or said.count("received") != (0 if is_in_one else 1):
            continue
        if total(start).meets(total(end)):
            yield flow(start, end, "holds")
        elif all(said):  # else another count may be a way in or out too
            yield flow(start, end, "suspect")


def _last(said: Sequence[str | None], role: str) -> int:
    return max(place for place, one in enumerate(said) if one == role)


def _role(passage: Passage, figure: Quantity) -> str | None:
    said = passage.before(figure)
    if pattern("left").search(said) and (pattern("earlier").search(said) or pattern("opening").search(said)):
        return "carried"  # 去年未办结5件, 期初未结5件
    if said.strip("，,、 ") in words("totals"):
        return _ASIDE
    return next((role for role in _ROLES if pattern(role).search(said)), None)


def _set_parts_aside(passage: Passage, levels: Sequence[Quantity], said: list[str | None]) -> bool:
    """Take for what was carried over and came in the count whose part it is: 受理100件（其中上年结转12件、新收88件）."""
    place = said.index("carried")
    if not place or not pattern("parts").search(passage.before(levels[place])):
        return False
    said[place - 1] = "carried"
    while place < len(levels) and (said[place] == "carried" or passage.before(levels[place]).startswith(JOINTS)):
        said[place] = _ASIDE
        place += 1
    return True
