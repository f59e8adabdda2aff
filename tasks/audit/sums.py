"""Parts and totals that a sentence states in words: 87项,其中…1项、…2项、…84项; …12件、…20件,合计32件.

A list under 其中 need not be complete and its items may overlap (其中优秀109人,合格114人), so only a complete list
of parts can contradict its total: one whose last item is the rest (其他, 其余), one by kinds (按类型分), outcomes of
which a case has only one, or a partition of the catalogue. Anything looser is told only where it holds. Lists that
no word introduces are read by their punctuation: ``lists.py``.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from operator import attrgetter

from schemas.catalogue import Catalogue
from schemas.documents import Finding, Quantity, Verdict
from tasks.audit.bounds import bounds, is_exact, is_within, slack, strains, total
from tasks.audit.complete import contradicts
from tasks.audit.findings import subset, sum_of
from tasks.audit.passage import Passage, pattern, words

LONGEST_ITEM = 24  # characters an item of a list may have before its number
JOINTS = ("、", "和", "及", "与")
MOST_PARTS = 30
_FAR = 60  # characters between a whole and the word that opens its parts


def sums(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the sums and subsets that the sentence states in words."""
    cues = _cues(passage)
    for levels in passage.counts.values():
        for number, (cue, place) in enumerate(cues):
            until = cues[number + 1][0] if number + 1 < len(cues) else passage.end
            parts = _parts_after(passage, cue, until, levels)
            if not parts or not _is_first(passage, place, parts[0]):
                continue
            wholes = [q for q in levels if q.end <= cue and _is_of(passage, q, parts[0])]
            # 办理68件（含上年结转8件）,其中审结63件: what stands in brackets is no whole of what follows them.
            wholes = [q for q in wholes if not passage.text.startswith(("）", ")"), q.end)] or wholes
            if wholes and cue - wholes[-1].end <= _FAR:
                yield from _judge_parts(passage, cue, wholes, parts, catalogue)
            elif not wholes:
                yield from _across_sentences(passage, cue, parts)


def _cues(passage: Passage) -> list[tuple[int, int]]:
    """Return where each word that opens a list of parts (其中, 包括) ends, and which figure of the sentence follows."""
    found = []
    for place, (gap, figure) in enumerate(zip(passage.gaps, passage.figures, strict=True)):
        if match := pattern("parts").search(gap):
            found.append((figure.start - len(gap) + match.end(), place))
    return found


def _is_first(passage: Passage, place: int, part: Quantity) -> bool:
    """Whether the list begins with the part, or with items in other units joined to it: 其中决策3次、合同88份."""
    return all(passage.gaps[n].startswith(JOINTS) for n in range(place + 1, passage.places[part.index] + 1))


def _across_sentences(passage: Passage, cue: int, parts: list[Quantity]) -> Iterator[Finding]:
    """Tell the parts that open a sentence (…120件。其中,…50件) where they fit the last count before it."""
    told = [q for q in passage.back if (q.unit, q.status) == (parts[0].unit, parts[0].status) and _is_named(passage, q)]
    is_opening = passage.text[passage.start : cue].strip() in words("parts")
    if not told or not is_opening or told[-1].section != parts[0].section or not _is_of(passage, told[-1], parts[0]):
        return
    whole = told[-1]
    fitting = [n for n in range(2, len(parts) + 1) if makes_up(parts[:n], whole)]
    if fitting:
        yield sum_of(parts[: fitting[-1]], whole, "holds")
    is_last = whole is max(passage.back, key=attrgetter("start"))
    if is_last and not any(bounds(q).meets(bounds(parts[0])) or bounds(q).above(bounds(parts[0])) for q in told):
        yield subset(parts[0], whole, "stated", "suspect")  # 征集82条。其中,采纳95条
    for part in parts:
        if not is_within(part, whole) or not _is_named(passage, part):
            return
        yield subset(part, whole, "stated", "holds")


def _is_named(passage: Passage, quantity: Quantity) -> bool:
    """Whether a word stands before the figure: the further columns of a table's row have none."""
    return any(character.isalpha() for character in passage.before(quantity))


def _is_of(passage: Passage, whole: Quantity, part: Quantity) -> bool:
    """Whether the two speak of one time: the base of a comparison (2022年为2847件) has no parts listed after it.

    What was counted since 2008 is dealt with this year: 对2008年以来的186件…清理,其中保留104件.
    """
    since, _, until = (whole.period or "").partition("/")
    is_one_time = part.period in (until or since or None, whole.period)
    is_carried = pattern("carried").search(passage.before(part)) is not None  # 受理100件（含上年结转12件）
    return (is_one_time or is_carried) and not is_earlier(passage, whole)


def is_earlier(passage: Passage, quantity: Quantity) -> bool:
    """Whether the figure is last year's, quoted for comparison."""
    return pattern("earlier").search(passage.before(quantity)) is not None


def _parts_after(passage: Passage, cue: int, until: int, levels: Sequence[Quantity]) -> list[Quantity]:
    """Return the items listed right after the cue, up to the next cue."""
    following = [q for q in levels if cue <= q.start < until][:MOST_PARTS]
    if not following or following[0].start - cue > LONGEST_ITEM:
        return []
    parts = following[:1]
    for item in following[1:]:
        gap = passage.between(parts[-1], item)
        if len(gap) > LONGEST_ITEM or "；" in gap or ";" in gap or pattern("totals").search(gap):
            break
        rest = pattern("rest").search(gap)
        if rest and set(gap[rest.end() :]) & set("，,"):
            break  # 废止40件,其余拟修改,制发文件4件: the list has ended
        if item.period != parts[0].period:
            break  # 由45万辆增至356万辆: one item at two times
        parts.append(item)
    return parts


