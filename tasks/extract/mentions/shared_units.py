"""Numbers side by side with one unit behind the last: 分别为98和95%, 提高1.2、2.6个百分点, 分别为2.6、3.8万元.

Only 分别 says that the numbers are of one kind; points need no such word. Nothing here fails on a text.
"""

import re
from decimal import Decimal

from tasks.extract import lexicon
from tasks.extract.joints import JOINTS
from tasks.extract.lexicon import Unit
from tasks.extract.mentions.measured_in import read_unit
from tasks.extract.mentions.numerals import scale_of

_REST = re.compile(r"(?:[、和及与]约?[0-9][0-9.,]{0,11}){1,4}([百千万亿]{0,2})")
_EACH = re.compile("分别[^，,。；;：:\n]{0,40}$")
_REACH = 42
_POINTS = "个百分点"


def shared_unit(text: str, start: int, end: int) -> tuple[Unit, Decimal] | None:
    """Return the unit, and the scale (万), that the number at [start, end) shares with those behind it."""
    if text[end : end + 1] not in JOINTS:
        return None
    rest = _REST.match(text, end)
    if rest is None:
        return None
    if text.startswith(_POINTS, rest.end()):
        return lexicon.units()[_POINTS], Decimal(1)
    if _EACH.search(text, max(0, start - _REACH), start) is None:
        return None
    unit, _ = read_unit(text, rest.end())
    if unit is None or unit.unit is None or unit.kind == "duration":  # 分别于2022、2023年
        return None
    return unit, scale_of(rest[1]) or Decimal(1)
