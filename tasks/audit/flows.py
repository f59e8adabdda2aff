"""What came in and what went out: 上年结转12件,新收88件,审结95件,未结5件 is 12+88=95+5.

All four have to stand in one sentence, each named once by its own word. Cases merged or moved can be told elsewhere,
so a flow that does not balance is suspect at most.
"""

from collections.abc import Iterator, Sequence

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import is_exact, total
from tasks.audit.findings import flow
from tasks.audit.passage import Passage, pattern

# In this order: 结转下年 is what is left although it says 结转, 尚未审结 although it says 审结.
_ROLES = ("left", "carried", "closed", "received")


def flows(passage: Passage) -> Iterator[Finding]:
    """Yield the sentence's flows of cases that balance, or do not."""
    for levels in passage.counts.values():
        if len(levels) < len(_ROLES) or not any(pattern("carried").search(passage.before(q)) for q in levels):
            continue
        roles = _roles(passage, levels)
        if roles is not None:
            start = (*roles["carried"], *roles["received"])
            end = (*roles["closed"], *roles["left"])
            if total(start).meets(total(end)):
                yield flow(start, end, "holds")
            elif len(start) + len(end) == len(levels):  # else another count may be a way out too
                yield flow(start, end, "suspect")


def _roles(passage: Passage, levels: Sequence[Quantity]) -> dict[str, list[Quantity]] | None:
    """Return the figures of each role, or None where one is not told, or told twice but for what was closed."""
    roles: dict[str, list[Quantity]] = {role: [] for role in _ROLES}
    for figure in levels:
        said = passage.before(figure)
        role = next((role for role in _ROLES if pattern(role).search(said)), None)
        if role is not None:
            if not is_exact(figure) or (roles[role] and role != "closed"):
                return None
            roles[role].append(figure)
    return roles if all(roles.values()) else None
