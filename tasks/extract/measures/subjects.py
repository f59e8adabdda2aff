"""What a passage is about: the standard name of the subject that a text names nearest before a place.

The names and the words that show them are ``data/lexicon/measure.yaml``, ``subjects``. A law's or an organ's name and a
member of a list (预防诈骗、法律援助法等) show no subject. Nothing here fails on a text.
"""

from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, MatchKind

from tasks.extract import lexicon

_REACH = 120  # characters back within which a subject still holds
_NOT_BEHIND = frozenset("、小大性")  # a member of a list; 中小|学法; 事务性|文件
_ANSWERED = "办复议"  # 办复|议案: proposals that were answered
_NOT_BEFORE = ("法", "厅", "局", "院", "所", "、", "条例", "办法")


class Named(NamedTuple):
    """A subject that the text names: its standard name, where it stands, in which words."""

    name: str
    place: int
    words: str


@cache
def _names() -> tuple[AhoCorasick, list[str], dict[str, str]]:
    subjects = lexicon.read_key("measure", "subjects")
    names = {word: str(name) for name, words in subjects.items() for word in str(words).split()}
    return AhoCorasick(list(names), matchkind=MatchKind.LeftmostLongest), list(names), names


def _named(text: str) -> list[Named]:
    """Return the subjects that a text names, in order."""
    scanner, words, names = _names()
    return [
        Named(names[words[index]], start, words[index])
        for index, start, end in scanner.find_matches_as_indexes(text)
        if not (start and (text[start - 1] in _NOT_BEHIND or text.startswith(_ANSWERED, start - 1)))
        and not text.startswith(_NOT_BEFORE, end)
    ]


class Subjects:
    """The subjects of one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._found = _named(text)
        self._starts = [found.place for found in self._found]

    def before(self, place: int) -> Named | None:
        """Return the subject named nearest before ``place`` in its paragraph."""
        at = bisect_left(self._starts, place) - 1
        if at < 0 or place - self._starts[at] > _REACH or self._text.find("\n", self._starts[at], place) >= 0:
            return None
        return self._found[at]


@lru_cache(maxsize=512)
def names_subject(words: str) -> bool:
    """Say whether the words name a subject themselves."""
    return bool(_named(words))


def is_broad(named: Named) -> bool:
    """Say whether a subject tells less than a longer name that holds its words: 执法 of 执法人员资格考试."""
    return named.name in _broad()


@cache
def _broad() -> frozenset[str]:
    return frozenset(lexicon.words("measure", "broad"))


@lru_cache(maxsize=512)
def narrow(words: str) -> bool:
    """Say whether the words name a subject that is not broad."""
    return any(not is_broad(named) for named in _named(words))


@lru_cache(maxsize=64)
def named_in(heading: str) -> str:
    """Return the standard name of the last subject that a heading names, empty where it names none."""
    found = _named(heading)
    return found[-1].name if found else ""
