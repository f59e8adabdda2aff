"""Where a text names private persons: surname and given name, decided by what stands around them.

A possible name is weighed: points for who is announced before it (律师张某某) or named behind it (张某某律师), for what
only people do (张某某不服), for a number of its own beside it, for the list it stands in, and for its own form
(``mask_shape``); points against it for being words of the sentence. Five points make a name. Whoever is named beside a
public office stays, everywhere in the text. The lists are data/lexicon/mask_names.yaml and mask_context.yaml.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

import rjieba
from ahocorasick_rs import AhoCorasick, MatchKind

from tasks.extract.masking.cues import Reading, read_cues, starts, undotted_end
from tasks.extract.masking.lexicon import HAN, Left, Lexicon, Right
from tasks.extract.masking.shape import Shape, begins_word, may_begin, shape_at, thing_points

_ENOUGH, _CERTAIN = 5, 6
_ANNOUNCED: dict[Left, int] = {"label": 9, "role": 6, "office": 6, "maybe": 4, "unit": 2, "case": 2, "none": -5}
_BEHIND: dict[Right | None, int] = {"role": 7, "party": 7, "act": 3, "office": 7}
_BEFORE, _SENTENCE, _LIST, _INSIDE = 2, 1, 0, -1  # what stands before a name that nothing announces
_LISTED = 8  # the list is counted (等3人), or its members are parties to a dispute
_NUMBERED = 8  # a number that identifies a person follows
_ALIKE = 2  # several plain names in the list
_MARKED = 2  # a colon, a bracket or a quotation mark between the role and the name
_COMMA = 2  # at most this is handed on across a comma or a space
_CLOSED = 1  # announced, and its phrase ends behind it; twice that before a mark
_PLACE_END, _COUNTED = -3, -4  # without a cue it ends as a place does; a figure follows
_SURE: frozenset[Left | Right | None] = frozenset({"role", "label"})
_LIST_MARK = re.compile(r"(?:、|,|，|和|与|及|以及|[ \u3000\t]{1,3})")
_LIST_END = re.compile(r"等[0-9０-９一二三四五六七八九十两几百余多]{0,5}\s?(?:人|名|位|同志)")
_DISPUTE = re.compile(rf"[{HAN}]{{0,12}}?(?:纠纷|一案)")
_NUMBER_NEAR = re.compile(r"[\s:：，,（(|｜、.；;联系电话手机号码微信身份证公民男女车牌号]{1,16}|")
_AFTER_NUMBER = re.compile(r"[0-9０-９] ?[余多]")  # 640 余人


class _Name(NamedTuple):
    """A name that is believed, with the words that it was believed for."""

    text: str
    start: int
    end: int
    is_sure: bool  # a role beside it says that a private person is meant
    is_certain: bool  # enough speaks for it to mask the same characters elsewhere


class _Member(NamedTuple):
    """One possible name of a list, with what is announced before it."""

    start: int
    shape: Shape
    side: Left | None
    points: int  # of the shape and of what stands before it


def name_spans(text: str, numbers: Sequence[int], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return (start, end) of every private person's name, in text order.

    ``numbers`` are the places, in order, where telephone, identity and plate numbers begin.
    """
    reading = read_cues(text, numbers, lexicon)
    found: list[_Name] = []
    exempt: set[str] = set()
    position, read = 0, set[int]()
    for start in starts(reading):
        if start >= position and start not in read and (members := _run(reading, start, read)):
            position = max(position, _weigh_run(reading, members, found, exempt))
    masked = {name.text for name in found} - (exempt - {name.text for name in found if name.is_sure})
    masked -= reading.lexicon.public
    spans = {(name.start, name.end) for name in found if name.text in masked}
    certain = {name.text for name in found if name.is_certain or len(name.text) > 2}
    return sorted(spans | _repeated(text, masked & certain, exempt | reading.lexicon.public))


def _repeated(text: str, names: set[str], others: set[str]) -> set[tuple[int, int]]:
    """Every further mention of the names; where they are words besides, only those that begin a word.

    ``others`` stay, though one may begin as a name does.
    """
    if not names:
        return set()
    characters = set().union(*names)
    known = sorted(names | {other for other in others if not characters.isdisjoint(other)})
    words = {index for index, name in enumerate(known) if name in names and rjieba.has_word(name)}
    stay = {index for index, name in enumerate(known) if name not in names}
    anywhere = AhoCorasick(known, matchkind=MatchKind.LeftmostLongest).find_matches_as_indexes(text)
    return {
        (start, end)
        for name, start, end in anywhere
        if name not in stay and (name not in words or begins_word(text, start))
    }


def _run(reading: Reading, start: int, read: set[int]) -> list[_Member]:
    """The possible names from ``start`` on, as long as only marks and words of a list stand between them."""
    text, lexicon = reading.text, reading.lexicon
    members: list[_Member] = []
    chained, side = -_ENOUGH, None
    while True:
        own = reading.left.get(start)
        before = _left_points(reading, start, own)
        if chained > before:
            before, own = chained, side
        shape = _shape(reading, start, before, is_first=not members)
        if shape is None or text[start : shape.end] in lexicon.roles:
            return members
        read.add(start)
        if start in reading.dotted:
            before = max(before, _ANNOUNCED["maybe"])
        points = before + shape.points
        if reading.right.get(shape.end) not in _BEHIND:
            points += thing_points(text, shape.end, own in _SURE, lexicon)
        members.append(_Member(start, shape, own, points))
        mark = _LIST_MARK.match(text, shape.end)
        if mark is None:
            return members
        start, side = mark.end(), own
        chained = before if mark.group().strip(" \u3000\t,，") else min(before, _COMMA)


