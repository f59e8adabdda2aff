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

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError

Span = tuple[int, int, str]
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_LATIN = "A-Za-zＡ-Ｚａ-ｚ"
_NUMBER = re.compile(
    r"""(?<![\d.．,，A-Za-z])(?:
      (?P<id>[1-9]\d{16}[\dXxＸｘ])
    | (?P<mobile>(?:\+?86[-\s]?)?1[3-9]\d(?:\d{8}|[-\s－—]\d{4}[-\s－—]\d{4}))
    | (?P<landline>[(（]?0(?:10|2\d|[3-9]\d{2})(?:[)）]\s?|[-－—–\s])[1-9]\d{6,7}(?:[-－—转]\d{1,5})?|0(?:10|2\d|[3-9]\d{2})[2-8]\d{6,7})
    )(?![\d.．%％A-Za-z]|[,，]\d{3})""",
    re.VERBOSE,
)
_DWELLING_NAME = re.compile(r"[^\W\d在住于到的了从和与至省市区县镇乡村道路]{1,6}$")
_DIGITS = re.compile(r"[0-9０-９][0-9０-９()（）\s－—–转-]{8,}")  # where to look for one
_HAN = "\u4e00-\u9fff"


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns that hold words of the language."""

    counts: frozenset[str]
    id_provinces: frozenset[str]
    labelled_phone: re.Pattern[str]
    labelled_id: re.Pattern[str]
    plate: re.Pattern[str]
    labelled_home: re.Pattern[str]
    dwelling: re.Pattern[str]


def number_spans(text: str) -> list[Span]:
    """Return (start, end, phone | id_number | plate | address) of all of them; spans may overlap."""
    patterns = _patterns(data_dir() / "lexicon")
    return [*_labelled(text, patterns), *_by_form(text, patterns), *_homes(text, patterns)]


def _by_form(text: str, patterns: Patterns) -> Iterator[Span]:
    near = (m for run in _DIGITS.finditer(text) for m in _NUMBER.finditer(text, max(0, run.start() - 5), run.end() + 2))
    for match in near:
        if text[match.end() : match.end() + 1] in patterns.counts and match.lastgroup != "id":
            continue
        if match.lastgroup != "id":
            yield (*match.span(), "phone")
        elif is_identity_number(match.group(), patterns.id_provinces):
            yield (*match.span(), "id_number")
    for match in patterns.plate.finditer(text):
        yield (*match.span(), "plate")


def _labelled(text: str, patterns: Patterns) -> Iterator[Span]:
    for pattern, what in ((patterns.labelled_phone, "phone"), (patterns.labelled_id, "id_number")):
        for match in pattern.finditer(text):
            if text[match.end() : match.end() + 1] not in patterns.counts or text[match.end() :][:1] == "":
                yield (*match.span(1), what)


def _homes(text: str, patterns: Patterns) -> Iterator[Span]:
    for match in patterns.labelled_home.finditer(text):
        yield (*match.span(1), "address")
    for match in patterns.dwelling.finditer(text):
        name = _DWELLING_NAME.search(text, max(0, match.start() - 6), match.start())
        yield name.start() if name else match.start(), match.end(), "address"


def is_identity_number(number: str, provinces: frozenset[str]) -> bool:
    """Whether 18 characters are a citizen's number: a province, a birth date, and the right check digit.

    With a wrong check digit (a slip of the pen) a number that is right otherwise is still one.
    """
    number = number.upper().replace("Ｘ", "X")
    if number[:2] not in provinces:
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number[:17], strict=True))
    return 1900 <= born.year <= 2035 or _CHECK[total % 11] == number[17]


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
        labelled_phone=re.compile(
            rf"(?:{_either(words['phone_labels'])}){is_label}((?!400|800)[A-Za-z_]{{0,8}}\d[\d\-－—]{{5,14}}\d)(?![\d.])"
        ),
        labelled_id=re.compile(
            rf"(?:{_either(words['id_labels'])}){is_label}([A-Za-z]{{0,2}}\d{{6,19}}[\dXxＸｘ])(?!\d)"
        ),
        plate=re.compile(
            rf"(?<![{_LATIN}\d])[{words['provinces']}][A-HJ-NP-Za-hj-np-z][·•‧∙・.\s\-]?"
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
