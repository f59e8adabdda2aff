"""The text of PDF and docx payloads and of articles in several pages, as lines with their places in the decoded pages."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import dropwhile

from tasks.clean.markup import pieces, runs
from tasks.clean.textmap import Line, TextBuilder, line_text

_PAGE_NUMBER = re.compile(r"[-—–－\s第]*\d{1,4}[-—–－\s页]*(?:[/共]\s*\d{1,4}\s*页?)?$")
_ENDS_PARAGRAPH = re.compile(r"[。！？；：:;!?]$")
_BEGINS_PARAGRAPH = re.compile(
    r"[ \u3000\xa0]{2}|[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|[一二三四五六七八九十]是|[(（]?\d{1,2}[)）、.．](?!\d)|第[一二三四五六七八九十]+[章条节部]"
)
_NUMBER_END = re.compile(r"\d[.,]?$")
_NUMBER_GOES_ON = re.compile(r"[.,]?\d|[%％]")
_LINE = re.compile(r"[^\r\n]+")
_FULL = 0.8  # of the page's longest line: a shorter one ended its paragraph
_HEAD = 8  # lines at the top of an article that its other pages may repeat
_LONG = 30  # characters; a shorter line without punctuation may be a heading
_TAG_NAME = re.compile(r"<(/?)([\w:]+)")


def pdf_lines(pages: Sequence[str]) -> list[Line]:
    """Join a text layer's printed lines into paragraphs, without page numbers and running heads."""
    printed = [[(m.group(), m.start()) for m in _LINE.finditer(page) if m.group().strip()] for page in pages]
    heads = Counter(lines[0][0].strip() for lines in printed if lines)
    repeated = {text for text, count in heads.items() if count >= 3 and count > len(printed) / 2}
    builder = TextBuilder()
    previous, full = "", 0.0
    for number, lines in enumerate(printed):
        body = [line for line in lines if line[0].strip() not in repeated and not _PAGE_NUMBER.match(line[0].strip())]
        width = max((len(text) for text, _ in body), default=0)
        for index, (text, src) in enumerate(body):
            if not _continues(previous, full, text, crosses_page=index == 0):
                builder.newline()
            elif not (_NUMBER_END.search(previous.rstrip()) and _NUMBER_GOES_ON.match(text)):
                builder.gap("\n")
            builder.add(text, src, number)
            previous, full = text, _FULL * width
    builder.newline()
    return builder.lines


def _continues(previous: str, full: float, text: str, crosses_page: bool) -> bool:
    """Whether a printed line goes on with the paragraph of the one before it."""
    if not previous or _BEGINS_PARAGRAPH.match(text) or len(previous) < full:
        return False
    if crosses_page and previous.rstrip()[-1:].isnumeric():
        return False  # a figure's span must lie on one page
    return not _ENDS_PARAGRAPH.search(previous.rstrip())


def without_page_links(lines: list[Line], links: str) -> list[Line]:
    """Return a page's lines without a last one that holds but the numbers of all pages, ``links``."""
    return lines[:-1] if lines and "".join(line_text(lines[-1]).split()) == links else lines


def with_next_page(lines: list[Line], following: Sequence[Line]) -> list[Line]:
    """Return an article's lines with those of its next page, without the head that the page repeats.

    A paragraph that goes on there stays one line.
    """
    head = {line_text(line) for line in lines[:_HEAD]}
    fresh = list(dropwhile(lambda line: line_text(line) in head, following))
    if lines and fresh and _is_cut(line_text(lines[-1]), line_text(fresh[0])):
        return [*lines[:-1], lines[-1] + fresh[0], *fresh[1:]]
    return [*lines, *fresh]


def _is_cut(last: str, first: str) -> bool:
    is_prose = len(last) >= _LONG or "，" in last
    is_open = is_prose and not _ENDS_PARAGRAPH.search(last) and not last[-1].isnumeric()
    return is_open and not _BEGINS_PARAGRAPH.match(first)


def docx_lines(xml: str) -> list[Line]:
    """Lay out word/document.xml: paragraphs and breaks are lines, a table row is one line with tabs."""
    builder = TextBuilder()
    in_text = in_fallback = False
    rows: list[int] = []  # per open row, how many of its cells were begun
    for start, end, tag in runs(xml):
        if in_text and not in_fallback:
            for text, src in pieces(xml, start, end):
                builder.add(text if src >= 0 else " ", src)
        match = _TAG_NAME.match(tag)
        if match is None:
            continue
        closing, name = bool(match.group(1)), match.group(2)
        if name == "mc:Fallback":
            in_fallback = not closing
        elif name == "w:t":
            in_text = not closing and not tag.endswith("/>")
        elif not in_fallback:
            _lay_out(builder, rows, name, closing)
    builder.newline()
    return builder.lines


def _lay_out(builder: TextBuilder, rows: list[int], name: str, closing: bool) -> None:
    if name == "w:tr":
        builder.newline()
        if closing and rows:
            rows.pop()
        elif not closing:
            rows.append(0)
    elif name in {"w:tc", "w:p", "w:br", "w:cr", "w:tab"} and rows and builder.in_line:
        builder.gap("\t" if name == "w:tc" else " ")
    elif (name == "w:p" and closing) or name in {"w:br", "w:cr"}:
        builder.newline()
    elif name == "w:tab":
        builder.gap("\t")


def text_of(lines: Sequence[Line]) -> str:
    """Return the lines' text."""
    return "\n".join(map(line_text, lines))


def first_line(lines: Sequence[Line]) -> str:
    """Return the first line's text, or nothing."""
    return line_text(lines[0]) if lines else ""
