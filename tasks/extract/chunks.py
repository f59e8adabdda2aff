"""The words of a clause as acts, nouns and prepositions: what a measure is put together from.

Words are the segmenter's; their classes are ``data/lexicon/measure.yaml``. What no list knows is a noun that names
something. ``weight`` counts the characters of such nouns: a chunk without weight (收到申请, 部门) needs a topic beside it.
Nothing here fails on a text.
"""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import rjieba

from tasks.extract import lexicon
from tasks.extract.context import Context

_CLASSES = {
    "generic": "g", "verbs": "v", "light": "w", "adverbs": "d", "manner": "m", "scopes": "s", "agents": "a",
    "prepositions": "p", "conjunctions": "c", "locatives": "l", "copulas": "t",
}  # fmt: skip
_MARKS = dict.fromkeys("“”\"‘’'「」『』《》〈〉<>·—-[]【】 \t\u3000．.", "x")
_OPENING, _CLOSING = "（(", "）)"
_NAMED = {"“": "”", "《": "》", "「": "」"}
_LONGEST_NAME = 14
_BEHIND_NUMBER = "年月日号件次项个条份家人名场期%余多级类部起宗"
_LONGEST = 12  # characters of a noun phrase; what stands before is left
_BODIES = "街镇乡县市区省州旗村局委院署队组团"


class Word(NamedTuple):
    """A word, its class, and where it begins."""

    text: str
    code: str
    start: int = 0


class Chunk(NamedTuple):
    """A stretch of words: an act (V), a noun phrase (N) or a preposition (P)."""

    kind: str
    text: str
    weight: int
    head: str  # the class of its last word
    light: bool = False
    closed: bool = False  # a word that ends a phrase (全年, 共) stands behind it


@cache
def classes() -> dict[str, str]:
    """Return the class of every word that has one."""
    codes: dict[str, str] = {}
    for key, code in _CLASSES.items():
        codes.update(dict.fromkeys(lexicon.words("measure", key), code))
    codes.update(_MARKS)
    codes.update({"的": "j", "等": "e", "有关": "x", "相关": "x"})
    codes.update(dict.fromkeys("：:", "b"))
    return codes


