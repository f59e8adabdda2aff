"""Text → every numeral mention, and what it is taken to say (contract, "Values" and the ``quantities`` table).

``extract`` is pure and linear in the text. Stages: normalise → scan (mentions, figures) → judge (status) → compare
(statistic) → phrase (measure) → period. It never fails on a text: what it cannot read it keeps as a mention
without a value.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from schemas.documents import Kind, Quantity, Section, Segmentation, Sentence
from tasks.extract import lexicon
from tasks.extract.comparison import Change, compare
from tasks.extract.context import Context
from tasks.extract.figures import Figure
from tasks.extract.measure import Phrase, phrase
from tasks.extract.mentions import scan
from tasks.extract.normalise import Normalised, normalise
from tasks.extract.period import period_of
from tasks.extract.status import judge
from tasks.extract.subjects import Subjects

# index, sentence, section, start, end, text: how every quantity begins
_Place = tuple[int, int, int, int, int, str]

_NEAR, _OPENING = 160, 40  # characters of a long sentence in which words of time are looked for


@dataclass(slots=True)
class _Measured:
    """A figure that is a fact or a target, and where its quantity stands in the list."""

    at: int
    figure: Figure
    title: str  # how its paragraph opens


@dataclass(slots=True)
class _Thread:
    """What runs from one figure of a sentence to the next."""

    sentence: int = -1
    phrase: Phrase | None = None
    change: Change | None = None


def extract(text: str, segmentation: Segmentation, report_year: int | None) -> list[Quantity]:
    """Return every numeral mention of ``text`` in order; spans are of ``text`` and do not overlap.

    ``report_year`` decides what is past and future and is the period of facts that name none; None where undecided.
    """
    plain = normalise(text)
    context = Context(plain.text, _shifted(plain, segmentation))
    quantities, measured = _judged(text, plain, context, report_year)
    thread, subjects = _Thread(), Subjects(plain.text)
    for index, item in enumerate(measured):
        quantity = quantities[item.at]
        if quantity.sentence != thread.sentence:
            thread = _Thread(quantity.sentence)
        floor = measured[index - 1].figure.end if index else 0
        following = measured[index + 1].figure.start if index + 1 < len(measured) else len(plain.text)
        quantities[item.at] = _described(context, quantity, item, (floor, following), thread, subjects, report_year)
    return quantities


def _judged(
    text: str, plain: Normalised, context: Context, report_year: int | None
) -> tuple[list[Quantity], list[_Measured]]:
    """Return every mention with kind and status, and the figures among them that measure something."""
    quantities: list[Quantity] = []
    measured: list[_Measured] = []
    title = ""
    for index, mention in enumerate(scan(plain.text)):
        sentence, section = context.sentence(mention.start), context.section(mention.start)
        start, end = plain.span(mention.start, mention.end)
        place = (index, sentence, section.index if section else 0, start, end, text[start:end])
        if mention.kind == "list_number":
            title = plain.text[mention.end : mention.end + 40]
        if mention.figure is not None:
            figure = _as_money(context, mention.figure)
            last = quantities[measured[-1].at] if measured else None
            quantity = _with_status(context, place, figure, last, report_year)
            if quantity.status != "none":
                measured.append(_Measured(index, figure, title))
        else:
            value = mention.value
            quantity = Quantity(*place, value, value, value, None, "exact", mention.kind, "none")
        quantities.append(quantity)
    return quantities, measured


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


def _with_status(
    context: Context, place: _Place, figure: Figure, last: Quantity | None, report_year: int | None
) -> Quantity:
    """Give the figure its kind and status; a part (其中…) of a target in the same sentence is a target."""
    left, _ = context.clause(figure.start, figure.end)
    is_part = "其中" in context.text[left : figure.start]
    inherits = is_part and last is not None and last.status == "target" and last.sentence == place[1]
    kind, status = judge(context, figure, "target" if inherits else None, report_year)
    return Quantity(*place, figure.value, figure.low, figure.high, figure.unit, figure.modifier, kind, status)


def _described(
    context: Context, quantity: Quantity, item: _Measured, around: tuple[int, int], thread: _Thread, subjects: Subjects,
    report_year: int | None,
) -> Quantity:  # fmt: skip
    """Give a fact or target its measure, statistic and period; the thread goes on to the next."""
    figure = item.figure
    thread.change = change = compare(context, figure, thread.change)
    thread.phrase = named = phrase(context, figure, around, thread.phrase, item.title, subjects, change)
    before = _sentence_before(context, figure.start)
    after, since_figure = context.text[figure.end : figure.end + 24], figure.start - around[0]
    return replace(
        quantity,
        kind="change" if change else quantity.kind,
        statistic=change.statistic if change else "level",
        comparison=change.comparison if change else None,
        measure=named.measure or None,
        action=named.action,
        scope=named.scope,
        period=period_of(before, after, since_figure, change is not None, report_year)
        if quantity.status == "reported"
        else None,
    )


def _sentence_before(context: Context, place: int) -> str:
    """Return the sentence up to ``place``; of a very long one its opening and what is near."""
    start, near = context.sentence_start(place), place - _NEAR
    if near <= start + _OPENING:
        return context.text[start:place]
    return f"{context.text[start : start + _OPENING]}，{context.text[near:place]}"


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
    return replace(figure, unit="元", kind=kind)
