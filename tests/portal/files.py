"""Attachments, made when they are asked for: the same document as docx, doc, wps, pdf with text, scanned pdf, or zip."""

import io
import zipfile
from functools import cache

import docx
import docx.enum.text

from tests.portal import pdf, worddoc
from tests.portal.writing import Block

MIMES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "doc": "application/msword",
    "wps": "application/vnd.ms-works",
    "pdf": "application/pdf",
    "scan": "application/pdf",
    "zip": "application/zip",
}
_EPOCH = (2023, 3, 1, 9, 0, 0)


@cache
def attachment(kind: str, title: str, blocks: tuple[Block, ...]) -> tuple[str, bytes]:
    """The MIME type and bytes of the document as a file of that kind."""
    return MIMES[kind], _MAKERS[kind](title, blocks)


def _docx(title: str, blocks: tuple[Block, ...]) -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部流转　请勿外传"
    document.add_paragraph(title).alignment = docx.enum.text.WD_ALIGN_PARAGRAPH.CENTER
    for block in blocks:
        if block.rows:
            table = document.add_table(rows=0, cols=len(block.rows[0]))
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        else:
            paragraph = document.add_paragraph()
            half = len(block.text) // 2
            paragraph.add_run(block.text[:half])
            paragraph.add_run(block.text[half:]).bold = block.kind == "head"
    buffer = io.BytesIO()
    document.save(buffer)
    return _undated(buffer.getvalue())


def _undated(payload: bytes) -> bytes:
    """The same zip file with the same times in it whenever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(payload)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name, _EPOCH), old.read(name), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _zip(title: str, blocks: tuple[Block, ...]) -> bytes:
    """One docx under a folder, the names in GBK without saying so, as the local tools write them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # zipfile writes what it can as cp437, so that the bytes of the name are those of GBK.
        name = f"附件/{title}.docx".encode("gbk").decode("cp437")
        archive.writestr(_named(name), _docx(title, blocks), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class _Cp437Info(zipfile.ZipInfo):
    """A member whose name is written in cp437 and not marked as UTF-8."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - the name is zipfile's
        return self.filename.encode("cp437"), self.flag_bits & ~0x800


def _named(name: str) -> zipfile.ZipInfo:
    return _Cp437Info(name, _EPOCH)


_MAKERS = {
    "docx": _docx,
    "doc": worddoc.word_document,
    "wps": worddoc.word_document,
    "pdf": pdf.text_pdf,
    "scan": pdf.scanned_pdf,
    "zip": _zip,
}
