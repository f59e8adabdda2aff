"""Where a mention stands: its clause, its sentence, its section, the quotation marks around it.

Built once a document; every question is then a bisection or a look at a bounded stretch.
"""

import re
from bisect import bisect_left, bisect_right

from schemas.documents import Section, Segmentation

_CLAUSE_END = re.compile(r"[,，](?![0-9]{3}(?![0-9]))|(?<![0-9])[,，]|[。;；:：!！?？\n\r]")
_SENTENCE_END = "。;；!！?？\n\r"
_PAIRS = {"“": "”", "‘": "’", "「": "」", "『": "』"}
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

    def section(self, offset: int) -> Section | None:
        """Return the section that holds ``offset``; None where the document has none."""
        at = bisect_right(self._section_starts, offset) - 1
        return self.sections[at] if at >= 0 else None

    def sentence(self, offset: int) -> int:
        """Return the index in ``sentences`` of the sentence that holds ``offset``."""
        return max(0, bisect_right(self._sentence_starts, offset) - 1)

    def sentence_start(self, offset: int) -> int:
        """Return where the sentence begins, or 0 in a document without sentences."""
        at = bisect_right(self._sentence_starts, offset) - 1
        start = self.sentences[at].start if at >= 0 else 0
        return max(start, offset - _SENTENCE_REACH)

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """Return the clause around [start, end): from the punctuation before it to the punctuation after it."""
        before = bisect_left(self._ends, start) - 1
        after = bisect_left(self._ends, end)
        left = self._ends[before] + 1 if before >= 0 else 0
        right = self._ends[after] if after < len(self._ends) else len(self.text)
        return max(left, start - _CLAUSE_REACH), min(right, end + _CLAUSE_REACH)

    def previous_clause(self, left: int) -> tuple[int, int] | None:
        """Return the clause before the one that begins at ``left``, within the same sentence; None at its head."""
        if left == 0 or self.text[left - 1] in _SENTENCE_END:
            return None
        return self.clause(left - 1, left - 1)

    def quoted(self, start: int, end: int) -> bool:
        """Say whether the mention stands inside short quotation marks or a title 《》."""
        before = self.text[max(0, start - _QUOTE_REACH) : start]
        after = self.text[end : end + _QUOTE_REACH]
        for opener, closer in _PAIRS.items():
            if before.rfind(opener) > before.rfind(closer) and 0 <= after.find(closer) < _first(after, opener):
                return True
        return self._straight(start, before, after) or self._titled(start, end)

    def _straight(self, start: int, before: str, after: str) -> bool:
        if '"' not in before or '"' not in after:
            return False
        line = max(self.text.rfind("\n", 0, start), start - 400) + 1
        return self.text.count('"', line, start) % 2 == 1

    def _titled(self, start: int, end: int) -> bool:
        before = self.text[max(0, start - _TITLE_REACH) : start]
        if before.rfind("《") <= before.rfind("》"):
            return False
        after = self.text[end : end + _TITLE_REACH]
        close = after.find("》")
        return close >= 0 and not _STOP.search(after[:close])


def _first(text: str, character: str) -> int:
    at = text.find(character)
    return len(text) if at < 0 else at
