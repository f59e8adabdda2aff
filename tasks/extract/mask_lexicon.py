"""The word lists that the masking of names asks, in the forms its grammar asks them in.

They stand in data/lexicon/mask_names.yaml and mask_context.yaml, for people to edit.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from schemas.datadir import load_yaml
from schemas.errors import FazhiError

Side = Literal["role", "maybe", "unit", "office", "chain", "open", "any"]
_HAN = "\u4e00-\u9fff"
GAP = " \t\u3000\xa0:：(（“\"'"  # what may stand between a role and the name


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists, in the forms the grammar asks them in."""

    surnames: frozenset[str]
    ambiguous: frozenset[str]
    rare: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    never: frozenset[str]
    public: frozenset[str]
    not_names: frozenset[str]
    left: dict[str, Side]
    left_lengths: dict[str, tuple[int, ...]]  # by a word's last character, longest first
    right_begins: frozenset[str]
    right_role: re.Pattern[str]
    right_office: re.Pattern[str]
    things: re.Pattern[str]
    before: frozenset[str]
    behind: frozenset[str]
    before_short: frozenset[str]
    behind_short: frozenset[str]
    candidate: re.Pattern[str]


@cache
def lexicon_in(folder: Path) -> Lexicon:
    """Read the lists of the folder, once; raises FazhiError naming what is missing or malformed."""
    names, context = load_yaml(folder / "mask_names.yaml"), load_yaml(folder / "mask_context.yaml")
    try:
        return _build(names, context)
    except (KeyError, TypeError, AttributeError) as error:
        thing = f"{folder}/mask_*.yaml: missing or malformed entry {error}"
        raise FazhiError(thing, "restore the files from the project or mend the entry") from error


def _build(names: dict[str, str], context: dict[str, list[str]]) -> Lexicon:
    surnames, ambiguous, rare, given = (
        frozenset("".join(names[key].split()))
        for key in ("surnames", "surnames_in_words", "surnames_beside_a_role", "given")
    )
    ambiguous -= surnames
    rare -= surnames | ambiguous
    compound = frozenset(names["surnames_compound"])
    kinds: tuple[tuple[str, Side], ...] = (
        ("units", "unit"), ("roles_maybe", "maybe"), ("roles_surely", "role"), ("offices", "office"),
    )  # fmt: skip
    left: dict[str, Side] = {word: side for key, side in kinds for word in context[key]}
    left_of = f"(?<=[{_class([word[-1] for word in left])}{_class(context['before'])}{GAP}].)"
    behind = context["roles_behind"] + context["offices"]
    compound_end = _class([word[1] for word in compound])
    every = _class([*surnames, *ambiguous, *rare, *(word[0] for word in compound)])
    # A quick sieve: behind a character that may announce a name, a plain name anywhere, and before a role.
    candidate = (
        rf"[{every}](?:(?:{left_of}|(?<=\A.))(?=[{_HAN}])|(?<=[{_class(surnames)}])(?=[{_class(given)}])"
        rf"|(?=[{_HAN}]{{1,2}}[{_class([word[0] for word in behind])}][{_class([word[1] for word in behind])}])"
        rf"|(?=[{compound_end}]))"
    )
    return Lexicon(
        surnames=surnames,
        ambiguous=ambiguous,
        rare=rare,
        compound=compound,
        given=given,
        never=frozenset("".join(context["never"])),
        public=frozenset(names["public_figures"]),
        not_names=frozenset(names["words_not_names"]),
        left=left,
        left_lengths=_lengths_by_end(left),
        right_begins=frozenset({word[0] for word in behind} | {" ", "\u3000"}),
        right_role=re.compile(_either(context["roles_behind"])),
        right_office=re.compile(rf"[ \u3000]?(?:{_either(context['offices'])})"),
        things=re.compile(_either(context["things"])),
        before=frozenset("".join(context["before"])),
        behind=frozenset("".join(context["behind"])),
        before_short=frozenset("".join(context["before_short"])),
        behind_short=frozenset("".join(context["behind_short"])),
        candidate=re.compile(candidate),
    )


def _class(characters: Iterable[str]) -> str:
    """The inside of a regular expression's character class."""
    return "".join(map(re.escape, sorted(set("".join(characters)))))


def _lengths_by_end(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    lengths: dict[str, set[int]] = {}
    for word in words:
        lengths.setdefault(word[-1], set()).add(len(word))
    return {end: tuple(sorted(found, reverse=True)) for end, found in lengths.items()}


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
