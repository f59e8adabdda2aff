"""The word lists of ``data/lexicon/``, read once a process and turned into what the scanner needs.

A missing file, a missing key or an entry of the wrong shape raises FazhiError naming the file and the entry:
a broken list must never silently become an empty one.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, cast

from schemas.datadir import data_dir, load_yaml
from schemas.documents import Kind, Modifier
from schemas.errors import FazhiError

T = TypeVar("T")
_AMOUNT_KINDS = ("money", "area", "duration", "rate")
_MODIFIERS = ("exact", "at_least", "at_most", "approx")
_BOUNDS = ("floor", "ceiling", "about", "nearly")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a unit as written is stored as: the stated number times ``factor``, in ``unit``."""

    written: str
    unit: str | None
    kind: Kind
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Hedge:
    """A word that hedges a number, and how the bounds follow from it."""

    modifier: Modifier
    bound: str


def read(name: str) -> dict[str, Any]:
    """Return one lexicon file as a mapping; raises FazhiError when it is anything else."""
    content = load_yaml(data_dir() / "lexicon" / f"{name}.yaml")
    if not isinstance(content, dict):
        raise FazhiError(f"data/lexicon/{name}.yaml is not a mapping", "restore the file")
    return content


def words(name: str, key: str) -> tuple[str, ...]:
    """Return a list of words, longest first, given in the file as a list or as text split at blanks."""
    value = read_key(name, key)
    items = value.split() if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
        raise FazhiError(f"data/lexicon/{name}.yaml: {key} is not a list of words", "quote each word")
    return tuple(sorted(set(items), key=lambda item: (-len(item), item)))


def read_key(name: str, key: str) -> Any:
    """Return one entry of a lexicon file; raises FazhiError when the file has no such entry."""
    content = _content(name)
    if key not in content:
        raise FazhiError(f"data/lexicon/{name}.yaml has no {key}", "restore the entry")
    return content[key]


@cache
def _content(name: str) -> dict[str, Any]:
    return read(name)


def _table(name: str, key: str, build: Callable[[str, Any], T]) -> dict[str, T]:
    value = read_key(name, key)
    if not isinstance(value, dict):
        raise FazhiError(f"data/lexicon/{name}.yaml: {key} is not a mapping", "give each word its entry")
    out = {}
    for word, entry in value.items():
        try:
            out[str(word)] = build(str(word), entry)
        except (KeyError, TypeError, ValueError, ArithmeticError, re.error) as error:
            where = f"data/lexicon/{name}.yaml: {key}: {word}"
            raise FazhiError(f"{where} is broken ({type(error).__name__}: {error})", "mend the entry") from error
    return out


def _amount(word: str, entry: dict[str, Any]) -> Unit:
    if entry["kind"] not in _AMOUNT_KINDS:
        raise ValueError(f"kind {entry['kind']} is not one of {', '.join(_AMOUNT_KINDS)}")
    return Unit(word, str(entry["unit"]), cast(Kind, entry["kind"]), Decimal(str(entry.get("factor", 1))))


def _hedge(_word: str, entry: dict[str, Any]) -> Hedge:
    if entry["modifier"] not in _MODIFIERS or entry["bound"] not in _BOUNDS:
        raise ValueError(f"{entry['modifier']}/{entry['bound']} is not a modifier and bound")
    return Hedge(cast(Modifier, entry["modifier"]), str(entry["bound"]))


@cache
def units() -> dict[str, Unit]:
    """Return every unit by its written form."""
    out = {word: Unit(word, word, "count") for word in words("units", "count")}
    out.update({word: Unit(word, None, "count") for word in words("units", "nouns")})
    out.update(_table("units", "amount", _amount))
    return out


@cache
def units_by_first() -> dict[str, tuple[Unit, ...]]:
    """Return the units by their first character, the longest first."""
    out: dict[str, list[Unit]] = {}
    for written, unit in units().items():
        out.setdefault(written[0], []).append(unit)
    return {first: tuple(sorted(group, key=lambda u: -len(u.written))) for first, group in out.items()}


@cache
def not_before() -> dict[str, re.Pattern[str]]:
    """Return, by unit, what after it shows it to be part of a longer word."""
    return _table("units", "not_before", lambda _unit, entry: re.compile(entry))


@cache
def hedges(place: str) -> dict[str, Hedge]:
    """Return the hedging words of one place: ``attached``, ``before`` or ``after``."""
    return _table("modifiers", place, _hedge)


@cache
def eras() -> dict[str, int]:
    """Return the first year of each era that reports count from: 党的十九大以来."""
    return _table("numeral_words", "eras", lambda _era, year: int(year))


@cache
def labels() -> re.Pattern[str]:
    """Return what before a bare number says that it marks and does not measure: 邮编：310000."""
    return re.compile(rf"(?:{'|'.join(words('numeral_words', 'labels'))})\s?[为是:：]\s?$")


@cache
def hotlines() -> frozenset[str]:
    """Return the public service numbers: 12345企业专席 counts no enterprises."""
    return frozenset(words("numeral_words", "hotlines"))
