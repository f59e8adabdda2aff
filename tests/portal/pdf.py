"""Two kinds of PDF: one with a text layer, lines broken and pages numbered; one of page images only."""

import zlib
from collections.abc import Iterator
from functools import cache

import numpy as np
import pypdfium2

from tests.portal.writing import Block

_WIDTH = 28  # characters to a line
_HANGING = tuple("，。；：、！？）》”")
_LINES = 24  # to a page
_SCALE = 1.7  # pixels to a point of a scanned page
_FONT = (
    "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UTF16-H/DescendantFonts["
    "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
    "/DW 1000/W[1 95 500]/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]"
    "/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>>>]>>"
)


def text_pdf(title: str, blocks: tuple[Block, ...]) -> bytes:
    """The document as an office program prints it."""
    lines = list(_lines(title, blocks))
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)]
    return _file([(_content(page, number), b"") for number, page in enumerate(pages, start=1)])


def scanned_pdf(title: str, blocks: tuple[Block, ...]) -> bytes:
    """The same document as a scanner gives it: an image a page, with specks, and no text."""
    return _file([(b"q 595 0 0 842 0 0 cm /Im0 Do Q", _image(page)) for page in _pictures(text_pdf(title, blocks))])


@cache
def can_draw_chinese() -> bool:
    """Whether this machine has a font from which a scanned page can be drawn; else its pages show no characters."""
    drawn = [next(_pictures(text_pdf(text, ()))) for text in ("一二三", "丁七十")]
    return not np.array_equal(*drawn)


def _lines(title: str, blocks: tuple[Block, ...]) -> Iterator[str]:
    yield from _wrapped(title)
    for block in blocks:
        for line in block.lines:
            yield from _wrapped(line if block.rows else f"　　{line}")


def _wrapped(text: str) -> Iterator[str]:
    """Lines of a text; punctuation that would begin one hangs behind the line before it."""
    while text:
        end = _WIDTH
        while text[end : end + 1] in _HANGING:
            end += 1
        yield text[:end].replace("\t", "　")
        text = text[end:]


def _content(lines: list[str], number: int) -> bytes:
    rows = [f"BT /F1 16 Tf 72 {770 - 28 * row} Td <{_hex(line)}> Tj ET" for row, line in enumerate(lines)]
    return "\n".join([*rows, f"BT /F1 12 Tf 275 50 Td <{_hex(f'— {number} —')}> Tj ET"]).encode()


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _pictures(payload: bytes) -> Iterator[np.ndarray]:
    document = pypdfium2.PdfDocument(payload)
    noise = np.random.default_rng(7)
    for page in document:
        grey = np.squeeze(page.render(scale=_SCALE, grayscale=True).to_numpy())
        yield np.where(noise.random(grey.shape) < 0.0004, 0, grey)
    document.close()


def _image(picture: np.ndarray) -> bytes:
    """A picture as a PDF image of one bit a pixel."""
    height, width = picture.shape
    data = zlib.compress(np.packbits(picture > 140, axis=1).tobytes(), 9)
    head = (
        f"<</Type/XObject/Subtype/Image/Width {width}/Height {height}/ColorSpace/DeviceGray/BitsPerComponent 1"
        f"/Filter/FlateDecode/Length {len(data)}>>\nstream\n"
    )
    return head.encode() + data + b"\nendstream"


def _file(pages: list[tuple[bytes, bytes]]) -> bytes:
    """A PDF of pages, each its content and its image."""
    kids = " ".join(f"{4 + 3 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        _FONT.encode(),
    ]
    for number, (content, image) in enumerate(pages):
        first = 4 + 3 * number
        shown = f"/XObject<</Im0 {first + 2} 0 R>>" if image else "/Font<</F1 3 0 R>>"
        objects += [
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {first + 1} 0 R/Resources<<{shown}>>>>".encode(),
            f"<</Length {len(content)}>>\nstream\n".encode() + content + b"\nendstream",
            image or b"null",
        ]
    return _assembled(objects)


def _assembled(objects: list[bytes]) -> bytes:
    body, offsets = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    body += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return bytes(body + f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode())
