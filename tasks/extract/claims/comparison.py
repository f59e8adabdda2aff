"""Rates of change: is a figure a level, or a year-on-year change, in which direction and against what?

``compare`` returns the change a figure states. A change needs a base (同比, 较上年) or a word of trend (增长, 下降);
压缩80% of paper work without a base is a level. What rises *to* a value (提高到15%) is a level. A base that opens a
sentence (与上年相比，…) holds for all of it, and of coordinated figures (分别增长5%、8%) all are what the first is.
"""

import re
from functools import cache
from typing import NamedTuple

from schemas.documents import Statistic
from tasks.extract import lexicon
from tasks.extract.claims.context import Context
from tasks.extract.mentions.figures import Figure

_REACH = 30
_LAST_YEAR = re.compile(r"(?:去年|上年|上一年|前一年)(?!结转|遗留|结余|末|底)")
_BREAK = re.compile("[,，]")
_TO = re.compile("[为到至达是]")  # 精简为46项
_MARK = re.compile(r"[\s\W]*(?:[一二三四五六七八九十]{1,3}是)?")


class Change(NamedTuple):
    """How a figure compares: ``statistic``, the words of base and direction, and +1 or -1."""

    statistic: Statistic
    base: str  # 同比, 较上年…; empty where only a word of trend stands
    direction: str
    sign: int

    @property
    def comparison(self) -> str:
        """Base and direction, as the text has them."""
        return f"{self.base}{self.direction}"


class _Words(NamedTuple):
    base: re.Pattern[str]
    directions: tuple[str, ...]  # the longest first
    tails: tuple[str, ...]  # may stand between direction and number
    signs: dict[str, int]
    trends: frozenset[str]


@cache
def _words() -> _Words:
    signs: dict[str, int] = {}
    trends: set[str] = set()
    for key in ("trends", "steps"):
        for name, sign in (("up", 1), ("down", -1)):
            found = str(lexicon.read_key("comparison", key)[name]).split()
            signs.update(dict.fromkeys(found, sign))
            if key == "trends":
                trends.update(found)
    bases = "|".join(lexicon.words("comparison", "bases"))
    directions = tuple(sorted(signs, key=len, reverse=True))
    return _Words(re.compile(bases), directions, lexicon.words("comparison", "tails"), signs, frozenset(trends))


def compare(context: Context, figure: Figure, previous: Change | None, joined: bool) -> Change | None:
    """Return the change a figure states, or None for a level.

    ``previous`` is the change the figure before it in the sentence states: 较上年减少35件、下降12% has one base.
    ``joined``: nothing but 、 or 和 stands between the two, and they have one unit.
    """
    if joined and previous is not None:
        return previous._replace(statistic=_statistic(figure))
    left, _ = context.clause(figure.start, figure.end)
    found = _direction(context.text, max(left, figure.start - _REACH), figure.start)
    if found is None:
        return None
    word, at = found
    base = _base(context, left, figure.start, at == left)
    if base is None and previous is not None and at - left <= 2:
        base = previous.base or None
    if base is None and at == left and figure.kind != "rate":
        base = _last_year(context, left)
    words = _words()
    if base is None and figure.unit != "个百分点" and (word not in words.trends or figure.kind != "rate"):
        return None
    return Change(_statistic(figure), base or "", word, words.signs[word])


def moved(context: Context, figure: Figure) -> str:
    """Return the word right before a level that says what was done by so much: 材料减少80% → 减少; empty where none."""
    left, _ = context.clause(figure.start, figure.end)
    found = _direction(context.text, max(left, figure.start - _REACH), figure.start)
    if found is None or len(found[0]) < 2 or _TO.search(context.text, found[1], figure.start):
        return ""
    return found[0]


def _direction(text: str, low: int, start: int) -> tuple[str, int] | None:
    """Return the word of direction right before a number and where it begins: 下降了约 → 下降."""
    words = _words()
    end = start - 1 if text[start - 1 : start].isspace() else start
    while end > low:
        if text.endswith(words.directions, low, end):
            word = next(word for word in words.directions if text.endswith(word, low, end))
            return word, end - len(word)
        if not text.endswith(words.tails, low, end):
            return None
        end -= next(len(tail) for tail in words.tails if text.endswith(tail, low, end))
    return None


def _base(context: Context, left: int, start: int, bare: bool) -> str | None:
    """Find the base in the clause, the one before it or the sentence's opening: 去年同期103件,增加27.2%.

    ``bare``: the clause says nothing but the direction, so that any base before it is its own.
    """
    pattern = _words().base
    found = list(pattern.finditer(context.text, max(left, start - 2 * _REACH), start))
    if found:
        return found[-1][0]
    earlier = context.previous_clause(left)
    if earlier and earlier[1] - earlier[0] <= _REACH:
        match = pattern.search(context.text, *earlier)
        if match and (bare or earlier[1] - match.end() <= 2):
            return match[0]
    return _opening(context, start)


def _last_year(context: Context, left: int) -> str | None:
    """Return the earlier year told in the clauses just before a bare change: 去年办理100件，今年120件，增加20件."""
    found = list(_LAST_YEAR.finditer(context.text, max(context.sentence_head(left), left - _REACH), left))
    return found[-1][0] if found else None


def _opening(context: Context, place: int) -> str | None:
    """Return the base that is the whole opening clause of the sentence: 与上年相比，…"""
    head = context.sentence_head(place)
    mark = _MARK.match(context.text, head, head + _REACH)
    begin = mark.end() if mark else head
    end = _BREAK.search(context.text, begin, begin + _REACH)
    match = _words().base.fullmatch(context.text, begin, end.start()) if end else None
    return match[0] if match else None


def _statistic(figure: Figure) -> Statistic:
    if figure.unit == "个百分点":
        return "yoy_points"
    return "yoy_pct" if figure.unit in ("%", "倍") else "yoy_abs"
