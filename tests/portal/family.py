"""A family of portals: how it writes addresses and pages, read from ``families/<name>.yaml``.

Everything that a family's content system decides is in its file, as templates: addresses under ``urls``, pages under
``templates``. This module only fills them.
"""

import json
import random
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import BaseLoader, Environment, StrictUndefined, TemplateNotFound
from markupsafe import Markup, escape

from tests.portal.writing import texts

FAMILIES = Path(__file__).parent / "families"
_LATIN = re.compile(r"[0-9A-Za-z.%]+")
_IDENTIFIER = "abcdefghijklmnopqrstuvwxyz"


class Family:
    """The addresses and templates of one family, and the hosts that follow it."""

    def __init__(self, name: str, facts: Mapping[str, Any]) -> None:
        self.name = name
        self.facts = facts
        self.hosts: Mapping[str, Mapping[str, Any]] = facts["hosts"]
        self.endpoints: list[Mapping[str, Any]] = facts.get("endpoints", [])
        self._pages = _environment(facts["templates"], autoescape=True)
        self._urls = _environment(_flat(facts["urls"]), autoescape=False)

    def has(self, template: str) -> bool:
        """Whether the family has such a page."""
        return template in self.facts["templates"]

    def render(self, template: str, context: Mapping[str, Any]) -> str:
        """Fill a page."""
        return self._pages.get_template(template).render(**texts("words"), **context)

    def url(self, name: str, **context: Any) -> str:
        """The path of a thing: its first, where it has several."""
        return self.urls(name, **context)[0]

    def urls(self, name: str, **context: Any) -> list[str]:
        """All paths of a thing; none where the family has no such thing."""
        lines = self._urls.get_template(name).render(**context).split() if name in self.facts["urls"] else []
        return [line for line in lines if line != "-"]

    def expression(self, source: str, **context: Any) -> str:
        """Evaluate an expression of an endpoint."""
        return self._urls.from_string(source).render(**context)


@cache
def load_family(name: str) -> Family:
    """Read ``families/<name>.yaml``; those in ``families/unknown`` are named with their folder."""
    return Family(name, yaml.safe_load((FAMILIES / f"{name}.yaml").read_text(encoding="utf-8")))


def family_names() -> list[str]:
    """The families, in the order of their file names."""
    return sorted(path.stem for path in FAMILIES.glob("*.yaml"))


def unknown_names() -> list[str]:
    """The families that ``data/sources`` has nothing of, and that are served only where they are named."""
    return sorted(f"unknown/{path.stem}" for path in (FAMILIES / "unknown").glob("*.yaml"))


class _Sources(BaseLoader):
    def __init__(self, sources: Mapping[str, str]) -> None:
        self._sources = sources

    def get_source(self, environment: Environment, template: str) -> tuple[str, None, None]:
        if template not in self._sources:
            raise TemplateNotFound(template)
        return self._sources[template], None, None


def _environment(sources: Mapping[str, str], autoescape: bool) -> Environment:
    environment = Environment(
        loader=_Sources(sources), autoescape=autoescape, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    environment.filters |= {
        "runs": runs,
        "chopped": chopped,
        "css": css,
        "js": js,
        "short": short,
        "parsed": json.loads,
    }
    return environment


def _flat(urls: Mapping[str, str | list[str]]) -> dict[str, str]:
    return {name: url if isinstance(url, str) else " ".join(url) for name, url in urls.items()}


def runs(text: str, tag: str) -> Markup:
    """Wrap each run of Latin letters and digits in the opening tag given, as pages pasted from Word do."""
    name = tag[1:].split(maxsplit=1)[0].rstrip(">")
    pieces, end = [], 0
    for found in _LATIN.finditer(text):
        pieces += [escape(text[end : found.start()]), Markup(f"{tag}{found.group()}</{name}>")]
        end = found.end()
    return Markup("").join([*pieces, escape(text[end:])])


def chopped(text: str, tag: str) -> Markup:
    """Cut the text at random places, each piece in its own element: Word's runs, which mean nothing."""
    rng, name, pieces, start = random.Random(text), tag[1:].split(maxsplit=1)[0].rstrip(">"), [], 0
    while start < len(text):
        end = start + rng.choice((1, 3, 9, 24, 60))
        pieces.append(Markup("{}{}</{}>").format(Markup(tag), text[start:end], Markup(name)))
        start = end
    return Markup("").join(pieces)


def short(text: str, size: int) -> str:
    """Cut a title that is too long for a list."""
    return text if len(text) <= size else text[: size - 1] + "…"


def css(kilobytes: float, seed: str) -> Markup:
    """Style rules of about that size, of the kind that templates collect over the years."""
    rng, lines = random.Random(seed), [""]
    while sum(map(len, lines)) < kilobytes * 1024:
        lines.append(
            f".{_name(rng)}_{rng.randint(1, 99)} .{_name(rng)} a:hover{{width:{rng.randint(20, 1200)}px;"
            f"margin:0 auto;line-height:{rng.randint(18, 48)}px;color:#{rng.randint(0, 0xFFFFFF):06x};overflow:hidden}}"
        )
    return Markup("\n".join(lines))


def js(kilobytes: float, seed: str) -> Markup:
    """Script of about that size, harmless and without use."""
    rng, lines = random.Random(seed), [""]
    while sum(map(len, lines)) < kilobytes * 1024:
        one, two = _name(rng), _name(rng)
        lines.append(
            f'function {one}{rng.randint(1, 999)}({two}){{var o=document.getElementById("{one}_{two}");'
            f'if(o&&o.className!="{two}"){{o.style.display="none";setTimeout("{one}()",{rng.randint(100, 9000)});}}}}'
        )
    return Markup("\n".join(lines))


def _name(rng: random.Random) -> str:
    return "".join(rng.choices(_IDENTIFIER, k=rng.randint(4, 9)))
