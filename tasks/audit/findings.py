"""The findings the audit can give: the arithmetic in words, Chinese and English.

One builder a relation. The audit says what holds and what does not; it never repairs a figure.
"""

from decimal import Decimal

from schemas.documents import Basis, Finding, Quantity, Verdict
from tasks.audit.bounds import number, written


def sum_of(parts: list[Quantity], whole: Quantity, verdict: Verdict) -> Finding:
    """Return the finding that the parts do or do not add up to the whole."""
    terms = "+".join(written(part) for part in parts)
    reached = number(sum((p.value for p in parts if p.value is not None), start=Decimal(0)))
    is_said = "与所述总数一致" if verdict == "holds" else f"与所述总数{written(whole)}不符"
    in_english = "as stated" if verdict == "holds" else f"but the total is stated as {written(whole)}"
    return Finding(
        type="sum",
        basis="stated",
        verdict=verdict,
        members=(*(part.index for part in parts), whole.index),
        expected=reached,
        observed=written(whole),
        message_zh=f"分项之和 {terms}={reached}，{is_said}",
        message_en=f"the parts add up to {terms}={reached}, {in_english}",
    )


def subset(part: Quantity, whole: Quantity, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that ``part`` is or is not within ``whole``."""
    sign = "≤" if verdict == "holds" else ">"
    relation = f"{written(part)}{sign}{written(whole)}"
    is_said = "部分不大于整体" if verdict == "holds" else "部分大于整体"
    in_english = "the part is within its whole" if verdict == "holds" else "the part is larger than its whole"
    return Finding(
        type="subset",
        basis=basis,
        verdict=verdict,
        members=(part.index, whole.index),
        expected=f"≤{written(whole)}",
        observed=written(part),
        message_zh=f"{is_said}：{relation}",
        message_en=f"{in_english}: {relation}",
    )


def ratio(part: Quantity, whole: Quantity, rate: Quantity, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that part / whole is or is not the stated rate."""
    computed = "?"
    if part.value is not None and whole.value:
        computed = f"{number(round(part.value / whole.value * 100, 2))}%"
    sum_ = f"{written(part)}/{written(whole)}={computed}"
    is_said = "与所述" if verdict == "holds" else "不同于所述"
    in_english = "as the stated" if verdict == "holds" else "not the stated"
    return Finding(
        type="ratio",
        basis=basis,
        verdict=verdict,
        members=(part.index, whole.index, rate.index),
        expected=computed,
        observed=f"{written(rate)}%",
        message_zh=f"{sum_}，{is_said}{written(rate)}%" + ("相符" if verdict == "holds" else ""),
        message_en=f"{sum_}, {in_english} {written(rate)}%",
    )


def equal(first: Quantity, second: Quantity, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that two statements of one thing agree or not."""
    relation = f"{written(first)}{'=' if verdict == 'holds' else '≠'}{written(second)}"
    return Finding(
        type="equal",
        basis=basis,
        verdict=verdict,
        members=(first.index, second.index),
        expected=written(first),
        observed=written(second),
        message_zh=f"两处表述{'一致' if verdict == 'holds' else '不一致'}：{relation}",
        message_en=f"the two statements {'agree' if verdict == 'holds' else 'differ'}: {relation}",
    )


def yoy(change: Quantity, now: Quantity, before: Quantity, direction: int, basis: Basis, verdict: Verdict) -> Finding:
    """Return the finding that a stated change is or is not what the two values give."""
    mark = "%" if change.statistic == "yoy_pct" else change.unit or ""
    computed, sum_ = _written_change(change, now, before)
    stated = f"{'-' if direction < 0 else ''}{written(change)}{mark}"
    is_said = f"与所述{stated}相符" if verdict == "holds" else f"不同于所述{stated}"
    in_english = f"as the stated {stated}" if verdict == "holds" else f"not the stated {stated}"
    return Finding(
        type="yoy",
        basis=basis,
        verdict=verdict,
        members=(now.index, before.index, change.index),
        expected=f"{computed}{mark}",
        observed=stated,
        message_zh=f"{sum_}{mark}，{is_said}",
        message_en=f"{sum_}{mark}, {in_english}",
    )


def _written_change(change: Quantity, now: Quantity, before: Quantity) -> tuple[str, str]:
    if now.value is None or not before.value:
        return "?", f"{written(now)} / {written(before)}"
    if change.statistic == "yoy_pct":
        computed = number(round((now.value - before.value) / before.value * 100, 2))
        return computed, f"({written(now)}-{written(before)})/{written(before)}={computed}"
    computed = number(now.value - before.value)
    return computed, f"{written(now)}-{written(before)}={computed}"


def restated(quantity: Quantity, before: Quantity, verdict: Verdict) -> Finding:
    """Return the finding that an earlier value agrees with last year's own report or not."""
    relation = f"{written(quantity)}{'=' if verdict == 'holds' else '≠'}{written(before)}"
    is_same = verdict == "holds"
    return Finding(
        type="equal",
        basis="cross-year",
        verdict=verdict,
        members=(quantity.index,),
        expected=written(before),
        observed=written(quantity),
        message_zh=f"所引上年数与上年报告{'一致' if is_same else '不一致'}：{relation}",
        message_en=f"the earlier value {'agrees with' if is_same else 'differs from'} last year's report: {relation}",
    )
