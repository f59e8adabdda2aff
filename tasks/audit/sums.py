"""Parts and totals that one sentence states: 87项,其中…1项、…2项、…84项; …12件、…20件,合计32件.

A list under 其中 need not be complete and its items may overlap (其中优秀109人,合格114人), so only a complete list
of parts can contradict its total: one after 分别为, one whose last item is the rest (其他, 其余), or one the
catalogue knows as a partition. Anything looser is told only where it holds.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from schemas.catalogue import Catalogue
from schemas.documents import Finding, Quantity, Verdict
from tasks.audit.bounds import bounds, is_exact, strains, total
from tasks.audit.findings import subset, sum_of
from tasks.audit.passage import Passage, families, pattern, words

_LONGEST_ITEM = 24  # characters an item of a list may have before its number
_MOST_PARTS = 30
_JOINTS = ("、", "和", "及", "与")


def sums(passage: Passage, catalogue: Catalogue) -> Iterator[Finding]:
    """Yield the sums and subsets that the sentence states."""
    cues = [match.end() for match in pattern("parts").finditer(passage.text, passage.start, passage.end)]
    for unit in dict.fromkeys(q.unit for q in passage.figures if q.unit and q.unit != "%"):
        levels = passage.levels(unit)
        for number_, cue in enumerate(cues):
            until = cues[number_ + 1] if number_ + 1 < len(cues) else passage.end
            parts = _parts_after(passage, cue, until, levels)
            wholes = [q for q in levels if q.end <= cue and not _is_earlier(passage, q)]
            if parts and wholes:
                yield from _judge_parts(passage, cue, wholes, parts, catalogue)
        for place, whole in enumerate(levels):
            if place >= 2 and (said := _says_total(passage, whole)):
                yield from _judge_total(passage, levels[max(0, place - _MOST_PARTS) : place], whole, said)


def _is_earlier(passage: Passage, quantity: Quantity) -> bool:
    """Whether the figure is last year's, quoted for comparison."""
    return pattern("earlier").search(passage.before(quantity)) is not None


def _parts_after(passage: Passage, cue: int, until: int, levels: list[Quantity]) -> list[Quantity]:
    """Return the items listed right after the cue, up to the next cue."""
    following = [q for q in levels if cue <= q.start < until][:_MOST_PARTS]
    if not following or following[0].start - cue > _LONGEST_ITEM:
        return []
    parts = following[:1]
    for item in following[1:]:
        gap = passage.between(parts[-1], item)
        if len(gap) > _LONGEST_ITEM or "；" in gap or ";" in gap or pattern("totals").search(gap):
            break
        parts.append(item)
    return parts


def _judge_parts(
    passage: Passage, cue: int, wholes: list[Quantity], parts: list[Quantity], catalogue: Catalogue
) -> Iterator[Finding]:
    whole, earlier = wholes[-1], wholes[:-1]
    fitting = [n for n in range(2, len(parts) + 1) if total(parts[:n]).meets(bounds(whole))]
    if fitting:
        yield sum_of(parts[: fitting[-1]], whole, "holds")
    elif (
        len(parts) >= 2
        and not any(total(parts).meets(bounds(other)) for other in earlier)
        and _is_contradiction(passage, cue, whole, parts, catalogue)
    ):
        yield sum_of(parts, whole, "violated" if is_exact(*parts, whole) else "suspect")
    for place, part in enumerate(parts):
        finding = _subset(part, whole)
        if finding.verdict == "holds":
            yield finding
        elif place == 0 and _may_compare(passage, part, whole):
            # 其中 may also reach back to a whole named earlier; then the contradiction is not certain.
            is_within = any(bounds(other).above(bounds(part)) or other.value == part.value for other in earlier)
            yield replace(finding, verdict="suspect") if is_within else finding
        else:
            return


