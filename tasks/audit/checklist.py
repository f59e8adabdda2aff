"""What a report's text shows of the reporting duty (duty2019, article 25) and of evaluators' usual questions.

``None`` where the text leaves it open: a document without headings, or one that speaks of the matter in passing.
A false "missing" harms an issuer, so ``False`` is said only where neither a part nor a word speaks of it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from unicodedata import normalize

from schemas.datadir import data_dir, load_yaml
from schemas.documents import Quantity, Segmentation
from schemas.errors import FazhiError

_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_SUBSTANCE = 20  # characters under the heading of shortcomings that state at least one
_BRIEF = 120  # characters that hardly hold a cause beside the shortcoming
_SENTENCE = re.compile(r"[^。；！？\n]+")


@dataclass(frozen=True, slots=True)
class Checklist:
    """The checklist columns of ``reports``; descriptions in data/obligations/checklist.yaml."""

    names_year_in_title: bool | None
    has_results_part: bool | None
    has_shortcomings: bool | None
    has_causes: bool | None
    has_principal_heads_part: bool | None
    has_plan_part: bool | None
    has_all_mandatory_parts: bool | None
    has_comparison: bool | None
    theme_count: int | None


def checklist(
    text: str,
    segmentation: Segmentation,
    title: str | None,
    published_date: date | None,
    report_year: int | None,
    quantities: Sequence[Quantity],
) -> Checklist:
    """Return what the report shows; ``published_date`` is not used: timeliness is judged with the deadlines."""
    headed = [s for s in segmentation.sections if s.level > 0 and s.heading]
    parts = {section.part for section in headed} if len(headed) > 1 else None
    results = _part("R1", parts, mentioned=True)
    shortcomings, causes = _shortcomings(text, segmentation, parts)
    heads = _part("R3", parts, mentioned=_holds("heads", text))
    plan = _part("R4", parts, mentioned=_plans(text, report_year))
    return Checklist(
        names_year_in_title=_names_year(title, report_year),
        has_results_part=results,
        has_shortcomings=shortcomings,
        has_causes=causes,
        has_principal_heads_part=heads,
        has_plan_part=plan,
        has_all_mandatory_parts=_all((results, shortcomings, heads, plan)),
        has_comparison=_compares(quantities, report_year),
        theme_count=None if parts is None else len({s.theme for s in segmentation.sections if s.theme}),
    )


def _part(name: str, parts: set[str] | None, *, mentioned: bool) -> bool | None:
    if parts is None:
        return None
    if name in parts:
        return True
    return None if mentioned else False


def _shortcomings(text: str, segmentation: Segmentation, parts: set[str] | None) -> tuple[bool | None, bool | None]:
    """Return whether shortcomings and their causes are written."""
    own = [s for s in segmentation.sections if s.part == "R2"]
    headings = [s.heading for s in own if s.heading]
    passages = [_without(text[s.start : s.end], headings) for s in own]
    if not own:
        passages = [sentence for sentence in _SENTENCE.findall(text) if _holds("admits", sentence)]
    length = sum(len(passage.strip()) for passage in passages)
    if not any(_holds("shortcomings", passage) for passage in passages) and not (own and length >= _SUBSTANCE):
        return (None, None) if parts is None or own else (False, False)
    if any(_holds("causes", passage) for passage in passages):
        return True, True
    # Causes can be told without a word that says so; only a line or two leave no room for them.
    is_headed = any(_holds("causes", heading) for heading in headings)
    return True, False if own and not is_headed and length < _BRIEF else None


def _without(passage: str, headings: Sequence[str]) -> str:
    for heading in headings:
        passage = passage.replace(heading, "")
    return passage


def _plans(text: str, report_year: int | None) -> bool:
    return _holds("plans", text) or (report_year is not None and f"{report_year + 1}年" in text)


def _names_year(title: str | None, report_year: int | None) -> bool | None:
    if not title:
        return None
    plain = normalize("NFKC", title).translate(_DIGITS)
    if report_year is None:
        return re.search(r"20\d\d年", plain) is not None
    return str(report_year) in plain


def _compares(quantities: Sequence[Quantity], report_year: int | None) -> bool:
    for quantity in quantities:
        if quantity.status != "reported":
            continue
        year = (quantity.period or "")[:4]
        is_earlier = report_year is not None and year.isdigit() and int(year) < report_year
        if quantity.statistic != "level" or (is_earlier and "/" not in (quantity.period or "")):
            return True
    return False


def _all(values: Sequence[bool | None]) -> bool | None:
    if any(value is False for value in values):
        return False
    return True if all(values) else None


def _holds(key: str, text: str) -> bool:
    return any(word in text for word in _words()[key])


@cache
def _words() -> dict[str, tuple[str, ...]]:
    path = data_dir() / "obligations" / "checklist.yaml"
    content = load_yaml(path)
    words = {}
    for key in ("shortcomings", "admits", "causes", "heads", "plans"):
        value = content.get(key) if isinstance(content, dict) else None
        if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
            raise FazhiError(f"{path}: {key} is not a list of words", "restore the list")
        words[key] = tuple(value)
    return words
