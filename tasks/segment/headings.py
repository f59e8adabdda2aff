"""Places a report's headings: their number as printed, their words, and their level in the tree.

Layout: ``build_levels`` walks the marks once with a stack of open series. A level is a mark's depth in that stack, so a
report that numbers 1. and (1) has the same levels as one that numbers 一、 and (一); a series that begins again under a
new heading takes its old level. Nothing fails: a text without marks has no headings. Time is linear in the text.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from tasks.segment.marks import HEADING_LENGTH, RANK, SENTENCE_END, Mark

_BODY = re.compile(r"[。；;！!？?]")
_AROUND_NUMBER = " 、.．,，:：\t\r\n　"
_DEEPEST = 12  # a bound for texts that are no reports: the stack is searched for every mark
_COMMA = re.compile("[,，]")


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


def _words_end(text: str, mark: Mark, following: int) -> int:
    """Return where the heading's own words end: with its line, with its first sentence where the body follows in it, or
    where the ``following`` mark stands.

    A colon ends it only before a body: 抓统筹：法治与产业同频 on a line of its own is one heading.
    """
    is_line = mark.at_line_start and not _BODY.search(text, mark.body, mark.line_end)
    stop = None if is_line else SENTENCE_END.search(text, mark.body, mark.line_end)
    end = stop.start() if stop else mark.line_end
    if end - mark.body > HEADING_LENGTH:
        comma = _COMMA.search(text, mark.body, end)
        end = comma.start() if comma and comma.start() > mark.body else mark.body + HEADING_LENGTH
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
    return mark is not None and mark.at_line_start and not SENTENCE_END.search(text, mark.body, mark.line_end)


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
    if same and not (after_bare_heading and mark.ordinal == 1 and len(stack) < _DEEPEST):
        del stack[same[-1] + 1 :]
        stack[same[-1]].last, stack[same[-1]].line_end = mark.ordinal, mark.line_end
        return same[-1]
    while mark.at_line_start and not same and stack and _closes(mark, stack[-1]):
        stack.pop()
    stack.append(_Series(mark.style, mark.at_line_start, mark.ordinal, mark.line_end))
    return len(stack) - 1


def _closes(mark: Mark, series: _Series) -> bool:
    return not series.at_line_start or RANK[series.style] >= RANK[mark.style]


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
