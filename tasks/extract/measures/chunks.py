"""Words put together: acts, noun phrases and prepositions, in order.

``weight`` counts the characters of the nouns that name something: a chunk without weight (收到 申请, 部门) needs a
topic beside it. Nothing here fails on a text.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import NamedTuple

from tasks.extract import lexicon
from tasks.extract.measures.words import Word, word_set

_NOUNS = frozenset("nga")
_KEPT_JOINTS = frozenset("和与及暨")
_AFTER = ("后", "之后", "以后", "前", "之前")
_WITH_OTHERS = ("联合", "协同", "配合")  # 联合 执法; but 联合 公安 执法
_OWN_SCOPES = frozenset("本我全各")  # 本局, 我市, 全县: whose figure it is, never part of a name
_BODIES = frozenset("街镇乡县市区省州旗村局委院署队组团")  # what a word for a body ends in
_NEGATIONS = ("尚未", "未能", "未")
_LONGEST, _LONGEST_OWNER = 12, 6  # characters of a noun phrase, and of one that an act and its noun join
_END = Word("", "", 0)
LISTED = ","  # heads a noun phrase that a conjunction joins to the act behind it


class Chunk(NamedTuple):
    """A stretch of words: an act (V), a noun phrase (N) or a preposition (P)."""

    kind: str
    text: str
    weight: int
    head: str  # the class of its last word
    light: bool = False
    closed: bool = False  # a word that ends a phrase (全年, 共) stands behind it


@cache
def _full_names() -> dict[str, str]:
    return {str(k): str(v) for k, v in lexicon.read_key("measure", "full_names").items()}


def chunked(words: Sequence[Word]) -> list[Chunk]:
    """Group classed words into chunks."""
    if not words:
        return []
    made = _Chunks()
    for word, following in zip(words, [*words[1:], _END], strict=False):
        made.take(word, following.code)
    made.flush()
    return made.done


class _Chunks:
    """Chunks in the making."""

    def __init__(self) -> None:
        self.done: list[Chunk] = []
        self.words: list[str] = []
        self.weight = 0
        self.head = ""
        self.manner = ""
        self.listed = -1  # how many chunks stood before the list that goes on

    def take(self, word: Word, following: str) -> None:
        """Take the next word; ``following`` is the class of the one after it."""
        text, code, _ = word
        if code == "T":
            code = "" if following in _NOUNS else "n"
        elif code == "t" and following and following in "nga" and text in word_set("changes"):
            code = "v"  # 减少 入企检查; but 检查减少 12次
        elif code == "m" and following and following in _NOUNS and text in word_set("verbs"):
            code = "v"  # 公开 信息; but 公开 评议
        elif text == "办" and self.words and following in ("v", "w", "m"):
            code = "a"  # 综治办 受理信访件
        elif code == "p" and not following and text == "通过":
            code = "v"  # 5件不予通过
        elif code == "p" and following == "v" and text in _WITH_OTHERS:
            code = "m"
        elif text == "组织" and self.words and following not in _NOUNS:
            code = "a"
        taker = _TAKERS.get(code)
        if taker is not None:
            taker(self, text, code, following)

    def _noun(self, text: str, code: str, _following: str) -> None:
        """Add a word to the noun phrase; an act before a word that it describes (审核 人员) joins it."""
        if not self.words:
            text = _full_names().get(text, text)
            self._join_act(text)
        elif code == "n" and self.head == "a" and self.done and self.done[-1].kind == "P":
            self.words, self.weight = [], 0
        self.words.append(self.manner + text)
        self.manner = ""
        if code == "n":
            self.weight += len(text)
            code = "a" if text[-1] in _BODIES and len(text) > 1 else code
        self.head = code

    def _join_act(self, text: str) -> None:
        done = self.done
        if not done or done[-1].kind != "V" or done[-1].light or text not in word_set("heads"):
            return
        act = done.pop().text
        if done and done[-1].kind == "N" and not done[-1].closed and len(done[-1].text) <= _LONGEST_OWNER:
            owner = done.pop()
            self.words, self.weight = [owner.text], owner.weight
        self.words.append(act)

    def _act(self, text: str, code: str, _following: str) -> None:
        """Add an act; acts in a row are one, and of these a light one falls away."""
        manner, self.manner, light = self.manner, "", code == "w"
        self.flush()
        text = manner + _full_names().get(text, text)
        last = self.done[-1] if self.done else None
        if last is None or last.kind != "V":
            self.done.append(Chunk("V", text, 0, "v", light))
        elif not light:
            kept = next((no for no in _NEGATIONS if last.text.startswith(no)), "") if last.light else last.text
            self.done[-1] = Chunk("V", kept + text, 0, "v")  # 尚未作出 判决

    def _manner(self, text: str, _code: str, _following: str) -> None:
        self.flush()
        self.manner += text

    def _preposition(self, text: str, _code: str, _following: str) -> None:
        self.flush()
        self.done.append(Chunk("P", text, 0, "p"))

    def _scope(self, text: str, code: str, following: str) -> None:
        """Keep the scope or place that is part of a name: 省级示范村."""
        if text in _AFTER and following and not self.words and self.done and self.done[-1].kind == "V":
            self.done.clear()  # 审理终结 后 | 纠错
        is_object = code == "s" and self.done and self.done[-1].kind == "V"
        if text[0] not in _OWN_SCOPES and (self.words or is_object):
            self.words.append(self.manner + text)
            self.manner = ""

    def _joint(self, text: str, _code: str, following: str) -> None:
        """Keep a conjunction between nouns; between acts it falls away."""
        if self.listed < 0:
            self.listed = len(self.done)
        if self.words and following in _NOUNS and text in _KEPT_JOINTS:
            self.words.append(text)
        elif self.words and self.head and following in ("v", "w"):
            self.head = LISTED
            self.flush()

    def _and_others(self, _text: str, _code: str, following: str) -> None:
        """Leave a list to the noun that sums it up: 医疗、教育等项目."""
        if following in _NOUNS:
            self.words, self.weight = [], 0
            if following == "n" and 0 < self.listed < len(self.done):
                del self.done[self.listed :]  # 出台案卷评查、学法方案等制度
        self.listed = -1

    def _break(self, _text: str, _code: str, _following: str) -> None:
        self.flush(closed=True)
        self.listed = -1

    def flush(self, closed: bool = False) -> None:
        """End the noun phrase; a mere scope is none."""
        words = self.words
        if not words and not self.manner:
            return
        if self.manner:
            last = self.done[-1] if self.done and not words else None
            if last is not None and last.kind == "N" and not last.closed:  # 审批时限平均 压减45%
                self.done[-1] = last._replace(text=last.text + self.manner)
                self.manner, self.head = "", ""
                return
            words.append(self.manner)
            self.manner, self.head = "", "m"
        if words and self.head:
            length = sum(map(len, words))
            first = 0
            while length > _LONGEST and first < len(words) - 1:
                length -= len(words[first])
                first += 1
            first += first < len(words) - 1 and words[first] in _KEPT_JOINTS
            self.done.append(Chunk("N", "".join(words[first:]), self.weight, self.head, False, closed))
        self.words, self.weight, self.head = [], 0, ""


_TAKERS: dict[str, Callable[[_Chunks, str, str, str], None]] = {
    **dict.fromkeys("nga", _Chunks._noun),
    **dict.fromkeys("vw", _Chunks._act),
    **dict.fromkeys("sl", _Chunks._scope),
    **dict.fromkeys("dtb", _Chunks._break),
    "m": _Chunks._manner,
    "p": _Chunks._preposition,
    "c": _Chunks._joint,
    "e": _Chunks._and_others,
}
