"""Words that join two figures told side by side: 98%、95%; 下降12%、增长5%. Nothing here fails on a text."""

import re

JOINTS = ("、", "和", "及", "与")
# 分别下降12%、增长5%: a joint, and which way the next value went.
_TURN = re.compile(r"[、，,和及与](?:同比)?(?:增长|上升|上涨|提高|提升|增加|下降|回落|下滑|减少|降低)(?:了|约)?")


def goes_on(between: str) -> bool:
    """Say whether the words between two figures join them and say no more than which way the second went."""
    return between in JOINTS or _TURN.fullmatch(between) is not None
