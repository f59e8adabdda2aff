"""Pages of one unknown family between the head and foot of another: layouts that nobody wrote, from those somebody did."""

import random
from collections.abc import Iterator
from itertools import product

from tests.portal.family import Family, load_family, unknown_names
from tests.portal.site import Site

PAIRS = 800  # of more than 3,000
_INCLUDED = '{% include "top" %}'


def crossed(page: str) -> Iterator[tuple[str, Site]]:
    """Yield a name and the first host of families whose ``page`` (article, list) stands between the head and foot of others, PAIRS of them.

    A family whose page has a frame for its text, or calls a function that its own head defines, is left out; so is a head that
    says what addresses are relative to.
    """
    families = {name: load_family(name).facts for name in unknown_names()}
    heads = {
        name: facts["templates"] for name, facts in families.items() if {"top", "foot"} <= facts["templates"].keys()
    }
    chromes = [name for name, templates in heads.items() if "<base" not in templates["top"]]
    wanted = [name for name, facts in families.items() if _stands_alone(facts["templates"], page)]
    for chrome, name in random.Random(page).sample([*product(chromes, wanted)], PAIRS):
        facts, around = families[name], families[chrome]["templates"]
        templates = {**facts["templates"], "top": around["top"], "foot": around["foot"]}
        host, entry = next(iter(facts["hosts"].items()))
        family = Family(f"{chrome} × {name}", {**facts, "templates": templates})
        yield family.name, Site(family, host, {**entry, "encoding": "utf-8", "declared": "utf-8"})


def _stands_alone(templates: dict[str, str], page: str) -> bool:
    around = templates.get("top", "") + templates.get("foot", "")
    return _INCLUDED in templates[page] and "twins[0]" not in templates[page] and "function" not in around
