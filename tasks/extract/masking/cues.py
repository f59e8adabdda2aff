"""What a text holds beside its possible names: words that announce one or say something of one, and where to look.

One scan with all words of the lists; the longest that ends, or begins, at a name decides.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import rjieba

from tasks.extract.masking.lexicon import GAP, HAN, Left, Lexicon, Right

ENDS_NAME: frozenset[Right | None] = frozenset({"role", "party", "act", "office"})  # a name ends where these begin
_SURELY: frozenset[Right | None] = frozenset({"role", "party"})
_ROLES: frozenset[Left | None] = frozenset({"label", "role", "maybe", "office"})
_WEAK: frozenset[Left] = frozenset({"unit", "case", "none"})
_OPENS = frozenset(":：(（“\"'|｜")
_DOT = re.compile("[·•‧・∙]")
_PART, _PARTS = 9, 3  # characters of the longest part of a dotted name, and such parts of the longest name
_IS_HAN = re.compile(f"[{HAN}]")
_PRIVATE_UNIT = re.compile(r"律师事务所|律所|公司|企业|协会|商会|集团|合作社")


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and all that was found in it before its names are weighed."""

    text: str
    lexicon: Lexicon
    left: dict[int, Left]  # by the place where a name would begin
    marked: set[int]  # such places with a colon, a bracket or a quotation mark before them
    right: dict[int, Right]  # by the place where a name would end
    dotted: dict[int, int]  # where names of several parts begin and end
    numbers: Sequence[int]  # where numbers that identify a person begin


def read_cues(text: str, numbers: Sequence[int], lexicon: Lexicon) -> Reading:
    """Find all words that say something about a name beside them."""
    lefts, rights, may_follow = lexicon.left, lexicon.right, lexicon.may_follow
    right: dict[int, Right] = {}
    before: dict[int, tuple[int, Left]] = {}
    closed = text + "\0"
    for word, start, end in lexicon.words.find_matches_as_indexes(text, overlapping=True):
        if (behind := rights[word]) is not None:
            right[start] = behind  # of several that begin here the longest comes last
        if closed[end] in may_follow and (ahead := lefts[word]) is not None:
            before[start] = end, ahead
    reading = Reading(text, lexicon, {}, set(), right, {}, numbers)
    announced: dict[int, Left] = {}
    for start, (end, side) in sorted(before.items()):
        if end in announced:
            continue  # of several that end here the longest came first
        announced[end] = side
        if text[end] in lexicon.begins or text[end] in GAP:
            _announce(reading, start, end, side)
        elif side in _ROLES and (close := undotted_end(reading, end)):
            reading.dotted[end], reading.left[end] = close, side
    for start, end in _dotted(reading, announced):
        reading.dotted[start] = end
        if start in announced:
            reading.left.setdefault(start, announced[start])
    return reading


def _announce(reading: Reading, start: int, end: int, side: Left) -> None:
    """Note what a word announces behind it, across a colon, a bracket or two spaces."""
    text, left = reading.text, reading.left
    if side == "office" and _PRIVATE_UNIT.search(text, max(0, start - 12), end):
        side = "role"
    left[end] = side
    for gap in (end, end + 1):
        if side in {"unit", "case"} or gap >= len(text) or text[gap] not in GAP:
            break
        left.setdefault(gap + 1, side)
        if text[gap] in _OPENS:
            reading.marked.add(gap + 1)


def undotted_end(reading: Reading, start: int) -> int:
    """Where a name of another language without a dot ends: four or more such characters and no other word; or 0."""
    text, spelling, end = reading.text, reading.lexicon.spelling, start
    while end < len(text) and end - start < _PART and text[end] in spelling and reading.right.get(end) not in ENDS_NAME:
        end += 1
    if end - start < 4 or reading.lexicon.surnames.get(text[start]) == "plain":
        return 0
    words = rjieba.tag(text[start:end], False)
    is_name = all(len(word) == 1 or tag.startswith("nr") or (tag == "ns" and len(words) > 1) for word, tag in words)
    return end if is_name else 0


def _dotted(reading: Reading, announced: dict[int, Left]) -> Iterator[tuple[int, int]]:
    """Every name of several parts, without what stands before and behind it."""
    text, spelling = reading.text, reading.lexicon.spelling_dotted
    begin, end = 0, -1
    for dot in _DOT.finditer(text):
        if dot.start() != end or end - begin > _PARTS * _PART:
            begin = _begin(reading, dot.start(), announced)
        end = after = dot.end()
        while end - after < _PART and end < len(text) and text[end] in spelling:
            if end > after + 1 and reading.right.get(end) in ENDS_NAME:
                break
            end += 1
        if dot.start() - begin > 1 and end - after > 1:
            yield begin, end


def _begin(reading: Reading, dot: int, announced: dict[int, Left]) -> int:
    """Where the part before a dot begins: where a role announces it, or where it is spelled with other characters."""
    text, begin = reading.text, dot
    while begin and dot - begin < _PART and _IS_HAN.match(text, begin - 1):
        begin -= 1
        if dot - begin > 1 and begin in announced:
            return begin
    return next(
        (at + 1 for at in range(dot - 1, begin - 1, -1) if text[at] not in reading.lexicon.spelling_dotted), begin
    )


def starts(reading: Reading) -> list[int]:
    """Every place where a name may begin, in order; with a common word for a surname only where a role says so."""
    text, begins, likely = reading.text, reading.lexicon.begins, reading.lexicon.likely
    surnames = reading.lexicon.surnames
    found = {match.end() for match in reading.lexicon.bare.finditer(text)}
    for at, ahead in reading.left.items():
        if text[at : at + 1] in (likely if ahead in _WEAK else begins):
            found.add(at)
    for end, side in reading.right.items():
        if side in ENDS_NAME and end > 3:
            pool = begins if side in _SURELY else likely
            if text[end - 2] in pool:
                found.add(end - 2)
            if text[end - 3] in pool:
                found.add(end - 3)
            if text[end - 4 : end - 2] in surnames:
                found.add(end - 4)
    found.add(0)
    never, rights = reading.lexicon.never, reading.right
    found = {at for at in found if text[at + 1 : at + 2] not in never or text[at : at + 2] in surnames}
    return sorted(at for at in found.union(reading.dotted) if rights.get(at) != "role")