def _judge_parts(
    passage: Passage, cue: int, wholes: list[Quantity], parts: list[Quantity], catalogue: Catalogue
) -> Iterator[Finding]:
    whole, earlier = wholes[-1], wholes[:-1]
    fitting = [n for n in range(2, len(parts) + 1) if makes_up(parts[:n], whole)]
    mixed = [] if fitting else _mixed(passage, parts)
    if fitting:
        yield sum_of(parts[: fitting[-1]], whole, "holds")
    elif len(mixed) > len(parts) and is_exact(*mixed, whole) and makes_up(mixed, whole):
        yield sum_of(mixed, whole, "holds")
    elif (
        len(parts) >= 2
        and not any(total(parts).meets(bounds(other)) for other in (whole, *earlier))
        and (verdict := contradicts(passage, cue, whole, parts, catalogue))
    ):
        yield sum_of(parts, whole, verdict)
    yield from _each_within(passage, cue, wholes, parts)


def _each_within(
    passage: Passage, cue: int, wholes: Sequence[Quantity], parts: Sequence[Quantity]
) -> Iterator[Finding]:
    """Judge each part of the list by the whole it stands under."""
    whole, earlier = wholes[-1], wholes[:-1]
    for place, part in enumerate(parts):
        finding = _subset(part, whole)
        if finding.verdict == "holds":
            if not is_within(part, whole):
                return  # a list that has gone on to other things: 40万亩以上,其中…20万亩,修复…220万亩
            yield finding
        elif place == 0 and _states_part(passage, cue) and _may_compare(passage, part, whole):
            # 其中 may also reach back to a whole named earlier; then the contradiction is not certain, and none at all
            # where the count right before is itself a part of that: 受理45件,办结42件,在办3件,其中重大案件12件.
            is_right_before = not any(map(str.isalnum, passage.text[whole.end : cue].removesuffix("其中")))
            if not any(bounds(other).above(bounds(part)) or other.value == part.value for other in earlier):
                yield finding
            elif is_right_before and not any(
                pattern(key).search(passage.clause(whole)) for key in ("left", "closed", "outcome")
            ):
                yield replace(finding, verdict="suspect")
        elif _is_joined(passage, parts, place) and _states_part(passage, cue) and not earlier:
            yield replace(finding, verdict="suspect")
            return
        else:
            return


def _is_joined(passage: Passage, parts: Sequence[Quantity], place: int) -> bool:
    """Whether the item still belongs to the list: nothing but 、 and the like joins the items up to it."""
    return place > 0 and all(passage.before(part).startswith(JOINTS) for part in parts[1 : place + 1])


def _states_part(passage: Passage, cue: int) -> bool:
    """Whether the word before the list says that its items are within the whole, as 分别为 does not."""
    return not passage.text[max(0, cue - 4) : cue].endswith(words("beside"))


def _mixed(passage: Passage, parts: list[Quantity]) -> list[Quantity]:
    """Return the list with the items counted in other words (决策17件、合同88份): those joined to it by 、."""
    found = parts[:1]
    for item in passage.figures[passage.places[parts[0].index] + 1 :]:
        gap = passage.before(item)
        if item.statistic != "level" or item.unit == "%" or len(gap) > LONGEST_ITEM or not gap.startswith(JOINTS):
            break
        found.append(item)
    return found


def makes_up(parts: Sequence[Quantity], whole: Quantity) -> bool:
    """Whether the parts add up to the whole: to the last place stated, or within the bounds of what is hedged."""
    if is_exact(*parts, whole):
        reached = sum((q.value for q in parts if q.value is not None), start=Decimal(0))
        return abs(reached - (whole.value or 0)) <= max(slack(q) for q in (*parts, whole))
    bound = total(parts)
    is_definite = bound.high is not None and whole.value_low is not None and whole.value_high is not None
    return is_definite and bound.meets(bounds(whole))


def _may_compare(passage: Passage, part: Quantity, whole: Quantity) -> bool:
    """Whether the two count things of one kind: 5个镇,其中示范村20个 and 累计 amounts do not, nor a count 每千人."""
    said = passage.before(part)
    if pattern("wider").search(said) or pattern("each").search(passage.clause(whole)):
        return False
    if said.endswith("的") and not passage.noun_after(part)[:1].isalpha():
        return True  # 决策12项,其中经过听证的4项: described only
    if part.unit not in words("generic_units") or outcome().fullmatch(
        pattern("parts").sub("", said).strip("，,、：: ")
    ):
        return True  # 问题126条,其中已整改131条: with no noun of its own the part is of what was counted
    named = []
    for figure in (part, whole):
        said = passage.clause(figure) + "，" + passage.noun_after(figure)
        named.append({said[n : n + 2] for n in range(len(said) - 1)})
    return any(pair.isalpha() and not pattern("parts").search(pair) for pair in named[0] & named[1])


@cache
def outcome() -> re.Pattern[str]:
    """Return the pattern of words that say no more than what became of something: 已及时整改到位."""
    aside, done = (f"(?:{pattern(key).pattern})" for key in ("outcome_aside", "outcome"))
    return re.compile(f"{aside}*{done}(?:{aside}|{done}|[和、及])*")


def _subset(part: Quantity, whole: Quantity) -> Finding:
    """Judge a part of a whole that the sentence states (其中)."""
    verdict: Verdict = "suspect" if strains(part, whole) else "holds"
    if bounds(part).above(bounds(whole)):
        verdict = "violated" if is_exact(part, whole) else "suspect"
    return subset(part, whole, "stated", verdict)
