"""Other readers of Chinese numerals, each put to its best use, run by their own environment's Python.

    peers.py READER TEXTS.json OUT.json

TEXTS.json is a list of texts; OUT.json gets {"seconds": CPU seconds, "found": a list a text of
[start, end, value, unit]}. A reader gets one line of the text after the other; loading and the first line's
warming up are not counted. Imports nothing of this project.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

Found = tuple[int, int, str, str | None]
Reader = Callable[[str], Iterator[Found]]
NUMERAL = re.compile(r"(?:百分之)?(?:\d+(?:[,，]\d{3})*(?:\.\d+)?|[零〇一二两三四五六七八九十百千]+)[百千万亿]*[%％]?")
UNITS = {
    "Chinese yuan": "元",
    "Square meter": "平方米",
    "Meter": "米",
    "Kilometer": "公里",
    "Hour": "小时",
    "Day": "天",
}


def recognizers() -> Reader:
    """Recognizers-Text: numbers, percentages, money and dimensions; the longer of two that overlap."""
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_currency, recognize_dimension

    def read(line: str) -> Iterator[Found]:
        every = (recognize_number, recognize_percentage, recognize_currency, recognize_dimension)
        models = [model for recognize in every for model in recognize(line, "zh-cn")]
        taken = 0
        for model in sorted(models, key=lambda m: (m.start, -m.end)):
            value = (model.resolution or {}).get("value")
            if value is None or model.start < taken:
                continue
            taken = model.end + 1
            unit = UNITS.get(model.resolution.get("unit"), model.resolution.get("unit"))
            yield model.start, model.end + 1, value.rstrip("%"), "%" if value.endswith("%") else unit

    return read


def recognizers_undated() -> Reader:
    """The same, less what Recognizers-Text itself takes for a date, a time or an ordinal."""
    from recognizers_date_time import recognize_datetime
    from recognizers_number import recognize_ordinal

    numbers = recognizers()

    def read(line: str) -> Iterator[Found]:
        others = [m for recognize in (recognize_datetime, recognize_ordinal) for m in recognize(line, "zh-cn")]
        for found in numbers(line):
            if not any(m.start < found[1] and found[0] <= m.end for m in others):
                yield found

    return read


def jionlp() -> Reader:
    """jionlp's own finder, which looks for money."""
    import jionlp as jio

    def read(line: str) -> Iterator[Found]:
        for money in jio.ner.extract_money(line):
            yield *money["offset"], _one(money["detail"]["num"]), money["detail"]["case"]

    return read


def jionlp_numerals() -> Reader:
    """jionlp's parser of amounts, on numerals found by the benchmark's pattern."""
    import jionlp as jio

    def parse(numeral: str) -> str:
        return _one(jio.parse_money(numeral)["num"])

    return _on_numerals(parse)


def chinese2digits() -> Reader:
    """chinese2digits' own finder; a string is looked up after the one before it."""
    from chinese2digits import takeNumberFromString

    def read(line: str) -> Iterator[Found]:
        said, at = takeNumberFromString(line, percentConvert=False), 0
        for words, digits in zip(said["CHNumberStringList"], said["digitsStringList"], strict=True):
            start = line.find(words, at)
            if start >= 0:
                at = start + len(words)
                yield start, at, digits.rstrip("%"), "%" if digits.endswith("%") else None

    return read


def cn2an() -> Reader:
    """cn2an, which has no finder, on numerals found by the benchmark's pattern."""
    from cn2an import cn2an as parse

    return _on_numerals(lambda numeral: str(parse(numeral, "smart")))


READERS: dict[str, Callable[[], Reader]] = {
    "recognizers": recognizers,
    "recognizers_undated": recognizers_undated,
    "jionlp": jionlp,
    "jionlp_numerals": jionlp_numerals,
    "chinese2digits": chinese2digits,
    "cn2an": cn2an,
}


def _on_numerals(parse: Callable[[str], str]) -> Reader:
    def read(line: str) -> Iterator[Found]:
        for match in NUMERAL.finditer(line):
            numeral = match[0].removeprefix("百分之").rstrip("%％")
            percent = len(numeral) < len(match[0])
            try:
                value = parse(numeral.replace("，", "").replace(",", ""))
            except (ValueError, TypeError):  # what these parsers raise at a numeral they do not know
                continue
            yield match.start(), match.end(), value, "%" if percent else None

    return read


def _one(number: str | list[str]) -> str:
    """The first of jionlp's numbers where it gives a range."""
    return number if isinstance(number, str) else number[0]


def _read(reader: Reader, text: str) -> list[Found]:
    found, at = [], 0
    for line in text.splitlines(keepends=True):
        found += [(at + start, at + end, str(Decimal(value)), unit) for start, end, value, unit in reader(line)]
        at += len(line)
    return found


def main(name: str, texts: Path, out: Path) -> None:
    """Read every text and write down what was found and how long it took."""
    given = json.loads(texts.read_text(encoding="utf-8"))
    reader = READERS[name]()
    _read(reader, given[0])
    began = time.process_time()
    found = [_read(reader, text) for text in given]
    seconds = time.process_time() - began
    out.write_text(json.dumps({"seconds": seconds, "found": found}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
