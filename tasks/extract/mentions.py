"""Every numeral mention of a text, left to right, with its kind, number and unit; nothing is judged yet.

The scanner jumps from one numeral character to the next and lets the readers of that character try in order
of strictness: fixed words, document numbers, dates, ordinals, list numbers, names, figures. What no reader
takes is passed over. Spans never overlap, each reader looks at a bounded stretch, and a run of digits is
consumed whole, so time is linear in the text. A mention that is not a figure has kind date, period, ordinal,
document_number, name_part, list_number or other.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from schemas.documents import Kind
from tasks.extract import lexicon
from tasks.extract.figures import Figure, read_figure
from tasks.extract.numerals import parse

CN = "零〇○一二三四五六七八九十百千万亿两俩廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
_ORD = "一二三四五六七八九十百零两0-9"
_YEAR = r"(?:19|20)[0-9]{2}"
_DASH = r"(?:[-—–―－~～〜]{1,2}|至|到)"
_PART = r"(?:份|底|初|末|[上中下]旬)?"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"

_START = re.compile(rf"[0-9〔﹝［\[（(【第首约近逾超大将数几半双每周星①-⑳⑴-⒇{CN}]")
_DOCUMENT = re.compile(
    rf"[〔﹝［\[【（(〈]\s?{_YEAR}\s?(?:[〕﹝﹞］\]】）)〉]\s?)?第?\s?[0-9]{{1,5}}\s?号令?|第\s?[0-9]{{1,5}}\s?[号期]令?"
)
_CODE = re.compile(r"[0-9]{6,20}(?:[/-][A-Za-z0-9]{1,20}){1,6}")
_PHONE = re.compile(
    r"0[0-9]{2,3}[-—－][0-9]{7,8}(?![0-9])|1[3-9][0-9]{9}(?![0-9])|[48]00[-—－][0-9]{3,4}[-—－][0-9]{3,4}"
)
_BRACKETED = re.compile(r"[（(]\s?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s?[）)]")
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:[、.．](?![一二三四五六七八九十])|[)）])"
    r"|[0-9]{1,2}(?:[、.．](?:(?![0-9一二三四五六七八九十])|(?=20[0-9]{2}年))|[)）])"
)
_ITEM_IS = re.compile(r"[一二三四五六七八九十]{1,3}(?:是|则|要)")
_DATES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("period", re.compile(rf"{_YEAR}\s?年?度?\s?{_DASH}\s?(?:{_YEAR}|[0-9]{{2}}(?![0-9]))\s?(?:年度?)?(?![0-9项件个次])")),
    ("date", re.compile(
        rf"{_YEAR}\s?年\s?{_MONTH}\s?月{_PART}(?:\s?{_DAY}\s?[日号])?|"
        rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?![0-9])(?:\s+[0-2]?[0-9]:[0-9]{{2}}(?::[0-9]{{2}})?)?")),
    ("period", re.compile(rf"{_YEAR}{_YEAR}\s?年度?")),  # 20212025年 lost its dash
    ("date", re.compile(rf"{_YEAR}{_MONTH}月{_PART}(?:{_DAY}[日号])?|{_YEAR}[0-9]{{2,4}}日")),  # lost 年, or 年 and 月
    ("period", re.compile(rf"{_YEAR}\s?(?:年度?|度(?!假))(?!级|龄)")),
    ("date", re.compile(
        rf"{_MONTH}\s?月?(?:份)?{_DASH}\s?{_MONTH}\s?月{_PART}(?:{_DAY}[日号])?|"
        rf"{_MONTH}\s?月{_PART}(?:\s?{_DAY}\s?[日号])?|[0-2]?[0-9][::][0-5][0-9](?:[::][0-5][0-9])?(?![0-9])")),
    ("date", re.compile(r"[1-4]\s?季度")),
)  # fmt: skip
_CN_DATES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            r"[二一][〇零○九][〇零○一二三四五六七八九]{2}\s?年[一二三四五六七八九十]{1,2}月(?:[一二三四五六七八九十]{1,3}[日号])?"
        ),
    ),
    ("period", re.compile(r"[二一][〇零○九][〇零○一二三四五六七八九]{2}\s?年度?")),
    (
        "date",
        re.compile(
            r"(?:十[一二]?|[一二三四五六七八九])月(?:份|底|初|末|[上中下]旬)?(?:[一二三四五六七八九十]{1,3}[日号])?(?!一)"
        ),
    ),
    ("date", re.compile(r"[一二三四两](?:个)?季度")),
)
_LONE_DAY = re.compile(rf"{_DAY}[日号](?![0-9])")
_DOT_DAY = re.compile(r"(?:1[0-2]|[1-9])[.·•・．‧]\s?(?:[12][0-9]|3[01]|[1-9])(?![0-9.])")
_DAY_NAMES = ("国家", "全民", "宪法", "消费", "禁毒", "防灾", "国际", "世界", "全国", "讲话")
_CONGRESS = re.compile(r"(?:二十[一二三]?|十[一二三四五六七八九])大(?![类批量型队力项家户所])")
_SESSION = re.compile(rf"[{_ORD}]{{1,4}}届(?:[{_ORD}]{{1,4}}[次中]|(?=人大|政协|市委|县委|区委|省委|常委))")
_PLAN = re.compile(r"(?:十[一二三四五]|[五六七八九])五(?=[”\"’」]|普法|规划|时期|期间|法治|以来|末)")
_ORDINAL = re.compile(
    rf"第\s?(?:[{_ORD}]{{1,6}})(?:季度|个|次|批次|批|届|条|款|项|卷|名|位|章|节|部分|版|轮|集|类|组|所|家|例|场)?"
)
_FIRST = re.compile(r"首(?:批|次|届|个|家|例|部|场|位|名)")
_WEEKDAY = re.compile(r"每?(?:周|星期)[一二三四五六日](?![年期周])")
_HALF_YEAR = re.compile(r"半年")
_PLUS = re.compile(
    r"[0-9]{1,3}(?:\s?[+＋]\s?(?:[0-9]{1,3}|[A-Za-z]{1,3}|[\u4e00-\u9fff])){1,6}|[0-9]{1,3}\s?[×xX*]\s?[0-9]{1,3}(?:小时)?"
)
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+){0,8}")
_LATIN = re.compile(r"[A-Za-z]{0,12}")
_LATIN_END = re.compile(r"[A-Za-z]+$")
_CHINESE = re.compile(rf"[{CN}]+")
_MARKED = "双第"  # stand before or for a numeral in a name
_OPENERS = "“\"‘'「『《〈"
_DOUBLE_BEFORE = tuple(_OPENERS)
_ITEM_BEFORE = "\n\r \t\u3000。;；:：!！?？”）)"


@dataclass(slots=True)
class Mention:
    """A numeral mention: where it stands, what sort it is, and the figure where it may be one."""

    start: int
    end: int
    kind: Kind
    value: Decimal | None = None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class _Word:
    word: str
    offset: int  # of the numeral character in the word
    kind: Kind | None  # None: no numeral at all


@cache
def _words() -> tuple[tuple[int, tuple[int, ...], dict[str, _Word]], ...]:
    """Index the fixed words by the place of their first numeral: (offset, lengths longest first, words)."""
    groups: dict[int, dict[str, _Word]] = {}
    sorts: tuple[tuple[str, Kind | None], ...] = (
        ("names", "name_part"), ("idioms", "other"), ("not_numerals", None), ("places", None),
    )  # fmt: skip
    for key, kind in sorts:
        for word in lexicon.words("numeral_words", key):
            for offset, character in enumerate(word):
                if character in CN or character in _MARKED:
                    groups.setdefault(offset, {}).setdefault(word, _Word(word, offset, kind))
    return tuple(
        (offset, tuple(sorted({len(w) for w in table}, reverse=True)), table)
        for offset, table in sorted(groups.items())
    )


def scan(text: str) -> Iterator[Mention]:
    """Yield the numeral mentions of ``text`` (already normalised) in order; spans do not overlap."""
    at = 0
    while match := _START.search(text, at):
        pos = match.start()
        found, at = _read(text, pos, at)
        if found is not None:
            yield found


def _read(text: str, pos: int, floor: int) -> tuple[Mention | None, int]:
    """Read what begins at ``pos``; return it, if anything, and where to go on. ``floor``: nothing before it is free."""
    character = text[pos]
    if character in CN or character in _MARKED:
        word = _fixed_word(text, pos)
        if word is not None:
            return _of_word(text, pos, word)
    for reader in _READERS.get(character, _CHINESE_READERS):
        found = reader(text, pos)
        if found is not None:
            found.start = max(found.start, floor)
            return found, found.end
    if character in CN:
        return None, _run_end(text, pos)
    return None, pos + 1


def _of_word(text: str, pos: int, word: _Word) -> tuple[Mention | None, int]:
    """A fixed name is one mention for each of its numerals: 三重一大 is 三重 and 一大."""
    end = pos - word.offset + len(word.word)
    if word.kind is None:
        return None, end
    run = _run_end(text, pos)
    numerals = (at for at in range(run, end) if text[at] in CN)
    stop = min(run, end) if word.kind == "other" else next(numerals, end)
    value = Decimal(2) if text[pos] == "双" else _value(text, pos + (text[pos] == "第"))
    return Mention(pos, stop, word.kind, value), stop


def _run_end(text: str, pos: int) -> int:
    match = _CHINESE.match(text, pos)
    return match.end() if match else pos + 1


def _fixed_word(text: str, pos: int) -> _Word | None:
    for offset, lengths, table in _words():
        begin = pos - offset
        if begin < 0:
            continue
        for length in lengths:
            word = table.get(text[begin : begin + length])
            if word is not None and word.offset <= offset:
                return _Word(word.word, offset, word.kind)
    return None


def _value(text: str, pos: int) -> Decimal | None:
    match = _CHINESE.match(text, pos) or _DIGITS.match(text, pos)
    number = parse(match[0]) if match else None
    return number.value if number else None


def _document(text: str, pos: int) -> Mention | None:
    match = _DOCUMENT.match(text, pos)
    return Mention(pos, match.end(), "document_number") if match else None


def _bracketed(text: str, pos: int) -> Mention | None:
    match = _BRACKETED.match(text, pos)
    return Mention(pos, match.end(), "list_number", _value(text, pos + 1)) if match else None


def _item(text: str, pos: int) -> Mention | None:
    """一、 1. 一) at the head of a line or sentence, 一是 after any punctuation."""
    before = text[pos - 1] if pos else "\n"
    match = _ITEM.match(text, pos) if before in _ITEM_BEFORE else None
    if not match and not "\u4e00" <= before <= "\u9fff":
        match = _ITEM_IS.match(text, pos)
    return Mention(pos, match.end(), "list_number", _value(text, pos)) if match else None


def _date(text: str, pos: int) -> Mention | None:
    for kind, pattern in _DATES:
        match = pattern.match(text, pos)
        if match:
            return Mention(pos, match.end(), kind, _value(text, pos))
    match = _DOT_DAY.match(text, pos)
    if match and ((pos and text[pos - 1] in _OPENERS) or text.startswith(_DAY_NAMES, match.end())):
        return Mention(pos, match.end(), "date")
    return None


def _lone_day(text: str, pos: int) -> Mention | None:
    """29日 is a date, unless it says how long: 不少于30日, 30日内, 为期7日."""
    match = _LONE_DAY.match(text, pos)
    if not match or text.startswith(("内", "以", "之", "的"), match.end()):
        return None
    if re.search(r"(?:[少低]于|[至最]少|为期|历时|[超不]过|逾|期限|共|期)为?$", text[max(0, pos - 6) : pos]):
        return None
    return Mention(pos, match.end(), "date")


def _chinese_date(text: str, pos: int) -> Mention | None:
    for kind, pattern in _CN_DATES:
        match = pattern.match(text, pos)
        if match:
            return Mention(pos, match.end(), kind)
    if text.startswith("一年度", pos):
        return Mention(pos, pos + 3, "period", Decimal(1))
    return None


def _half_year(text: str, pos: int) -> Mention | None:
    start = pos - 1 if text[pos - 1 : pos] in ("上", "下") else pos
    return Mention(start, pos + 2, "period", Decimal("0.5")) if text.startswith("半年", pos) else None


def _pattern(pattern: re.Pattern[str], kind: Kind) -> Callable[[str, int], Mention | None]:
    def read(text: str, pos: int) -> Mention | None:
        match = pattern.match(text, pos)
        return Mention(pos, match.end(), kind, _value(text, pos)) if match else None

    return read


def _ordinal(text: str, pos: int) -> Mention | None:
    match = _ORDINAL.match(text, pos)
    if not match:
        return None
    kind: Kind = "date" if match[0].endswith("季度") else "ordinal"
    if match[0].endswith(("名", "位")):
        kind = "rank"
    return Mention(pos, match.end(), kind, _value(text, pos + 1))


def _first(text: str, pos: int) -> Mention | None:
    match = _FIRST.match(text, pos)
    return Mention(pos, match.end(), "ordinal", Decimal(1)) if match else None


def _latin_number(text: str, pos: int) -> Mention | None:
    """A digit inside a Latin word (P2P, 5G) is part of a name, in lower case (gyz1) of a code."""
    match = _DIGITS.match(text, pos)
    if not match:
        return None
    before, after = text[pos - 1 : pos], text[match.end() : match.end() + 2]
    latin_before = pos > 0 and before.isascii() and (before.isalpha() or before in "_/@")
    latin_after = after[:1].isascii() and after[:1].isalpha() and after not in ("m2", "m²")
    if not (latin_before or latin_after):
        return None
    word = _LATIN_END.search(text, max(0, pos - 12), pos) if latin_before else None
    stop = _LATIN.match(text, match.end())
    start, end = word.start() if word else pos, stop.end() if stop else match.end()
    return Mention(start, end, "other" if text[start:end].islower() else "name_part", _value(text, pos))


def _figure(text: str, pos: int) -> Mention | None:
    figure = read_figure(text, pos)
    if figure is None:
        return None
    return Mention(figure.start, figure.end, figure.kind, figure.value, figure)


def _bare_digits(text: str, pos: int) -> Mention | None:
    """Digits that nothing measures: a year that lost its 年, a hotline, a code."""
    match = _DIGITS.match(text, pos)
    if not match:
        return None
    kind: Kind = "name_part" if len(match[0]) < 8 else "other"
    if re.fullmatch(_YEAR, match[0]):
        kind = "period"
    return Mention(pos, match.end(), kind, _value(text, pos))


def _chinese_name(text: str, pos: int) -> Mention | None:
    """三查, 四微, 两高: a numeral that counts by no classifier, with the character it is bound to."""
    end = _run_end(text, pos)
    bound = text[end : end + 1]
    if end - pos > 4 or not "\u4e00" <= bound <= "\u9fff":
        return Mention(pos, end, "other", _value(text, pos))
    return Mention(pos, end + 1, "name_part", _value(text, pos))


def _double(text: str, pos: int) -> Mention | None:
    """“双下降” is a name with a two in it; 双 elsewhere is an ordinary word unless the word list says otherwise."""
    return Mention(pos, pos + 2, "name_part", Decimal(2)) if text[pos - 1 : pos] in _DOUBLE_BEFORE else None


_Reader = Callable[[str, int], Mention | None]
_DIGIT_READERS: tuple[_Reader, ...] = (
    _pattern(_PHONE, "other"), _pattern(_CODE, "document_number"), _latin_number, _date, _lone_day, _item,
    _pattern(_SESSION, "ordinal"), _pattern(_PLUS, "name_part"), _figure, _bare_digits,
)  # fmt: skip
_CHINESE_READERS: tuple[_Reader, ...] = (
    _item, _pattern(_CONGRESS, "ordinal"), _pattern(_SESSION, "ordinal"), _pattern(_PLAN, "ordinal"),
    _chinese_date, _figure, _chinese_name,
)  # fmt: skip
_READERS: dict[str, tuple[_Reader, ...]] = {
    **dict.fromkeys("0123456789", _DIGIT_READERS),
    **dict.fromkeys("〔﹝［[【", (_document,)),
    **dict.fromkeys("（(", (_document, _bracketed)),
    **dict.fromkeys("约近逾超大将数几", (_figure,)),
    **dict.fromkeys("每周星", (_pattern(_WEEKDAY, "date"),)),
    **dict.fromkeys("①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽", (lambda _t, p: Mention(p, p + 1, "list_number"),)),
    "第": (_document, _ordinal),
    "首": (_first,),
    "半": (_half_year,),
    "双": (_double,),
}
