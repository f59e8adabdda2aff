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
from tasks.extract.comparison import Change, compare
from tasks.extract.context import Context
from tasks.extract.figures import Figure
from tasks.extract.measure import Phrase, phrase, title_of
from tasks.extract.mentions import Mention, scan
from tasks.extract.normalise import Normalised, normalise
from tasks.extract.period import period_of
from tasks.extract.status import judge


@dataclass(slots=True)
class _Thread:
    """What runs from one figure of a sentence to the next."""

    sentence: int = -1
    phrase: Phrase | None = None
    change: Change | None = None
    status: Status | None = None
    end: int = 0  # of the figure before
    title: str = ""  # what the paragraph is about


def extract(text: str, segmentation: Segmentation, report_year: int | None) -> list[Quantity]:
    """Return every numeral mention of ``text`` in order; spans are of ``text`` and do not overlap.

    ``report_year`` decides what is past and future and is the period of facts that name none; None where undecided.
    """
    plain = normalise(text)
    context = Context(plain.text, _shifted(plain, segmentation))
    mentions = list(scan(plain.text))
    thread, out = _Thread(), []
    for index, mention in enumerate(mentions):
        sentence = context.sentence(mention.start)
        if sentence != thread.sentence:
            thread = _Thread(sentence, end=thread.end, title=thread.title)
        if mention.kind == "list_number":
            thread.title = title_of(plain.text[mention.end : mention.end + 40])
        following = next((m.start for m in mentions[index + 1 : index + 6] if m.figure), len(plain.text))
        section = context.section(mention.start)
        place = (index, sentence, section.index if section else 0, *plain.span(mention.start, mention.end))
        if mention.figure is None:
            out.append(_mention(text, mention, place))
        else:
            out.append(_quantity(text, context, mention.figure, place, following, thread, report_year))
    return out


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


def _mention(text: str, mention: Mention, place: tuple[int, int, int, int, int]) -> Quantity:
    index, sentence, section, start, end = place
    value = mention.value
    return Quantity(
        index, sentence, section, start, end, text[start:end], value, value, value, None, "exact", mention.kind, "none"
    )


def _quantity(
    text: str, context: Context, figure: Figure, place: tuple[int, int, int, int, int],
    following: int, thread: _Thread, report_year: int | None,
) -> Quantity:  # fmt: skip
    index, sentence, section, start, end = place
    figure = _as_money(context, figure)
    left, _ = context.clause(figure.start, figure.end)
    before = context.text[max(left, thread.end) : figure.start]
    inherited = thread.status if thread.status == "target" and "其中" in before else None
    kind, status = judge(context, figure, inherited, report_year)
    quantity = Quantity(
        index, sentence, section, start, end, text[start:end], figure.value, figure.low, figure.high,
        figure.unit, figure.modifier, kind, status,
    )  # fmt: skip
    if status == "none":
        return quantity
    change = compare(context, figure, thread.change)
    named = phrase(context, figure, thread.end, following, thread.phrase, thread.title)
    thread.phrase, thread.change, thread.status, thread.end = named, change, status, figure.end
    clause = context.text[context.sentence_start(figure.start) : figure.start]
    return replace(
        quantity,
        kind="change" if change else kind,
        statistic=change.statistic if change else "level",
        comparison=change.comparison if change else None,
        measure=named.measure or None,
        action=named.action,
        scope=named.scope,
        period=period_of(clause, report_year) if status == "reported" else None,
    )


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
