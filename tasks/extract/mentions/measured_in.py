"""What a number is measured in: the unit or classifier that follows it, known or not.

A known unit is one of ``data/lexicon/units.yaml``. A classifier we do not know is kept as written where the grammar
leaves no doubt that it is one: a single character between Arabic digits and the end of the phrase (受理举报35筐，).
"""

import re
from functools import cache

from tasks.extract import lexicon
from tasks.extract.lexicon import Unit
from tasks.extract.units import ADDED

_BLANK = " \u00a0\u3000\t\n\r"
_MORE = re.compile("[多余](?![次项个家名样方元层种部渠点级轮位])")
_MEASURES = frozenset(("rate", "area", "duration", "money"))
# 提升0.2个、1.5个百分点: points, though only the last one says so.
_POINTS_FOLLOW = re.compile(r"(?:[、和及与][0-9.]{1,6}个){0,4}[、和及与][0-9.]{1,6}个百分点")
_WRAPPED = 8  # characters of a line that may end before a unit: a shorter one is a cell of a table
_ENDS = frozenset(",，。;；、）)\n")


def read_unit(text: str, pos: int) -> tuple[Unit | None, int]:
    """Return the unit that stands at ``pos``, a blank or the break of a full line allowed before it, and where it ends."""
    at = pos
    while at < pos + 2 and text[at : at + 1] and text[at] in _BLANK:
        at += 1
    if "\n" in text[pos:at] and "\n" in text[max(0, pos - _WRAPPED) : pos]:
        return None, pos
    for unit in lexicon.units_by_first().get(text[at : at + 1], ()):
        if not text.startswith(unit.written, at):
            continue
        end = at + len(unit.written)
        if unit.written == "个" and _POINTS_FOLLOW.match(text, end):
            return lexicon.units()["个百分点"], end
        blocked = lexicon.not_before().get(unit.written)
        if blocked and blocked.match(text, end):
            continue
        added = (
            ADDED.match(text, end) if text[end : end + 1] in "（(/／·" and unit.kind == "count" and unit.unit else None
        )
        if added:
            whole = unit.written + added[0]
            return Unit(whole, whole, "count"), added.end()
        return unit, end
    return None, pos


def read_more(text: str, end: int, unit: Unit) -> tuple[int, bool]:
    """Return where the figure ends when 多 or 余 follows its unit (3倍多), and whether it does."""
    more = text[end : end + 1] in ("多", "余") and unit.kind in _MEASURES and _MORE.match(text, end)
    return (end + 1, True) if more else (end, False)


@cache
def _no_classifiers() -> frozenset[str]:
    return frozenset(lexicon.words("units", "no_classifiers"))


def unknown_classifier(text: str, pos: int) -> Unit | None:
    """Return the single character at ``pos`` as a classifier where a phrase ends behind it; None where it may be a noun."""
    character = text[pos : pos + 1]
    if not "\u4e00" <= character <= "\u9fff" or character in _no_classifiers():
        return None
    following = text[pos + 1 : pos + 2]
    return Unit(character, character, "count") if not following or following in _ENDS else None
