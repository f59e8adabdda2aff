"""Where a text turns to next year's plan without a heading, and the list that such a sentence opens.

下一步，我局将：一是组织培训6次；二是…: what the sentence opens is the plan, item by item, as far as the list goes.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from tasks.segment.draft import MEASURES, PLAN, PREAMBLE, SHORTCOMINGS, Draft

_FIRST = re.compile(r"[(（]?[一1][)）、.．是要]?|①|首先")
_DIGITS = re.compile(r"[一二三四五六七八九十0-9①-⑳]+")
_LEAD = re.compile(r"[^。！？!?\n]*[。：:]?\s*")  # one sentence, and no more, stands between the opening and its list
_IS = ("是", "要")  # 一是 opens a list behind any sentence; 1. and （一） only behind a colon
_COLONS = ("：", ":")


def set_plans(text: str, drafts: list[Draft], openings: Iterable[tuple[int, bool]]) -> list[Draft]:
    """Return the drafts with what ``openings`` begin as the plan: their lists, and sections of their own.

    ``openings``: where the text turns to the plan, and whether a paragraph begins there. A section of its own begins at
    a paragraph, or at a sentence about shortcomings.
    """
    starts = [draft.start for draft in drafts]
    added: dict[int, Draft] = {}
    for start, is_paragraph in openings:
        at = bisect_right(starts, start) - 1
        around = drafts[at]
        if start < around.heading_end or around.part not in (PREAMBLE, MEASURES, SHORTCOMINGS):
            continue
        items = list(_list_of(text, start, drafts[at + 1 :]))
        for item in items:
            item.part = PLAN
        is_own = is_paragraph if around.part == MEASURES else around.part == SHORTCOMINGS
        if at not in added and (is_own or (items and is_paragraph)):
            added[at] = Draft(start, start, None, None, around.level + 1, PLAN, opens_part=True)
    return [each for at, draft in enumerate(drafts) for each in (draft, added.get(at)) if each]


def _list_of(text: str, start: int, following: list[Draft]) -> Iterator[Draft]:
    """Yield the items, with what is below them, of the list that the sentence at ``start`` opens."""
    first = following[0] if following else None
    if first is None or first.number is None:
        return
    lead = text[start : first.start]
    opens = lead.rstrip().endswith(_COLONS) or first.number.endswith(_IS)
    if not (opens and _FIRST.fullmatch(first.number) and _LEAD.fullmatch(lead)):
        return
    style = _DIGITS.sub("", first.number)
    for draft in following:
        is_first = draft is first
        if draft.level < first.level or (draft.level == first.level and not is_first and _ends(draft, style)):
            return
        yield draft


def _ends(draft: Draft, style: str) -> bool:
    """Say whether a draft of the list's level is none of its items: of another style, or the first of a new list."""
    number = draft.number or ""
    return _DIGITS.sub("", number) != style or _FIRST.fullmatch(number) is not None
