"""The cleaning rules that stand in data/lexicon/clean_*.yaml, read once, and what a portal family may override."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError


@dataclass(frozen=True, slots=True)
class FamilyRules:
    """What is known of one portal family's pages; empty fields leave the general rules as they are."""

    containers: tuple[str, ...] = ()  # CSS selectors of the article's text, tried before the general ones
    noise: tuple[str, ...] = ()  # CSS selectors of nodes inside it that are not text


@dataclass(frozen=True, slots=True)
class Rules:
    """The general rules."""

    containers: tuple[str, ...]
    noise: tuple[str, ...]
    titles: tuple[str, ...]
    head: re.Pattern[str]
    tail: re.Pattern[str]
    notice: re.Pattern[str]
    readers: re.Pattern[str]
    ends: re.Pattern[str]
    covers: re.Pattern[str]
    longest: int
    soft_404: re.Pattern[str]
    meta_names: dict[str, str]  # lower case -> as kept
    meta_dates: tuple[str, ...]
    label: re.Pattern[str]  # a field's name, and the colon if one follows
    index_fields: frozenset[str]
    published_in_table: tuple[str, ...]
    published_in_line: tuple[str, ...]
    content_source: tuple[str, ...]
    table_marks: frozenset[str]


def rules() -> Rules:
    """Return the rules of the data folder in force; raises FazhiError naming the file that is broken."""
    return _load(data_dir() / "lexicon")


@cache
def _load(folder: Path) -> Rules:
    boxes, fields, lines = (load_yaml(folder / f"clean_{name}.yaml") for name in ("containers", "fields", "furniture"))
    try:
        return _build(boxes, fields, lines)
    except (KeyError, TypeError, AttributeError, re.error) as error:
        thing = f"{folder}/clean_*.yaml: missing or malformed entry {error}"
        raise FazhiError(thing, "restore the files from the project or mend the entry") from error


def _build(boxes: dict[str, Any], fields: dict[str, Any], lines: dict[str, Any]) -> Rules:
    names = sorted({*fields["index_fields"], *fields["ends"]}, key=len, reverse=True)
    spaced = "|".join(r"[ \u3000\xa0]*".join(map(re.escape, name)) for name in names)
    return Rules(
        containers=tuple(selector for entry in boxes["containers"] for selector in entry["selectors"]),
        noise=(*boxes["noise"], *boxes["hidden"]),
        titles=tuple(boxes["titles"]),
        head=re.compile("|".join(lines["head"])),
        tail=re.compile("|".join(lines["tail"])),
        notice=re.compile(lines["notice"]),
        readers=re.compile(lines["readers"]),
        ends=re.compile("|".join(lines["ends"])),
        covers=re.compile("|".join(map(re.escape, lines["covers"]))),
        longest=lines["longest"],
        soft_404=re.compile("|".join(map(re.escape, lines["soft_404"])), re.IGNORECASE),
        meta_names={name.lower(): name for name in fields["meta_names"]},
        meta_dates=tuple(fields["meta_dates"]),
        label=re.compile(rf"(?<![^\W\d日次])({spaced})[ \u3000\xa0]*([:：]|$|(?=20\d\d[-/.年]))"),
        index_fields=frozenset(fields["index_fields"]),
        published_in_table=tuple(fields["published_in_table"]),
        published_in_line=tuple(fields["published_in_line"]),
        content_source=tuple(fields["content_source"]),
        table_marks=frozenset(fields["table_marks"]),
    )
