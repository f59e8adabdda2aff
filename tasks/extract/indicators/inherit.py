"""What a figure takes from the figure before it: a change, an earlier year's value, a part of a total, a share.

Each of these names too little itself (同比增长8%, 食品类35件, 占结案的30.1%) and is read only where the sentence says
what it belongs to. Nothing here guesses: without such words a figure stays without an indicator.
"""

import re
from collections.abc import Iterable
from dataclasses import replace

from schemas.documents import Assignment, Quantity
from tasks.extract.indicators.catalogue_index import CatalogueIndex
from tasks.extract.indicators.fit import Own
from tasks.extract.indicators.own_words import EMPTY, THEN, Document

_PART = re.compile(r"其中|包括|包含|含|按[^，。；]{1,6}分|分别[是为]|[：:]")
_REST = re.compile(r"^[、，,和及]?(?:其他|其余)(?:各类|类型|领域|方面|类别|类|案件)*$")
_EARLIER = re.compile(r"(?:上年度?|去年|上一年|前一年|20\d\d年)(?:同期|末|底)?")
_OF_WHOLE = re.compile(r"占(?!全[国省市县区州旗]|同)[^，。；]{0,10}$|(?:占比|比例|比重)[^，。；]{0,4}$")
_NAME = re.compile(r"[、，,]([^、，,。；：]{2,8})")
_PART_RULE = "part of a total before it"
_SUM = re.compile(r"合计|总计|共|总[数量]")
_PAIRED = 4  # figures back to the one that a change is named after
_BACK, _FAR = 12, 400  # figures and characters back to a total


def from_before(
    document: Document, place: int, own: Own, given: list[Assignment], index: CatalogueIndex
) -> Assignment | None:
    """Return what the figure states by the one just before it, whatever words it has: a change, an earlier value."""
    figure = document.figures[place]
    if figure.status != "reported" or not place or not given:
        return None
    if named := _named_base(document, place, own):
        found = next((a for a in reversed(given) if a.quantity == named.index), None)
        return found and replace(found, quantity=figure.index, rule="change of the figure it is named after", flags=())
    base = document.figures[place - 1]
    if document.of_each(place) or given[-1].quantity != base.index or base.start < own.words.sentence:
        return None
    between = document.text[base.end : figure.start]
    is_change = figure.statistic in ("yoy_pct", "yoy_points") or (
        figure.statistic == "yoy_abs" and figure.unit == base.unit
    )
    is_earlier = figure.unit == base.unit and _EARLIER.search(between) is not None
    if figure.unit == base.unit and THEN.fullmatch(between):
        return replace(given[-1], quantity=figure.index, rule="later value of the figure before it", flags=())
    if not (is_change or is_earlier) or EMPTY.sub("", _EARLIER.sub("", between)).strip("，,（(：:"):
        return None
    rule = f"{'change' if is_change else 'earlier value'} of the figure before it"
    return replace(given[-1], quantity=figure.index, rule=rule, flags=())


def _named_base(document: Document, place: int, own: Own) -> Quantity | None:
    """Return the figure, not the one just before, that a change is named after: 受理120件、审结110件，分别增长20%、10%."""
    figure = document.figures[place]
    name, _, of_change = (figure.measure or "").partition("同比")
    if not of_change or figure.statistic == "level":
        return None
    before = document.figures[max(0, place - _PAIRED) : place]
    alike = [q for q in before if q.start >= own.words.sentence and q.statistic == "level" and q.measure == name]
    return alike[-1] if alike and alike[-1] is not before[-1] else None


def where_nothing_fits(
    document: Document, place: int, own: Own, given: list[Assignment], index: CatalogueIndex
) -> Assignment | None:
    """Return what a figure without a trigger states as a part, or as the share, of a figure before it."""
    figure = document.figures[place]
    if figure.status != "reported" or figure.statistic != "level" or not given:
        return None
    if figure.unit == "%":
        return _share(document, place, own, given, index)
    return (
        _total(document, place, own, given)
        or _part(document, place, own, given, index)
        or _sibling(document, place, own, given)
    )


def _part(
    document: Document, place: int, own: Own, given: list[Assignment], index: CatalogueIndex
) -> Assignment | None:
    """Return the total's indicator for a part of it that names a value of the total's dimension (食品类35件)."""
    figure = document.figures[place]
    far = max(0, figure.start - _FAR)
    opening = max(far, *(document.text.rfind(mark, far, figure.start) for mark in "。\n"))
    beside = {
        base.index: base
        for base in document.figures[max(0, place - _BACK) : place]
        if base.start >= opening and base.unit == figure.unit and base.statistic == "level"
    }
    is_rest = _REST.match(document.text[own.words.start : figure.start]) is not None
    for earlier in reversed(given[-_BACK:]):
        base = beside.get(earlier.quantity)
        if base is None:
            continue
        dimensions = index.by_id[earlier.indicator_id].dimensions
        dims = {d: v for _, _, pattern in own.in_clause for d, v in pattern.dimensions if d in dimensions}
        if is_rest and dimensions:
            dims = {dimensions[0]: "other"}
        if dims and _is_whole(document.text, base, figure, beside.values()):
            return replace(earlier, quantity=figure.index, rule=_PART_RULE, dims=dims, flags=())
    return None


def _is_whole(text: str, base: Quantity, part: Quantity, beside: Iterable[Quantity]) -> bool:
    """Say whether words open the parts of ``base``, with no other possible whole between: 处罚7件；许可98件，其中…17件."""
    mark = _PART.search(text, base.end, part.start)
    return mark is not None and not any(base.end <= other.start < mark.start() for other in beside)


def _sibling(document: Document, place: int, own: Own, given: list[Assignment]) -> Assignment | None:
    """Return the indicator of the part just before, for one joined to it by 、 whose name no dimension lists."""
    figure, last = document.figures[place], given[-1]
    base = document.figures[place - 1] if place else figure
    name = _NAME.fullmatch(document.text, base.end, figure.start)
    if last.quantity != base.index or last.rule != _PART_RULE or base.unit != figure.unit or not name:
        return None
    dims = {next(iter(last.dims)): name[1]}
    return replace(last, quantity=figure.index, dims=dims, confidence=round(last.confidence - 0.1, 2))


def _total(document: Document, place: int, own: Own, given: list[Assignment]) -> Assignment | None:
    """Return the indicator of the figures before it that add up to it (代表建议4件、委员提案3件，总数7件)."""
    figure = document.figures[place]
    if not _SUM.search(document.text, own.words.start, figure.start):
        return None
    parts = parts_of(figure, document, own.words.sentence, given)
    if not parts:
        return None
    return replace(parts[-1], quantity=figure.index, rule="total of the figures before it", flags=())


def parts_of(total: Quantity, document: Document, sentence: int, given: list[Assignment]) -> list[Assignment]:
    """Return the run of assignments just before, of one indicator and no dimension, whose figures add up to a total."""
    parts: list[Assignment] = []
    rest = total.value
    for earlier in reversed(given):
        base = document.by_index[earlier.quantity]
        if base.index == total.index:
            continue
        is_part = base.start >= sentence and base.unit == total.unit and base.statistic == "level" and not earlier.dims
        if not is_part or base.value is None or rest is None or rest <= 0:
            break
        if parts and parts[0].indicator_id != earlier.indicator_id:
            break
        parts.insert(0, earlier)
        rest -= base.value
    return parts if rest == 0 and len(parts) > 1 else []


def _share(
    document: Document, place: int, own: Own, given: list[Assignment], index: CatalogueIndex
) -> Assignment | None:
    """Return the one rate whose numerator the figure before states, where the words say 占 or 比例.

    That is the figure just before, or the one before it where that is the whole itself (84项，占120项的70%).
    """
    base, last, start = document.figures[place - 1], given[-1], document.figures[place].start
    if place > 1 and document.text[base.end : start] == "的":
        base, start = document.figures[place - 2], base.start
        last = next((a for a in reversed(given) if a.quantity == base.index), last)
    if last.quantity != base.index or base.start < own.words.sentence or base.statistic != "level":
        return None
    rates = index.rates_of.get(last.indicator_id, ())
    if len(rates) != 1 or not _OF_WHOLE.search(document.text, base.end, start):
        return None
    entry = index.indicators[rates[0]]
    return replace(
        last, quantity=document.figures[place].index, indicator_id=entry.id, rule="share of a whole, of the figure before it",
        dims={}, flags=(), confidence=round(last.confidence - 0.1, 2),
    )  # fmt: skip
