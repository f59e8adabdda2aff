"""Text → every numeral mention, and what it is taken to say (contract, "Values" and the ``quantities`` table).

``extract`` is pure and linear in the text. Stages: normalise → scan (mentions, figures) → judge (status) → compare
(statistic) → phrase (measure) → period. It never fails on a text: what it cannot read it keeps as a mention
without a value.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from schemas.documents import Kind, Quantity, Section, Segmentation, Sentence, Status
from tasks.extract import lexicon
from tasks.extract.claims.comparison import Change, compare
from tasks.extract.claims.context import Context
from tasks.extract.claims.period import Times
from tasks.extract.claims.status import Judge
from tasks.extract.joints import JOINTS
from tasks.extract.measures.measure import phrase
from tasks.extract.measures.phrases import Phrase
from tasks.extract.measures.subjects import Subjects
from tasks.extract.mentions.figures import Figure
from tasks.extract.mentions.normalise import Normalised, normalise
from tasks.extract.mentions.scan import Mention, scan

_JOINTS = frozenset((*JOINTS, "以及", "或"))  # between coordinated figures: 分别增长5%、8%和9%
_TITLE, _BESIDE = 40, 12  # characters


@dataclass(slots=True)
class _Measured:
    """A figure that is a fact or a target, and its quantity, which lacks what the second pass finds."""

    quantity: Quantity
    figure: Figure
    title: str  # how its paragraph opens


@dataclass(slots=True)
class _Thread:
    """What runs from one figure of a sentence to the next."""

    sentence: int = -1
    phrase: Phrase | None = None
    change: Change | None = None
    last: Quantity | None = None
    years: tuple[str, ...] = ()  # of the next values, where each has its own


def extract(text: str, segmentation: Segmentation, report_year: int | None) -> list[Quantity]:
    """Return every numeral mention of ``text`` in order; spans are of ``text`` and do not overlap.

    ``report_year`` decides what is past and future and is the period of facts that name none; None where undecided.
    """
    plain = normalise(text)
    context, mentions = Context(plain.text, _shifted(plain, segmentation)), list(scan(plain.text))
    quantities, measured = _judged(text, plain, context, mentions, report_year)
    thread, subjects, times = _Thread(), Subjects(plain.text), Times(context, mentions, report_year)
    since, following = 0, (*(item.figure.start for item in measured[1:]), len(plain.text))
    for item, stop in zip(measured, following, strict=False):
        if item.quantity.sentence != thread.sentence:
            thread = _Thread(item.quantity.sentence)
        _describe(context, item, (since, stop), thread, subjects, times)
        since = item.figure.end
    return quantities


def _judged(
    text: str, plain: Normalised, context: Context, mentions: list[Mention], report_year: int | None
) -> tuple[list[Quantity], list[_Measured]]:
    """Return every mention with kind and status, and the figures among them that measure something."""
    quantities: list[Quantity] = []
    measured: list[_Measured] = []
    judge, title, reach = Judge(context, mentions, report_year), "", 0
    for index, mention in enumerate(mentions):
        sentence, section = context.sentence(mention.start), context.section(mention.start)
        start, end = plain.span(mention.start, mention.end)
        place = (index, sentence, section.index if section else 0, start, end, text[start:end])
        if mention.kind == "list_number":
            title, reach = _title(plain.text, mention)
        if mention.figure is None:
            value = mention.value
            quantities.append(Quantity(*place, value, value, value, None, "exact", mention.kind, "none"))
            continue
        figure = _as_money(context, mention.figure)
        inherited = _inherited(context, figure, measured[-1].quantity if measured else None, sentence)
        kind, status = judge.judge(figure, inherited)
        quantity = Quantity(*place, figure.value, figure.low, figure.high, figure.unit, figure.modifier, kind, status)
        quantities.append(quantity)
        if status != "none":
            measured.append(_Measured(quantity, figure, title if figure.start < reach else ""))
    return quantities, measured


def _title(text: str, number: Mention) -> tuple[str, int]:
    """Return what a list number heads, and how far that holds: its paragraph, or as a line alone the paragraphs below."""
    begin, end = text.rfind("\n", 0, number.start) + 1, text.find("\n", number.end)
    stands_alone = not text[begin : number.start].strip() and 0 <= end - number.end <= _TITLE
    return text[number.end : number.end + _TITLE], len(text) if stands_alone or end < 0 else end


def _shifted(plain: Normalised, segmentation: Segmentation) -> Segmentation:
    if not plain.starts:
        return segmentation
    sections: tuple[Section, ...] = tuple(
        replace(s, start=plain.normal(s.start), end=plain.normal(s.end)) for s in segmentation.sections
    )
    sentences: tuple[Sentence, ...] = tuple(
        replace(s, start=plain.normal(s.start), end=plain.normal(s.end), tokens=()) for s in segmentation.sentences
    )
    return Segmentation(sections, sentences)


def _inherited(context: Context, figure: Figure, last: Quantity | None, sentence: int) -> Status | None:
    """A part (其中…) of a target in the same sentence is a target."""
    if last is None or last.status != "target" or last.sentence != sentence:
        return None
    left, _ = context.clause(figure.start, figure.end)
    return "target" if context.text.find("其中", left, figure.start) >= 0 else None


def _describe(
    context: Context, item: _Measured, around: tuple[int, int], thread: _Thread, subjects: Subjects, times: Times
) -> None:
    """Give a fact or target its measure, statistic and period; the thread goes on to the next."""
    figure, quantity, last = item.figure, item.quantity, thread.last
    joint = last is not None and _joint(context, around[0], figure.start)
    joined = joint and last is not None and last.unit == quantity.unit
    paired = _paired(thread.change, figure) and (joint or figure.start == around[0])
    change = compare(context, figure, thread.change, joined or paired)
    named = phrase(context, figure, around, thread.phrase, item.title, subjects, change)
    quantity.measure, quantity.action, quantity.scope = named.measure or None, named.action, named.scope
    if change:
        quantity.kind, quantity.statistic, quantity.comparison = "change", change.statistic, change.comparison
    if quantity.status == "reported":
        thread.years = thread.years[1:] if joined and thread.years else times.of_each(figure.start)
        quantity.period = _period(times, figure, around[0], thread, joined, change)
    thread.change, thread.phrase, thread.last = change, named, quantity


def _period(
    times: Times, figure: Figure, since: int, thread: _Thread, joined: bool, change: Change | None
) -> str | None:
    """Return the period of a fact: its own of several years told, that of the figure it is joined to, or by its words."""
    last = thread.last
    if thread.years:
        return thread.years[0]
    if joined and last is not None and last.status == "reported":
        return last.period
    beside = last is not None and last.period == times.year and figure.start - since <= _BESIDE
    if beside and (change is not None or figure.unit == "倍"):
        return times.year  # 2024年新收150件，同比增长25%; 是2023年的2.1倍
    return times.period_of(figure.start, figure.end, since, change is not None or figure.unit == "倍")


def _paired(change: Change | None, figure: Figure) -> bool:
    """Say whether a figure may be the second of two changes with one base: 比去年减少5批13人次."""
    if change is None:
        return False
    return figure.unit == "个百分点" or (change.statistic == "yoy_abs" and figure.kind in ("count", "money", "area"))


def _joint(context: Context, since: int, start: int) -> bool:
    return 0 < start - since <= 3 and context.text[since:start].strip() in _JOINTS


@cache
def _money_words() -> re.Pattern[str]:
    return re.compile("|".join(lexicon.words("status", "money_words")))


def _as_money(context: Context, figure: Figure) -> Figure:
    """维护群众利益540万: a bare number in 万 or 亿 is money where the clause says money."""
    if figure.unit is not None or not figure.scaled:
        return figure
    left, _ = context.clause(figure.start, figure.end)
    if not _money_words().search(context.text, left, figure.start):
        return figure
    kind: Kind = "money"
    return figure._replace(unit="元", kind=kind)
