"""The text of a binary Word file (doc; wps is the same), by its piece table: no office program is needed.

A compound file is sectors in chains. The stream WordDocument begins with the information block, which says in which table
stream the piece table stands; each piece is characters of UTF-16 or, compressed, of cp1252. Numbers that Word makes by
itself for lists are formatting and not in the text.
"""

import re
import struct
from collections.abc import Sequence
from itertools import pairwise

from schemas.errors import DocumentError

MAGIC = b"\xd0\xcf\x11\xe0"
_LAST = 0xFFFFFFFA  # this and above are no sector
_DIRECTORY_ENTRY = 128
_TABLE_1, _ENCRYPTED = 0x0200, 0x0100
_COMPRESSED = 0x40000000
_INSTRUCTION = re.compile(r"\x13[^\x13\x14\x15]*+\x14?")  # what a field does; its result stays
_NESTED = 4
_MARKS = {7: "\t", 11: "\n", 12: "\n", 13: "\n", 30: "-", 160: " "}
_WRITTEN = {code: _MARKS.get(code) for code in (*range(9), *range(11, 32), 160)}
_ROW_END = re.compile(r"\x07\x07")


def text(body: bytes) -> str:
    """Return the main text, a line a paragraph or table row; raises DocumentError where there is none to be read."""
    try:
        return _text(_Compound(body))
    except (struct.error, IndexError, KeyError) as error:
        raise DocumentError("damaged_file", f"the Word file cannot be opened ({error}); fetch it again") from error


class _Compound:
    """A compound file's streams."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        shift, mini_shift = struct.unpack_from("<HH", body, 0x1E)
        if shift not in (9, 12) or mini_shift != 6:
            raise DocumentError("damaged_file", "the Word file's sectors have no valid size; fetch it again")
        self._size, self._mini_size = 1 << shift, 1 << mini_shift
        directory, _, self._cutoff, mini_fat = struct.unpack_from("<IIII", body, 0x30)
        self._fat = self._numbers(self._fat_sectors())
        self._mini_fat = self._numbers(self._chain(mini_fat, self._fat))
        self._entries = dict(self._read_directory(self._joined(directory)))

    def stream(self, name: str) -> bytes | None:
        """Return a stream's bytes, or None where there is no such stream."""
        if name not in self._entries:
            return None
        start, size = self._entries[name]
        if size >= self._cutoff:
            return self._joined(start)[:size]
        mini, step = self._joined(self._entries["Root Entry"][0]), self._mini_size
        return b"".join(mini[at * step : (at + 1) * step] for at in self._chain(start, self._mini_fat))[:size]

    def _sector(self, number: int) -> bytes:
        return self._body[(number + 1) * self._size : (number + 2) * self._size]

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self._fat)))

    def _chain(self, start: int, table: Sequence[int]) -> list[int]:
        """The sectors of a chain; a chain that bites its tail ends there."""
        found: dict[int, None] = {}
        while start < _LAST and start not in found:
            found[start] = None
            start = table[start]
        return list(found)

    def _fat_sectors(self) -> list[int]:
        sectors = list(struct.unpack_from("<109I", self._body, 0x4C))
        (following,) = struct.unpack_from("<I", self._body, 0x44)
        seen = set()
        while following < _LAST and following not in seen:
            seen.add(following)
            numbers = self._numbers([following])
            sectors += numbers[:-1]
            following = numbers[-1]
        return [number for number in sectors if number < _LAST]

    def _numbers(self, sectors: Sequence[int]) -> tuple[int, ...]:
        data = b"".join(map(self._sector, sectors))
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    @staticmethod
    def _read_directory(data: bytes) -> list[tuple[str, tuple[int, int]]]:
        found = []
        for at in range(0, len(data) - _DIRECTORY_ENTRY + 1, _DIRECTORY_ENTRY):
            (length,) = struct.unpack_from("<H", data, at + 64)
            name = data[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            found.append((name, struct.unpack_from("<II", data, at + 116)))
        return found


def _text(file: _Compound) -> str:
    main = file.stream("WordDocument")
    if main is None:
        raise DocumentError("unsupported_attachment", "an old Office file that is no Word text; save it as docx or pdf")
    (flags,) = struct.unpack_from("<H", main, 0x0A)
    if flags & _ENCRYPTED:
        raise DocumentError("unsupported_attachment", "the Word file is locked by a password; ask for an open copy")
    table = file.stream("1Table" if flags & _TABLE_1 else "0Table") or b""
    (length,) = struct.unpack_from("<i", main, 0x4C)
    found = "".join(_pieces(main, table))[: max(0, length)]
    for _ in range(_NESTED):
        found = _INSTRUCTION.sub("", found)
    written = _ROW_END.sub("\n", found).translate(_WRITTEN)
    if not written.strip():
        raise DocumentError("empty_text", "the Word file holds no text; look whether it holds pictures")
    return written


def _pieces(main: bytes, table: bytes) -> list[str]:
    at, size = struct.unpack_from("<II", main, 0x1A2)
    end = at + size
    while at < end and table[at] == 1:  # formatting that stands before the pieces
        at += 3 + struct.unpack_from("<H", table, at + 1)[0]
    (length,) = struct.unpack_from("<I", table, at + 1)
    count = (length - 4) // 12
    starts = struct.unpack_from(f"<{count + 1}I", table, at + 5)
    if starts[-1] > len(main) or any(left > right for left, right in pairwise(starts)):
        raise DocumentError("damaged_file", "the Word file's pieces do not follow each other; fetch it again")
    found = []
    for number in range(count):
        (place,) = struct.unpack_from("<I", table, at + 5 + 4 * (count + 1) + 8 * number + 2)
        characters = starts[number + 1] - starts[number]
        if place & _COMPRESSED:
            begin = (place & ~_COMPRESSED) // 2
            found.append(main[begin : begin + characters].decode("cp1252", "replace"))
        else:
            found.append(main[place : place + 2 * characters].decode("utf-16-le", "replace"))
    return found
