"""Finds the headings of a report: where they stand, their number as printed, and their level in the tree.

Layout: ``find_marks`` lists every place that could open a section: numbered paragraphs (一、 (一) 1. (1) ①), numbers
inside a paragraph (一是…;二是…), and unnumbered heading lines. ``build_levels`` walks them once with a stack of open
series. A level is a mark's depth in that stack, so a report that numbers 1. and (1) has the same levels as one that
numbers 一、 and (一); a series that begins again under a new heading takes its old level. Nothing fails: a text without
marks has no headings. Time is linear in the text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

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
_RANK = {
    "chapter": 0,
    "comma": 1,
    "part": 1,
    "plain": 1.5,
    "paren": 2,
    "digit": 3,
    "digit_paren": 4,
    "circle": 5,
    "shi": 9,
}
_BODY = re.compile(r"[。；;！!？?]")
_SENTENCE_END = re.compile(r"[。；;:：！!？?]")
_RESIDUE = re.compile(
    r"来源|发布(时间|日期|机构)|时间[:：]|日期[:：]|索引号|浏览|点击|字[号体]|打印|当前位置|首页|附件|责任编辑|审核|编辑[:：]|扫一扫|分享|"
    r"文号|联系|电话|发文|[>＞|｜]|https?:|www\.|^[-—•·]|^[0-9]{1,2}[.．][0-9]|[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日$|^\W*$"
)
_AROUND_NUMBER = " 、.．,，:：\t\r\n　"
_COMMA = re.compile("[,，]")
_HEADING_LENGTH = 60
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


class Heading(NamedTuple):
    """A placed heading, from its number to the ``end`` of its own words. ``level`` counts from 1."""

    start: int
    end: int
    number: str | None
    text: str
    level: int


@dataclass(slots=True)
class _Series:
    style: str
    at_line_start: bool
    last: int
    line_end: int  # of the paragraph that holds the last number
    level: int = 1


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


def find_marks(text: str, body_start: int, names_part: Callable[[str], bool]) -> list[Mark]:
    """Return every possible section opening at or after ``body_start``, in text order.

    Unnumbered lines count only where no first-rank numbers stand. ``names_part`` says whether such a line names a part
    of the report (存在的问题): it outranks others.
    """
    body_start = max(body_start, _contents_end(text))
    lines = list(_lines(text, body_start))
    numbered, unnumbered = _first_in_lines(text, lines)
    marks = sorted([*numbered, *_inside_marks(text, lines)], key=lambda mark: mark.start)
    marks = [each for mark in marks for each in (mark, *_glued_marks(text, mark))]
    if any(mark.style in ("comma", "chapter") and mark.at_line_start for mark in marks):
        return marks
    for start, end in unnumbered:
        if (start, end) != lines[-1] and looks_like_heading(text[start:end]):
            style = "part" if names_part(text[start:end]) else "plain"
            marks.append(Mark(start, start, end, style, 0, at_line_start=True))
    return sorted(marks, key=lambda mark: mark.start)


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
        within = min(above.body + _HEADING_LENGTH, above.line_end)
        stop = _SENTENCE_END.search(text, above.body, within)
        found = _FIRST_NUMBER.search(text, above.body + 2, stop.start() if stop else within)
        below = found and _read_number(text, found.start(), above.line_end, at_line_start=False)
        above = below if below and below.ordinal == 1 and _RANK[below.style] > _RANK[above.style] else None
        if above:
            yield above


def _words_end(text: str, mark: Mark, following: int) -> int:
    """Return where the heading's own words end: with its line, with its first sentence where the body follows in it, or
    where the ``following`` mark stands.

    A colon ends it only before a body: 抓统筹：法治与产业同频 on a line of its own is one heading.
    """
    is_line = mark.at_line_start and not _BODY.search(text, mark.body, mark.line_end)
    stop = None if is_line else _SENTENCE_END.search(text, mark.body, mark.line_end)
    end = stop.start() if stop else mark.line_end
    if end - mark.body > _HEADING_LENGTH:
        comma = _COMMA.search(text, mark.body, end)
        end = comma.start() if comma and comma.start() > mark.body else mark.body + _HEADING_LENGTH
    return min(end, following)


def build_levels(text: str, marks: list[Mark]) -> list[Heading]:
    """Return the headings with their levels; a number inside a paragraph counts only where it fits a series."""
    stack: list[_Series] = []
    headings: list[Heading] = []
    previous: Mark | None = None
    starts = [*[mark.start for mark in marks[1:]], len(text)]
    for mark, following in zip(marks, starts, strict=False):
        bare = previous is not None and mark.at_line_start and not text[previous.line_end : mark.start].strip()
        depth = _place(stack, mark, after_bare_heading=bare and _is_bare(text, previous))
        if depth is None:
            continue
        number = text[mark.start : mark.body].strip(_AROUND_NUMBER) if mark.ordinal else None
        end = _words_end(text, mark, following)
        words = text[mark.body : end].strip(" \t　:：")
        headings.append(Heading(mark.start, end, number, words, _level(stack, depth)))
        previous = mark
    return headings


def _level(stack: list[_Series], depth: int) -> int:
    """Return the level of the series at ``depth``: one below its parent's, but 1. under a heading is always a third."""
    level = stack[depth - 1].level + 1 if depth else 1
    stack[depth].level = max(level, 3) if depth and stack[depth].style == "digit" else level
    return stack[depth].level


def _is_bare(text: str, mark: Mark | None) -> bool:
    return mark is not None and mark.at_line_start and not _SENTENCE_END.search(text, mark.body, mark.line_end)


def _place(stack: list[_Series], mark: Mark, *, after_bare_heading: bool) -> int | None:
    """Open or continue a series for the mark; return its depth, or None where an inside number fits none."""
    found = _continued(stack, mark)
    if found is not None:
        del stack[found + 1 :]
        stack[found].last, stack[found].line_end = mark.ordinal, mark.line_end
        return found
    if not mark.at_line_start and mark.ordinal != 1:
        return None
    # A series of this kind is open: it begins again, unless the mark stands right under its last heading.
    same = [i for i, s in enumerate(stack) if s.style == mark.style and s.at_line_start == mark.at_line_start]
    if same and not (after_bare_heading and mark.ordinal == 1):
        del stack[same[-1] + 1 :]
        stack[same[-1]].last, stack[same[-1]].line_end = mark.ordinal, mark.line_end
        return same[-1]
    while mark.at_line_start and not same and stack and _closes(mark, stack[-1]):
        stack.pop()
    stack.append(_Series(mark.style, mark.at_line_start, mark.ordinal, mark.line_end))
    return len(stack) - 1


def _closes(mark: Mark, series: _Series) -> bool:
    return not series.at_line_start or _RANK[series.style] >= _RANK[mark.style]


def _continued(stack: list[_Series], mark: Mark) -> int | None:
    """Return the depth of the innermost open series that this number continues."""
    if mark.ordinal == 1:
        return None
    for depth in range(len(stack) - 1, -1, -1):
        series = stack[depth]
        fits = series.style == mark.style and (series.last == mark.ordinal - 1 if mark.ordinal else True)
        alike = series.at_line_start == mark.at_line_start or series.line_end == mark.line_end
        if fits and (alike or mark.style == "shi"):
            if mark.at_line_start and not series.at_line_start and _outer_fits(stack, depth, mark):
                continue
            return depth
    return None


def _outer_fits(stack: list[_Series], depth: int, mark: Mark) -> bool:
    """Whether a series of whole paragraphs further out expects this number too."""
    return any(s.style == mark.style and s.at_line_start and s.last == mark.ordinal - 1 for s in stack[:depth])
