"""Where a text names private persons: surname and given name, decided by what stands around them.

A name is believed beside a word that says who the person is (律师张某某, 张某某律师), in a list with such a one
(王某某、曹某), or bare, where a common surname and two characters of given names stand that segment into no words.
Whoever is named beside a public office stays, everywhere in the text. The lists are data/lexicon/mask_names.yaml and
mask_context.yaml; a broken one is a FazhiError.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import rjieba

from schemas.datadir import data_dir
from tasks.extract.mask_lexicon import GAP, Lexicon, Side, lexicon_in

Surname = Literal["plain", "in_words", "rare"]
_WINDOW = 6  # characters in which a name's words are looked at
_ANNOUNCED = frozenset({"role", "office", "chain"})
_BEFORE = 3  # characters before it that may share a word with its first
_LIST_MARK = re.compile(r"(?:、|,|，|和|与|及|以及|\s)")
_DOT = re.compile("[·•‧]")
_NO_NAME = re.compile(r"[0-9０-９]\s?[余多]|.得$")  # 640 余人; 管得好
_PRIVATE_UNIT = re.compile(r"律师事务所|律所|公司|企业|协会|商会|集团|合作社")
_END = re.compile(r"[\s，。；：、！？,;:)）”\"'》]|$")


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a possible name is built: its length, and whether its characters are also words of the language."""

    surname: Surname
    length: int
    starts_word: bool  # no word of the sentence reaches across its beginning
    is_known: bool  # the language's dictionary has it as a person's name
    is_word: bool  # the whole is one dictionary word
    given_is_word: bool
    is_typical: bool  # all characters of the given name are such as given names have
    given: int


def name_spans(text: str) -> list[tuple[int, int]]:
    """Return (start, end) of every private person's name, in text order."""
    lexicon = lexicon_in(data_dir() / "lexicon")
    found, exempt = _read(text, lexicon)
    exempt |= lexicon.public
    sure = {text[start:end] for start, end, side in found if side == "role"}
    names = {text[start:end] for start, end, _ in found} - (exempt - sure)
    spans = {(start, end) for start, end, _ in found if text[start:end] in names}
    return sorted(spans | set(_repeated(text, {name for name in names - exempt if len(name) > 2 or name in sure})))


