"""Where a text holds telephone, identity and plate numbers and homes; never a figure.

A number is a telephone's by its form (mobile, area code and number) or behind a word that says so, an identity
number by its structure (province, birth date, checksum) or its label. What counts something (a unit follows) is a
figure whatever its form. Hotlines (12345, 110, 400-…) are too short or public, and stay.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from schemas.datadir import load_yaml
from schemas.errors import FazhiError

Span = tuple[int, int, str]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
_RUN = re.compile(r"[0-9０-９][0-9０-９()（） \t\xa0\u3000－—–-]{5,}")  # where to look for one
_LEAD = 14  # characters of it that may stand before the run of digits: a bracket, +86, letters, a label
_TAIL = 8  # and behind it: an extension, what it counts
_NUMBER = re.compile(
    r"""(?<![\d.．,，A-Za-z])(?:
      (?P<id>[1-9]\d{5}\s?\d{8}\s?\d{3}[\dXxＸｘ]|[1-9]\d{14})
    | (?P<mobile>(?:\+?86[-\s]?)?1[3-9]\d(?:\d{8}|[-\s－—–]\d{4}[-\s－—–]\d{4}|[-\s－—–]\d{3}[-\s－—–]\d{5}))
    | (?P<landline>[(（]?0(?:10|2\d|[3-9]\d{2})(?:[)）]\s?|[-－—–\s])[1-9]\d{2,3}[-\s]?\d{4}(?:[-－—转]\d{1,5})?
        |0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7})
    )(?![\d.．%％A-Za-z]|[,，]\d{3})""",
    re.VERBOSE,
)
_DWELLING_NAME = re.compile(r"[^\W\d在住于到的了从和与至省市区县镇乡村道路]{1,6}$")
_HAN = "\u4e00-\u9fff"


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns that hold words of the language."""

    counts: frozenset[str]
    id_provinces: frozenset[str]
    labelled: re.Pattern[str]  # a telephone or an identity number behind its label
    plate: re.Pattern[str]
    labelled_home: re.Pattern[str]
    dwelling: re.Pattern[str]


def number_spans(text: str, folder: Path) -> list[Span]:
    """Return (start, end, phone | id_number | plate | address) of all of them; spans may overlap.

    ``folder`` holds mask_numbers.yaml.
    """
    patterns = _patterns(folder)
    found = [span for run in _RUN.finditer(text) for span in _in_run(text, run.start(), run.end(), patterns)]
    found += [(*match.span(), "plate") for match in patterns.plate.finditer(text)]
    return [*found, *_homes(text, patterns)]


def _in_run(text: str, start: int, end: int, patterns: Patterns) -> Iterator[Span]:
    """The numbers in a run of digits and what may stand between them."""
    for match in patterns.labelled.finditer(text, max(0, start - _LEAD), min(len(text), end + _TAIL)):
        if text[match.end() : match.end() + 1] not in patterns.counts:
            what = "phone" if match["phone"] else "id_number"
            yield *match.span(what), what
    for match in _NUMBER.finditer(text, max(0, start - 5), min(len(text), end + _TAIL)):
        if match.lastgroup != "id":
            if text[match.end() : match.end() + 1] not in patterns.counts:
                yield *match.span(), "phone"
        elif is_identity_number(match.group(), patterns.id_provinces):
            yield *match.span(), "id_number"


def _homes(text: str, patterns: Patterns) -> Iterator[Span]:
    for match in patterns.labelled_home.finditer(text):
        yield *match.span(1), "address"
    for match in patterns.dwelling.finditer(text):
        name = _DWELLING_NAME.search(text, max(0, match.start() - 6), match.start())
        yield name.start() if name else match.start(), match.end(), "address"


def is_identity_number(number: str, provinces: frozenset[str]) -> bool:
    """Whether 18 characters (15 in the old form) are a citizen's number: a province, a birth date, the check digit.

    With a wrong check digit (a slip of the pen) a number that is right otherwise is still one.
    """
    number = "".join(number.upper().replace("Ｘ", "X").split())
    if number[:2] not in provinces:
        return False
    born = number[6:14] if len(number) == 18 else f"19{number[6:12]}"
    try:
        year = date(int(born[:4]), int(born[4:6]), int(born[6:])).year
    except ValueError:
        return False
    if len(number) == 15:
        return True
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return 1900 <= year <= 2035 or _CHECK[total % 11] == number[17]


@cache
def _patterns(folder: Path) -> Patterns:
    words = load_yaml(folder / "mask_numbers.yaml")
    try:
        return _build(words)
    except (KeyError, TypeError, AttributeError) as error:
        thing = f"{folder}/mask_numbers.yaml: missing or malformed entry {error}"
        raise FazhiError(thing, "restore the file from the project or mend the entry") from error


def _build(words: dict[str, Any]) -> Patterns:
    is_label = r"(?:号码|号)?[\s为是:：)）]{0,3}"
    number = r"[\dA-Za-z０-９一二三四五六七八九十]{1,5}(?:[-－—][\dA-Za-z]{1,5}){0,3}"
    door = rf"{number}(?:号楼|号院|号|幢|栋|座|楼|单元|室|户|组|排)"
    place = rf"(?:[{_HAN}]{{1,9}}?(?:省|自治区|市|区|县|镇|乡|街道|社区|村委会)){{0,5}}"
    return Patterns(
        counts=frozenset(words["counts"]),
        id_provinces=frozenset(words["id_provinces"]),
        labelled=re.compile(
            rf"(?:{_either(words['phone_labels'])}){is_label}"
            rf"(?P<phone>(?!400|800)[A-Za-z_]{{0,8}}\d[\d\-－—]{{5,14}}\d)(?![\d.])"
            rf"|(?:{_either(words['id_labels'])}){is_label}(?P<id_number>[A-Za-z]{{0,2}}(?:\d ?){{6,19}}[\dXxＸｘ])(?!\d)"
        ),
        plate=re.compile(
            rf"[{words['provinces']}][A-HJ-NP-Za-hj-np-z](?<![{_LATIN}\d].{{2}})[·•‧∙・.\s\-]?"
            rf"(?=[A-Za-z]*\d)[A-HJ-NP-Za-hj-np-z0-9]{{4}}(?:[A-HJ-NP-Za-hj-np-z0-9]{{1,2}}|[挂学警港澳使领])(?![{_LATIN}\d])"
        ),
        labelled_home=re.compile(
            rf"(?:{_either(words['address_labels'])})[\s为是在于:：]{{0,3}}{place}((?:[{_HAN}]{{0,12}}?{door}){{1,5}}(?:{number}(?![{_HAN}\d]))?)"
        ),
        dwelling=re.compile(
            rf"(?:{_either(words['dwellings'])})(?:\d{{1,5}}号)?\d{{1,3}}(?:号楼|幢|栋|座|号)"
            rf"(?:[\d一二三四五六七八九]{{1,2}}单元)?\d{{1,5}}(?:-\d{{1,5}})?(?:室|号|户)?"
        ),
    )


def _either(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
