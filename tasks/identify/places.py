"""Decides which of several regions of one name is meant, by what else the document says.

Order of evidence: the site's own region (from the source registry), bodies named by the page (site name, 来源, 发布机构),
then the places named in the text. Nothing is guessed: where two candidates are left, there is no decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from schemas.documents import CleanDocument, Payload
from tasks.identify.mentions import Mention, MentionReader
from tasks.identify.wording import load_wording


@dataclass(frozen=True, slots=True)
class Choice:
    """The region decided on, or None, and what decided."""

    code: str | None
    basis: str


@dataclass(frozen=True)
class Surroundings:
    """Everything about a document, besides the mention in question, that says where it is from."""

    reader: MentionReader
    text: str
    host: str | None
    host_region: str | None
    report_year: int | None
    page_bodies: tuple[tuple[str, Mention], ...] = field(default=())

    @cached_property
    def place_counts(self) -> Mapping[str, int]:
        """How often the text names each place."""
        return self.reader.places(self.text)

    def choose(self, codes: Sequence[str]) -> Choice:
        """Return which of the codes is meant."""
        left = self._outermost(self._of_the_year(list(dict.fromkeys(codes))))
        if self.host_region:
            fitting = [code for code in left if self._related(code, self.host_region)]
            if not fitting:
                return Choice(None, f"host {self.host} is {self.reader.table.path(self.host_region)}")
            if len(fitting) == 1:
                return Choice(fitting[0], "host")
            left = fitting
        if len(left) == 1:
            return Choice(left[0], "name")
        for basis, body in self.page_bodies:
            fitting = [code for code in left if any(self._related(code, region) for region in body.regions)]
            if len(fitting) == 1:
                return Choice(fitting[0], basis)
        return self._by_text(left)

    def _of_the_year(self, codes: list[str]) -> list[str]:
        """Leave out regions that were gone by the report's year, unless there are no others."""
        year = self.report_year
        return [code for code in codes if year is None or self.reader.table.existed(code, year)] or codes

    def _outermost(self, codes: list[str]) -> list[str]:
        """Leave out a region of the same name as the one it is all of: the county row of 嘉峪关市."""
        return [code for code in codes if self.reader.table.get(code).parent not in codes]

    def _related(self, code: str, other: str) -> bool:
        table = self.reader.table
        return table.within(code, other) or table.within(other, code)

    def _by_text(self, codes: list[str]) -> Choice:
        """Choose the candidate whose surroundings the text names, where it names no other candidate's as well."""
        common = set.intersection(*[set(self._outer(code)) for code in codes])
        named = {code: [o for o in self._outer(code) if o not in common and self.names_place(o)] for code in codes}
        best = sorted(codes, key=lambda code: len(named[code]), reverse=True)
        if named[best[0]] and not any(
            set(named[best[0]]) <= set(named[other]) or self._nearer(named[other], named[best[0]]) for other in best[1:]
        ):
            places = "、".join(self.reader.table.get(code).name for code in named[best[0]])
            return Choice(best[0], f"text names {places}")
        return Choice(None, "the name is not unique and nothing else decides")

    def _nearer(self, other: list[str], best: list[str]) -> bool:
        """Whether the other candidate's nearest named place is of the same or a lower rank than the best one's."""
        return bool(other) and max(map(len, other)) >= max(map(len, best))

    def _outer(self, code: str) -> list[str]:
        return [region.code for region in self.reader.table.lineage(code)[:-1]]

    def names_place(self, code: str) -> bool:
        """Whether the text names this place, by its full name or by its short one beside a word that goes with places."""
        if self.reader.table.get(code).name in self.place_counts:
            return True
        short = self.reader.table.short_of(code)
        if not short:
            return False
        before, after = load_wording().before_short, load_wording().after_short
        at = self.text.find(short)
        while at >= 0:
            if self.text.endswith(before, 0, at) or self.text.startswith(after, at + len(short)):
                return True
            at = self.text.find(short, at + 1)
        return False

    def place_of_rank(self, rank: str) -> Choice:
        """Return the place that 省, 市, 县 … without a name means on this page: the site's, the page's body's, the text's."""
        for basis, code in self._anchors():
            for region in reversed(self.reader.table.lineage(code)):
                if region.name.endswith(rank) or (
                    rank in "县区市" and region.level == "county" and rank in region.name
                ):
                    return Choice(region.code, basis)
        counts = [(n, name) for name, n in self.place_counts.items() if name.endswith(rank) and self._is_unit(name)]
        counts.sort(reverse=True)
        if counts and (len(counts) == 1 or counts[0][0] >= 2 * counts[1][0]):
            choice = self.choose([c for c in self.reader.table.named(counts[0][1]) if len(c) <= 6 or c.startswith("X")])
            return Choice(choice.code, f"text names {counts[0][1]}")
        return Choice(None, f"no place of rank {rank} is named")

    def _is_unit(self, name: str) -> bool:
        return any(
            self.reader.table.get(code).level in ("province", "city", "county")
            for code in self.reader.table.named(name)
        )

    def _anchors(self) -> list[tuple[str, str]]:
        anchors = [("host", self.host_region)] if self.host_region else []
        return anchors + [(basis, body.regions[0]) for basis, body in self.page_bodies if len(body.regions) == 1]


def host_region(url: str, site_regions: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return the URL's host and the region the registry gives it, or gives the site it belongs to."""
    host = urlsplit(url).hostname
    if not host:
        return None, None
    bare = host.removeprefix("www.")
    for known in (host, bare, f"www.{bare}"):
        if known in site_regions:
            return host, site_regions[known]
    while "." in bare:
        bare = bare.partition(".")[2]
        for known in (bare, f"www.{bare}"):
            if known in site_regions:
                return host, site_regions[known]
    return host, None


def surroundings(
    document: CleanDocument,
    payload: Payload,
    reader: MentionReader,
    site_regions: Mapping[str, str],
    report_year: int | None,
) -> Surroundings:
    """Collect what a document and its page say about where it is from."""
    host, region = host_region(payload.url, site_regions)
    bodies: list[tuple[str, Mention]] = []
    stated = [("site_name", document.site_name), ("content_source", document.content_source)]
    stated += [(f"page field {name}", value) for name, value in document.meta.items()]
    for basis, value in stated:
        mention = reader.whole(value) or reader.in_title(value) if value else None
        if mention and mention.regions:
            bodies.append((basis, mention))
    return Surroundings(reader, document.text, host, region, report_year, tuple(bodies))
