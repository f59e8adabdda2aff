"""Numerals that say which, not how many: 第3名, 第十二批, 第一、二季度, 前10名, 排名后3位. Nothing here fails on a text."""

import re

from schemas.documents import Kind
from tasks.extract.mentions.numerals import CHINESE as CN

_NUMERAL = "一二三四五六七八九十百零两0-9"
_UNITS = "季度|个|次|批次|批|届|条|款|项|卷|名|位|章|节|部分|版|轮|集|类|组|所|家|例|场"
_LISTED_UNITS = f"{_UNITS}|号|期|产业"
_ORDINAL = re.compile(rf"第\s?[{_NUMERAL}]{{1,6}}(?:{_UNITS})?")
_BEFORE = re.compile(rf"第\s?[{_NUMERAL}]{{1,6}}(?:[、和及与][{_NUMERAL}]{{1,6}}){{0,4}}$")
_LISTED = re.compile(
    rf"[{_NUMERAL}]{{1,3}}(?:{_LISTED_UNITS})|[{_NUMERAL}]{{1,3}}(?=[、和及与][{_NUMERAL}]{{1,3}}(?:{_LISTED_UNITS}))"
)
_REACH = 24
_TOP = re.compile(
    rf"(?<![目此日年提之以当先眼从])前\s?[0-9]{{1,2}}\s?[%‰]|(?<=[国省市县区州镇居列于入进位球界内])前\s?(?:[0-9]{{1,3}}|[{CN}]{{1,3}})\s?(?:[名位强%‰]|(?=[,，。;；、）)\n])|$)"
    rf"|(?:(?<=排名)|(?<=排位)|(?<=名次)|(?<=倒数))[后末前]?\s?(?:[0-9]{{1,2}}|[{CN}]{{1,2}})\s?[名位]"
)


def end(text: str, pos: int) -> int | None:
    """Return where the ordinal that 第 opens at ``pos`` ends."""
    match = _ORDINAL.match(text, pos)
    return match.end() if match else None


def listed_end(text: str, joint: int) -> int | None:
    """Return where the ordinal behind a ``joint`` ends that goes on a list of ordinals: 第3、4名."""
    since = text.find("第", max(0, joint - _REACH), joint)
    if since < 0 or _BEFORE.search(text, since, joint) is None:
        return None
    match = _LISTED.match(text, joint + 1)
    return match.end() if match else None


def top_end(text: str, pos: int) -> int | None:
    """Return where a rank from the top or the bottom ends: 前三, 前10名, 排名后3位."""
    match = _TOP.match(text, pos)
    return match.end() if match else None


def kind(written: str) -> Kind:
    """Return what an ordinal is: a rank, a quarter of the year, or one of a row."""
    if written.endswith(("名", "位")):
        return "rank"
    return "date" if written.endswith("季度") else "ordinal"
