"""Every numeral mention of a text, left to right, with its kind, number and unit; nothing is judged yet.

The scanner jumps from one numeral character to the next. What stands before it (第, 〔, （, 约, 周, 前) and the readers of the
character itself try in order of strictness: fixed words, document numbers, dates, ordinals, list numbers, names,
figures. What no reader takes is passed over. Spans never overlap, each reader looks at a bounded stretch, and a run
of digits is consumed whole, so time is linear in the text. A mention that is not a figure has kind date, period,
ordinal, document_number, name_part, list_number, rank or other.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from schemas.documents import Kind
from tasks.extract.mentions import ordinals
from tasks.extract.mentions.dates import read_shape
from tasks.extract.mentions.figures import Figure, read_figure
from tasks.extract.mentions.fixed_words import CN, Word, find_words
from tasks.extract.mentions.measured_in import read_unit
from tasks.extract.mentions.numerals import parse

_YEAR = r"(?:19|20)[0-9]{2}"
_START = re.compile(f"[0-9{CN}双首半①-⑳⑴-⒇]")
_DOCUMENT = re.compile(rf"[〔﹝［\[【（(〈]\s?{_YEAR}\s?(?:[〕﹝﹞］\]】）)〉]\s?)?第?\s?[0-9]{{1,5}}\s?号令?")
_ISSUE = re.compile(r"第\s?[0-9]{1,5}\s?[号期]令?")
_BRACKETED = re.compile(r"[（(]\s?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s?[）)]")
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:[、.．](?![一二三四五六七八九十])|[)）])"
    r"|[0-9]{1,2}(?:[、.．](?:(?![0-9一二三四五六七八九十])|(?=20[0-9]{2}年))|[)）])"
)
_ITEM_IS = re.compile(r"[一二三四五六七八九十]{1,3}[是要]")
_FIRST = re.compile(r"首(?:批|次|届|个|家|例|部|场|位|名)")
_WEEKDAY = re.compile(r"每?(?:周|星期)[一二三四五六日](?![年期周])")
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+){0,8}")
_LATIN = re.compile(r"[A-Za-z]{0,12}")
_LATIN_END = re.compile(r"[A-Za-z]+$")
_CHINESE = re.compile(rf"[{CN}]{{1,32}}")  # bounded: words inside a run look for its end again and again
_BLANKS = " \u00a0\u3000"
_OPENERS = frozenset("“\"‘'「『《〈")
_ITEM_BEFORE = frozenset("\n\r \t\u3000。;；:：!！?？”）)")
_LATIN_BEFORE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_/@")
# What follows a run of numerals where the run may be a date, a session or a code; elsewhere no shape is looked for.
_SHAPES_DIGIT = frozenset("年度月日号份季届-—–―－~～〜至到/.．·•・‧:：+＋×xX* \u00a0\u3000\n\t")
_SHAPES_CHINESE = frozenset("年月季个届次大度 ")
_LONG_WORD = 4
_LONG = 8  # digits of a run that may be a telephone or an index number


@dataclass(slots=True)
class Mention:
    """A numeral mention: where it stands, what sort it is, and the figure where it may be one."""

    start: int
    end: int
    kind: Kind
    value: Decimal | None = None
    figure: Figure | None = None


def scan(text: str) -> Iterator[Mention]:
    """Yield the numeral mentions of ``text`` (already normalised) in order; spans do not overlap."""
    words, at, search = find_words(text), 0, _START.search
    while match := search(text, at):
        pos = match.start()
        found, at = _read(text, pos, at, words.get(pos))
        if found is not None:
            yield found


def _read(text: str, pos: int, floor: int, word: Word | None) -> tuple[Mention | None, int]:
    """Read what begins at ``pos``; return it, if anything, and where to go on. ``floor``: nothing before it is free."""
    if word is not None and _stands(text, pos, word):
        return _of_word(text, pos, word)
    found = _led(text, pos, floor) if pos > floor and text[pos - 1] in _LEADING else None
    character = text[pos]
    if found is None:
        found = _READERS.get(character, _circled)(text, pos)
    if found is not None:
        found.start = max(found.start, floor)
        return found, found.end
    return None, _run_end(text, pos) if character in CN else pos + 1


def _stands(text: str, pos: int, word: Word) -> bool:
    """Say whether a fixed word is what it looks like: not 一时间 in 第一时间, not 三公 in 三公里, not 十分 in 十分钟."""
    if word.offset:
        return True
    if text[pos - 1 : pos] == "第":
        return False
    unit, end = read_unit(text, _run_end(text, pos)) if word.length < _LONG_WORD else (None, 0)
    return unit is None or end <= pos + word.length


def _led(text: str, pos: int, floor: int) -> Mention | None:
    """Read a numeral by what stands right before it (第3名, 〔2021〕33号, 约20人), a blank between them allowed."""
    lead = pos - 1
    if text[lead] in _BLANKS and lead > floor:
        lead -= 1
    for reader in _LEADS.get(text[lead], ()):
        found = reader(text, lead)
        if found is not None and found.end > pos:
            return found
    return None


def _of_word(text: str, pos: int, word: Word) -> tuple[Mention | None, int]:
    """A fixed name is one mention for each of its numerals: 三重一大 is 三重 and 一大; 第一议题 is one from 第 on."""
    end = pos - word.offset + word.length
    if word.kind is None:
        return None, end
    run = _run_end(text, pos)
    numerals = (at for at in range(run, end) if text[at] in CN)
    stop = min(run, end) if word.kind == "other" else next(numerals, end)
    value = Decimal(2) if text[pos] == "双" else _value(text, pos)
    return Mention(pos - (word.offset > 0 and text[pos - 1] == "第"), stop, word.kind, value), stop


def _run_end(text: str, pos: int) -> int:
    match = _CHINESE.match(text, pos)
    return match.end() if match else pos + 1


def _value(text: str, pos: int) -> Decimal | None:
    match = _CHINESE.match(text, pos) or _DIGITS.match(text, pos)
    number = parse(match[0]) if match else None
    return number.value if number else None


def _digits(text: str, pos: int) -> Mention | None:
    """A run of Arabic digits: part of a Latin name, a date or code, a list number, a figure, or bare."""
    match = _DIGITS.match(text, pos)
    if match is None:
        return None
    end, after = match.end(), text[match.end() : match.end() + 1]
    if after.isascii() or text[pos - 1 : pos].isascii():
        found = _latin_number(text, pos, end)
        if found is not None:
            return found
    if after in _SHAPES_DIGIT or end - pos >= _LONG or "." in match[0]:
        found = _shape(text, pos) or _item(text, pos)
        if found is not None:
            return found
    elif after and after in "、)）":
        found = _item(text, pos)
        if found is not None:
            return found
    return _figure(text, pos) or _bare_digits(text, pos, match[0])


def _chinese(text: str, pos: int) -> Mention | None:
    """A run of Chinese numerals: a list number, a date or session, a figure, or the head of a name."""
    end = _run_end(text, pos)
    after = text[end : end + 1]
    found = _item(text, pos) if after and after in "、.．)）是要" else None
    if found is None and (after in _SHAPES_CHINESE or text[end - 1] == "五"):
        found = _shape(text, pos)
    return found or _figure(text, pos) or _chinese_name(text, pos, end)


def _document(text: str, pos: int) -> Mention | None:
    match = (
        _DOCUMENT.match(text, pos) if text.find("20", pos, pos + 4) > 0 or text.find("19", pos, pos + 4) > 0 else None
    )
    return Mention(pos, match.end(), "document_number") if match else None


def _issue(text: str, pos: int) -> Mention | None:
    match = _ISSUE.match(text, pos)
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


def _half(text: str, pos: int) -> Mention | None:
    if not text.startswith("半年", pos):
        return None
    start = pos - 1 if text[pos - 1 : pos] in ("上", "下") else pos
    return Mention(start, pos + 2, "period", Decimal("0.5"))


def _shape(text: str, pos: int) -> Mention | None:
    found = read_shape(text, pos, text[pos] in CN)
    return Mention(pos, found[0], found[1], _value(text, pos)) if found else None


def _weekday(text: str, pos: int) -> Mention | None:
    if text[pos] == "期":
        pos -= 1
    start = pos - 1 if text[pos - 1 : pos] == "每" else pos
    match = _WEEKDAY.match(text, max(0, start))
    return Mention(max(0, start), match.end(), "date", _value(text, match.end() - 1)) if match else None


def _circled(_text: str, pos: int) -> Mention | None:
    return Mention(pos, pos + 1, "list_number")


def _ordinal(text: str, pos: int) -> Mention | None:
    end = ordinals.end(text, pos)
    return Mention(pos, end, ordinals.kind(text[pos:end]), _value(text, pos + 1)) if end else None


def _ordinal_on(text: str, pos: int) -> Mention | None:
    """第3、4名: the numeral behind the joint is one more of them."""
    end = ordinals.listed_end(text, pos)
    return Mention(pos + 1, end, ordinals.kind(text[pos:end]), _value(text, pos + 1)) if end else None


def _first(text: str, pos: int) -> Mention | None:
    match = _FIRST.match(text, pos)
    return Mention(pos, match.end(), "ordinal", Decimal(1)) if match else None


def _top(text: str, pos: int) -> Mention | None:
    """前三, 前10名, 前1%, 排名后3位: a rank, not a measure."""
    end = ordinals.top_end(text, pos)
    return Mention(pos + 1, end, "rank", _value(text, pos + 1)) if end else None


def _latin_number(text: str, pos: int, end: int) -> Mention | None:
    """A digit inside a Latin word (P2P, 5G) is part of a name, in lower case (gyz1) of a code."""
    after = text[end : end + 2]
    latin_before = pos > 0 and text[pos - 1] in _LATIN_BEFORE
    latin_after = after[:1].isascii() and after[:1].isalpha() and after not in ("m2", "m²")
    if not (latin_before or latin_after):
        return None
    word = _LATIN_END.search(text, max(0, pos - 12), pos) if latin_before else None
    stop = _LATIN.match(text, end)
    start, end = word.start() if word else pos, stop.end() if stop else end
    return Mention(start, end, "other" if text[start:end].islower() else "name_part", _value(text, pos))


def _figure(text: str, pos: int) -> Mention | None:
    figure = read_figure(text, pos)
    if figure is None:
        return None
    return Mention(figure.start, figure.end, figure.kind, figure.value, figure)


def _hedged(text: str, pos: int) -> Mention | None:
    """约20人, 大约20人, 将近20人: the hedge may have two characters."""
    if text.startswith(("大约", "将近"), pos - 1) and pos:
        pos -= 1
    return _figure(text, pos)


def _vague(text: str, pos: int) -> Mention | None:
    """数百件, 几十人, and 约数百件."""
    return _figure(text, pos - 1) if text[pos - 1 : pos] in ("约", "近", "逾", "超") else _figure(text, pos)


def _bare_digits(text: str, pos: int, digits: str) -> Mention | None:
    """Digits that nothing measures: a year that lost its 年, a hotline, a code."""
    kind: Kind = "name_part" if len(digits) < _LONG else "other"
    if re.fullmatch(_YEAR, digits):
        kind = "period"
    return Mention(pos, pos + len(digits), kind, _value(text, pos))


def _chinese_name(text: str, pos: int, end: int) -> Mention | None:
    """三查, 四微, 两高: a numeral that counts by no classifier, with the character it is bound to."""
    bound = text[end : end + 1]
    if end - pos > 4 or not "\u4e00" <= bound <= "\u9fff":
        return Mention(pos, end, "other", _value(text, pos))
    return Mention(pos, end + 1, "name_part", _value(text, pos))


def _double(text: str, pos: int) -> Mention | None:
    """“双下降” is a name with a two in it; 双 elsewhere is an ordinary word unless the word list says otherwise."""
    return Mention(pos, pos + 2, "name_part", Decimal(2)) if text[pos - 1 : pos] in _OPENERS else None


_Reader = Callable[[str, int], Mention | None]
_LEADS: dict[str, tuple[_Reader, ...]] = {
    **dict.fromkeys("〔﹝［[【〈", (_document,)),
    **dict.fromkeys("（(", (_document, _bracketed)),
    **dict.fromkeys("约近逾超", (_hedged,)),
    **dict.fromkeys("数几", (_vague,)),
    **dict.fromkeys("周期", (_weekday,)),
    "第": (_issue, _ordinal),
    **dict.fromkeys("、和及与", (_ordinal_on,)),
    **dict.fromkeys("前后末", (_top,)),
}
_LEADING = frozenset((*_LEADS, *_BLANKS))
_READERS: dict[str, _Reader] = {
    **dict.fromkeys(CN, _chinese), **dict.fromkeys("0123456789", _digits), "首": _first, "半": _half, "双": _double,
}  # fmt: skip
