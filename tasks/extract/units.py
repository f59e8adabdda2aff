"""What a unit with something added counts in: 件（次） 件次, 台（套） 台, 人/次 人次. Nothing here fails on a text."""

import re
from functools import cache

ADDED = re.compile(
    r"[（(](?:次|套|件|起|宗|个|处|份|户|间|家|批|场|期|册|本|卷|例|条|人)[）)]次?"
    r"|[/／·](?:人次|次|套|件|起|个|处|份|户|家|册|人)"
)


@cache
def plain(unit: str | None) -> str | None:
    """Return ``unit`` without what is added to its classifier."""
    added = ADDED.search(unit) if unit else None
    if unit is None or added is None or added.end() < len(unit):
        return unit
    head = unit[: added.start()]
    return head + "次" if "次" in added[0] and not head.endswith("次") else head
