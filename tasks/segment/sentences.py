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
    """Yield the sentences in text order, with their words where ``tokens`` is set."""
    for index, (section, start, end) in enumerate(_spans(text, section_starts)):
        yield Sentence(index, section, start, end, _words(text[start:end]) if tokens else ())


def _spans(text: str, section_starts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (section index, start, end) of every sentence in text order; ``section_starts`` begins with 0."""
    section = 0
    openings = [*section_starts[1:], len(text) + 1]  # where the section after each one opens
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        while start < end:
            while openings[section] <= start:
                section += 1
            stop = min(end, openings[section])
            piece = text[start:stop].rstrip()
            words = piece.lstrip()
            if words:
                yield section, start + len(piece) - len(words), start + len(piece)
            start = stop


def _words(sentence: str) -> tuple[str, ...]:
    """Return the words of a sentence; blanks are no words."""
    words = rjieba.cut(sentence)
    if len(sentence.split()) > 1:
        return tuple([word for word in words if not word.isspace()])
    return tuple(words)