@cache
def _terms() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the trade, and what they may begin with."""
    terms = lexicon.words("measure", "terms")
    return frozenset(terms), frozenset(term[:end] for term in terms for end in range(1, len(term) + 1))


@cache
def heads() -> frozenset[str]:
    """Return the nouns that an act before them describes."""
    return frozenset(lexicon.words("measure", "heads"))


@cache
def _short_names() -> dict[str, str]:
    return {str(k): str(v) for k, v in lexicon.read_key("measure", "full_names").items()}


def words_between(context: Context, low: int, high: int, behind: bool = False) -> list[Word]:
    """Return the classed words of the text between two places; ``behind`` a figure they end at an open bracket."""
    return classed(*context.words(low, high), behind=behind) if low < high else []


def _name(found: list[Word], at: int, title: bool) -> None:
    """Make the words within marks one noun; the long title of a document only says where its noun comes from."""
    inside = found[at + 1 :]
    text = "".join(word.text for word in inside)
    if inside and (title or len(text) <= _LONGEST_NAME):
        found[at:] = [Word(text, "T" if title and len(text) > _LONGEST_NAME - 4 else "n", inside[0].start)]


def cut(text: str) -> list[Word]:
    """Return the classed words of a stretch of text."""
    words: list[str] = rjieba.cut(text)
    return classed(words, accumulate(map(len, words), initial=0))


def classed(words: Iterable[str], starts: Iterable[int], behind: bool = False) -> list[Word]:
    """Give every word its class, joining the names of the trade; asides in brackets and numbers are left out."""
    codes, (terms, beginnings) = classes(), _terms()
    found: list[Word] = []
    opened, quoted, last, in_number = -1, -1, "", False
    for word, start in zip(words, starts, strict=False):
        if word in _NAMED:
            quoted = len(found)
        elif quoted >= 0 and word in "”》」":
            _name(found, quoted, word == "》")
            quoted = -1
        if last in beginnings and last + word in beginnings:
            last += word
            found[-1] = Word(last, "n" if last in terms else found[-1].code, found[-1].start)
            continue
        last = word
        if word in _OPENING:
            opened = len(found)
        elif word in _CLOSING:
            del found[max(opened, 0) :]
            opened = -1
        elif word[0].isdigit() and len(word) != 5:
            in_number = True
        elif in_number and word[0] in _BEHIND_NUMBER:
            in_number = False
        elif word[0] == "率" and len(word) > 1:
            found += [Word("率", "g", start), Word(word[1:], "t", start + 1)]
        else:
            in_number = False
            code = codes.get(word)
            if code is None and len(word) == 4 and codes.get(word[:2], "n") in "vwdm":
                found.append(Word(word[:2], codes[word[:2]], start))
                word, start = word[2:], start + 2
                last, code = word, codes.get(word)
            found.append(Word(word, code or "n", start))
    if opened < 0:
        return found
    return found[:opened] if behind else found[opened:]


class _Builder:
    """Chunks in the making."""

    def __init__(self) -> None:
        self.chunks: list[Chunk] = []
        self.words: list[str] = []
        self.weight = 0
        self.head = ""
        self.manner = ""

    def noun(self, word: str, code: str) -> None:
        """Add a word to the noun phrase; an act before a word that it describes (审核 人员) joins it."""
        chunks = self.chunks
        if not self.words and chunks:
            if chunks[-1].kind == "V" and not chunks[-1].light and word in heads():
                act = chunks.pop().text
                if chunks and chunks[-1].kind == "N" and not chunks[-1].closed and len(chunks[-1].text) < 7:
                    held = chunks.pop()
                    self.words, self.weight = [held.text], held.weight
                self.words.append(act)
        if code == "n" and self.head == "a" and chunks and chunks[-1].kind == "P":
            self.words, self.weight = [], 0
        self.words.append(self.manner + word)
        self.manner = ""
        if code == "n":
            self.weight += len(word)
        self.head = "a" if code == "n" and len(word) > 1 and word[-1] in _BODIES else code

    def length(self) -> int:
        """Return how long the noun phrase is."""
        return sum(map(len, self.words))

    def flush(self, closed: bool = False) -> None:
        """End the noun phrase."""
        if self.manner:
            self.words.append(self.manner)
            self.manner, self.head = "", "m"
        if self.words and self.head:
            while len(self.words) > 1 and self.length() > _LONGEST:
                del self.words[0]
            self.chunks.append(Chunk("N", "".join(self.words), self.weight, self.head, False, closed))
        self.words, self.weight, self.head = [], 0, ""

    def verb(self, word: str, light: bool) -> None:
        """Add an act; acts in a row are one, and of these a light one falls away."""
        manner, self.manner = self.manner, ""
        self.flush()  # a mere scope between two acts is no noun
        word = manner + word
        last = self.chunks[-1] if self.chunks else None
        if last is None or last.kind != "V":
            self.chunks.append(Chunk("V", word, 0, "v", light))
        elif not light:
            self.chunks[-1] = Chunk("V", word if last.light else last.text + word, 0, "v")


def _goes_on(words: Sequence[Word], at: int) -> bool:
    """Say whether a noun follows."""
    return any(word.code in "nga" for word in words[at : at + 3])


def chunked(words: Sequence[Word]) -> list[Chunk]:
    """Group classed words into chunks, in order."""
    b, names = _Builder(), _short_names()
    for index, (word, code, _) in enumerate(words):
        following = words[index + 1].code if index + 1 < len(words) else "t"
        if word == "组织" and b.words and following not in "nga":
            code = "a"
        if code == "T" and following not in "nga":
            code = "n"
        if code in "nga":
            b.noun(word if b.words else names.get(word, word), code)
        elif code in "vw":
            b.verb(names.get(word, word), code == "w")
        elif code == "m":
            b.flush()
            b.manner += word
        elif code == "p":
            b.flush()
            b.chunks.append(Chunk("P", word, 0, "p"))
        elif code in "sl":
            if word[0] in "本我全各":
                continue
            if b.words or (code == "s" and b.chunks and b.chunks[-1].kind == "V"):
                b.words.append(word)
        elif code == "c":
            if b.words and following in "nga" and word in "和与及暨":
                b.words.append(word)
        elif code == "e" and _goes_on(words, index + 1):
            b.words, b.weight = [], 0
        elif code in "dtb":
            b.flush(closed=True)
    b.flush()
    return b.chunks
