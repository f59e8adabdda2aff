"""How a possible name is built: surname, given name, and how much its characters are words besides.

``shape_at`` says where a name that begins at a place would end and how many points speak for it by itself. The points
of surname, given name and dictionary words are added up; what stands around the name is weighed by ``mask_names``.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

import rjieba

from tasks.extract.masking.cues import ENDS_NAME
from tasks.extract.masking.lexicon import HAN, Lexicon, Right, Surname

SPACES = " \u3000\xa0"
_HAN_RUN = re.compile(f"[{HAN}]{{1,6}}")
_MAY_HELP = frozenset("、，,。；：:（()）等和与及诉 \u3000\t|｜\n”》")
_FULL = 4  # points of a full name that is no word besides
_MOST = 8  # what stands behind a name can give it
_SURNAME: dict[Surname, int] = {"plain": 2, "in_words": 0, "common_word": -3}
_LENGTH: dict[Surname, dict[int, int]] = {
    "plain": {1: -1, 2: 1},
    "in_words": {1: 0, 2: 1},
    "common_word": {1: -1, 2: 1},
}
_WORD: dict[Surname, int] = {"plain": -2, "in_words": -3, "common_word": -4}  # surname and next character are a word
_GIVEN_WORD: dict[Surname, int] = {"plain": 0, "in_words": -1, "common_word": -5}  # the given name is a word
_ACROSS: dict[Surname, int] = {"plain": -2, "in_words": -2, "common_word": -3}  # its last and the next character are
_UNUSUAL: dict[Surname, int] = {"plain": -1, "in_words": -2, "common_word": -4}  # it has characters that few have
_WHOLE: dict[Surname, int] = {"plain": -5, "in_words": -5, "common_word": -7}  # surname and given name are
_PLACE, _NAME_TOO, _THING = -5, -1, -6


class Shape(NamedTuple):
    """A possible name: where it ends, and what speaks for it by itself."""

    end: int
    points: int
    is_full: bool  # three characters as names have them, the surname such as hardly begins a word
    is_spaced: bool = False


def shape_at(text: str, start: int, announced: bool, right: Mapping[int, Right], lexicon: Lexicon) -> Shape | None:
    """Read surname and given name at ``start``; None where there can be none.

    ``announced`` says that a role, or a list with such a one, stands before it.
    """
    size = 2 if text[start : start + 2] in lexicon.surnames else 1
    kind = lexicon.surnames.get(text[start : start + size])
    if kind is None:
        return None
    begin = start + size
    spaced = size == 1 and begin < len(text) and text[begin] in SPACES
    run = _HAN_RUN.match(text, begin + spaced)
    if run is None or run.group()[0] in lexicon.never:
        return None
    if spaced:
        return _spaced(run, kind, announced, right, lexicon)
    length = _given_length(run.group(), begin, right, lexicon)
    end = begin + length
    points = _SURNAME[kind] + _LENGTH[kind][length] + _words(text[start:end], size, kind, lexicon)
    points += 1 if lexicon.given.issuperset(text[begin:end]) else _UNUSUAL[kind]
    if right.get(end) not in ENDS_NAME and rjieba.has_word(text[end - 1 : end + 1]):
        points += _ACROSS[kind]
    return Shape(end, points, kind == "plain" and length == 2 and points >= _FULL)


def may_begin(text: str, start: int, lacking: int, right: Mapping[int, Right], lexicon: Lexicon) -> bool:
    """A quick look, before anything is segmented: whether a name could have ``lacking`` points here."""
    pair = text[start : start + 2]
    kind = lexicon.surnames.get(pair[:1])
    if kind is None or len(pair) < 2 or pair in lexicon.surnames:
        return True
    if text[start : start + 3] in lexicon.public:
        return False
    best = _SURNAME[kind] + 2
    if kind != "plain" and rjieba.has_word(pair):
        best += _WORD[kind]
        if kind == "common_word" and lacking > 0:
            return False
    return best >= lacking or (best + _MOST >= lacking and _has_help(text, start + 2, right))


def _has_help(text: str, end: int, right: Mapping[int, Right]) -> bool:
    """Whether something that speaks for a name stands where it may end."""
    return any(text[at : at + 1] in _MAY_HELP or right.get(at) in ENDS_NAME for at in (end, end + 1, end + 2))


def _spaced(
    run: re.Match[str], kind: Surname, announced: bool, right: Mapping[int, Right], lexicon: Lexicon
) -> Shape | None:
    """A name of two characters set apart to the width of three."""
    end, rest = run.start() + 1, run.group()
    is_closed = len(rest) == 1 or right.get(end) in ENDS_NAME or rest[1] in lexicon.behind
    if not (is_closed or (announced and not rjieba.has_word(rest[:2]))):
        return None
    usual = 1 if rest[0] in lexicon.given else _UNUSUAL[kind]
    return Shape(end, _SURNAME[kind] + _LENGTH[kind][1] + usual, False, True)


def _given_length(rest: str, begin: int, right: Mapping[int, Right], lexicon: Lexicon) -> int:
    """Of how many characters the given name at the beginning of ``rest`` is: one or two."""
    if len(rest) == 1 or rest[1] in lexicon.never:
        return 1
    near, far = right.get(begin + 1), right.get(begin + 2)
    if near == "office_of" and far == "office":
        return 1  # 陈璇|任组长
    if near in ENDS_NAME and (far not in ENDS_NAME or (near != "role" and rjieba.has_word(rest[1:3]))):
        return 1  # 王晖|提起诉讼, not 王晖提|起诉讼; but 李树民|警官
    if len(rest) == 2 or far in ENDS_NAME:
        return 2
    first, *words = rjieba.cut(rest, False)
    if len(first) > 1:
        return 2 if len(first) == 2 or rest[1] in lexicon.given else 1
    return _goes_on(words[0], words[1] if len(words) > 1 else "", lexicon)


def _goes_on(second: str, third: str, lexicon: Lexicon) -> int:
    """Whether the word behind a given name's first character gives it a second."""
    if len(second) == 1:
        goes_on = second in lexicon.given and len(third) < 2  # 李磊|为|企业
        return 1 if second in lexicon.behind and not goes_on else 2
    rest = second[1:]
    splits = rest in lexicon.behind or (len(rest + third[:1]) > 1 and rjieba.has_word((rest + third[:1])[:2]))
    return 2 if splits and second[0] in lexicon.given else 1


