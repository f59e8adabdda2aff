"""The words of a stretch of text, each with its class: act, noun, preposition …

Words are the segmenter's; their classes are ``data/lexicon/measure.yaml``, and what no list knows is a noun that names
something (class n). Names of the trade that the segmenter parts are joined, a quoted name is one noun, and asides in
brackets and numbers are left out. Nothing here fails on a text.
"""

import re
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import NamedTuple

import rjieba

from tasks.extract import lexicon
from tasks.extract.claims.context import Context

_CLASSES = {
    "generic": "g", "verbs": "v", "light": "w", "adverbs": "d", "manner": "m", "scopes": "s", "agents": "a",
    "prepositions": "p", "conjunctions": "c", "locatives": "l", "copulas": "t",
}  # fmt: skip
_LINKS = {"的": "j", "等": "e", "及其他": "e", "有关": "x", "相关": "x", "：": "b", ":": "b"}
_MARKS = {"（": "(", "(": "(", "）": ")", ")": ")", "“": "<", "《": "<", "「": "<", "”": ">", "》": "]", "」": ">"}
_BLANKS = dict.fromkeys("+\"‘’'『』〈〉<>·—-[]【】 \t\u3000．./|｜", "x")
_BEHIND_NUMBER = "年月日号件次项个条份家人名场期%余多级类部起宗"
_SCALES = "万亿余多"
_YEARS = re.compile("近?[两二三四五六七八九十]年[来间]?")  # 近三年
_LONGEST_NAME, _LONGEST_TITLE = 14, 10


class Word(NamedTuple):
    """A word, its class, and where it begins."""

    text: str
    code: str
    start: int


@cache
def word_set(key: str) -> frozenset[str]:
    """Return one list of the lexicon."""
    return frozenset(lexicon.words("measure", key))


@cache
def _classes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for key, code in _CLASSES.items():
        codes.update(dict.fromkeys(lexicon.words("measure", key), code))
    return codes | _LINKS | _BLANKS | _MARKS


@cache
def _terms() -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of the trade, and what they may begin with."""
    terms = lexicon.words("measure", "terms")
    return frozenset(terms), frozenset(term[:end] for term in terms for end in range(1, len(term) + 1))


def words_between(context: Context, low: int, high: int, behind: bool = False) -> list[Word]:
    """Return the words of the text between two places; ``behind`` a figure they end at an open bracket."""
    return _Reader(behind).read(*context.words(low, high)) if low < high else []


def cut(text: str) -> list[Word]:
    """Return the words of a stretch of text."""
    words: list[str] = rjieba.cut(text)
    return _Reader().read(words, accumulate(map(len, words), initial=0))


class _Reader:
    """Words on their way to classes, and which marks are open."""

    def __init__(self, behind: bool = False) -> None:
        self.found: list[Word] = []
        self.behind = behind
        self.bracket = self.quote = -1  # where the open bracket and quotation mark stand in ``found``
        self.numbers = False

    def read(self, words: Iterable[str], starts: Iterable[int]) -> list[Word]:
        """Return the classed words."""
        codes, (terms, beginnings), found, last = _classes(), _terms(), self.found, ""
        for word, start in zip(words, starts, strict=False):
            if last in beginnings and found and (joined := last + word) in beginnings:
                first = found.pop()
                found.append(Word(joined, codes.get(joined, "n") if joined in terms else first.code, first.start))
                last = joined
                continue
            last, code = word, codes.get(word)
            if code is None:
                last = self._unknown(word, start, codes)
            elif code in "()<>]":
                self._mark(code)
            else:
                found.append(Word(word, code, start))
        return self._closed()

    def _unknown(self, word: str, start: int, codes: dict[str, str]) -> str:
        """Take a word that no list knows; return the word that a name of the trade may go on from."""
        if _YEARS.fullmatch(word):
            self.found.append(Word(word, "d", start))
        elif word[0].isdigit() and not (len(word) == 5 and word.startswith("12")):  # the hotline 12345 is a name
            self.numbers = True
            self.found.append(Word(word, "y", start))
        elif word[-1] in "仅逾" and len(word) > 1:  # 法制员仅 5人
            self.found += [
                Word(word[:-1], codes.get(word[:-1], "n"), start),
                Word(word[-1], "d", start + len(word) - 1),
            ]
        elif (word[0] == "率" and len(word) > 1) or word == "比达":  # 合格|率均, 压缩|比达
            self.found += [Word(word[0], "g", start), Word(word[1:], "t", start + 1)]
        elif len(word) == 4 and codes.get(word[:2], "n") in "vwdm":  # 调解纠纷, 认真落实
            self.found.append(Word(word[:2], codes[word[:2]], start))
            self.found.append(Word(word[2:], codes.get(word[2:], "n"), start + 2))
            return word[2:]
        else:
            self.found.append(Word(word, "n", start))
        return word

    def _mark(self, code: str) -> None:
        """Open or close brackets and quotation marks."""
        if code == "(":
            self.bracket = len(self.found)
        elif code == ")":
            del self.found[max(self.bracket, 0) :]
            self.bracket = -1
        elif code == "<":
            self.quote = len(self.found)
        elif self.quote >= 0:
            self._name(code == "]")

    def _name(self, title: bool) -> None:
        """Make the words within marks one noun; a document's long title (T) only says where its noun comes from."""
        inside = self.found[self.quote :]
        text = "".join([word.text for word in inside])
        if inside and (title or len(text) <= _LONGEST_NAME):
            code = "T" if title and len(text) > _LONGEST_TITLE else "n"
            self.found[self.quote :] = [Word(text, code, inside[0].start)]
        self.quote = -1

    def _closed(self) -> list[Word]:
        """Return what stands outside an open bracket, without numbers and what counts them."""
        found = self.found
        if self.bracket >= 0:
            found = found[: self.bracket] if self.behind else found[self.bracket :]
        return _without_numbers(found) if self.numbers else found


def _without_numbers(words: list[Word]) -> list[Word]:
    """Return the words without numbers, their scales (2.3 万) and what counts them (2.3 万 件)."""
    kept, counted = list[Word](), False
    for word in words:
        if word.code == "y":
            counted = True
        elif counted and word.text[0] in _SCALES:
            counted = len(word.text) == 1  # 万|件, but 万件 in one word
        elif not (counted and word.text[0] in _BEHIND_NUMBER):
            kept.append(word)
            counted = False
        else:
            counted = False
    return kept
