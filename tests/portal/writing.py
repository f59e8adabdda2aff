"""What the planted documents say: reports and their look-alikes, composed from ``texts/*.yaml``, the same every time.

A document's text is drawn with its own key as seed, so that no two are alike and the truth needs no file.
"""

import random
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_TEXTS = Path(__file__).parent / "texts"
_DRAWN = re.compile(r"\{(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)\}")
_FIGURE = re.compile(r"\d+(?=[件次名场])")
_NUMERALS = "一二三四五六七八九十"
_CALLED = {"government": "全{0}", "department": "我局", "street": "街道", "town": "我镇"}
# Themes of a report, and sentences of each theme.
LENGTHS = {"short": (3, 2), "medium": (6, 3), "long": (9, 5), "full": (10, 5)}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document: a heading, a paragraph, a line at the right (signature, date) or a table."""

    kind: str  # head | para | sign | table
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def lines(self) -> list[str]:
        return ["\t".join(row) for row in self.rows] if self.rows else [self.text]


@dataclass(frozen=True, slots=True)
class Subject:
    """Who reports, for which year, and how fully."""

    issuer: str
    issuer_type: str
    place: str
    year: int
    length: str = "medium"


def text_of(blocks: tuple[Block, ...]) -> str:
    """The text as a reader sees it: one line a paragraph, the cells of a table's row parted by tabs."""
    return "\n".join(line for block in blocks for line in block.lines)


def compose_report(subject: Subject, signed: str) -> tuple[Block, ...]:
    """Write the annual report of the subject; ``signed`` is the date under it, as written."""
    rng = random.Random(f"{subject.issuer}/{subject.year}")
    words = _words(subject)
    blocks = (Block(kind, _filled(text, words, rng)) for kind, text in _outline(subject, rng))
    done = [replace(block, rows=_table(words, rng), text="") if block.kind == "table" else block for block in blocks]
    return (*done, Block("sign", subject.issuer), Block("sign", signed))


def compose_other(lines: list[str], words: Mapping[str, object], seed: str, more: int = 0) -> tuple[Block, ...]:
    """Write a document of the given paragraphs, with so many sentences of reports before the last."""
    rng = random.Random(seed)
    sentences = [each for theme in texts("report")["themes"] if "for" not in theme for each in theme["sentences"]]
    drawn = rng.sample(sentences, more)
    between = ["".join(drawn[start : start + 3]) for start in range(0, more, 3)]
    return tuple(Block("para", _filled(line, words, rng)) for line in [*lines[:-1], *between, lines[-1]])


def revised(blocks: tuple[Block, ...], number: int) -> tuple[Block, ...]:
    """The document after one more correction, its ``number``th: a figure is raised, and a sentence says so."""
    paragraphs = [at for at, block in enumerate(blocks) if block.kind == "para"]
    at = ([each for each in paragraphs if _FIGURE.search(blocks[each].text)] or paragraphs)[0]
    text = _FIGURE.sub(lambda found: str(int(found.group()) + 7), blocks[at].text, count=1)
    return (*blocks[:at], Block("para", f"{text}（第{number}次更正）"), *blocks[at + 1 :])


def _outline(subject: Subject, rng: random.Random) -> Iterator[tuple[str, str]]:
    """The kinds and unfilled texts of a report's blocks."""
    parts = texts("report")
    chapters = {name: rng.choice(titles) for name, titles in parts["chapters"].items()}
    yield "para", rng.choice(parts["openings"])
    yield "head", f"一、{chapters['done']}"
    themes, sentences = LENGTHS[subject.length]
    fitting = [theme for theme in parts["themes"] if subject.issuer_type in theme.get("for", [subject.issuer_type])]
    for number, theme in enumerate(rng.sample(fitting, min(themes, len(fitting)))):
        yield "head", f"（{_NUMERALS[number]}）{rng.choice(theme['headings'])}"
        drawn = rng.sample(theme["sentences"], min(sentences, len(theme["sentences"])))
        half = (len(drawn) + 1) // 2
        yield "para", "".join(drawn[:half])
        if subject.length != "short" and drawn[half:]:
            yield "para", "".join(drawn[half:])
        if subject.length == "full":
            yield "para", "".join(rng.sample(parts["details"], 3))
    if subject.length in ("long", "full"):
        yield "para", parts["table"]["caption"]
        yield "table", ""
    for number, name in enumerate(("gaps", "first", "next"), start=1):
        yield "head", f"{_NUMERALS[number]}、{chapters[name]}"
        lines = [rng.choice(parts["first"])] if name == "first" else parts[name]
        yield "para", "".join(lines[:3] if subject.length == "short" else lines)


def _table(words: Mapping[str, object], rng: random.Random) -> tuple[tuple[str, ...], ...]:
    table = texts("report")["table"]
    rows = [table["heads"], *table["rows"]]
    return tuple(tuple(_filled(cell, words, rng) for cell in row) for row in rows)


def _words(subject: Subject) -> dict[str, object]:
    we = _CALLED[subject.issuer_type].format(subject.place[-1])
    return {"we": we, "place": subject.place, "year": subject.year, "next": subject.year + 1}


def _filled(text: str, words: Mapping[str, object], rng: random.Random) -> str:
    def draw(found: re.Match[str]) -> str:
        low, high = found.groups()
        return f"{rng.uniform(float(low), float(high)):.1f}" if "." in low else str(rng.randint(int(low), int(high)))

    return _DRAWN.sub(draw, text).format_map(words)


@cache
def texts(name: str) -> Any:
    """The content of ``texts/<name>.yaml``."""
    return yaml.safe_load((_TEXTS / f"{name}.yaml").read_text(encoding="utf-8"))
