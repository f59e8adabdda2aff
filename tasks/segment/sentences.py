"""Cuts a text into sentences and words.

A sentence ends at 。！？ with the closing quotes that follow, at a line break, or where a section opens; never at a
decimal point or a comma-like mark. Sentences are trimmed of blanks at both ends; together they hold every character
that is not blank. Words are jieba's, cut by its Rust binding. Nothing fails.
"""

import re
from collections.abc import Iterator, Sequence

import rjieba

from schemas.documents import Sentence

_SENTENCE = re.compile(r"(?:[^。！？!?\r\n]+[。！？!?]*|[。！？!?]+)[”’\"'）)》」』】]*")


def sentences(text: str, section_starts: Sequence[int], *, tokens: bool) -> Iterator[Sentence]:
    """Yield the sentences in text order, with their words where ``tokens`` is set; ``section_starts`` begins with 0."""
    section = index = 0
    openings = [*section_starts[1:], len(text) + 1]  # where the section after each one opens
    for found in _SENTENCE.finditer(text):
        low, end = found.span()
        while low < end:
            while openings[section] <= low:
                section += 1
            high = min(end, openings[section])
            piece = text[low:high].strip()
            if piece:
                start = low if text[low] == piece[0] else text.index(piece, low)
                yield Sentence(index, section, start, start + len(piece), _words(piece) if tokens else ())
                index += 1
            low = high


def _words(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence; blanks are no words."""
    words = rjieba.cut(sentence)
    if len(sentence.split()) > 1:
        return tuple([word for word in words if not word.isspace()])
    return tuple(words)
