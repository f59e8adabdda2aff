"""The table of administrative divisions: codes, names, short names, who lies within whom.

Layout: ``data/regions/regions.csv.gz`` (one row a division), ``former.csv`` (those that are gone), ``overlay*.yaml``
(zones, other names, the sample's invented places) and ``names.yaml`` (how names are shortened); see
``data/regions/README.md``. A name is often not
unique (紫阳街道 is in 杭州 and in 武汉), so every look-up by name returns all regions that bear it, and the caller
decides by evidence. A file that cannot be read or an entry without its fields raises FazhiError.
"""

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple, cast

from schemas.datadir import data_dir, load_yaml
from schemas.documents import Level
from schemas.errors import FazhiError

_LONGEST_NAME = 15  # a few zones are longer; they are found by their abbreviations
_LONGEST_PLACE = 12  # of those that are counted wherever they stand


_PLACE_END = re.compile("[省市区县旗州盟镇乡街道](?!(?<=街)道)")


class Region(NamedTuple):
    """One division or zone; dates are ISO strings, empty where the source does not say."""

    code: str
    name: str
    level: Level
    parent: str  # code, empty for a province
    valid_from: str
    valid_to: str
    vintage: str


class RegionTable:
    """All regions, found by code, by full name or alias, and by short name."""

    def __init__(
        self,
        regions: list[Region],
        aliases: Mapping[str, list[str]],
        names: Mapping[str, Any],
        former: frozenset[str] = frozenset(),
    ) -> None:
        self._former = former
        self._zone_name: re.Pattern[str] = re.compile(names["zone_name"])
        self._township_name: re.Pattern[str] = re.compile(names["township_name"])
        self._by_code = {region.code: region for region in regions}
        self._by_name: dict[str, list[str]] = {}
        self._by_short: dict[str, list[str]] = {}
        self.everyday_words = frozenset(cast("list[str]", names["everyday_words"]))
        shorten = _Shortener(names)
        for region in regions:
            self._by_name.setdefault(region.name, []).append(region.code)
            for alias in aliases.get(region.code, ()):
                self._by_name.setdefault(alias, []).append(region.code)
            for full, short in () if region.level == "town" else shorten(region):
                index = self._by_name if full else self._by_short
                index.setdefault(short, []).append(region.code)
        self._longest_by_head = _longest(chain(self._by_name, self._by_short), slice(2), _LONGEST_NAME)
        self._longest_by_tail = _longest(self._by_name, slice(-3, None), _LONGEST_PLACE)

    def __contains__(self, code: str) -> bool:
        return code in self._by_code

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_code.values())

    def __len__(self) -> int:
        return len(self._by_code)

    def get(self, code: str) -> Region:
        """Return the region of this code; raises FazhiError when the table has none."""
        region = self._by_code.get(code)
        if region is None:
            raise FazhiError(
                f"region {code} is not in the table", "correct the code or add it to data/regions/overlay.yaml"
            )
        return region

    def named(self, name: str) -> list[str]:
        """Return the codes of all regions with this full name or alias."""
        return self._by_name.get(name, [])

    def names_at(self, text: str, start: int) -> Iterator[tuple[str, list[str], bool]]:
        """Yield (name, codes, whether it is a full name or alias) of the regions named at ``start``, longest first."""
        for length in range(self._longest_by_head.get(text[start : start + 2], 0), 1, -1):
            name = text[start : start + length]
            full = self._by_name.get(name)
            codes = full or self._by_short.get(name)
            if codes:
                yield name, codes, full is not None

    def places_in(self, text: str) -> Iterator[str]:
        """Yield every full place name of three to twelve characters in the text that is no everyday word."""
        for found in _PLACE_END.finditer(text):
            end = found.end()
            for length in range(min(self._longest_by_tail.get(text[end - 3 : end], 0), end), 2, -1):
                name = text[end - length : end]
                if name in self._by_name and name not in self.everyday_words:
                    yield name
                    break

    def lineage(self, code: str) -> list[Region]:
        """Return the region and all it lies in, from the province down."""
        regions: list[Region] = []
        while code:
            regions.append(self.get(code))
            code = regions[-1].parent
        return regions[::-1]

    def path(self, code: str) -> str:
        """Return the names from the province down: 广东省/广州市/天河区/珠吉街道."""
        return "/".join(region.name for region in self.lineage(code))

    def within(self, code: str, outer: str) -> bool:
        """Whether ``code`` is ``outer`` or lies in it."""
        while code and code != outer:
            code = self._by_code[code].parent
        return code == outer and bool(code)

    def existed(self, code: str, year: int) -> bool:
        """Whether the region was there in that year, as far as the table knows."""
        return code not in self._former or int(self.get(code).vintage[:4]) >= year

    def governed_by(self, code: str) -> str | None:
        """Return the key of the body that stands for the bare place (``governing`` in organs.yaml); None for a farm or a prison.

        Zones are those of the overlay, the statistics' county-rank codes 71 to 79, and what their town-rank names say.
        """
        region = self.get(code)
        if "-" in code or (len(code) == 6 and code[4] == "7"):
            return "gwh"
        if region.level == "street":
            return "jd"
        if region.level == "town" and region.name.endswith("地区"):
            return "jd"
        if region.level == "town" and not self._township_name.search(region.name):
            return "gwh" if self._zone_name.search(region.name) else None
        return "xs" if region.level == "city" and region.name.endswith(("地区", "盟")) else "zf"

    def short_of(self, code: str) -> str | None:
        """Return the bare name of a region without its rank (天河 for 天河区); None where one character would be left."""
        name = re.sub(r"(特别合作区|自治[区州县旗]|街道|[省市区县旗镇乡盟州])$", "", self.get(code).name)
        return name if len(name) > 1 else None


