"""The numbers that Word puts before paragraphs by itself, written into a document's XML as the reader sees them.

Word stores 一、 or （三） of a numbered paragraph as a rule (``word/numbering.xml``, often by way of ``word/styles.xml``); without
them a report has no headings. ``written_out`` puts each number into ``word/document.xml`` as a run of text, so that the
decoded page holds all that is read, and a published span is found again in it. Bullets are no numbers and stay out.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGED = re.compile(r"<w:pPrChange\b.*?</w:pPrChange>", re.DOTALL)  # what a paragraph was before a tracked change
_FALLBACK = re.compile(r"<mc:Fallback\b.*?</mc:Fallback>", re.DOTALL)  # a text box once more, for old readers
_PROPERTIES = re.compile(r"<w:pPr>(.*?)</w:pPr>", re.DOTALL)
_NEXT = re.compile(r"<w:t[ >]|</?w:p[ >]")
_VALUES = (
    re.compile(r'<w:pStyle w:val="([^"]*)"'),
    re.compile(r'<w:ilvl w:val="(\d{1,2})"'),
    re.compile(r'<w:numId w:val="(\d+)"'),
)
_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_COUNTING = (
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseCounting",
)
_SERIES = {
    "ideographDigital": "一二三四五六七八九",
    "japaneseDigitalTenThousand": "一二三四五六七八九",
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
}
_ROMAN = ((100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts: its first number, its form, the words around it (``（%1）``)."""

    start: int
    form: str
    words: str
    is_legal: bool  # numbers of levels above are then Arabic


@dataclass(slots=True)
class _List:
    """A list in use: the family that it counts on with, its levels, and where it begins anew."""

    family: str
    levels: dict[int, _Level]
    restarts: dict[int, int] = field(default_factory=dict)


def written_out(document: str, numbering: bytes, styles: bytes | None) -> str:
    """Return ``document`` (the text of word/document.xml) with a run before each numbered paragraph that shows its number."""
    lists, by_style = _lists(numbering), _styles(styles) if styles else {}
    document = _CHANGED.sub("", document)
    fallbacks = [match.span() for match in _FALLBACK.finditer(document)]
    counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
    out, at = [], 0
    for match in _PROPERTIES.finditer(document):
        if any(start < match.start() < end for start, end in fallbacks):
            continue
        number = _number(match[1], lists, by_style, counts)
        following = _NEXT.search(document, match.end())
        if number and following and following[0].startswith("<w:t"):
            out += [document[at : match.end()], f"<w:r><w:t>{escape(number, quote=False)}</w:t></w:r>"]
            at = match.end()
    return "".join([*out, document[at:]])


def _number(
    properties: str,
    lists: Mapping[str, _List],
    by_style: Mapping[str, tuple[str, int]],
    counts: defaultdict[str, dict[int, int]],
) -> str:
    """Count a paragraph and return what is printed before it; empty where that is nothing."""
    found = (pattern.search(properties) for pattern in _VALUES)
    style, level, list_id = (match[1] if match else None for match in found)
    of_style = by_style.get(style or "")
    if list_id is None and of_style is not None:
        list_id, level = of_style[0], level or str(of_style[1])
    using = lists.get(list_id or "")
    depth = int(level or 0)
    if using is None or depth not in using.levels:
        return ""
    count = counts[using.family]
    if depth in using.restarts:  # the first paragraph of a list that begins anew
        count[depth] = using.restarts.pop(depth) - 1
    count[depth] = count.get(depth, using.levels[depth].start - 1) + 1
    for deeper in [each for each in count if each > depth]:
        del count[deeper]
    return _printed(using.levels, depth, count)


def _printed(levels: Mapping[int, _Level], depth: int, count: Mapping[int, int]) -> str:
    own = levels[depth]
    if own.form in ("bullet", "none") or not _PLACE.search(own.words):
        return ""

    def number(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        level = levels.get(place, own)
        return _formed(count.get(place, level.start), "decimal" if own.is_legal else level.form)

    words = _PLACE.sub(number, own.words)
    return f"{words} " if words[-1].isalnum() else words


def _formed(number: int, form: str) -> str:
    """Write a number in one of Word's forms; in Arabic digits where the form has no sign for it."""
    if form in _COUNTING and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return ("" if tens < 2 else _DIGITS[tens]) + "十" * (tens > 0) + (_DIGITS[ones] if ones else "")
    if form in _SERIES and 0 < number <= len(_SERIES[form]):
        return _SERIES[form][number - 1]
    if form in ("ideographDigital", "japaneseDigitalTenThousand"):
        return "".join(_DIGITS[int(digit)] for digit in str(number))
    if form in ("upperRoman", "lowerRoman") and number < 400:
        roman = "".join(_roman(number))
        return roman.upper() if form == "upperRoman" else roman
    if form == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    return f"{number:02}" if form == "decimalZero" else str(number)


def _roman(number: int) -> Iterator[str]:
    for worth, sign in _ROMAN:
        while number >= worth:
            yield sign
            number -= worth


def _lists(numbering: bytes) -> dict[str, _List]:
    root = _parsed(numbering)
    families = {one.get(f"{_W}abstractNumId"): _levels(one) for one in root.iter(f"{_W}abstractNum")}
    lists = {}
    for one in root.iter(f"{_W}num"):
        family = _value(one, "abstractNumId") or ""
        using = _List(family, dict(families.get(family, {})))
        for override in one.iter(f"{_W}lvlOverride"):
            using.levels |= _levels(override)
            if _value(override, "startOverride") is not None:
                using.restarts[_depth(override)] = _integer(_value(override, "startOverride"), 1)
        lists[one.get(f"{_W}numId", "")] = using
    return lists


def _levels(parent: etree._Element) -> dict[int, _Level]:
    return {
        _depth(one): _Level(
            start=_integer(_value(one, "start"), 1),
            form=_value(one, "numFmt") or "decimal",
            words=_value(one, "lvlText") or "",
            is_legal=one.find(f"{_W}isLgl") is not None,
        )
        for one in parent.iter(f"{_W}lvl")
    }


def _styles(styles: bytes) -> dict[str, tuple[str, int]]:
    """Return the list and level that each paragraph style numbers by, its own or that of the style it is based on."""
    found: dict[str, tuple[str | None, int, str | None]] = {}
    for one in _parsed(styles).iter(f"{_W}style"):
        properties = one.find(f"{_W}pPr/{_W}numPr")
        list_id = _value(properties, "numId") if properties is not None else None
        depth = _integer(_value(properties, "ilvl"), 0) if properties is not None else 0
        found[one.get(f"{_W}styleId", "")] = (list_id, depth, _value(one, "basedOn"))
    return {name: place for name in found if (place := _inherited(name, found))}


def _inherited(name: str, styles: Mapping[str, tuple[str | None, int, str | None]]) -> tuple[str, int] | None:
    seen: set[str] = set()
    current: str | None = name
    while current is not None and current in styles and current not in seen:
        seen.add(current)
        list_id, depth, current = styles[current]
        if list_id is not None:
            return list_id, depth
    return None


def _value(parent: etree._Element, name: str) -> str | None:
    child = parent.find(f"{_W}{name}")
    return None if child is None else child.get(f"{_W}val")


def _depth(level: etree._Element) -> int:
    return _integer(level.get(f"{_W}ilvl"), 0)


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isdecimal() else otherwise


def _parsed(content: bytes) -> etree._Element:
    """Parse a part of the file, mended where it is not well-formed, empty where it is no XML; nothing outside is read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        root = None
    return etree.Element("empty") if root is None else root
