"""Binary Word files to text."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import DocumentError
from tasks.clean import decode, word
from tests.portal.worddoc import word_document
from tests.portal.writing import Block

LINES = ["一、全年受理行政复议案件12件，办结率100%。", "二、存在的问题"]
DOC = word_document("某镇2022年度报告", tuple(Block("text", line) for line in LINES))


def with_text(text: str) -> bytes:
    """The same file with another text of the same length at its beginning."""
    old = "某镇2022年度报告".encode("utf-16-le")
    new = text.encode("utf-16-le")
    assert len(old) == len(new)
    return DOC.replace(old, new)


def test_paragraphs_are_lines() -> None:
    decoded = decode(DOC, "application/vnd.ms-works", None)
    assert decoded.mime == "application/msword"
    assert decoded.pages[0].split("\n") == ["某镇2022年度报告", *LINES, ""]


def test_cells_are_parted_by_tabs_and_rows_are_lines() -> None:
    assert word.text(with_text("许可\x0736\x07\x07调解5")).startswith("许可\t36\n调解5\n")


def test_what_a_field_does_is_no_text_and_its_result_is() -> None:
    assert word.text(with_text("共\x13PAG\x1412\x15件")).startswith("共12件\n")


def test_a_locked_file_says_so() -> None:
    at = DOC.index(struct.pack("<HH", 0xA5EC, 0x00C1)) + 0x0A
    locked = DOC[:at] + struct.pack("<H", 0x1300) + DOC[at + 2 :]
    with pytest.raises(DocumentError, match="password"):
        word.text(locked)


@given(st.integers(0, len(DOC) - 4), st.integers(0, 2**32 - 1))
def test_whatever_is_broken_in_it_there_is_a_text_or_a_reason(at: int, number: int) -> None:
    found, reason = "", ""
    try:
        found = word.text(DOC[:at] + struct.pack("<I", number) + DOC[at + 4 :])
    except DocumentError as error:
        reason = error.check
    assert bool(found) != (reason in {"damaged_file", "unsupported_attachment", "empty_text"})
