"""Finds every place of a report that could open a section.

Layout: ``find_marks`` lists numbered paragraphs (一、 (一) 1. (1) ①), numbers inside a paragraph (一是…;二是…), and unnumbered
heading lines; ``headings`` decides which of them do. Nothing fails. Time is linear in the text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tasks.segment.draft import PLAN, SHORTCOMINGS

_NUMERAL = "一二三四五六七八九十"
_LINE = re.compile(r"[^\r\n]+")
# In order of rank. A digit after 1. makes it a decimal (12.4), unless it is a year's (1.2022年); a numeral after 一、 a list (一、二季度).
_NUMBERED = re.compile(
    rf"(?:(?P<chapter>第([{_NUMERAL}]{{1,3}})(?:部分|章|篇))[\s、,，:：]*"
    rf"|(?P<comma>([{_NUMERAL}]{{1,3}})(?:\s?[、.．]|[ \t　]+(?=[一-鿿])))(?!\s?[{_NUMERAL}]{{1,3}}[、季级类])"
    rf"|(?P<paren>[(（]?\s?([{_NUMERAL}]{{1,3}})\s?[)）]|[㈠-㈩])[、.．]?"
    r"|(?P<digit>([0-9０-９]{1,2})\s?[.．、]|[⒈-⒛])(?:(?=20[0-9]{2}年)|(?![0-9０-９]))"
    r"|(?P<digit_paren>[(（]?([0-9０-９]{1,2})[)）]|[⑴-⒇])"
    r"|(?P<circle>[①-⑳])"
    rf"|(?P<shi>([{_NUMERAL}]{{1,3}})是))"
)
# It begins with a set of characters, so that the regular expression engine skips to them.
_INSIDE = re.compile(
    rf"[。；;：:！!][ \t　]*(?=[{_NUMERAL}]{{1,3}}(?:是|[、.．])|[(（](?:[{_NUMERAL}]{{1,3}}|[0-9]{{1,2}})[)）]|[0-9]{{1,2}}[.．、])"
)
# A first number right behind the words of a heading, in texts that lost their line breaks: 一、主要举措(一)加强领导.
_FIRST_NUMBER = re.compile(
    r"\((?<![第条款]\()[一1１][)）](?![项款目])|（(?<![第条款]（)[一1１][)）](?![项款目])"
    r"|1(?<![0-9０-９.．]1)[.．、](?![0-9０-９])|１(?<![0-9０-９.．]１)[.．、](?![0-9０-９])|①|一(?<![统唯之专单其同]一)是"
)
RANK = {
    "chapter": 0,
    "comma": 1,
    "part": 0.5,
    "plain": 1.5,
    "paren": 2,
    "digit": 3,
    "digit_paren": 4,
    "circle": 5,
    "shi": 9,
}
SENTENCE_END = re.compile(r"[。；;:：！!？?]")
_RESIDUE = re.compile(
    r"来源|发布(时间|日期|机构)|时间[:：]|日期[:：]|索引号|浏览|点击|字[号体]|打印|当前位置|首页|附件|责任编辑|审核|编辑[:：]|扫一扫|分享|"
    r"文号|联系|电话|发文|[>＞|｜]|https?:|www\.|^[-—•·]|^[0-9]{1,2}[.．][0-9]|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日$|^\W*$"
)
HEADING_LENGTH = 60
# The head of a table of contents with its first entry, without dots and page number.
_CONTENTS = re.compile(r"(?:^|[\r\n])[ \t　]*目[ \t　]*[录錄次][ \t　]*[\r\n]\s*([^\r\n.．…·]*[^\s0-9.．…·])")
_CONTENTS_WITHIN = 1000


class Mark(NamedTuple):
    """A place that may open a section: ``start`` of its number, ``body`` where its own words begin."""

    start: int
    body: int
    line_end: int
    style: str
    ordinal: int  # 0 for an unnumbered heading
    at_line_start: bool


def numeral_value(text: str) -> int:
    """Return the value of 一…九十九, 1…99, full-width digits, or one character such as ①, ⑴, ⒈, ㈠."""
    if len(text) == 1:
        return int(unicodedata.numeric(text))
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return _NUMERAL.find(text[0]) + 1
    return (_NUMERAL.find(tens[0]) + 1 if tens else 1) * 10 + (_NUMERAL.find(ones[0]) + 1 if ones else 0)


def _read_number(text: str, start: int, line_end: int, *, at_line_start: bool) -> Mark | None:
    found = _NUMBERED.match(text, start, line_end)
    if found is None:
        return None
    style = str(found.lastgroup)  # the style's own group closes last; the bare numeral is the group inside it, if any
    inner = found[_NUMBERED.groupindex[style] + 1] or found[style]
    return Mark(start, found.end(), line_end, style, numeral_value(inner), at_line_start)


def _lines(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield the trimmed span of every line after ``start`` that is not blank."""
    for line in _LINE.finditer(text, start):
        content = line.group()
        first = line.start() + len(content) - len(content.lstrip())
        end = line.start() + len(content.rstrip())
        if first < end:
            yield first, end