def _words(name: str, size: int, kind: Surname, lexicon: Lexicon) -> int:
    """Points for what is a word of the language in a possible name, and not a person's."""
    points = 0
    if rjieba.has_word(name):
        tag = "" if name in lexicon.not_names else rjieba.tag(name, False)[0][1]
        if tag.startswith("nr") and (kind == "plain" or (len(name) > 2 and not rjieba.has_word(name[:2]))):
            return 0
        points = _NAME_TOO if tag.startswith(("nr", "ns")) else _WHOLE[kind] if len(name) == 2 else _WORD[kind]
    if name[:2] in lexicon.places:
        points += _PLACE
    elif size == 1 and len(name) > 2 and rjieba.has_word(name[:2]):
        points += _WORD[kind]
    if len(name) - size == 2 and rjieba.has_word(name[size:]):
        points += 0 if rjieba.tag(name[size:], False)[0][1] == "nr" else _GIVEN_WORD[kind]
    return points


def begins_word(text: str, start: int) -> bool:
    """Whether no word of the sentence reaches across ``start`` from before."""
    before = min(start, 3)
    position = 0
    for word in rjieba.cut(text[start - before : start + 4], False):
        if position >= before:
            return position == before
        position += len(word)
    return True


def thing_points(text: str, end: int, is_role: bool, lexicon: Lexicon) -> int:
    """Points against a name that is the beginning of a place's, a firm's or a law's."""
    thing = lexicon.things.match(text, end)
    return _THING if thing and (len(thing.group()) > 1 or not is_role) else 0
