"""Builds a report's sections, in document order and without gaps, and its sentences.

Layout: title lines (level 0), preamble (R0), then one section a heading, found by ``marks`` and ``headings`` and put in its part by
``parts``; words that open next year's plan without a heading begin a section of their own. Section i ends where section
i + 1 starts, so every character has exactly one deepest section. Any text gets an answer, in linear time.
"""

import re

from schemas.documents import Section, Segmentation
from tasks.segment.draft import MEASURES, PREAMBLE, Draft
from tasks.segment.headings import build_levels
from tasks.segment.marks import find_marks
from tasks.segment.parts import PartReader, load_parts
from tasks.segment.plans import set_plans
from tasks.segment.sentences import sentences
from tasks.segment.themes import load_themes

_LINE = re.compile(r"[^\r\n]+")
_TITLE = re.compile("法治|依法行政|依法治|报告|总结|年报")
_NUMBER = re.compile("[(（]?[一二三四五六七八九十0-9]{1,3}[)）、.．是]|第[一二三四五六七八九十]+(部分|章|篇)")
_LONGEST_TITLE = 80
_HEAD_LINES = 14


def segment(text: str, report_year: int | None, *, tokens: bool = True) -> Segmentation:
    """Return the sections and sentences of a report's text.

    ``report_year`` tells next year's plan from this year's measures in headings that name a year; None where it is not
    known. ``tokens=False`` leaves ``Sentence.tokens`` empty.
    """
    if not text:
        return Segmentation((), ())
    title_end = _title_end(text)
    parts = load_parts()
    marks = find_marks(text, title_end, lambda heading: parts.named(heading, report_year, MEASURES))
    headings = build_levels(text, marks)
    drafts = _opening(text, title_end, headings[0].start if headings else len(text))
    drafts += [Draft(h.start, h.end, h.number, h.text or None, h.level) for h in headings]
    _set_parts(drafts, parts, report_year)
    drafts = set_plans(text, drafts, parts.plan_openings(text, report_year))
    _set_parents(drafts)
    load_themes().set_themes(text, drafts, report_year)
    starts = [draft.start for draft in drafts]
    sections = [
        Section(index, d.parent, d.number, d.heading, d.level, d.part, d.theme, d.start, end)
        for index, (d, end) in enumerate(zip(drafts, [*starts[1:], len(text)], strict=True))
    ]
    return Segmentation(tuple(sections), tuple(sentences(text, starts, tokens=tokens)))


def _title_end(text: str) -> int:
    """Return the end of the last title line at the head of the text; 0 where it has none."""
    end = 0
    for count, line in enumerate(_LINE.finditer(text)):
        content = line.group().strip()
        if count >= _HEAD_LINES or len(content) > _LONGEST_TITLE or "。" in content or _NUMBER.match(content):
            break
        if _TITLE.search(content) and content[-1:] not in ":：，,；;":
            end = line.end()
    return end


def _opening(text: str, title_end: int, first_heading: int) -> list[Draft]:
    """Return the sections before the first heading: title and preamble, those that are there."""
    drafts: list[Draft] = []
    if title_end:
        drafts.append(Draft(0, title_end, None, text[:title_end].strip().splitlines()[-1].strip(), 0))
    if text[title_end:first_heading].strip():
        lead = title_end + len(text[title_end:]) - len(text[title_end:].lstrip()) if title_end else 0
        drafts.append(Draft(lead, lead, None, None, 1 if title_end else 0))
    if not drafts and first_heading > 0:
        drafts.append(Draft(0, 0, None, None, 0))
    return drafts


def _set_parents(drafts: list[Draft]) -> None:
    open_sections: list[int] = []
    for index, draft in enumerate(drafts):
        while open_sections and drafts[open_sections[-1]].level >= draft.level:
            open_sections.pop()
        draft.parent = open_sections[-1] if open_sections and draft.level > 1 else None
        if draft.level > 0 and draft.part is not None:
            open_sections.append(index)


def _set_parts(drafts: list[Draft], parts: PartReader, report_year: int | None) -> None:
    """Give each section its part: from first-rank headings, or second-rank ones where the first names several.

    Among the measures a lower heading that says nothing but 存在的问题 or 下一步工作打算 has that part for itself.
    """
    before, named, own_part = PREAMBLE, [""], ""
    for draft in drafts:
        if draft.level == 0 or (draft.heading is None and draft.number is None):
            continue
        if draft.level <= 2:
            own_part = ""
        if draft.level == 1:
            named = parts.named(draft.heading or "", report_year, before)
            before = parts.follow(named, before)
            draft.opens_part = bool(named)
            draft.theme = parts.themes.get(before) if named else None
        elif draft.level == 2 and len(named) > 1:
            own = parts.named(draft.heading or "", report_year, before)
            before = own[0] if own and own[0] in named else before
        elif before == MEASURES:
            own_part = parts.own(draft.heading or "", report_year) or own_part
        draft.part = own_part or before