def _contents_end(text: str) -> int:
    """Return where the body begins behind a table of contents: where its first entry stands again; 0 without one."""
    found = _CONTENTS.search(text, 0, _CONTENTS_WITHIN)
    if not found or not found[1]:
        return 0
    again = re.compile(rf"[\r\n][ \t　]*(?={re.escape(found[1])})").search(text, found.end(1))
    return again.end() if again else 0


def looks_like_heading(line: str) -> bool:
    """Whether an unnumbered line of this wording may be a heading."""
    return (
        4 <= len(line) <= 40
        and line[-1] not in "。；;，,、：:！!？?"
        and not _RESIDUE.search(line)
        and "。" not in line
    )


def find_marks(text: str, body_start: int, parts_named: Callable[[str], Sequence[str]]) -> list[Mark]:
    """Return every possible section opening at or after ``body_start``, in text order.

    ``parts_named`` returns the parts of the report that a heading names. Unnumbered lines count where no first-rank
    numbers stand; those that name a part also where the numbers only count measures, and a plan behind the last number.
    """
    lines = list(_lines(text, max(body_start, _contents_end(text))))
    numbered, unnumbered = _first_in_lines(text, lines)
    marks = sorted([*numbered, *_inside_marks(text, lines)], key=lambda mark: mark.start)
    marks = [each for mark in marks for each in (mark, *_glued_marks(text, mark))]
    first_rank = [mark for mark in marks if mark.style in ("comma", "chapter") and mark.at_line_start]
    said = {part for mark in first_rank for part in parts_named(_words(text, mark))}
    if PLAN in said:
        return marks
    named = [
        (Mark(start, start, end, "plain", 0, at_line_start=True), parts_named(text[start:end]))
        for start, end in unnumbered
        if (start, end) != lines[-1] and looks_like_heading(text[start:end])
    ]
    if SHORTCOMINGS in said:
        named = [(mark, parts) for mark, parts in named if PLAN in parts and mark.start > first_rank[-1].start]
    elif first_rank and not any(PLAN in parts or SHORTCOMINGS in parts for _, parts in named):
        return marks
    marks += [mark._replace(style="part") if parts else mark for mark, parts in named if parts or not first_rank]
    return sorted(marks, key=lambda mark: mark.start)


def _words(text: str, mark: Mark) -> str:
    end = min(mark.line_end, mark.body + HEADING_LENGTH)
    stop = SENTENCE_END.search(text, mark.body, end)
    return text[mark.body : stop.start() if stop else end]


def _first_in_lines(text: str, lines: list[tuple[int, int]]) -> tuple[list[Mark], list[tuple[int, int]]]:
    """Return the numbers that lines begin with, and the lines without one.

    A number alone on its line has its words on the next one.
    """
    marks: list[Mark] = []
    unnumbered: list[tuple[int, int]] = []
    for start, end in lines:
        mark = _read_number(text, start, end, at_line_start=True)
        if mark:
            marks.append(mark)
        elif marks and marks[-1].body == marks[-1].line_end and not text[marks[-1].body : start].strip():
            marks[-1] = marks[-1]._replace(body=start, line_end=end)
        else:
            unnumbered.append((start, end))
    return marks, unnumbered


def _inside_marks(text: str, lines: list[tuple[int, int]]) -> Iterator[Mark]:
    """Yield the numbers inside paragraphs, after a sentence."""
    if not lines:
        return
    ends = iter(lines)
    line_end = 0
    for found in _INSIDE.finditer(text, lines[0][0]):
        while line_end <= found.start():
            line_end = next(ends)[1]
        mark = _read_number(text, found.end(), line_end, at_line_start=False)
        if mark:
            yield mark


def _glued_marks(text: str, mark: Mark) -> Iterator[Mark]:
    """Yield the first numbers of lower rank right behind a heading's words."""
    above: Mark | None = mark
    while above:
        within = min(above.body + HEADING_LENGTH, above.line_end)
        stop = SENTENCE_END.search(text, above.body, within)
        found = _FIRST_NUMBER.search(text, above.body + 2, stop.start() if stop else within)
        below = found and _read_number(text, found.start(), above.line_end, at_line_start=False)
        above = below if below and below.ordinal == 1 and RANK[below.style] > RANK[above.style] else None
        if above:
            yield above
