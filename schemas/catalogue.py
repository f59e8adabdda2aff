"""The typed catalogue of indicators: what ``data/indicators/`` says, checked before anything uses it.

Layout: one file a theme (``T01.yaml`` …), a list of entries, and ``vocabulary.yaml`` with what they share (unit
classes, topics, dimension values). An entry's keys are the fields of ``Indicator``. A broken entry raises
FazhiError naming the file, the entry and the remedy: a catalogue that loads can be relied on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError

CatalogueLevel = Literal["province", "city", "county", "town", "street", "department"]

GAP = "…"  # in a trigger: its two words may stand a few characters apart

# What the issuer is in what is counted: it acts itself, reviews others' acts, or is complained of, or sued.
Role = Literal["actor", "reviewing_organ", "respondent", "defendant"]
_ISSUERS = 2

_COLUMN = r"^[a-z][a-z0-9_]{0,31}$"
_ID = r"^[a-z]+\.[a-z0-9_]+$"

# YAML reads 0.2 as a float; its text keeps the number as it was written.
Number = Annotated[Decimal, BeforeValidator(str)]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=False)


class _Sentence(_Entry):
    """A sentence of an invented issuer, and the figure in it as written (once)."""

    issuer: str = Field(min_length=1)
    text: str
    figure: str

    @model_validator(mode="after")
    def _holds_its_figure(self) -> Self:
        if self.text.count(self.figure) != 1:
            raise ValueError(f"the example must contain its figure {self.figure!r} exactly once")
        return self


class Example(_Sentence):
    """A sentence that states the indicator, and the value it must give, in the entry's unit."""

    value: Number


class CounterExample(_Sentence):
    """A sentence easily taken for the indicator: what it states instead is ``is``, or nothing the catalogue has."""

    instead: str | None = Field(default=None, alias="is")


class Ratio(_Entry):
    """A rate's numerator and the denominators in use, by indicator id; issuers differ in the denominator.

    ``is_firm`` where issuers agree on it, so that a rate which no listed denominator gives is worth a doubt.
    """

    numerator: str
    denominators: tuple[str, ...]
    is_firm: bool = False


class Indicator(_Entry):
    """One indicator. ``range`` is a sanity bound in ``unit``, not a norm; rates are in percent.

    ``triggers`` fire when they stand in a figure's own words (its measure or clause); ``topic_triggers`` only
    where the figure's subject is ``topic``, those of ``under`` where it is another one, named with them,
    those of ``in_units`` in units of one class; ``anti_triggers`` in the own words forbid the entry. ``instead_at``
    names, by level, the entry that the same words mean there. ``subset_of`` names wholes it cannot exceed,
    ``usually_within`` wholes it can exceed for a good reason (another scope). What is ``divided`` by kinds alone
    (公开信息125条，其中权责清单1条) has no parts that state another entry.
    """

    id: str = Field(pattern=_ID)
    theme: str = Field(pattern=r"^T\d\d$")  # from the file's name, not stated in the entry
    column: str = Field(pattern=_COLUMN)
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    definition: str = Field(min_length=1)  # in Chinese, as its sources are
    definition_en: str = Field(min_length=1)
    unit: str = Field(min_length=1)
    unit_class: tuple[str, ...] = Field(min_length=1)
    kind: Literal["count", "rate", "money", "area", "duration", "rank", "change"]
    period: Literal["stock", "flow"]
    role: Role = "actor"
    range: tuple[Number, Number]
    denominator: str | None = None  # in words; ``ratio_of`` where it is an indicator itself
    levels: tuple[CatalogueLevel, ...] = Field(min_length=1)
    tier: Literal["core", "extended"]
    status: Literal["reported", "target"] = "reported"
    topic: str | None = None
    triggers: tuple[str, ...] = Field(min_length=1)
    topic_triggers: tuple[str, ...] = ()
    under: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    in_units: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    anti_triggers: tuple[str, ...] = ()
    instead_at: dict[CatalogueLevel, str] = Field(default_factory=dict)
    dimensions: tuple[str, ...] = ()
    subset_of: tuple[str, ...] = ()
    usually_within: tuple[str, ...] = ()
    sum_of: tuple[str, ...] = ()
    divided: bool = False
    ratio_of: Ratio | None = None
    examples: tuple[Example, ...]
    counter_examples: tuple[CounterExample, ...] = ()

    @model_validator(mode="after")
    def _is_coherent(self) -> "Indicator":
        if self.range[0] > self.range[1]:
            raise ValueError(f"range {self.range[0]}…{self.range[1]} is upside down; write the lower bound first")
        own = [*self.triggers, *self.topic_triggers]
        if both := set(own) & set(self.anti_triggers):
            raise ValueError(f"{'、'.join(sorted(both))} is trigger and anti-trigger at once; keep one")
        if broken := [
            w
            for w in [*own, *self.anti_triggers]
            if GAP in w and not re.fullmatch(f"[^{GAP}]{{2,}}{GAP}[^{GAP}]{{2,}}", w)
        ]:
            raise ValueError(f"{'、'.join(broken)} must be two words of two characters or more around one {GAP}")
        if twice := {t for t in own if own.count(t) > 1}:
            raise ValueError(f"trigger {'、'.join(sorted(twice))} is listed twice; keep one")
        if self.topic_triggers and not self.topic:
            raise ValueError("topic_triggers need a topic; add one, or make them triggers")
        if len({example.issuer for example in self.examples}) < _ISSUERS:
            raise ValueError(f"needs examples of at least {_ISSUERS} issuers, worded as each would")
        if (self.kind == "rate") != (self.denominator is not None):
            raise ValueError("a rate, and nothing else, names its denominator")
        return self


