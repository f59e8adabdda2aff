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
        if len(levels) < len(_ROLES):
            continue
        roles = _roles(passage, levels)
        if roles is None:
            continue
        left, carried, closed, received = (roles[role] for role in _ROLES)
        holds = total((carried, received)).meets(total((closed, left)))
        yield flow((carried, received), (closed, left), "holds" if holds else "suspect")


def _roles(passage: Passage, levels: Sequence[Quantity]) -> dict[str, Quantity] | None:
    """Return the one figure of each role, or None where a role is not told, or told twice."""
    roles: dict[str, Quantity] = {}
    for figure in levels:
        said = passage.before(figure)
        role = next((role for role in _ROLES if pattern(role).search(said)), None)
        if role is not None:
            if role in roles or not is_exact(figure):
                return None
            roles[role] = figure
    return roles if len(roles) == len(_ROLES) else None
