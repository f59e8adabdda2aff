"""The findings the audit can give: the arithmetic in words, Chinese and English.

One builder a relation. The audit says what holds and what does not; it never repairs a figure.
"""

from collections.abc import Sequence
from decimal import Decimal

from schemas.documents import Basis, Finding, Quantity, Verdict
from tasks.audit.bounds import Range, bounds, is_exact
from tasks.audit.wording import in_english, number, scale, scaled, stated, written

_DOUBT_ZH = "，口径可能不同，请核对"
_DOUBT_EN = "; the two may not count the same things"


def sum_of(parts: Sequence[Quantity], whole: Quantity, verdict: Verdict, basis: Basis = "stated") -> Finding:
    """Return the finding that the parts do or do not add up to the whole."""
    reached = _sum(parts)
    mark = scale((*parts, whole))
    zh, en = _compared(reached, whole, verdict, mark)
    return Finding(
        type="sum",
        basis=basis,
        verdict=verdict,
        members=(*(part.index for part in parts), whole.index),
        expected=number(reached),
        observed=written(whole),
        message_zh=f"{'+'.join(map(written, parts))}={scaled(reached, mark)}，{zh}",
        message_en=f"{'+'.join(map(in_english, parts))}={number(reached)}, {en}",
    )


def flow(start: Sequence[Quantity], end: Sequence[Quantity], verdict: Verdict) -> Finding:
    """Return the finding that what was carried over and came in is, or is not, what was closed and is left."""
    sums = [_sum(start), _sum(end)]
    sign = "=" if sums[0] == sums[1] else "≠"
    is_said = "上年结转与新收之和等于已结与未结之和" if verdict == "holds" else "上年结转与新收之和不等于已结与未结之和"
    en = "cases carried over and received are those closed and pending"
    left, right = ("+".join(map(written, side)) for side in (start, end))
    return Finding(
        type="flow",
        basis="stated",
        verdict=verdict,
        members=tuple(q.index for q in (*start, *end)),
        expected=number(sums[0]),
        observed=number(sums[1]),
        message_zh=f"{left}{sign}{right}（{number(sums[0])}{sign}{number(sums[1])}），{is_said}"
        + ("" if verdict == "holds" else _DOUBT_ZH),
        message_en=f"{left}{sign}{right}: {en}" + ("" if verdict == "holds" else ", or should be" + _DOUBT_EN),
    )


