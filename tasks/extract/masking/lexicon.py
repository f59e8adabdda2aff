"""The word lists that the masking of names asks, in the forms its grammar asks them in.

They stand in data/lexicon/mask_names.yaml and mask_context.yaml, for people to edit. A broken list is a FazhiError.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from ahocorasick_rs import AhoCorasick

from schemas.datadir import load_yaml
from schemas.errors import FazhiError

Left = Literal["label", "role", "maybe", "unit", "case", "office", "none"]  # what a word before a name says
Right = Literal["role", "party", "act", "office", "office_of", "none"]  # what a word behind it says
Surname = Literal["plain", "in_words", "common_word"]
HAN = "\u4e00-\u9fff"
GAP = frozenset(" \t\u3000\xa0:：(（“”\"'|｜》’")  # what may stand between a role and the name
_LEFT: dict[str, Left] = {
    "units": "unit", "cases": "case", "labels": "label", "roles_maybe": "maybe", "roles_surely": "role", "offices": "office",
    "no_roles": "none",
}  # fmt: skip
_RIGHT: dict[str, Right] = {
    "acts": "act", "acts_surely": "party", "roles_behind": "role", "office_of": "office_of", "offices": "office", "no_acts": "none",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists, in the forms the grammar asks them in."""

    surnames: dict[str, Surname]  # of one character and of two
    begins: frozenset[str]  # their first characters
    may_follow: frozenset[str]  # what may stand behind a word that announces a name
    likely: frozenset[str]  # the first characters of those that are no common words
    given: frozenset[str]
    never: frozenset[str]
    public: frozenset[str]
    not_names: frozenset[str]
    places: frozenset[str]
    words: AhoCorasick  # all words that say something about a name beside them
    roles: frozenset[str]  # those of them that stand before names
    left: tuple[Left | None, ...]  # what each of them says before a name, and
    right: tuple[Right | None, ...]  # behind it
    before: frozenset[str]
    before_sentence: frozenset[str]
    before_list: frozenset[str]
    behind: frozenset[str]
    things: re.Pattern[str]
    place_ends: frozenset[str]
    post: re.Pattern[str]  # an office with the organ it belongs to
    spelling: frozenset[str]
    spelling_dotted: frozenset[str]
    bare: re.Pattern[str]  # the character before a name that nothing announces


@cache
def lexicon_in(folder: Path) -> Lexicon:
    """Read the lists of the folder, once; raises FazhiError naming what is missing or malformed."""
    names, context = load_yaml(folder / "mask_names.yaml"), load_yaml(folder / "mask_context.yaml")
    try:
        return _build(names, context)
    except (KeyError, TypeError, AttributeError) as error:
        thing = f"{folder}/mask_*.yaml: missing or malformed entry {error}"
        raise FazhiError(thing, "restore the files from the project or mend the entry") from error


def _build(names: dict[str, Any], context: dict[str, Any]) -> Lexicon:
    surnames: dict[str, Surname] = dict.fromkeys(_characters(names["surnames_common_words"]), "common_word")
    surnames |= dict.fromkeys(_characters(names["surnames_in_words"]), "in_words")
    surnames |= dict.fromkeys(_characters(names["surnames"]), "plain")
    surnames |= dict.fromkeys(names["surnames_compound"], "plain")
    surnames |= dict.fromkeys(names["surnames_compound_in_words"], "in_words")
    left = {word: side for key, side in _LEFT.items() for word in context[key]}
    right = {word: side for key, side in _RIGHT.items() for word in context[key]}
    words = sorted(left.keys() | right.keys())
    given = _characters(names["given"])
    likely = [surname for surname, kind in surnames.items() if kind != "common_word"]
    opening = _class([*context["before"], *context["before_sentence"], *context["before_list"]])
    every = _class(surname for surname in surnames if len(surname) == 1)
    return Lexicon(
        surnames=surnames,
        begins=frozenset(surname[0] for surname in surnames),
        may_follow=GAP | _characters(context["spelling"]) | frozenset(surname[0] for surname in surnames),
        likely=frozenset(surname[0] for surname in likely),
        given=given,
        never=_characters(context["never"]),
        public=frozenset(names["public_figures"]),
        not_names=frozenset(names["words_not_names"]),
        places=frozenset(names["places"]),
        words=AhoCorasick(words),
        roles=frozenset(left),
        left=tuple(left.get(word) for word in words),
        right=tuple(right.get(word) for word in words),
        before=frozenset(context["before"]),
        before_sentence=frozenset(context["before_sentence"]),
        before_list=frozenset(context["before_list"]),
        behind=frozenset(context["behind"]),
        things=re.compile(_either(context["things"])),
        place_ends=_characters(context["place_ends"]),
        post=re.compile(rf"(?:{_either(context['office_of'])}){{1,4}}(?:{_either(context['offices'])})"),
        spelling=_characters(context["spelling"]),
        spelling_dotted=_characters(context["spelling"] + context["spelling_dotted"]),
        bare=re.compile(
            # with a surname that is no common word; else a cell of a table or an item of a list
            rf"[{opening}](?=[{_class(s for s in likely if len(s) == 1)}][ \u3000]?[{_class(given)}]"
            rf"|[{_class(s[0] for s in surnames if len(s) == 2)}][{_class(s[1] for s in surnames if len(s) == 2)}]"
            rf"|(?<=[、，。；：:《“\n\t|｜ ])[{every}][ \u3000]?[{HAN}]{{1,2}}[、与诉和\t|｜ ])"
        ),
    )


def _characters(text: Iterable[str]) -> frozenset[str]:
    return frozenset("".join("".join(text).split()))


def _class(characters: Iterable[str]) -> str:
    """The inside of a regular expression's character class."""
    return "".join(map(re.escape, sorted(set("".join(characters)))))


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
