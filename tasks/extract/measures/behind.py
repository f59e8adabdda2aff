"""What follows a figure's unit: the noun that is counted (5名群众), and what is said of it (29个部门参加测试)."""

import re
from dataclasses import dataclass
from functools import cache

from tasks.extract.claims.context import Context
from tasks.extract.measures.words import Word, word_set, words_between
from tasks.extract.mentions.figures import Figure

RATES = ("率", "比例", "占比", "比", "比重", "权重", "覆盖面")
_STOPS = "，。；：！？、,;:!?）)\n\r"
_LONGEST_RATE = 6
_RANKS = ("以上", "以下")  # 14名科级以上领导干部
_EQUATES = frozenset(("为", "是", "占", "达", "达到", "约"))  # tells what the noun is, not which ones
TIMES = ("次", "场", "场次", "期", "轮", "批次", "轮次")
_JOINT, _COMMA = re.compile("[、和及]"), re.compile("[，,]")
_NEXT = re.compile(f"[0-9,.一二两三四五六七八九十百]+余?(?:{'|'.join(sorted(TIMES, key=len, reverse=True))})")
_GOES_ON = frozenset(("并", "并且", "而", "且"))  # …并逐项分工: told besides


@dataclass(slots=True)
class Behind:
    """What follows the unit: the noun (5名群众), what is said of it, where the noun ends."""

    noun: list[Word]
    said: list[Word]
    end: int
    goes_on: bool = False  # another value follows: 从120名增加到150名
    followed: bool = False  # another figure follows in the clause: 16个大队共有执法人员312名


def behind(context: Context, figure: Figure, limit: int, right: int) -> Behind:
    """Return what follows ``figure`` up to ``limit``, the next figure or the end of the clause at ``right``."""
    after = _own(context, figure, limit, right)
    if figure.unit in TIMES and limit < right and not after.said:
        after.said = _said_of_both(context, figure, limit, right)
    return after


def _own(context: Context, figure: Figure, limit: int, right: int) -> Behind:
    """Return what follows ``figure`` before the next one."""
    text = context.text
    if limit < right and _to().fullmatch(text, figure.after, limit):
        return Behind([], [], figure.after, goes_on=True)
    start = figure.after + text.startswith("的", figure.after)
    if start >= limit or text[start] in _STOPS:
        return Behind([], [], figure.after)
    words = words_between(context, start, limit, behind=True)
    if words and (words[0].text in _GOES_ON or words[0].code == "c"):  # 审核111次且通过率100%, 学习7次和研讨8次
        return Behind([], [], figure.after)
    stop = next((i for i, w in enumerate(words) if w.text[0] in _STOPS), len(words))
    if limit < right:  # 8个水源地水质达标率保持100%: the rate is the next figure's
        stop = next((i for i, w in enumerate(words[:stop]) if _is_next_rate(text[w.start : limit])), stop)
    at = _noun_end(words, stop)
    noun, said = [Word(w.text, "g", w.start) if w.code == "s" else w for w in words[:at]], words[at:stop]
    end = words[at].start if at < len(words) else limit
    if said and (said[0].text in _EQUATES or (at and words[at - 1].text in _GOES_ON)):
        said = []
    if noun and at == len(words) and limit < right and noun[0].text in word_set("units"):
        more = words_between(context, limit, right)
        said = more[: _noun_end(more, len(more))]
        end = noun[0].start + len(noun[0].text)
    while noun and noun[-1].code in "cljm":
        if noun[-1].code == "m":
            if not said:
                break
            said = [noun[-1], *said]
        noun = noun[:-1]
    return Behind(noun, said, max(end, figure.after) if noun else figure.after, followed=limit < right)


def _said_of_both(context: Context, figure: Figure, limit: int, right: int) -> list[Word]:
    """Return what is said of two figures joined to each other: 常委会2次、常务会5次研究法治工作."""
    joint = _JOINT.search(context.text, figure.after, limit)
    if joint is None or _COMMA.search(context.text, figure.after, limit):
        return []
    number = _NEXT.match(context.text, limit, right)
    if number is None:
        return []
    words = words_between(context, number.end(), right, behind=True)
    at = _noun_end(words, len(words))
    return words[at:] if at < len(words) and words[at].code in "vm" else []


@cache
def _to() -> re.Pattern[str]:
    """Return what leads from one value to the next: 增加到, 缩短为."""
    acts = "|".join(sorted(word_set("changes"), key=len, reverse=True))
    return re.compile(f"(?:最[短多高低])?(?:{acts}|增长|上升|下降|升|降)?(?:[到至成为])(?:20[0-9]{{2}}年的?)?[约近]?")


def _is_next_rate(told: str) -> bool:
    """Say whether a word begins the name of a rate whose number follows at once."""
    name = told.rstrip("均为达到保持在稳定")
    return name.endswith(RATES) and len(name) <= _LONGEST_RATE


def _noun_end(words: list[Word], stop: int) -> int:
    at = 0
    while at < stop and (words[at].code in "ngasjcxlm" or words[at].text in _RANKS or _describes(words, at)):
        at += 1
    return at


def _describes(words: list[Word], at: int) -> bool:
    """Say whether an act describes the noun behind it: 审批 单位."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else None
    if word.text == "组织" and at:
        return True
    if word.code != "v" or following is None:
        return False
    return following.text in word_set("heads") or (following.code in "ng" and any(w.code == "j" for w in words[:at]))
