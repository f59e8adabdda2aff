"""Reads names of bodies and places in Chinese text: 西安市阎良区人民政府, 珠吉街, 省司法厅, 我街.

Layout: a ``Mention`` is a chain of place names (each lying in the one before) and the body that follows, if any. A place
whose name several regions bear keeps all their codes. ``省司法厅`` names no place: its ``rank`` says which rank the missing
place has. Nothing fails; what is not a name is not returned.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tasks.identify.organs import Organ, OrganReader
from tasks.identify.regions import RegionTable

# What may follow a bare place that reports for itself; 广州市天河区人大 or 区委 is another body.
_AFTER_PLACE = re.compile(
    r"\s*(?:党工委|党委)?[、和]?\s*(?:关于|公布|[0-9０-９]{2,4}|二[〇○零]|法治|依法|年度|全面|推进|政府|的|[(（]|$)"
)
_NOT_REPORTER = re.compile("(?:党工委|工作委员会|委员会|委|人大|政协|人民法院|法院|检察院|纪委|党校|总工会)")
# A name begins a title, or follows one of these (第八师石河子市, 国家税务总局某市税务局); elsewhere it is the tail of a longer name.
_BEFORE_NAME = re.compile("(?:[^\u4e00-\u9fff-]|[年度月日于将委师]|总局)$")
_RELATIVE = re.compile("(?:自治区|省|市|区|县|旗|州|盟|镇|乡|街道)(?=.)")
_SELF = re.compile(
    "[我本](街道?|镇|乡|苏木|局|厅|委|县|旗|区|市|省|自治区|州|盟|开发区|高新区|经开区|园区|新区|示范区|合作区|管委会|中心|所|院|支队|大队|总队|处)"
)
_SELF_KINDS = {
    **dict.fromkeys(("街道", "街"), "street"),
    **dict.fromkeys(("镇", "乡", "苏木"), "town"),
    **dict.fromkeys(("县", "旗"), "county"),
    **dict.fromkeys(("局", "厅", "委", "中心", "所", "院", "支队", "大队", "总队", "处"), "department"),
    **dict.fromkeys(("开发区", "高新区", "经开区", "园区", "新区", "示范区", "合作区", "管委会"), "zone"),
    "区": "district",
    "市": "city",
    "州": "city",
    "盟": "city",
    "省": "province",
    "自治区": "province",
}
# Where no 我… stands: whose committee and office the text speaks of.
_SELF_CUES = {
    "street": re.compile("街道(?:党工委|办事处)|党工委、办事处|全街"),
    "town": re.compile("(?:镇|乡)党委|全镇|全乡|镇政府|乡政府"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A body or place named in a text."""

    start: int
    end: int
    text: str
    regions: tuple[str, ...]  # all codes the chain can mean; () where only a rank is said
    organ: Organ | None  # None for a bare place
    rank: str | None = None  # 省, 市, 县 … where no place is named


class MentionReader:
    """Reads mentions with one region table and one list of bodies."""

    def __init__(self, table: RegionTable, organs: OrganReader) -> None:
        self.table = table
        self.organs = organs

    def read(self, text: str, start: int, *, unlisted: bool = False) -> Mention | None:
        """Return the body or place named at ``start``, the longest chain that reads on to a body first."""
        place: Mention | None = None
        for codes, end, full in self._chains(text, start, None):
            read = self.organs.read(text, end, unlisted=False)
            if read is None and unlisted and not _AFTER_PLACE.match(text, end) and not _NOT_REPORTER.match(text, end):
                read = self.organs.read(text, end, unlisted=True)
            if read:
                return self._office_within(text, start, codes, read) or self._with_branch(text, start, codes, read)
            if full and place is None and not _NOT_REPORTER.match(text, end):
                place = Mention(start, end, text[start:end], codes, None)
        return place or self._read_relative(text, start)

    def _chains(
        self, text: str, start: int, outer: tuple[str, ...] | None
    ) -> Iterator[tuple[tuple[str, ...], int, bool]]:
        """Yield (codes of the innermost place, end, whether its name is a full one), longer names first."""
        for name, found, full in self.table.names_at(text, start):
            if outer is None:
                if name in self.table.everyday_words:
                    continue
                codes = tuple(found)
            else:
                codes = tuple(code for code in found if any(self._lies_in(code, o) for o in outer))
            if codes:
                yield from self._chains(text, start + len(name), codes)
                yield codes, start + len(name), full

    def _lies_in(self, code: str, outer: str) -> bool:
        return code != outer and self.table.within(code, outer)

    def _office_within(self, text: str, start: int, codes: tuple[str, ...], read: tuple[Organ, int]) -> Mention | None:
        """Return the street office named after the government that set it up: 鹿城区人民政府五马街道办事处."""
        organ, end = read
        if organ.key != "zf":
            return None
        for inner, inner_end, _ in self._chains(text, end, codes):
            office = self.organs.read(text, inner_end)
            if office:
                return Mention(start, office[1], text[start : office[1]], inner, office[0])
        return None

    def _with_branch(self, text: str, start: int, codes: tuple[str, ...], read: tuple[Organ, int]) -> Mention:
        """Add the district of a branch: 杭州市生态环境局余杭分局 sits in 余杭区."""
        organ, end = read
        for inner, branch_end, _ in self._chains(text, end, codes):
            if text.startswith("分局", branch_end):
                return Mention(start, branch_end + 2, text[start : branch_end + 2], inner, organ)
        return Mention(start, end, text[start:end], codes, organ)

    def _read_relative(self, text: str, start: int) -> Mention | None:
        found = _RELATIVE.match(text, start)
        read = self.organs.read(text, found.end()) if found else None
        if not found or not read:
            return None
        return Mention(start, read[1], text[start : read[1]], (), read[0], found.group())

    def in_title(self, title: str) -> Mention | None:
        """Return the body that a title names as the one reporting; a bare place only where the title goes on to report."""
        for start in range(len(title)):
            if start and not _BEFORE_NAME.search(title, start - 2 if start > 1 else 0, start):
                continue
            mention = self.read(title, start, unlisted=True)
            if mention and (mention.organ or _AFTER_PLACE.match(title, mention.end)):
                return mention
        return None

    def whole(self, text: str) -> Mention | None:
        """Return the body that this text names from its first to its last character."""
        text = text.strip()
        mention = self.read(text, 0, unlisted=True)
        return mention if mention and mention.end == len(text) else None

    def places(self, text: str) -> Counter[str]:
        """Count every full place name of three or more characters in the text."""
        return Counter(self.table.places_in(text))


def self_kind(text: str) -> str | None:
    """Return what the text calls itself (我街, 我局 …): street, town, county, district, city, province, department, zone.

    None where it does not say, or says two things about equally often.
    """
    counts = Counter(_SELF_KINDS[found] for found in _SELF.findall(text))
    if not counts:
        counts = Counter({kind: n for kind, cue in _SELF_CUES.items() if (n := len(cue.findall(text))) > 1})
    ranked = counts.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] < 2 * ranked[1][1]):
        return None
    return ranked[0][0]