def _is_contradiction(passage: Passage, cue: int, whole: Quantity, parts: list[Quantity], catalogue: Catalogue) -> bool:
    """Whether a list that does not make up its total had to: it is complete, or exclusive and passes the total."""
    if _is_complete(passage, cue, parts):
        return True
    is_over = total(parts).above(bounds(whole))
    is_nested = any(not bounds(whole).above(bounds(part)) for part in parts)  # 参考87人,其中优秀79人、合格87人
    return is_over and not is_nested and _is_exclusive(passage, whole, parts, catalogue)


def _is_complete(passage: Passage, cue: int, parts: list[Quantity]) -> bool:
    """Whether the sentence presents the parts as all there are."""
    after = passage.text[parts[-1].end : parts[-1].end + 2]
    if any(after.startswith(word) for word in words("open_end")):
        return False
    last = passage.between(parts[-2], parts[-1]).strip("、，,和及与 ")
    for word in words("rest"):
        # 其他 alone or with a word for kinds is the rest; 其他重点场所 is one more kind.
        if last.startswith(word) and last.removeprefix(word) in ("", *words("kinds")):
            return True
    said = passage.text[max(passage.start, cue - 8) : cue]
    return any(said.endswith(word) for word in words("whole_list"))


def _may_compare(passage: Passage, part: Quantity, whole: Quantity) -> bool:
    """Whether the two count things of one kind: 5个镇,其中示范村20个 and 累计 amounts do not."""
    if pattern("wider").search(passage.before(part)):
        return False
    if part.unit not in words("generic_units"):
        return True
    named = []
    for figure in (part, whole):
        said = passage.clause(figure) + "，" + passage.noun_after(figure)
        named.append({said[n : n + 2] for n in range(len(said) - 1)})
    return any(pair.isalpha() and not pattern("parts").search(pair) for pair in named[0] & named[1])


def _is_exclusive(passage: Passage, whole: Quantity, parts: list[Quantity], catalogue: Catalogue) -> bool:
    """Whether a thing can be one of the parts only: outcomes (维持, 驳回, 撤销), or kinds the catalogue adds up."""
    named = [passage.before(part) for part in parts]
    for family in families("exclusive"):
        if all(any(word in item for word in family.split()) for item in named):
            return True
    for indicator in passage.indicators.get(whole.index, ()):
        kinds = set(catalogue.by_id[indicator].sum_of)
        of = [set(passage.indicators.get(part.index, ())) & kinds for part in parts]
        if all(of) and len(set().union(*of)) == len(parts):
            return True
    return False


def _says_total(passage: Passage, whole: Quantity) -> str | None:
    """Return ``strict`` where the figure is introduced as a total and nothing else, ``loose`` where it may be."""
    said = passage.before(whole).strip(" ，,、；;（(")
    if said in words("totals"):
        return "strict"
    return "loose" if pattern("totals").search(said) else None


def _judge_total(passage: Passage, before: list[Quantity], whole: Quantity, said: str) -> Iterator[Finding]:
    """Judge a total that follows its parts: the run of items before it; only one joined by 、 throughout is firm."""
    run = before[-1:]
    for item in reversed(before[:-1]):
        gap = passage.between(item, run[0])
        if len(gap) > _LONGEST_ITEM or not gap.startswith((*_JOINTS, "，", ",")) or _is_earlier(passage, run[0]):
            break
        run.insert(0, item)
    for n in range(len(run) - 1):
        if total(run[n:]).meets(bounds(whole)):
            yield sum_of(run[n:], whole, "holds")
            return
    is_firm = all(passage.between(one, other).startswith(_JOINTS) for one, other in pairwise(run))
    is_all = run[0] is before[0]  # items further back may belong to the total too
    if said == "strict" and len(run) >= 2 and is_firm and is_all and is_exact(*run, whole):
        yield sum_of(run, whole, "violated")


def _subset(part: Quantity, whole: Quantity) -> Finding:
    """Judge a part of a whole that the sentence states (其中)."""
    verdict: Verdict = "suspect" if strains(part, whole) else "holds"
    if bounds(part).above(bounds(whole)):
        verdict = "violated" if is_exact(part, whole) else "suspect"
    return subset(part, whole, "stated", verdict)
