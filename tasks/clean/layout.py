"""Markup in which tokens stand for text runs, laid out as lines: blocks and table rows become lines.

The markup is a parser's serialisation, hence well formed. A row of a data table is one line, its cells separated
by tabs; a table that only arranges the page (a cell with a paragraph of text in it) is read as blocks.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tasks.clean.markup import pieces
from tasks.clean.textmap import Line, TextBuilder, line_text

_EVENT = re.compile(r"""\{(\d+)\}|<(/?)([a-z][^\s/>]*)(?>[^>"]++|"[^"]*+")*+>|([ \n]++)""")
_BLOCKS = frozenset(
    re.findall(
        r"\w+",
        "address article aside blockquote body br center dd details dialog dir div dl dt fieldset figcaption figure "
        "footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody tfoot "
        "thead ul caption",
    )
)
_LAYOUT = _BLOCKS | {"td", "th", "tr"}
_VOID = frozenset(re.findall(r"\w+", "area base br col embed hr img input link meta param source track wbr"))
_CELL = 150  # characters; a cell with more is a paragraph's frame
_MOST = 0.7  # of the page's prose
_MORE = 0.03  # of the sentences, for those outside to belong to the article
_LINKS = 0.3  # of the prose


def lines(
    markup: str, source: str, spans: Sequence[tuple[int, int]], page: int, kept: frozenset[int] | None = None
) -> list[Line]:
    """Lay out the tokens of ``markup`` (only those in ``kept``, where given) as lines of source characters."""
    sheet = _Sheet(source, spans, page)
    for token, closing, tag, blank in _EVENT.findall(markup):
        if token:
            if kept is None or int(token) in kept:
                sheet.run(int(token))
        elif blank:
            sheet.builder.gap("\n" if "\n" in blank else " ")
        elif tag in _LAYOUT:
            sheet.tag(tag, bool(closing))
    return sheet.finish()


class _Sheet:
    """The page being laid out: the open line, and the open rows of nested tables."""

    def __init__(self, source: str, spans: Sequence[tuple[int, int]], page: int) -> None:
        self.builder = TextBuilder()
        self._source, self._spans, self._page = source, spans, page
        self._rows: list[tuple[list[Line], list[list[Line]]]] = []  # (the lines around the row, its cells)
        self._last = -1
        self._pre = 0

    def run(self, index: int) -> None:
        """Append a text run; where something was taken out or moved before it, on a new line."""
        builder = self.builder
        if index != self._last + 1 and builder.in_line:
            builder.newline()
        self._last = index
        start, end = self._spans[index]
        if (text := self._source[start:end]).isalnum():
            builder.add(text, start, self._page)
            return
        for text, src in pieces(self._source, start, end):
            if src >= 0:
                builder.add(text, src, self._page)
            elif self._pre:
                builder.newline()
            else:
                builder.gap("\n")

    def tag(self, tag: str, closing: bool) -> None:
        """Let a tag end the line, or open and close rows and cells."""
        if tag in _BLOCKS:
            self.builder.newline()
            self._pre += (-1 if closing else 1) if tag == "pre" else 0
        elif tag in {"td", "th"}:
            self.builder.newline()
            if self._rows and not closing:
                self._rows[-1][1].append([])
                self.builder.lines = self._rows[-1][1][-1]
        elif tag == "tr":
            self.builder.newline()
            if closing:
                self._end_row()
            else:
                self._rows.append((self.builder.lines, []))

    def finish(self) -> list[Line]:
        """Return all lines."""
        self.builder.newline()
        while self._rows:
            self._end_row()
        return self.builder.lines

    def _end_row(self) -> None:
        if self._rows:
            around, cells = self._rows.pop()
            around.extend(_row(cells))
            self.builder.lines = around


def _row(cells: list[list[Line]]) -> list[Line]:
    filled = [cell for cell in cells if cell]
    if len(filled) <= 1 or any(_is_long(cell) for cell in filled):
        return [line for cell in filled for line in cell]
    joined: Line = []
    for cell in filled:
        for number, line in enumerate(cell):
            if joined:
                joined.append((" " if number else "\t", -1, line[0][2]))
            joined.extend(line)
    return [joined]


def _is_long(cell: list[Line]) -> bool:
    length = 0
    for line in cell:
        length += len(line_text(line))
        if length > _CELL:
            return True
    return False


class _Element(NamedTuple):
    """An element that may hold an article: its place, the prose in it that is no link, the characters in its links."""

    start: int
    end: int
    weight: int
    linked: int


def densest(markup: str, prose: Sequence[int], sentences: Sequence[int]) -> tuple[str, bool]:
    """Return the innermost element that holds the page's unlinked prose, and whether that is sure.

    ``prose`` is the running total of prose characters before each run, ``sentences`` that of runs with a full stop.
    Unsure: the element found still holds more links than prose, or hardly any of the page's prose.
    """
    elements = _elements(markup, prose)
    whole = max((each.weight for each in elements), default=0)
    if not whole:
        return markup, False
    most = min((each for each in elements if each.weight >= _MOST * whole), key=lambda each: each.end - each.start)
    found = _with_the_rest(most, elements, {(each.start, each.end): each for each in _elements(markup, sentences)})
    return markup[found.start : found.end], found.weight >= 200 and found.linked <= _LINKS * found.weight


def _with_the_rest(
    most: _Element, elements: Sequence[_Element], in_sentences: Mapping[tuple[int, int], _Element]
) -> _Element:
    """Go up from the element with most of the prose to one that also holds the sentences beside it.

    An article may be in several boxes, one before a table and one behind; menus and the site's own lines, which are
    links or no sentences, lead no further up.
    """
    current = most
    for outer in elements:  # inner ones come before outer ones
        if outer.start >= current.start or outer.end <= current.end:
            continue
        told, told_outside = (in_sentences[each.start, each.end].weight for each in (current, outer))
        more, more_links = told_outside - told, outer.linked - current.linked
        if more_links > _LINKS * max(more, 1):
            break
        if more >= _MORE * told:
            current = outer
    return current


def _elements(markup: str, prose: Sequence[int]) -> list[_Element]:
    """Every element that may hold an article, inner ones first."""
    found: list[_Element] = []
    stack: list[tuple[str, int, int, int]] = []
    weight = linked = links = 0
    for match in _EVENT.finditer(markup):
        token, closing, tag, _ = match.groups()
        if token:
            length = prose[int(token) + 1] - prose[int(token)]
            if links:
                linked += length + 4  # menus are many short links
            else:
                weight += length
        elif tag and closing:
            if tag == "a":
                links = max(0, links - 1)
            if stack and stack[-1][0] == tag:
                name, start, weight_before, linked_before = stack.pop()
                if name in {"div", "td", "article", "section", "main", "body"}:
                    found.append(_Element(start, match.end(), weight - weight_before, linked - linked_before))
        elif tag and tag not in _VOID:
            links += tag == "a"
            stack.append((tag, match.start(), weight, linked))
    return found