def _shape(reading: Reading, start: int, before: int, is_first: bool) -> Shape | None:
    end = reading.dotted.get(start) or (before >= _ANNOUNCED["maybe"] and undotted_end(reading, start))
    if end:
        return Shape(end, _LISTED, False)
    if is_first and not may_begin(reading.text, start, _ENOUGH - before, reading.right, reading.lexicon):
        return None
    return shape_at(reading.text, start, before > _BEFORE, reading.right, reading.lexicon)


def _left_points(reading: Reading, start: int, side: Left | None) -> int:
    """Points for what stands before a name."""
    text, lexicon = reading.text, reading.lexicon
    if side is not None:
        return _ANNOUNCED[side] + (_MARKED if start in reading.marked else 0)
    if not start:
        return _SENTENCE
    before = text[start - 1]
    if before in lexicon.before_sentence:
        return _SENTENCE
    if before in lexicon.before_list:
        return _LIST if before != " " or not _AFTER_NUMBER.match(text, start - 2) else -_ENOUGH
    if before.isdigit():
        return -_ENOUGH if text[start] in "余多" else _INSIDE
    return _BEFORE if before in lexicon.before else _INSIDE


def _weigh_run(reading: Reading, members: list[_Member], found: list[_Name], exempt: set[str]) -> int:
    """Weigh the names of a list, note those believed, and return where the last of them ends."""
    text, position = reading.text, 0
    listed = _listed_points(reading, members)
    if listed > _ALIKE:
        members = [*_before_list(reading, members[0].start), *members]
    for start, shape, side, before in members:
        behind = _right(reading, shape.end)
        points = before + _around_points(reading, shape.end, side, behind, listed)
        if points < _ENOUGH or (start == members[0].start and not _begins(reading, start, side)):
            continue
        position, name = shape.end, text[start : shape.end]
        if "office" in {side, behind}:
            exempt.add(name)
        else:
            found.append(_Name(name, start, shape.end, side in _SURE or behind == "role", points >= _CERTAIN))
    return position


def _before_list(reading: Reading, start: int) -> list[_Member]:
    """Full names that stand in the list before its first that was found: 汲取|张某某、李某某涉嫌…."""
    members: list[_Member] = []
    while start > 4 and reading.text[start - 1] == "、":
        shape = shape_at(reading.text, start - 4, True, reading.right, reading.lexicon)
        if shape is None or shape.end != start - 1 or not shape.is_full:
            break
        start -= 4
        members.append(_Member(start, shape, None, shape.points + _INSIDE))
    return members


def _begins(reading: Reading, start: int, side: Left | None) -> bool:
    """Whether no word of the sentence reaches across the beginning of a name that nothing sure stands before."""
    if side not in {None, "unit"} or not start or reading.text[start - 1] in "由在的":  # 在|于沐, not 在于
        return True
    return not reading.text[start - 1].isalpha() or begins_word(reading.text, start)


def _listed_points(reading: Reading, members: list[_Member]) -> int:
    """Points for each name of a list, for what stands behind the list and for names alike in it."""
    text, end = reading.text, members[-1].shape.end
    is_joined = text[max(0, members[-1].start - 1)] in "、和与及诉"
    if _LIST_END.match(text, end) or (is_joined and _DISPUTE.match(text, end)):
        return _LISTED
    side = _right(reading, end)
    if is_joined and side in _BEHIND and side != "office":
        return _BEHIND[side]
    return _ALIKE if sum(member.shape.is_full for member in members) > 1 else 0


def _right(reading: Reading, end: int) -> Right | None:
    """What stands behind a name; between it and an office may be the office's organ."""
    start = end + (reading.text[end : end + 1] in {" ", "\u3000"})
    side = reading.right.get(start)
    if side != "office_of":
        return side
    return "office" if reading.lexicon.post.match(reading.text, start) else None


def _around_points(reading: Reading, end: int, side: Left | None, behind: Right | None, listed: int) -> int:
    """Points for what stands behind a name and for its list; against a place's or a figure's."""
    text, lexicon = reading.text, reading.lexicon
    if behind in _BEHIND:
        return max(listed, _BEHIND[behind])
    follower = text[end : end + 1]
    if follower.isdigit() and not _has_number(reading, end):
        return _COUNTED
    if side is None:
        points = max(listed, _NUMBERED if _has_number(reading, end) else 0)
        return points + (_PLACE_END if points <= _ALIKE and text[end - 1] in lexicon.place_ends else 0)
    if _has_number(reading, end):
        return max(listed, _NUMBERED)
    return max(
        listed, 0 if follower and follower not in lexicon.behind else _CLOSED if follower.isalpha() else 2 * _CLOSED
    )


def _has_number(reading: Reading, end: int) -> bool:
    """Whether a number that identifies a person stands right behind."""
    at = bisect_left(reading.numbers, end)
    if at == len(reading.numbers) or reading.numbers[at] - end > 16:
        return False
    return _NUMBER_NEAR.fullmatch(reading.text, end, reading.numbers[at]) is not None
