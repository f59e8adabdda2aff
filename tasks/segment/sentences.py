"""Cuts a text into sentences and words, each with its place in the text.

A sentence ends at 。！？ with the closing quotes that follow, at a line break, or where a section opens; never at a
decimal point or a comma-like mark. Sentences are trimmed of blanks at both ends; together they hold every character
that is not blank. Words are jieba's, cut by its Rust binding over the whole text at once. Nothing fails.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

import rjieba

from schemas.documents import Sentence

_SENTENCE = re.compile(r"(?:[^。！？!?\r\n]+[。！？!?]*|[。！？!?]+)[”’\"'）)》」』】]*")


def sentence_spans(text: str, section_starts: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (section index, start, end) of every sentence in text order."""
    for found in _SENTENCE.finditer(text):
        start, end = found.span()
        first, last = bisect_right(section_starts, start) - 1, bisect_left(section_starts, end)
        for section in range(max(first, 0), max(last, first + 1, 1)):
            low = max(start, section_starts[section])
            high = min(end, section_starts[section + 1]) if section + 1 < len(section_starts) else end
            piece = text[low:high]
            stripped = piece.strip()
            if stripped:
                low += len(piece) - len(piece.lstrip())
                yield section, low, low + len(stripped)


def add_tokens(text: str, spans: Sequence[tuple[int, int, int]], *, tokens: bool) -> Iterator[Sentence]:
    """Yield the sentences, with their words where ``tokens`` is set; blanks are no words."""
    words = [(start, end) for word, start, end in rjieba.tokenize(text) if not word.isspace()] if tokens else []
    starts = [start for start, _ in words]
    for index, (section, start, end) in enumerate(spans):
        inside = words[bisect_left(starts, start) : bisect_left(starts, end)]
        yield Sentence(index, section, start, end, tuple(inside))
