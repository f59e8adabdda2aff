"""The ways in which a text arrives that a clerk has typed, pasted and corrected: what a host's ``mess`` asks for.

Nothing is lost by any of them: a reader sees the same words, and the truth is the text as it was published.
"""

import random
import re
from collections.abc import Callable
from dataclasses import replace

from tests.portal.writing import Block

_NUMBER = re.compile(r"\d[\d.]*%?")
_WIDE = str.maketrans("0123456789.%", "０１２３４５６７８９．％")
Change = Callable[[str, random.Random], str]


def soiled(blocks: tuple[Block, ...], changes: list[str], seed: str) -> tuple[Block, ...]:
    """The document with each of the changes made here and there."""
    rng = random.Random(seed)
    for name in changes:
        blocks = tuple(replace(block, text=_CHANGES[name](block.text, rng)) for block in blocks)
    return blocks


def _some_numbers(text: str, rng: random.Random, change: Callable[[str], str]) -> str:
    return _NUMBER.sub(lambda found: change(found.group()) if rng.random() < 0.3 else found.group(), text)


def _wide(text: str, rng: random.Random) -> str:
    """Digits of full width."""
    return _some_numbers(text, rng, lambda number: number.translate(_WIDE))


def _parted(text: str, rng: random.Random) -> str:
    """A space within a number, or behind it."""
    return _some_numbers(text, rng, lambda number: f"{number[:1]} {number[1:]}" if len(number) > 3 else f"{number} ")


def _grouped(text: str, rng: random.Random) -> str:
    """A comma between thousands."""
    return re.sub(r"(?<![\d.])(\d{1,3})(\d{3})(?=[余件次人户条])", r"\1,\2", text)


def _brackets(text: str, rng: random.Random) -> str:
    """An opening bracket of one kind closed by the other."""
    return text.replace("（", "(") if rng.random() < 0.5 else text.replace("）", ")")


def _invisible(text: str, rng: random.Random) -> str:
    """Characters of no width, where the editor left them."""
    return "".join(f"{each}\u200b" if rng.random() < 0.01 else each for each in text)


_CHANGES: dict[str, Change] = {
    "wide": _wide,
    "parted": _parted,
    "grouped": _grouped,
    "brackets": _brackets,
    "invisible": _invisible,
}