class _Shortener:
    """Derives the aliases and short names of a region; yields (is a full name, form)."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        ethnic = "|".join(sorted(names["ethnic_names"], key=len, reverse=True))
        suffixes = "|".join(names["autonomous_suffixes"])
        self._autonomous = re.compile(f"^(.{{2,}}?)(?:{ethnic})*({suffixes})$")
        self._autonomous_short: dict[str, str] = names["autonomous_short"]
        self._cut: dict[str, list[str]] = names["cut_suffixes"]
        self._street_suffixes: list[str] = names["street_suffixes"]
        self._street_short: str = names["street_short"]
        self._zones: dict[str, str] = names["zone_abbreviations"]

    def __call__(self, region: Region) -> Iterator[tuple[bool, str]]:
        if region.level == "street":
            yield from self._street(region.name)
        else:
            yield from self._division(region)

    def _street(self, name: str) -> Iterator[tuple[bool, str]]:
        for suffix in self._street_suffixes:
            if name.endswith(suffix) and len(name) > len(suffix) + 1:
                stem = name.removesuffix(suffix)
                yield True, stem + self._street_short
                if suffix != "街道":
                    yield True, stem + "街道"
                return

    def _division(self, region: Region) -> Iterator[tuple[bool, str]]:
        name = region.name
        found = self._autonomous.match(name) if "自治" in name else None
        if found:
            stem, suffix = found.groups()
            tail = self._autonomous_short[suffix]
            for form in {stem + tail if tail else name, stem + suffix} - {name}:
                yield True, form
            if len(stem) > 1:
                yield False, stem
            return
        for long, short in self._zones.items():
            if name.endswith(long):
                stem = name.removesuffix(long)
                yield True, stem + short
                yield True, (stem.removesuffix("市") if stem.endswith("市") else stem + "市") + short
                return
        for suffix in self._cut[region.level]:
            if name.endswith(suffix) and len(name) > len(suffix) + 1:
                yield False, name.removesuffix(suffix)
                return


def _read_table(path: Path) -> list[Region]:
    try:
        content = path.read_bytes()
        rows = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8").splitlines()
        return [Region._make(row.split(",")) for row in rows[1:]]
    except (OSError, EOFError, UnicodeDecodeError, TypeError) as error:
        raise FazhiError(f"{path} is not a region table: {error}", "restore the file") from error


def _read_overlay(path: Path) -> Iterator[tuple[str, Region | None, list[str]]]:
    """Yield (code, region, further names); an entry of ``other_names`` is of a region that a table has."""
    for group, entries in load_yaml(path).items():
        for entry in entries:
            try:
                code = str(entry["code"])
                yield code, None if group == "other_names" else _overlay_region(entry), entry.get("aliases", [])
            except KeyError as error:
                raise FazhiError(f"{path.name}: entry {entry} lacks {error}", "add the field") from error


def _overlay_region(entry: Mapping[str, Any]) -> Region:
    return Region(
        str(entry["code"]),
        entry["name"],
        entry["level"],
        str(entry["parent"] or ""),
        str(entry.get("valid_from") or ""),
        str(entry.get("valid_to") or ""),
        str(entry["vintage"]),
    )


def _longest(names: Iterable[str], part: slice, most: int) -> dict[str, int]:
    """Return how long the names are at most that share such a part; most such parts of a text belong to no name."""
    longest: dict[str, int] = {}
    for name in names:
        if longest.get(name[part], 0) < len(name) <= most:
            longest[name[part]] = len(name)
    return longest


@lru_cache(maxsize=2)
def _load(folder: Path) -> RegionTable:
    former = _read_table(folder / "former.csv")
    regions = _read_table(folder / "regions.csv.gz") + former
    aliases: dict[str, list[str]] = {}
    for name in ("overlay.yaml", "overlay-sample.yaml"):
        for code, region, others in _read_overlay(folder / name):
            if region:
                regions.append(region)
            aliases[code] = others
    return RegionTable(regions, aliases, load_yaml(folder / "names.yaml"), frozenset(region.code for region in former))


def load_regions() -> RegionTable:
    """Return the region table of the data folder, read once a process."""
    return _load(data_dir() / "regions")


def region_rows() -> dict[str, list[str | None]]:
    """Return the table as columns for publishing: region_code, name_zh, level, parent, valid_from, valid_to, vintage.

    Dates are ISO strings; None where the source does not say. Rows are in the order of their codes.
    """
    rows = sorted(load_regions(), key=lambda region: region.code)
    columns = ("region_code", "name_zh", "level", "parent", "valid_from", "valid_to", "vintage")
    return {column: [row[i] or None for row in rows] for i, column in enumerate(columns)}