def subset(part: Quantity, whole: Quantity, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that ``part`` is or is not within ``whole``."""
    sign = "≤" if verdict == "holds" else ">"
    is_said = "部分不大于整体" if verdict == "holds" else "部分大于整体"
    en = "the part is within its whole" if verdict == "holds" else "the part is larger than its whole"
    is_doubt = verdict == "suspect"
    return Finding(
        type="subset",
        basis=basis,
        verdict=verdict,
        members=(part.index, whole.index),
        expected=f"≤{written(whole)}",
        observed=written(part),
        message_zh=f"{is_said}：{stated(part)}{sign}{stated(whole)}" + (_DOUBT_ZH if is_doubt else ""),
        message_en=f"{en}: {in_english(part)}{sign}{in_english(whole)}" + (_DOUBT_EN if is_doubt else ""),
    )


def ratio(part: Quantity, whole: Quantity, rate: Quantity, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that part / whole is or is not the stated rate."""
    computed = "?"
    if part.value is not None and whole.value:
        computed = f"{number(round(part.value / whole.value * 100, 2))}%"
    is_said = {"holds": "相符", "violated": "不符", "suspect": "不一致" + _DOUBT_ZH}[verdict]
    en = {"holds": "as the stated", "violated": "not the stated", "suspect": "not the stated"}[verdict]
    return Finding(
        type="ratio",
        basis=basis,
        verdict=verdict,
        members=(part.index, whole.index, rate.index),
        expected=computed,
        observed=f"{written(rate)}%",
        message_zh=f"{written(part)}/{written(whole)}={computed}，与所述{stated(rate)}{is_said}",
        message_en=f"{in_english(part)}/{in_english(whole)}={computed}, {en} {in_english(rate)}"
        + (_DOUBT_EN if verdict == "suspect" else ""),
    )


def remainder(failed: Quantity, whole: Quantity, rate: Quantity, verdict: Verdict) -> Finding:
    """Return the finding that what is left of the whole is or is not the stated rate of it."""
    left = None if whole.value is None or failed.value is None else whole.value - failed.value
    computed = f"{number(round(left / whole.value * 100, 2))}%" if left is not None and whole.value else "?"
    is_said = "相符" if verdict == "holds" else "不一致" + _DOUBT_ZH
    en = "as the stated" if verdict == "holds" else "not the stated"
    return Finding(
        type="ratio",
        basis="stated",
        verdict=verdict,
        members=(failed.index, whole.index, rate.index),
        expected=computed,
        observed=f"{written(rate)}%",
        message_zh=f"({written(whole)}-{written(failed)})/{written(whole)}={computed}，与所述{stated(rate)}{is_said}",
        message_en=f"({in_english(whole)}-{in_english(failed)})/{in_english(whole)}={computed}, {en} {in_english(rate)}"
        + ("" if verdict == "holds" else _DOUBT_EN),
    )


def average(whole: Quantity, base: Quantity, stated_: Quantity, verdict: Verdict) -> Finding:
    """Return the finding that whole / base is or is not the stated average."""
    computed = number(round(whole.value / base.value, 2)) if whole.value is not None and base.value else "?"
    is_said = "相符" if verdict == "holds" else "不一致" + _DOUBT_ZH
    en = "as the stated" if verdict == "holds" else "not the stated"
    return Finding(
        type="ratio",
        basis="stated",
        verdict=verdict,
        members=(whole.index, base.index, stated_.index),
        expected=computed,
        observed=written(stated_),
        message_zh=f"{written(whole)}/{written(base)}={computed}，与所述平均{stated(stated_)}{is_said}",
        message_en=f"{in_english(whole)}/{in_english(base)}={computed}, {en} average {in_english(stated_)}"
        + ("" if verdict == "holds" else _DOUBT_EN),
    )


def equal(first: Quantity, second: Quantity, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that two statements of one thing agree or not."""
    sign = "=" if verdict == "holds" else "≠"
    is_doubt = verdict != "holds"
    return Finding(
        type="equal",
        basis=basis,
        verdict=verdict,
        members=(first.index, second.index),
        expected=written(first),
        observed=written(second),
        message_zh=f"两处表述{'不一致' if is_doubt else '一致'}：{stated(first)}{sign}{stated(second)}"
        + (_DOUBT_ZH if is_doubt else ""),
        message_en=f"the two statements {'differ' if is_doubt else 'agree'}: {in_english(first)}{sign}{in_english(second)}"
        + (_DOUBT_EN if is_doubt else ""),
    )


def yoy(change: Quantity, now: Quantity, before: Quantity, direction: int, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that a stated change is or is not what the two values give."""
    mark = "%" if change.statistic == "yoy_pct" else change.unit or ""
    computed, zh, en = _change(change, now, before)
    trend = change.comparison or ("下降" if direction < 0 else "增长")
    is_said = {"holds": "相符", "violated": "不符", "suspect": "不一致" + _DOUBT_ZH}[verdict]
    says = f"{'-' if direction < 0 else ''}{in_english(change)}"
    unit = "%" if mark == "%" else ""
    return Finding(
        type="yoy",
        basis=basis,
        verdict=verdict,
        members=(now.index, before.index, change.index),
        expected=f"{computed}{mark}",
        observed=f"{'-' if direction < 0 else ''}{written(change)}{mark}",
        message_zh=f"{zh}{mark}，与所述“{trend}{stated(change)}”{is_said}",
        message_en=f"{en}{unit}, {'as' if verdict == 'holds' else 'not'} the stated {says}"
        + (_DOUBT_EN if verdict == "suspect" else ""),
    )


def _change(change: Quantity, now: Quantity, before: Quantity) -> tuple[str, str, str]:
    """Return the computed change, and the sum that gives it in Chinese and in English."""
    if now.value is None or not before.value:
        return "?", f"{written(now)}，上年{written(before)}", f"{in_english(now)} after {in_english(before)}"
    pair = [(w(now), w(before)) for w in (written, in_english)]
    if change.statistic == "yoy_pct":
        computed = number(round((now.value - before.value) / before.value * 100, 2))
        zh, en = (f"({one}-{other})/{other}={computed}" for one, other in pair)
        return computed, zh, en
    computed = number(now.value - before.value)
    zh, en = (f"{one}-{other}={computed}" for one, other in pair)
    return computed, zh, en


def by_difference(change: Quantity, now: Quantity, off: Quantity, base: Decimal, verdict: Verdict) -> Finding:
    """Return the finding that a change in percent is or is not what the change in number gives.

    ``base`` is the value of the year before; where it is that of ``now``, the text itself gives it.
    """
    mark, is_fall, is_given = scale((now, off)), base > (now.value or 0), base == now.value
    computed = f"{number(round((off.value or 0) / base * 100, 2))}%"
    sign = "+" if is_fall else "-"
    is_said = "相符" if verdict == "holds" else "不一致" + _DOUBT_ZH
    return Finding(
        type="yoy",
        basis="stated",
        verdict=verdict,
        members=(now.index, off.index, change.index),
        expected=computed,
        observed=f"{written(change)}%",
        message_zh=("" if is_given else f"上年应为{written(now)}{sign}{written(off)}={scaled(base, mark)}，")
        + f"{written(off)}/{scaled(base, mark)}={computed}，与所述“{change.comparison or ''}{stated(change)}”{is_said}",
        message_en=(
            ""
            if is_given
            else f"the year before would be {in_english(now)}{sign}{in_english(off)}={number(base)}, and "
        )
        + f"{in_english(off)}/{number(base)}={computed}, {'as' if verdict == 'holds' else 'not'} the stated "
        f"{in_english(change)}" + ("" if verdict == "holds" else _DOUBT_EN),
    )


def restated(quantity: Quantity, before: Quantity, verdict: Verdict) -> Finding:
    """Return the finding that an earlier value agrees with last year's own report or not."""
    sign = "=" if verdict == "holds" else "≠"
    is_same = verdict == "holds"
    return Finding(
        type="equal",
        basis="cross-year",
        verdict=verdict,
        members=(quantity.index,),
        expected=written(before),
        observed=written(quantity),
        message_zh=f"所引上年数与上年报告{'一致' if is_same else '不一致'}：{stated(quantity)}{sign}{stated(before)}"
        + ("" if is_same else _DOUBT_ZH),
        message_en=f"the earlier value {'agrees with' if is_same else 'differs from'} last year's report: "
        f"{in_english(quantity)}{sign}{in_english(before)}" + ("" if is_same else _DOUBT_EN),
    )


def _sum(parts: Sequence[Quantity]) -> Decimal:
    return sum((part.value for part in parts if part.value is not None), start=Decimal(0))


def _compared(reached: Decimal, whole: Quantity, verdict: Verdict, mark: str) -> tuple[str, str]:
    """Say in Chinese and English how a sum stands to the stated total."""
    if verdict != "holds":
        off = f"，相差{scaled(abs(reached - whole.value), mark)}" if whole.value is not None and is_exact(whole) else ""
        is_said = "不符" if verdict == "violated" else "不一致"
        doubt = _DOUBT_ZH if verdict == "suspect" else ""
        return (
            f"与所述{stated(whole)}{is_said}{off}{doubt}",
            f"not the stated total of {in_english(whole)}" + (_DOUBT_EN if verdict == "suspect" else ""),
        )
    if reached == whole.value:
        return f"与所述{stated(whole)}相符", f"as the stated total of {in_english(whole)}"
    zh, en = _allowed(bounds(whole), mark)
    return f"与所述{stated(whole)}（{zh}）相符", f"within the stated total of {in_english(whole)} ({en})"


def _allowed(bound: Range, mark: str) -> tuple[str, str]:
    low, high = bound
    if low is None:
        return f"即不超过{scaled(high, mark)}", f"at most {number(high)}"
    if high is None:
        return f"即不少于{scaled(low, mark)}", f"at least {number(low)}"
    return f"可为{scaled(low, mark)}至{scaled(high, mark)}", f"{number(low)} to {number(high)}"
