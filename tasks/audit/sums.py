"""Parts and totals that one sentence states: 87项,其中…1项、…2项、…84项; …12件、…20件,合计32件.

A list under 其中 need not be complete and its items may overlap (其中优秀109人,合格114人), so only a complete list
of parts can contradict its total: one after 分别为, one whose last item is the rest (其他, 其余), or one the
catalogue knows as a partition. Anything looser is told only where it holds.
"""

from collections.abc import Iterator
from dataclasses import replace

from schemas.catalogue import Catalogue
from schemas.documents import Finding, Quantity
from tasks.audit.bounds import bounds, is_exact, number, strains, total, written
from tasks.audit.passage import Passage, pattern, words

_LONGEST_ITEM = 24  # characters an item of a list may have before its number
_MOST_PARTS = 30


def sums(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the sums and subsets that the sentence states."""
    for unit in dict.fromkeys(q.unit for q in passage.figures if q.unit and q.unit != "%"):
        levels = passage.levels(unit)
        for place, whole in enumerate(levels[:-1]):
            parts = _parts_after(passage, whole, levels[place + 1 : place + 1 + _MOST_PARTS])
            if parts:
                yield from _judge_parts(passage, levels[:place], whole, parts, catalogue)
        for place, whole in enumerate(levels):
            if place >= 2 and _is_total(passage, whole):
                yield from _judge_total(passage, levels[max(0, place - _MOST_PARTS) : place], whole)


def _parts_after(passage: Passage, whole: Quantity, following: list[Quantity]) -> list[Quantity]:
    """Return the items listed as parts of ``whole``; empty where no word says so."""
    if not following or not pattern("parts").search(passage.between(whole, following[0])):
        return []
    parts = following[:1]
    for item in following[1:]:
        gap = passage.between(parts[-1], item)
        if len(gap) > _LONGEST_ITEM or "；" in gap or ";" in gap or pattern("parts").search(gap):
            break
        if any(word in gap for word in words("totals")):
            break
        parts.append(item)
    return parts


def _judge_parts(
    passage: Passage, earlier: list[Quantity], whole: Quantity, parts: list[Quantity], catalogue: Catalogue
) -> Iterator[Finding]:
    fitting = [n for n in range(2, len(parts) + 1) if total(parts[:n]).meets(bounds(whole))]
    if fitting:
        yield sum_of(parts[: fitting[-1]], whole, "holds")
    elif len(parts) >= 2:
        is_partition = _is_catalogued(passage, whole, parts, catalogue)
        over = total(parts).above(bounds(whole))
        if _is_complete(passage, whole, parts) or (is_partition and over):
            yield sum_of(parts, whole, "violated" if is_exact(*parts, whole) else "suspect")
    for place, part in enumerate(parts):
        finding = _subset(part, whole)
        if finding.verdict == "holds":
            yield finding
        elif place == 0:
            # 其中 may also reach back to a whole named earlier; then the contradiction is not certain.
            is_within = any(bounds(other).above(bounds(part)) or other.value == part.value for other in earlier)
            yield replace(finding, verdict="suspect") if is_within else finding
        else:
            return


def _is_complete(passage: Passage, whole: Quantity, parts: list[Quantity]) -> bool:
    """Whether the sentence presents the parts as all there are."""
    after = passage.text[parts[-1].end : parts[-1].end + 2]
    if any(after.startswith(word) for word in words("open_end")):
        return False
    if any(word in passage.between(parts[-2], parts[-1]) for word in words("rest")):
        return True
    return any(word in passage.between(whole, parts[0]) for word in words("whole_list"))


def _is_catalogued(passage: Passage, whole: Quantity, parts: list[Quantity], catalogue: Catalogue) -> bool:
    """Whether the catalogue knows the parts as exclusive kinds of the whole."""
    for indicator in passage.indicators.get(whole.index, ()):
        kinds = set(catalogue.by_id[indicator].sum_of)
        named = [set(passage.indicators.get(part.index, ())) & kinds for part in parts]
        if kinds and all(named) and len(set().union(*named)) == len(parts):
            return True
    return False


def _is_total(passage: Passage, whole: Quantity) -> bool:
    return passage.before(whole).strip(" ，,、；;（(") in words("totals")


def _judge_total(passage: Passage, before: list[Quantity], whole: Quantity) -> Iterator[Finding]:
    """Judge a total that follows its parts; the list is the run of items joined by 、 before it."""
    run = before[-1:]
    for item in reversed(before[:-1]):
        gap = passage.between(item, run[0])
        if len(gap) > _LONGEST_ITEM or not gap.startswith(("、", "和", "及", "，", ",")):
            break
        run.insert(0, item)
    tight = [
        n for n, item in enumerate(run[:-1]) if not passage.between(item, run[n + 1]).startswith(("、", "和", "及"))
    ]
    for n in range(len(run) - 1):
        if total(run[n:]).meets(bounds(whole)):
            yield sum_of(run[n:], whole, "holds")
            return
    if len(run) >= 2 and not tight and is_exact(*run, whole):
        yield sum_of(run, whole, "violated")


def sum_of(parts: list[Quantity], whole: Quantity, verdict: str) -> Finding:
    """Return the finding that the parts do or do not add up to the whole."""
    terms = "+".join(written(part) for part in parts)
    reached = number(sum((p.value for p in parts if p.value is not None), start=parts[0].value * 0))  # type: ignore[operator]
    is_said = "与所述总数一致" if verdict == "holds" else f"与所述总数{written(whole)}不符"
    in_english = "as stated" if verdict == "holds" else f"but the total is stated as {written(whole)}"
    return Finding(
        type="sum",
        basis="stated",
        verdict=verdict,  # type: ignore[arg-type]
        members=(*(part.index for part in parts), whole.index),
        expected=reached,
        observed=written(whole),
        message_zh=f"分项之和 {terms}={reached}，{is_said}",
        message_en=f"the parts add up to {terms}={reached}, {in_english}",
    )


def _subset(part: Quantity, whole: Quantity) -> Finding:
    """Judge a part of a whole that the sentence states (其中)."""
    if bounds(part).above(bounds(whole)):
        verdict = "violated" if is_exact(part, whole) else "suspect"
    else:
        verdict = "suspect" if strains(part, whole) else "holds"
    return subset(part, whole, "stated", verdict)


def subset(part: Quantity, whole: Quantity, basis: str, verdict: str) -> Finding:
    """Return the finding that ``part`` is or is not within ``whole``."""
    sign = "≤" if verdict == "holds" else ">"
    relation = f"{written(part)}{sign}{written(whole)}"
    is_said = "部分不大于整体" if verdict == "holds" else "部分大于整体"
    in_english = "the part is within its whole" if verdict == "holds" else "the part is larger than its whole"
    return Finding(
        type="subset",
        basis=basis,  # type: ignore[arg-type]
        verdict=verdict,  # type: ignore[arg-type]
        members=(part.index, whole.index),
        expected=f"≤{written(whole)}",
        observed=written(part),
        message_zh=f"{is_said}：{relation}",
        message_en=f"{in_english}: {relation}",
    )
