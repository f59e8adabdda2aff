"""The wording by which a document's kind and year are read; layout in ``data/lexicon/identify_wording.yaml``."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from schemas.datadir import data_dir, load_yaml

_NUMERAL = "一二三四五六七八九十"


class Wording:
    """Compiled patterns of ``wording.yaml``."""

    def __init__(self, path: Path) -> None:
        content = load_yaml(path)
        self.report_heading: re.Pattern[str] = re.compile(content["report_heading"])
        self.before_short: tuple[str, ...] = tuple(content["before_short"])
        self.after_short: tuple[str, ...] = tuple(content["after_short"])
        self._first: dict[str, int] = {entry["name"]: entry["first"] for entry in content["anniversaries"]}
        names = "|".join(self._first)
        self._anniversary = re.compile(f"第([{_NUMERAL}]{{1,3}}|[0-9]{{1,2}})个.{{0,12}}?({names})")

    def anniversaries(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Yield (event, year of the first one, which one) for every counted event: 第五个宪法宣传周 → 2018, 5."""
        for count, name in self._anniversary.findall(text):
            yield name, self._first[name], _count(count)


def _count(text: str) -> int:
    if text.isdigit():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    units = _NUMERAL.find(ones[0]) + 1 if ones else 0
    if not ten:
        return units
    return (_NUMERAL.find(tens[0]) + 1 if tens else 1) * 10 + units


@lru_cache(maxsize=2)
def _load(folder: Path) -> Wording:
    return Wording(folder / "lexicon" / "identify_wording.yaml")


def load_wording() -> Wording:
    """Return the data folder's wording, compiled once a process."""
    return _load(data_dir())
