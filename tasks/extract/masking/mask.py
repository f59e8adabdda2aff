"""Personal data out of the text before any row is written: one character for one character, offsets stay.

Masked: names of private persons (convicts, mediators, lawyers, staff, complainants), identity numbers, telephone
numbers, number plates, and homes down to the door. Not masked: who holds a public office and acts in it, public
hotlines, courts, firms, places and laws, and every figure. A grammar over what stands around a name, with word
lists in data/lexicon/mask_*.yaml; no model. A pure function of the text, in linear time; it cannot fail on a text.
"""

from schemas.datadir import data_dir
from schemas.documents import MaskedText
from tasks.extract.masking.lexicon import lexicon_in
from tasks.extract.masking.names import name_spans
from tasks.extract.masking.numbers import number_spans

_NAME, _CODE = "某", "＊"

Span = tuple[int, int, str]


def mask(text: str) -> MaskedText:
    """Return ``text`` with each character of a private name as ``某`` and each digit or letter of a code as ``＊``.

    ``spans`` lists what was masked in text order, without overlaps: (start, end, name | phone | id_number | plate
    | address).
    """
    folder = data_dir() / "lexicon"
    numbers = number_spans(text, folder)
    near = sorted(start for start, _, what in numbers if what != "address")
    spans = _apart(numbers + [(start, end, "name") for start, end in name_spans(text, near, lexicon_in(folder))])
    out, position = [], 0
    for start, end, what in spans:
        out.append(text[position:start])
        out.append(_masked(text[start:end], what))
        position = end
    out.append(text[position:])
    return MaskedText("".join(out), tuple(spans))


def _masked(item: str, what: str) -> str:
    if what == "name":
        return "".join([_NAME if char.isalpha() else char for char in item])
    if what == "address":
        return "".join([_CODE if (char.isascii() and char.isalnum()) or char.isdigit() else _NAME for char in item])
    return "".join([_CODE if char.isdigit() or _is_latin(char) else char for char in item])


def _is_latin(char: str) -> bool:
    return char.isalpha() and (char.isascii() or "\uff21" <= char <= "\uff5a")


def _apart(spans: list[Span]) -> list[Span]:
    """Sort the spans and leave out what overlaps one that began earlier, or is longer."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept
