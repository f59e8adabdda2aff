"""How numbers are written in a finding's message: as the report has them, or in full where they are reckoned with."""

import re
from collections.abc import Iterable
from decimal import Decimal

from schemas.documents import Quantity

_BLANK = re.compile(r"\s")
_HEDGED = re.compile(r"[余多近约超逾几数]|以[上内下]|左右|不[少超]")
_SCALES = {"亿": Decimal(100_000_000), "万": Decimal(10_000)}
_ENGLISH = {"exact": "{}", "at_least": "{}+", "approx": "about {}", "at_most": "at most {}"}


def number(value: Decimal | None) -> str:
    """Write a number in full, without an exponent or trailing zeros."""
    if value is None:
        return "?"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def scale(quantities: Iterable[Quantity]) -> str:
    """Return the 万 or 亿 in which a figure of these is stated, or nothing."""
    found = ""
    for quantity in quantities:
        if "亿" in quantity.text:
            return "亿"
        if "万" in quantity.text:
            found = "万"
    return found


def scaled(value: Decimal | None, mark: str) -> str:
    """Write a number in 万 or 亿, as the report does: 162.5万 and not 1625000."""
    return number(value) if value is None or not mark else number(value / _SCALES[mark]) + mark


def written(quantity: Quantity) -> str:
    """Write a figure's number with its hedge: 6000余, 约30."""
    mark = scale((quantity,))
    value = scaled(quantity.value if quantity.value is not None else quantity.value_low, mark)
    if quantity.modifier == "exact":
        return value
    if quantity.modifier == "range":
        return f"{value}至{scaled(quantity.value_high, mark)}"
    if quantity.modifier == "at_least":
        return value + ("余" if quantity.value_high is not None else "以上")
    return ("约" if quantity.modifier == "approx" else "不超过") + value


def stated(quantity: Quantity) -> str:
    """Write a figure as the report has it, with the hedge where that stands outside: 6000余人次, 40万亩以上."""
    text = _BLANK.sub("", quantity.text)
    if quantity.modifier in ("exact", "range") or _HEDGED.search(text):
        return text
    mark = {"at_least": "以上", "approx": "左右", "at_most": "以内"}[quantity.modifier]
    return text + mark


def in_english(quantity: Quantity) -> str:
    """Write a figure's number for an English reader: 6000+, about 30."""
    if quantity.modifier == "range":
        return f"{number(quantity.value_low)} to {number(quantity.value_high)}"
    value = number(quantity.value if quantity.value is not None else quantity.value_low)
    mark = "%" if quantity.unit == "%" else ""
    return _ENGLISH[quantity.modifier].format(value + mark)
