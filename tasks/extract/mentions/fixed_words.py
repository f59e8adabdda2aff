"""Fixed words that hold a numeral: names (三重一大), idioms, ordinary words (统一) and places (三门县).

``find_words`` looks for all of ``data/lexicon/numeral_words.yaml`` at once and says which word decides about each numeral
character. A broken list raises FazhiError naming it; nothing here fails on a text.
"""

from functools import cache
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick

from schemas.documents import Kind
from tasks.extract import lexicon

CN = "零〇○一二三四五六七八九十百千万亿两俩廿卅"
_SORTS: tuple[tuple[str, Kind | None], ...] = (
    ("places", None), ("not_numerals", None), ("idioms", "other"), ("names", "name_part"),
)  # fmt: skip


class Word(NamedTuple):
    """A fixed word that a numeral character belongs to."""

    offset: int  # of the numeral character in the word
    length: int
    kind: Kind | None  # None: no numeral at all


@cache
def _index() -> tuple[AhoCorasick, list[tuple[Word, ...]]]:
    """Return the matcher, and for each word an entry for each of its numeral characters."""
    kinds: dict[str, Kind | None] = {word: kind for key, kind in _SORTS for word in lexicon.words("numeral_words", key)}
    held = [
        tuple(Word(at, len(word), kind) for at, character in enumerate(word) if character in CN + "双")
        for word, kind in kinds.items()
    ]
    return AhoCorasick(list(kinds)), held


def find_words(text: str) -> dict[int, Word]:
    """Return the fixed word that decides about each numeral character: one that begins nearest to it, then the longest."""
    matcher, held = _index()
    found: dict[int, Word] = {}
    for index, start, _ in matcher.find_matches_as_indexes(text, overlapping=True):
        for word in held[index]:
            other = found.get(start + word.offset)
            if other is None or (word.offset, -word.length) < (other.offset, -other.length):
                found[start + word.offset] = word
    return found
