"""Layouts that nobody wrote: pages of one unknown family between the head and foot of another, and articles composed of pieces."""

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from tests.portal.family import Family, load_family, unknown_names
from tests.portal.site import Site

PAIRS = 800  # of more than 3,000
_INCLUDED = '{% include "top" %}'
_PIECES = Path(__file__).parent / "layouts.yaml"
_BLOCKS = (
    "{%% for b in blocks %%}{%% if b.rows %%}<table>{%% for row in b.rows %%}<tr>{%% for cell in row %%}<td>{{ cell }}</td>{%% endfor %%}</tr>"
    "{%% endfor %%}</table>{%% else %%}%s{%% endif %%}{%% endfor %%}"
)
_ABOVE = 0.12  # of the composed articles have the line of origin above the heading
_WRITER = "unknown/zw_common"  # the family whose documents the composed articles show


def crossed(page: str) -> Iterator[tuple[str, Site]]:
    """Yield a name and the first host of families whose ``page`` (article, list) stands between the head and foot of others, PAIRS of them.

    A family whose page has a frame for its text, or calls a function that its own head defines, is left out; so is a head that
    says what addresses are relative to.
    """
    families = {name: load_family(name).facts for name in unknown_names()}
    wanted = [name for name, facts in families.items() if _stands_alone(facts["templates"], page)]
    for chrome, name in random.Random(page).sample([*product(_chromes(), wanted)], PAIRS):
        yield _between(chrome, name, families[name], {})


def composed(count: int) -> Iterator[tuple[str, Site]]:
    """Yield that many hosts, each with articles of one layout, put together at random from the pieces of ``layouts.yaml``."""
    rng, chromes = random.Random(count), _chromes()
    pieces = yaml.safe_load(_PIECES.read_text(encoding="utf-8"))
    facts = load_family(_WRITER).facts
    for _ in range(count):
        chosen = {name: rng.choice(kinds) for name, kinds in pieces.items()}
        above = [chosen["heading"], chosen["origin"]]
        text = chosen["around"].replace("TEXT", _BLOCKS % chosen["paragraph"])
        top = "".join(reversed(above) if rng.random() < _ABOVE else above)
        article = (
            f'{_INCLUDED}<div>{top}{text}{chosen["below"]}{rng.choice(pieces["below"])}</div>{{% include "foot" %}}'
        )
        yield _between(rng.choice(chromes), str(chosen), facts, {"article": article})


def _between(chrome: str, name: str, facts: dict[str, Any], own: dict[str, str]) -> tuple[str, Site]:
    around = load_family(chrome).facts["templates"]
    templates = {**facts["templates"], **own, "top": around["top"], "foot": around["foot"]}
    host, entry = next(iter(facts["hosts"].items()))
    family = Family(f"{chrome} × {name}", {**facts, "templates": templates})
    return family.name, Site(family, host, {**entry, "encoding": "utf-8", "declared": "utf-8"})


def _chromes() -> list[str]:
    templates = {name: load_family(name).facts["templates"] for name in unknown_names()}
    return [name for name, each in templates.items() if {"top", "foot"} <= each.keys() and "<base" not in each["top"]]


def _stands_alone(templates: dict[str, str], page: str) -> bool:
    around = templates.get("top", "") + templates.get("foot", "")
    return _INCLUDED in templates[page] and "twins[0]" not in templates[page] and "function" not in around
