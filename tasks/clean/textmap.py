"""The main text under construction: lines of pieces, each piece knowing where it stands in the source.

Only layout is trimmed: whitespace at both ends of a line, and empty lines. Line breaks, tabs between table cells
and the spaces that stand for a wrapped source line are not in the source and belong to no run of the map.
"""

from collections.abc import Iterable

from schemas.documents import SourceMap

Piece = tuple[str, int, int]  # characters, their offset in the page (-1: inserted), the page
Line = list[Piece]


class TextBuilder:
    """Collects pieces into trimmed, non-empty lines."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._line: Line = []
        self._gap = ""

    def add(self, text: str, src: int, page: int = 0) -> None:
        """Append characters that stand in the page from ``src`` on."""
        if self._gap:
            if self._line and not (self._gap == "\n" and _joins(self._line[-1][0][-1], text[0])):
                self._line.append((" " if self._gap == "\n" else self._gap, -1, page))
            self._gap = ""
        self._line.append((text, src, page))

    def gap(self, kind: str) -> None:
        """Note a wrapped source line (``"\\n"``), a blank between elements or a cell border (``"\\t"``)."""
        if not self._gap or kind == "\t":
            self._gap = kind

    def newline(self) -> None:
        """End the line; an empty one leaves no trace."""
        self._gap = ""
        if self._line:
            line = _trim(self._line)
            if line:
                self.lines.append(line)
            self._line = []

    @property
    def in_line(self) -> bool:
        """Whether the current line has content."""
        return bool(self._line)


def line_text(line: Line) -> str:
    """Return a line's characters."""
    return "".join([piece[0] for piece in line])


def assemble(lines: Iterable[Line]) -> tuple[str, SourceMap]:
    """Join lines with ``"\\n"`` into the text and its map into the source."""
    out: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    pages: list[int] = []
    length, expected = 0, (-1, -1)
    for line in lines:
        if out:
            out.append("\n")
            length += 1
            expected = (-1, -1)
        for text, src, page in line:
            if src >= 0 and (src, page) != expected:
                starts.append(length)
                sources.append(src)
                pages.append(page)
            expected = (src + len(text), page) if src >= 0 else (-1, -1)
            out.append(text)
            length += len(text)
    return "".join(out), SourceMap(tuple(starts), tuple(sources), tuple(pages))


def _joins(left: str, right: str) -> bool:
    """Whether a wrapped line between these characters is layout only: always, but between two Latin ones."""
    return left > "\u02af" or right > "\u02af"


def _trim(line: Line) -> Line:
    first, last = 0, len(line)
    while first < last and not line[first][0].strip():
        first += 1
    while last > first and not line[last - 1][0].strip():
        last -= 1
    if first == last:
        return []
    kept = line[first:last]
    text, src, page = kept[0]
    lead = len(text) - len(text.lstrip())
    kept[0] = (text[lead:], src + lead, page)
    text, src, page = kept[-1]
    kept[-1] = (text.rstrip(), src, page)
    return kept
