"""What the stages hand each other for one document, in the order data flows.

Plain records, no behaviour beyond small helpers. Offsets are characters of ``CleanDocument.text``, half-open
``[start, end)``, unless a name says ``src``. Numbers are ``Decimal``: a figure is never rounded or floated.

What a document has one of is frozen. What it has hundreds of (sections, sentences, quantities, what is concluded of them)
is not, since a frozen record takes twice as long to make; all the same nobody writes in it but the stage that makes it.
"""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

IssuerType = Literal["government", "department", "street_office", "zone_committee"]
Level = Literal["province", "city", "county", "town", "street"]
Modifier = Literal["exact", "at_least", "at_most", "approx", "range"]
Kind = Literal[
    "count", "rate", "change", "money", "area", "duration", "rank", "date", "period", "ordinal",
    "document_number", "name_part", "list_number", "other",
]  # fmt: skip
Status = Literal["reported", "target", "none"]
Statistic = Literal["level", "yoy_pct", "yoy_abs", "yoy_points"]
FindingType = Literal["sum", "ratio", "subset", "equal", "yoy", "flow"]
Basis = Literal["stated", "implied", "cross-section", "cross-year"]
Verdict = Literal["holds", "violated", "suspect"]


OCR = "ocr"  # the encoding of a text that a machine read from scanned pages


@dataclass(frozen=True, slots=True)
class Payload:
    """One captured document, as the archive returns it, with what the crawl knew of it."""

    url: str
    body: bytes
    sha256: str
    mime: str
    fetched_at: datetime
    charset: str | None = None  # as the HTTP header declared it, not to be trusted
    source_id: str | None = None
    listed_title: str | None = None  # the link's text on the list page
    listed_date: date | None = None  # the date beside the link, or index.csv's published_date
    column: str | None = None  # the list page's column name


@dataclass(frozen=True, slots=True)
class SourceMap:
    """Where each stretch of the text stands in the decoded payload.

    Three parallel tuples, one entry a run of characters that stand one to one in the source: its start in the
    text, its start in the page's decoded characters, its page (0 where the payload has no pages).
    """

    text_starts: tuple[int, ...]
    src_starts: tuple[int, ...]
    pages: tuple[int, ...]

    @classmethod
    def identity(cls) -> "SourceMap":
        """The map of a plain-text file: the text is the decoded payload."""
        return cls((0,), (0,), (0,))

    def locate(self, start: int, end: int) -> tuple[int, int, int]:
        """Return (src_start, src_end, page) of the text span [start, end), which must not be empty.

        The span's first and last characters decide; markup that stands between them is inside the result, and so is text
        between a table's cells, which a browser shows before the table.
        """
        first = bisect_right(self.text_starts, start) - 1
        last = bisect_right(self.text_starts, end - 1) - 1
        src_start = self.src_starts[first] + start - self.text_starts[first]
        src_end = self.src_starts[last] + (end - 1) - self.text_starts[last] + 1
        return src_start, src_end, self.pages[first]


@dataclass(frozen=True, slots=True)
class CleanDocument:
    """The main text of a document, with what the page says about it."""

    text: str
    source_map: SourceMap
    mime: str
    encoding: str
    title: str | None = None  # ArticleTitle, h1, or the first line where it is a title
    published_date: date | None = None
    date_basis: str | None = None  # meta_pubdate | index_table | visible_line | list_row | url | file_index
    content_source: str | None = None  # 来源, 发布机构 as the page states them
    site_name: str | None = None
    column_name: str | None = None
    meta: dict[str, str] = field(default_factory=dict)  # every other stated field, by its own name

    @property
    def is_ocr(self) -> bool:
        """Whether a machine read the text from scanned pages."""
        return self.encoding == OCR


@dataclass(frozen=True, slots=True)
class MaskedText:
    """The text with personal data replaced one character for one character; offsets do not move."""

    text: str
    spans: tuple[tuple[int, int, str], ...]  # (start, end, what): name | phone | id_number | plate | address

    @property
    def count(self) -> int:
        """How many items were masked."""
        return len(self.spans)


@dataclass(frozen=True, slots=True)
class RegionCandidate:
    """A region the document may be about, and what speaks for it."""

    region_code: str
    region_path: str
    basis: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who wrote the document, where, for which year. ``None`` where the evidence does not decide."""

    title: str | None
    issuer_id: str | None
    issuer: str | None
    issuer_type: IssuerType | None
    level: Level | None
    region_code: str | None
    region_path: str | None  # 广东省/广州市/天河区/珠吉街道
    region_basis: str | None
    region_candidates: tuple[RegionCandidate, ...]
    report_year: int | None
    year_basis: str | None
    published_date: date | None
    date_basis: str | None


@dataclass(slots=True)
class Section:
    """A node of the section tree; ``index`` is its place in document order, ``parent`` another's index."""

    index: int
    parent: int | None
    number: str | None  # as printed: 一, (一), 1, 一是
    heading: str | None
    level: int  # 0 title, 1 一、, 2 (一), 3 1. …
    part: str  # R0…R6
    theme: str | None  # T01…T11
    start: int
    end: int


@dataclass(slots=True)
class Sentence:
    """A sentence and its words in order, blanks left out."""

    index: int
    section: int
    start: int
    end: int
    tokens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """The document's sections and sentences, both in document order, covering the text."""

    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]

    def section_at(self, offset: int) -> Section:
        """Return the deepest section that holds the character at ``offset``."""
        return self.sections[bisect_right([s.start for s in self.sections], offset) - 1]


@dataclass(slots=True)
class Quantity:
    """One numeral mention and what it is taken to say. Field meanings: shared contract, "Values"."""

    index: int
    sentence: int
    section: int
    start: int
    end: int
    text: str
    value: Decimal | None
    value_low: Decimal | None  # None = unbounded
    value_high: Decimal | None
    unit: str | None
    modifier: Modifier
    kind: Kind
    status: Status
    statistic: Statistic = "level"
    period: str | None = None
    measure: str | None = None
    action: str | None = None
    scope: str | None = None
    comparison: str | None = None


@dataclass(slots=True)
class Assignment:
    """One indicator that a quantity states, and why it was assigned."""

    quantity: int  # Quantity.index
    indicator_id: str
    rule: str  # which catalogue rule fired, readable by a catalogue editor
    confidence: float  # 0…1
    dims: dict[str, str] = field(default_factory=dict)
    is_primary: bool = True
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unassigned:
    """Why a reported quantity has no indicator, in words a catalogue editor can act on."""

    quantity: int
    reason: str


@dataclass(slots=True)
class Finding:
    """What the audit says of a relation between quantities; it never repairs."""

    type: FindingType
    basis: Basis
    verdict: Verdict
    members: tuple[int, ...]  # Quantity.index; for sum, subset and ratio the whole stands last but for a ratio's rate
    expected: str
    observed: str
    message_zh: str
    message_en: str
