"""Rates of change: is a figure a level, or a year-on-year change, in which direction and against what?

``compare`` returns (statistic, comparison, sign). A change needs a base (同比, 较上年) or a word of trend (增长, 下降);
压缩80% of paper work without a base is a level. What rises *to* a value (提高到15%) is a level.
"""

import re
from dataclasses import dataclass
from functools import cache

from schemas.documents import Statistic
from tasks.extract import lexicon
from tasks.extract.context import Context
from tasks.extract.figures import Figure

_TAIL = r"(?:了|约|近|超|超过|达到|达|率达|率为|率|幅度|幅|为|是|逾)*\s?$"
_REACH = 30


@dataclass(frozen=True, slots=True)
class Change:
    """How a figure compares: ``statistic``, the words of base and direction, and +1 or -1."""

    statistic: Statistic
    base: str  # 同比, 较上年…; empty where only a word of trend stands
    direction: str
    sign: int

    @property
    def comparison(self) -> str:
        """Base and direction, as the text has them."""
        return f"{self.base}{self.direction}"


@dataclass(frozen=True, slots=True)
class _Patterns:
    base: re.Pattern[str]
    direction: re.Pattern[str]
    signs: dict[str, int]
    trends: frozenset[str]


@cache
def _patterns() -> _Patterns:
    signs: dict[str, int] = {}
    trends: set[str] = set()
    for key in ("trends", "steps"):
        for name, sign in (("up", 1), ("down", -1)):
            found = str(lexicon.read_key("comparison", key)[name]).split()
            signs.update(dict.fromkeys(found, sign))
            if key == "trends":
                trends.update(found)
    alternatives = "|".join(sorted(map(re.escape, signs), key=len, reverse=True))
    bases = "|".join(lexicon.words("comparison", "bases"))
    return _Patterns(re.compile(bases), re.compile(rf"({alternatives}){_TAIL}"), signs, frozenset(trends))


def compare(context: Context, figure: Figure, previous: Change | None) -> Change | None:
    """Return the change a figure states, or None for a level.

    ``previous`` is the change the figure before it in the sentence states: 较上年减少35件、下降12% has one base.
    """
    patterns = _patterns()
    left, _ = context.clause(figure.start, figure.end)
    before = context.text[max(left, figure.start - _REACH) : figure.start]
    direction = patterns.direction.search(before)
    if not direction:
        return None
    base = _base(context, left, figure.start, direction.start() == 0)
    word = direction[1]
    if base is None and previous is not None and direction.start() <= 2:
        base = previous.base or None
    if base is None and figure.unit != "个百分点" and (word not in patterns.trends or figure.kind != "rate"):
        return None
    return Change(_statistic(figure), base or "", word, patterns.signs[word])


def _base(context: Context, left: int, start: int, bare: bool) -> str | None:
    """Find the base in the clause or the one before it: 与去年相比,受案数下降12%; 去年同期103件,增加27.2%.

    ``bare``: the clause says nothing but the direction, so that any base before it is its own.
    """
    patterns = _patterns()
    found = list(patterns.base.finditer(context.text, max(left, start - 2 * _REACH), start))
    if not found:
        earlier = context.previous_clause(left)
        if earlier and earlier[1] - earlier[0] <= _REACH:
            match = patterns.base.search(context.text, *earlier)
            found = [match] if match and (bare or earlier[1] - match.end() <= 2) else []
    return found[-1][0] if found else None


def _statistic(figure: Figure) -> Statistic:
    if figure.unit == "个百分点":
        return "yoy_points"
    return "yoy_pct" if figure.unit in ("%", "倍") else "yoy_abs"
