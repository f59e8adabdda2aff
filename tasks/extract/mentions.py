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
from tasks.extract.dates import read_shape
from tasks.extract.figures import Figure, read_figure
from tasks.extract.numerals import parse

CN = "零〇○一二三四五六七八九十百千万亿两俩廿卅"
_NUMERAL = f"[0-9{CN}]"
_YEAR = r"(?:19|20)[0-9]{2}"
# A numeral, or a character that a numeral must follow to mean anything here.
_START = re.compile(
    rf"{_NUMERAL}|[〔﹝［\[（(【第首双①-⑳⑴-⒇]|半年|[约近逾超](?=\s?{_NUMERAL})|(?:大约|将近)(?=\s?{_NUMERAL})"
    r"|[数几](?=[十百千万亿])|每?(?:周|星期)(?=[一二三四五六日])"
)
_DOCUMENT = re.compile(
    rf"[〔﹝［\[【（(〈]\s?{_YEAR}\s?(?:[〕﹝﹞］\]】）)〉]\s?)?第?\s?[0-9]{{1,5}}\s?号令?|第\s?[0-9]{{1,5}}\s?[号期]令?"
)
_BRACKETED = re.compile(r"[（(]\s?(?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})\s?[）)]")
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}(?:[、.．](?![一二三四五六七八九十])|[)）])"
    r"|[0-9]{1,2}(?:[、.．](?:(?![0-9一二三四五六七八九十])|(?=20[0-9]{2}年))|[)）])"
)
_ITEM_IS = re.compile(r"[一二三四五六七八九十]{1,3}[是要]")
_ORDINAL = re.compile(
    r"第\s?[一二三四五六七八九十百零两0-9]{1,6}"
    r"(?:季度|个|次|批次|批|届|条|款|项|卷|名|位|章|节|部分|版|轮|集|类|组|所|家|例|场)?"
)
_FIRST = re.compile(r"首(?:批|次|届|个|家|例|部|场|位|名)")
_WEEKDAY = re.compile(r"每?(?:周|星期)[一二三四五六日](?![年期周])")
_DIGITS = re.compile(r"[0-9]+(?:[.,][0-9]+){0,8}")
_LATIN_NEAR = re.compile(r"[A-Za-z_/@]")
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
def _words() -> tuple[tuple[int, frozenset[str], tuple[int, ...], dict[str, _Word]], ...]:
    """Index the fixed words by the place of their first numeral: (offset, first characters, lengths from
    the longest, words)."""
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
        (offset, frozenset(w[0] for w in table), tuple(sorted({len(w) for w in table}, reverse=True)), table)
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
    for reader in _READERS.get(character, (_circled,)):
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
    for offset, firsts, lengths, table in _words():
        begin = pos - offset
        if begin < 0 or text[begin] not in firsts:
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


def _half_year(text: str, pos: int) -> Mention | None:
    start = pos - 1 if text[pos - 1 : pos] in ("上", "下") else pos
    return Mention(start, pos + 2, "period", Decimal("0.5")) if text.startswith("半年", pos) else None


def _shape(text: str, pos: int) -> Mention | None:
    found = read_shape(text, pos, text[pos] in CN)
    return Mention(pos, found[0], found[1], _value(text, pos)) if found else None


def _weekday(text: str, pos: int) -> Mention | None:
    match = _WEEKDAY.match(text, pos)
    return Mention(pos, match.end(), "date", _value(text, match.end() - 1)) if match else None


def _circled(_text: str, pos: int) -> Mention | None:
    return Mention(pos, pos + 1, "list_number")


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
    match = _LATIN_NEAR.search(text, max(0, pos - 1), pos + 40)
    match = _DIGITS.match(text, pos) if match else None
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
_READERS: dict[str, tuple[_Reader, ...]] = {
    **dict.fromkeys("0123456789", (_latin_number, _shape, _item, _figure, _bare_digits)),
    **dict.fromkeys(CN, (_item, _shape, _figure, _chinese_name)),
    **dict.fromkeys("〔﹝［[【", (_document,)),
    **dict.fromkeys("（(", (_document, _bracketed)),
    **dict.fromkeys("约近逾超大将数几", (_figure,)),
    **dict.fromkeys("每周星", (_weekday,)),
    "第": (_document, _ordinal),
    "首": (_first,),
    "半": (_half_year,),
    "双": (_double,),
}
