"""What a passage is about: the standard name of the subject that a text names nearest before a place.

The names and the words that show them are ``data/lexicon/measure.yaml``, ``subjects``. A law's or an organ's name and a
member of a list (预防诈骗、法律援助法等) show no subject. Nothing here fails on a text.
"""

import re
from bisect import bisect_left
from functools import cache, lru_cache
from typing import NamedTuple

from tasks.extract import lexicon

_REACH = 120  # characters back within which a subject still holds
_OTHER_NAMES = "[法厅局院所、]|条例|办法"


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    subjects = lexicon.read_key("measure", "subjects")
    names = {word: str(name) for name, words in subjects.items() for word in str(words).split()}
    words = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.compile(f"(?<![、小大])(?:{words})(?!{_OTHER_NAMES})"), names


class Named(NamedTuple):
    """A subject that the text names: its standard name, where it stands, in which words."""

    name: str
    place: int
    words: str


class Subjects:
    """The subjects of one text, in order."""

    def __init__(self, text: str) -> None:
        pattern, names = _names()
        self._text = text
        self._found = [Named(names[m[0]], m.start(), m[0]) for m in pattern.finditer(text)]
        self._starts = [found.place for found in self._found]

    def before(self, place: int) -> Named | None:
        """Return the subject named nearest before ``place`` in its paragraph."""
        at = bisect_left(self._starts, place) - 1
        if at < 0 or place - self._starts[at] > _REACH or "\n" in self._text[self._starts[at] : place]:
            return None
        return self._found[at]


def names_subject(words: str) -> bool:
    """Say whether the words name a subject themselves."""
    return _names()[0].search(words) is not None


def borrowed(measure: str, clause: str) -> int:
    """Return how many characters at the measure's head are a subject's name that its clause does not hold."""
    held = (name for name in set(_names()[1].values()) if measure.startswith(name) and name not in clause)
    return max(map(len, held), default=0)


@lru_cache(maxsize=64)
def named_in(heading: str) -> str:
    """Return the standard name of the last subject that a heading names, empty where it names none."""
    pattern, names = _names()
    found = pattern.findall(heading)
    return names[found[-1]] if found else ""
