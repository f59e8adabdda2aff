"""Full-width digits, letters and separators made half-width, invisible characters taken out, with the way back.

Everything downstream reads the normalised text; ``Normalised.span`` returns offsets of the original. Where nothing
invisible stands in the text (nearly always) the two are equally long and no map is kept.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_NO_SIGN = "\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u00ad\u180e"
_INVISIBLE = re.compile(f"[{_NO_SIGN}]+")
_WIDTH = {ord("０") + i: ord("0") + i for i in range(10)}
_WIDTH |= {ord("Ａ") + i: ord("A") + i for i in range(26)} | {ord("ａ") + i: ord("a") + i for i in range(26)}
_WIDTH |= {
    ord("％"): ord("%"),
    ord("﹪"): ord("%"),
    ord("＋"): ord("+"),
    ord("\u2009"): ord(" "),
    ord("\u202f"): ord(" "),
}
_WIDES = "".join(re.escape(chr(c)) for c in _WIDTH) + "．"
_WIDE = re.compile(f"[{_WIDES}]")
_EITHER = re.compile(f"[{_NO_SIGN}{_WIDES}]")
_POINT = re.compile("(?<=[0-9])．(?=[0-9])")
_BETWEEN = re.compile("，(?<=[0-9]，)(?=[0-9]{3}(?![0-9]))")
_THOUSANDS = re.compile("(?<![0-9])([0-9]{1,3})，(?=[0-9]{3}(?![0-9]))")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text fit for scanning; ``starts`` and ``shifts`` say how many characters were taken out before a place."""

    text: str
    starts: tuple[int, ...] = ()
    shifts: tuple[int, ...] = ()

    def original(self, offset: int) -> int:
        """Return the offset in the original text of the character at ``offset``."""
        at = bisect_right(self.starts, offset) - 1
        return offset + (self.shifts[at] if at >= 0 else 0)

    def normal(self, offset: int) -> int:
        """Return where the original ``offset`` stands in the normalised text."""
        low, high = 0, len(self.text)
        while low < high:
            middle = (low + high) // 2
            if self.original(middle) < offset:
                low = middle + 1
            else:
                high = middle
        return low

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original span of the normalised [start, end), which must not be empty."""
        if not self.starts:
            return start, end
        return self.original(start), self.original(end - 1) + 1


def normalise(text: str) -> Normalised:
    """Return ``text`` fit for scanning."""
    if not _EITHER.search(text) and not _BETWEEN.search(text):
        return Normalised(text)
    starts: list[int] = []
    shifts: list[int] = []
    pieces: list[str] = []
    taken = at = 0
    for match in _INVISIBLE.finditer(text):
        pieces.append(text[at : match.start()])
        at = match.end()
        taken += at - match.start()
        starts.append(at - taken)
        shifts.append(taken)
    pieces.append(text[at:])
    plain = "".join(pieces) if starts else text
    if _WIDE.search(plain):
        plain = _POINT.sub(".", plain.translate(_WIDTH))
    if _BETWEEN.search(plain):
        plain = _THOUSANDS.sub(r"\1,", plain)
    return Normalised(plain, tuple(starts), tuple(shifts))
