"""Where a mention stands: its clause, its sentence, its section, the quotation marks around it.

Built once a document; every question is then a bisection or a look at a bounded stretch.
"""

import re
from bisect import bisect_left, bisect_right
from itertools import accumulate

import rjieba

from schemas.documents import Section, Segmentation, Sentence

# It begins with a set of characters, so that the regular expression engine skips to them; a comma in 12,345 is none.
_CLAUSE_END = re.compile(r"[,，。;；:：!！?？\n\r](?:(?<!,)|(?![0-9]{3}(?![0-9]))|(?<![0-9],))")
_SENTENCE_END = "。;；!！?？\n\r"
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』"}
_OPENERS = re.compile(f"[{''.join(_PAIRS)}]")
_QUOTE_REACH = 16
_TITLE_REACH = 80
# A clause or sentence reaches no further than this, so that one endless line costs no more than many short ones.
_CLAUSE_REACH, _SENTENCE_REACH = 160, 400
_STOP = re.compile(r"[。;；\n\r]")


class Context:
    """The places in one text that its mentions are judged by."""

    def __init__(self, text: str, segmentation: Segmentation) -> None:
        self.text = text
        self.sections = segmentation.sections
        self._section_starts = [s.start for s in segmentation.sections]
        self.sentences = segmentation.sentences
        self._sentence_starts = [s.start for s in segmentation.sentences]
        self._ends = [m.start() for m in _CLAUSE_END.finditer(text)]
        self._asked_words, self._words, self._places = -1, list[str](), list[int]()  # the sentence asked for last
        self._asked, self._clause = (-1, -1), (0, 0)  # the clause asked for last: several questions ask for the same

    def section(self, offset: int) -> Section | None:
        """Return the section that holds ``offset``; None where the document has none."""
        at = bisect_right(self._section_starts, offset) - 1
        return self.sections[at] if at >= 0 else None

    def sentence(self, offset: int) -> int:
        """Return the index in ``sentences`` of the sentence that holds ``offset``."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def sentence_head(self, offset: int) -> int:
        """Return where the sentence begins, however far back; 0 in a document without sentences."""
        at = bisect_right(self._sentence_starts, offset) - 1
        return self._sentence_starts[at] if at >= 0 else 0

    def sentence_start(self, offset: int) -> int:
        """Return where the sentence begins, or what a sentence can reach back to."""
        return max(self.sentence_head(offset), offset - _SENTENCE_REACH)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the clause around [start, end): from the punctuation before it to the punctuation after it."""
        if self._asked == (start, end):
            return self._clause
        before = bisect_left(self._ends, start) - 1
        after = bisect_left(self._ends, end)
        left = self._ends[before] + 1 if before >= 0 else 0
        right = self._ends[after] if after < len(self._ends) else len(self.text)
        self._asked = (start, end)
        self._clause = max(left, start - _CLAUSE_REACH), min(right, end + _CLAUSE_REACH)
        return self._clause

    def words(self, low: int, high: int) -> tuple[list[str], list[int]]:
        """Return the words between two places and where they begin, as the sentence was cut, or cut now."""
        at = bisect_right(self._sentence_starts, low) - 1
        if at < 0 or not self.sentences[at].tokens or high > self.sentences[at].end:
            return _cut(self.text[low:high], low)
        if at != self._asked_words:
            self._asked_words, (self._words, self._places) = at, self._placed(self.sentences[at])
        places = self._places
        first, last = bisect_left(places, low), bisect_left(places, high)
        words, starts = self._words[first:last], places[first:last]
        if first and places[first - 1] + len(self._words[first - 1]) > low:  # a word that the unit cuts: 7个|村
            tail = self._words[first - 1][low - places[first - 1] :]
            words, starts = [tail, *words], [low, *starts]
        if last > first and places[last - 1] + len(self._words[last - 1]) > high:
            del words[-1], starts[-1]
        return words, starts

    def _placed(self, sentence: Sentence) -> tuple[list[str], list[int]]:
        """Return the words of a sentence and where they begin; cut now where blanks or other characters were changed."""
        words, (start, end) = list(sentence.tokens), (sentence.start, sentence.end)
        if "".join(words) == self.text[start:end]:
            return words, list(accumulate(map(len, words), initial=start))[:-1]
        return _cut(self.text[start:end], start)

    def previous_clause(self, left: int) -> tuple[int, int] | None:
        """Return the clause before the one that begins at ``left``, within the same sentence; None at its head."""
        if left == 0 or self.text[left - 1] in _SENTENCE_END:
            return None
        return self.clause(left - 1, left - 1)

    def quoted(self, start: int, end: int) -> bool:
        """Say whether the mention stands inside short quotation marks or a title 《》."""
        before = self.text[max(0, start - _QUOTE_REACH) : start]
        return (
            (_OPENERS.search(before) is not None and self._paired(before, end))
            or ('"' in before and self._straight(start, end))
            or self._titled(start, end)
        )

    def _paired(self, before: str, end: int) -> bool:
        after = self.text[end : end + _QUOTE_REACH]
        return any(
            before.rfind(opener) > before.rfind(closer) and 0 <= after.find(closer) < _first(after, opener)
            for opener, closer in _PAIRS.items()
        )

    def _straight(self, start: int, end: int) -> bool:
        if '"' not in self.text[end : end + _QUOTE_REACH]:
            return False
        line = max(self.text.rfind("\n", 0, start), start - 400) + 1
        return self.text.count('"', line, start) % 2 == 1

    def _titled(self, start: int, end: int) -> bool:
        opened = self.text.rfind("《", max(0, start - _TITLE_REACH), start)
        if opened < 0 or self.text.find("》", opened, start) >= 0:
            return False
        after = self.text[end : end + _TITLE_REACH]
        close = after.find("》")
        return close >= 0 and not _STOP.search(after[:close])


def _first(text: str, character: str) -> int:
    at = text.find(character)
    return len(text) if at < 0 else at


def _cut(text: str, start: int) -> tuple[list[str], list[int]]:
    words: list[str] = rjieba.cut(text)
    return words, list(accumulate(map(len, words), initial=start))[:-1]