def _repeated(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    """Every further mention of the names; of two characters only where they are no word besides."""
    full = sorted((name for name in names if len(name) > 2 or not rjieba.has_word(name)), key=len, reverse=True)
    if full:
        for match in re.finditer("|".join(map(re.escape, full)), text):
            yield match.span()


def _read(text: str, lexicon: Lexicon) -> tuple[list[tuple[int, int, Side]], set[str]]:
    """All names that their surroundings prove, with the proof, and the names of office-holders."""
    found: list[tuple[int, int, Side]] = []
    exempt: set[str] = set()
    position = 0
    for match in lexicon.candidate.finditer(text):
        start = match.start()
        if start < position:
            continue
        side = _left(text, start, lexicon)
        while (end := _name_end(text, start, side, lexicon)) > start:
            position = end
            if side == "office" or (lexicon.right_office.match(text, end) and not lexicon.right_role.match(text, end)):
                exempt.add(text[start:end])
            else:
                found.append((start, end, side))
            mark = _LIST_MARK.match(text, end)
            if mark is None:
                break
            start = mark.end()
            side = _chained(text, start, side, lexicon)
    found.extend(_foreign(text, lexicon))
    return found, exempt


def _foreign(text: str, lexicon: Lexicon) -> Iterator[tuple[int, int, Side]]:
    """Names of several parts with dots between them, where a role announces them."""
    for dot in _DOT.finditer(text):
        end = dot.end()
        for index, word in enumerate(rjieba.cut(text[end : end + 5], False)):
            if not _is_han(word) or (index and len(word) > 1) or word in lexicon.behind:
                break
            end += len(word)
        if end - dot.end() < 2:
            continue
        for start in range(dot.start() - 2, max(-1, dot.start() - 7), -1):
            if not _is_han(text[start : dot.start()]):
                break
            if _left(text, start, lexicon) in {"role", "maybe"}:
                yield start, end, "role"
                break


def _chained(text: str, start: int, side: Side, lexicon: Lexicon) -> Side:
    """What is left of the next name in a list: its own announcement, or the one of the name before it."""
    own = _left(text, start, lexicon)
    if own in {"role", "office", "maybe"}:
        return own
    return "office" if side == "office" else "chain"


def _left(text: str, start: int, lexicon: Lexicon) -> Side:
    end = start
    while end and start - end < 2 and text[end - 1] in GAP:
        end -= 1
    for length in lexicon.left_lengths.get(text[end - 1], ()) if end else ():
        side = lexicon.left.get(text[end - length : end]) if end >= length else None
        if side == "office" and _PRIVATE_UNIT.search(text, max(0, end - 16), end):
            return "role"
        if side and (end == start or side != "unit"):
            return side
    return "open" if not start or text[start - 1] in lexicon.before else "any"


def _name_end(text: str, start: int, side: Side, lexicon: Lexicon) -> int:
    """Where the name that begins at ``start`` ends; ``start`` itself where none does."""
    if side not in _ANNOUNCED and (
        _NO_NAME.search(text, max(0, start - 2), start + 2) or _is_hopeless(text, start, side, lexicon)
    ):
        return start
    shape = _shape(text, start, side in _ANNOUNCED, lexicon)
    if shape is None:
        return start
    end = start + shape.length
    thing = lexicon.things.match(text, end)
    if thing and (side != "role" or len(thing.group()) > 1):
        return start
    return end if _is_believed(text, start, shape, side, lexicon) else start


def _is_hopeless(text: str, start: int, side: Side, lexicon: Lexicon) -> bool:
    """A quick look, before anything is segmented: whether nothing could make a bare name of what begins here."""
    pair = text[start : start + 2]
    if len(pair) < 2 or pair in lexicon.compound:
        return len(pair) < 2
    is_plain = pair[0] in lexicon.surnames
    is_unlikely = pair[1] not in lexicon.given or (
        (side == "any" or (side == "open" and not is_plain))
        and (rjieba.has_word(pair) or (start > 0 and rjieba.has_word(text[start - 1 : start + 1])))
    )
    is_unlikely = is_unlikely or (not is_plain and (side == "any" or pair[0] in lexicon.before))
    return is_unlikely and not (_by_role(text, start + 2, lexicon) or _by_role(text, start + 3, lexicon))


def _by_role(text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether a role, a form of address or an office follows."""
    return text[end : end + 1] in lexicon.right_begins and bool(
        lexicon.right_role.match(text, end) or lexicon.right_office.match(text, end)
    )


def _is_believed(text: str, start: int, shape: _Shape, side: Side, lexicon: Lexicon) -> bool:
    end = start + shape.length
    follower = text[end : end + 1]
    closes = not follower or follower in lexicon.behind
    nearest = not follower or follower in lexicon.behind_short
    by_role = _by_role(text, end, lexicon)
    if side in _ANNOUNCED:
        return _is_announced(shape, side, closes or by_role, nearest or by_role)
    if not shape.starts_word:
        return False
    if by_role:
        is_short_word = shape.is_word and shape.given == 1
        is_rather_word = is_short_word and (shape.surname == "rare" or side == "any")
        return shape.is_typical and (shape.surname == "plain" or not is_rather_word)
    is_weak = shape.given == 1 or shape.surname == "rare"
    if is_weak and side == "open" and start and text[start - 1] not in lexicon.before_short:
        return False
    return shape.is_typical and _is_bare(shape, side, closes, nearest)


def _is_announced(shape: _Shape, side: Side, closes: bool, nearest: bool) -> bool:
    """Behind a role, an office or another name of the list: a name, unless it is rather a word."""
    if shape.is_word and shape.given == 1:  # 高峰, 马力
        return shape.is_typical and (
            shape.is_known or shape.surname == "plain" or (nearest and shape.surname != "rare")
        )
    if side == "chain" or shape.is_word:
        return shape.is_typical and (shape.surname != "rare" or closes)
    return shape.surname != "rare" or shape.is_typical


def _is_bare(shape: _Shape, side: Side, closes: bool, nearest: bool) -> bool:
    """Without a role beside it: the more its characters are words besides, the more must speak for a name."""
    if side == "any":
        return (
            shape.surname == "plain" and shape.given == 2 and not shape.is_word and (closes or not shape.given_is_word)
        )
    if shape.surname == "rare":
        is_full = shape.given == 2 and side == "maybe"  # 技术人员阙明远离职
        return (nearest or is_full) and not shape.is_word and (shape.given == 2 or side == "maybe")
    if shape.is_word:
        if shape.given == 1:
            return shape.is_known and nearest and shape.surname == "plain"
        return closes if shape.surname == "plain" else nearest and side != "open"
    if shape.given == 1:
        return (nearest and shape.surname == "plain") or side == "maybe" or (closes and side == "unit")
    return closes or side == "maybe" or shape.surname == "plain"


def _shape(text: str, start: int, announced: bool, lexicon: Lexicon) -> _Shape | None:
    """Read surname and given name at ``start``, leaving to the sentence what belongs to its words."""
    window = text[start : start + _WINDOW]
    if len(window) < 2:
        return None
    surname = window[:2] if window[:2] in lexicon.compound else window[:1]
    kind: Surname = "rare" if surname in lexicon.rare else "in_words" if surname in lexicon.ambiguous else "plain"
    if len(surname) == 1 and kind == "plain" and surname not in lexicon.surnames:
        return None
    before = min(start, _BEFORE)
    words = rjieba.cut(text[start - before : start + _WINDOW], False)
    starts_word, words = _from(words, before)
    if not starts_word:
        words = rjieba.cut(window, False)
    is_word = len(words[0]) > len(surname)  # the language has a word that begins with the surname
    if len(words[0]) > len(surname) + 2:
        return None
    is_known = is_word and words[0] not in lexicon.not_names and rjieba.tag(words[0], False)[0][1].startswith("nr")
    if len(words[0]) != len(surname):
        words = [surname, *rjieba.cut(window[len(surname) :], False)]
    given, given_is_word = _given(words[1:], announced and starts_word and not is_word and kind != "rare", lexicon)
    if not given:
        return None
    typical = lexicon.given >= set(given)
    return _Shape(kind, len(surname) + len(given), starts_word, is_known, is_word, given_is_word, typical, len(given))


def _from(words: list[str], offset: int) -> tuple[bool, list[str]]:
    """Whether a word begins at ``offset``, and the words from there on."""
    position = 0
    for index, word in enumerate(words):
        if position >= offset:
            return position == offset, words[index:]
        position += len(word)
    return False, []


def _given(words: list[str], announced: bool, lexicon: Lexicon) -> tuple[str, bool]:
    """The given name that the words behind a surname begin with (maybe none), and whether it is a word itself."""
    if not words or not _is_han(words[0]):
        return "", False
    first, second, third = [*words[:3], "", ""][:3]
    if len(first) > 1:
        if len(first) == 2 and lexicon.given >= set(first):
            return first, True
        return (first[0], False) if announced and first[0] in lexicon.given else ("", False)
    if second and _is_han(second):
        if len(second) > 1 and second[0] in lexicon.given and _splits(second, third, lexicon):
            second, third = second[0], second[1:]
        if len(second) == 1 and _goes_on(first, second, third, lexicon):
            return first + second, False
    return ("", False) if first in lexicon.never else (first, False)


def _splits(word: str, following: str, lexicon: Lexicon) -> bool:
    """Whether what the person does begins inside a word (必|成为, 世|昌达|成), its first character being the name's."""
    rest = word[1:]
    return rest in lexicon.behind_short or rjieba.has_word(rest if len(rest) == 2 else rest + following[:1])


def _goes_on(first: str, second: str, third: str, lexicon: Lexicon) -> bool:
    """Whether a given name that begins with ``first`` has ``second`` in it too."""
    is_closed = not third or third[0] in lexicon.behind
    if second in lexicon.given and (second not in lexicon.behind or is_closed):
        return first not in lexicon.never or first in lexicon.given
    return second not in lexicon.never | lexicon.behind and first not in lexicon.never and is_closed


def _is_han(text: str) -> bool:
    return all("\u4e00" <= char <= "\u9fff" for char in text)