class Vocabulary(_Entry):
    """What the entries share: counting words by class, topic words by topic, dimension values by dimension.

    ``shortcomings`` behind a count say that what is counted falls short: 3个村建设滞后 states no indicator.
    """

    unit_classes: dict[str, tuple[str, ...]]
    topics: dict[str, tuple[str, ...]]
    dimensions: dict[str, dict[str, tuple[str, ...]]]
    shortcomings: tuple[str, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """Every indicator, in the order of the files."""

    indicators: tuple[Indicator, ...]
    vocabulary: Vocabulary
    by_id: Mapping[str, Indicator]
    by_theme: Mapping[str, tuple[Indicator, ...]]


def load_catalogue() -> Catalogue:
    """Return the catalogue of ``data/indicators``; read once a process. Raises FazhiError on a broken entry."""
    return _load(data_dir() / "indicators")


@lru_cache(maxsize=4)
def _load(folder: Path) -> Catalogue:
    vocabulary = _vocabulary(folder / "vocabulary.yaml")
    by_theme: dict[str, tuple[Indicator, ...]] = {}
    by_id: dict[str, Indicator] = {}
    file_of: dict[str, str] = {}
    files = sorted(folder.glob("T??.yaml"))
    if not files:
        raise FazhiError(f"{folder} holds no theme file", "restore T01.yaml …, or point FAZHI_DATA at a data folder")
    for path in files:
        by_theme[path.stem] = _theme(path, vocabulary)
        for entry in by_theme[path.stem]:
            if entry.id in by_id:
                raise _broken(path, entry.id, f"the id stands in {file_of[entry.id]} already", "rename one of them")
            by_id[entry.id] = entry
            file_of[entry.id] = path.name
    _check_columns(by_id, folder, file_of)
    _check_relations(by_id, folder, file_of)
    return Catalogue(tuple(by_id.values()), vocabulary, MappingProxyType(by_id), MappingProxyType(by_theme))


def _theme(path: Path, vocabulary: Vocabulary) -> tuple[Indicator, ...]:
    rows = load_yaml(path)
    if not isinstance(rows, list):
        raise FazhiError(f"{path} is not a list of entries", "write each entry as `- id: …`")
    return tuple(_entry(path, row, vocabulary) for row in rows)


def _entry(path: Path, row: Any, vocabulary: Vocabulary) -> Indicator:
    if not isinstance(row, dict):
        raise FazhiError(f"{path}: {row!r} is not an entry", "write each entry as `- id: …`")
    name = str(row.get("id", "an entry without id"))
    try:
        entry = Indicator(**{"theme": path.stem, **row})
    except ValidationError as error:
        raise _broken(path, name, _in_words(error), "mend the entry") from error
    unknown: dict[str, set[str]] = {
        "unit_class": {*entry.unit_class, *entry.in_units} - set(vocabulary.unit_classes),
        "topic": {*entry.under, *([entry.topic] if entry.topic else [])} - set(vocabulary.topics),
        "dimensions": set(entry.dimensions) - set(vocabulary.dimensions),
    }
    for key, names in unknown.items():
        if names:
            what = f"{key} {'、'.join(sorted(str(name) for name in names))} is not in vocabulary.yaml"
            raise _broken(path, name, what, "use one that is, or add it there")
    return entry


def _vocabulary(path: Path) -> Vocabulary:
    try:
        return Vocabulary.model_validate(load_yaml(path))
    except ValidationError as error:
        raise FazhiError(f"{path}: {_in_words(error)}", "mend the vocabulary") from error


def _check_columns(by_id: Mapping[str, Indicator], folder: Path, file_of: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for entry in by_id.values():
        other = seen.setdefault(entry.column, entry.id)
        if other != entry.id:
            what = f"column {entry.column} is {other}'s already"
            raise _broken(folder / file_of[entry.id], entry.id, what, "choose another name")


def _check_relations(by_id: Mapping[str, Indicator], folder: Path, file_of: Mapping[str, str]) -> None:
    for entry in by_id.values():
        named = {*entry.subset_of, *entry.usually_within, *entry.sum_of, *entry.instead_at.values()}
        named |= {example.instead for example in entry.counter_examples if example.instead}
        if entry.ratio_of:
            named |= {entry.ratio_of.numerator, *entry.ratio_of.denominators}
        if missing := sorted(named - set(by_id)):
            what = f"its relation names {'、'.join(missing)}, which no file has"
            raise _broken(folder / file_of[entry.id], entry.id, what, "name an existing id")


def _broken(path: Path, name: str, what: str, remedy: str) -> FazhiError:
    return FazhiError(f"{path}, entry {name}: {what}", remedy)


def _in_words(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(map(str, e['loc'])) + ': ' if e['loc'] else ''}{e['msg'].removeprefix('Value error, ')}"
        for e in error.errors()
    )
