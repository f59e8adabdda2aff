"""Scanned pages to text, where the optional extra ``ocr`` is installed (``rapidocr-onnxruntime``, which carries its models).

What is read this way is told apart for ever by its encoding, `schemas.documents.OCR`: a figure that a machine saw is less certain than
one that somebody typed. Lines come as they are printed, an indented one with its two blanks, so that the layout of a
text layer serves (`paged.pdf_lines`). The same bytes give the same text with the same models.
"""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from statistics import median
from typing import Any, NamedTuple

_SCALE = 200 / 72  # pixels to a point: 200 dots to the inch, as scanners give
_SURE = 0.5  # of 1; a line that is seen less clearly is a stamp or a speck
_INDENT = 1.2  # characters from the margin on, for a line to begin a paragraph


class _Seen(NamedTuple):
    """A stretch of text on the page: where it stands, in pixels, and how high it is."""

    left: float
    top: float
    height: float
    text: str


def is_installed() -> bool:
    """Whether the extra is there."""
    return find_spec("rapidocr_onnxruntime") is not None


def read_pages(document: Any) -> tuple[str, ...]:
    """Return the text of each page of an open PDF, printed line by printed line; empty where nothing is seen."""
    return tuple("\n".join(_lines(_seen(page.render(scale=_SCALE).to_numpy()))) for page in document)


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR  # noqa: PLC0415 - an optional extra, and slow to load

    return RapidOCR(text_score=_SURE)


def _seen(picture: Any) -> list[_Seen]:
    found, _ = _engine()(picture)
    stretches = []
    for corners, text, _score in found or ():
        tops, lefts = [corner[1] for corner in corners], [corner[0] for corner in corners]
        stretches.append(_Seen(min(lefts), min(tops), max(tops) - min(tops), text.strip()))
    return stretches


def _lines(seen: list[_Seen]) -> Iterator[str]:
    """Put stretches that stand side by side into one line, cells of a table apart, and mark indented lines."""
    if not seen:
        return
    size, margin = median(one.height for one in seen), min(one.left for one in seen)
    rows: list[list[_Seen]] = []
    for one in sorted(seen, key=lambda each: each.top):
        if rows and one.top - rows[-1][0].top < size / 2:
            rows[-1].append(one)
        else:
            rows.append([one])
    for row in rows:
        row.sort(key=lambda each: each.left)
        indent = "\u3000\u3000" if row[0].left - margin > _INDENT * size else ""
        yield indent + "\u3000".join(one.text for one in row)
