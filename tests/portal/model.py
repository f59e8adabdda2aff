"""What a replica holds and what is true of it."""

import re
from dataclasses import dataclass, field
from datetime import date
from zlib import crc32

from tests.portal.writing import Block, text_of

REPORT = "report"
DEAD = "dead"  # the form of a document that lists name and that is not there


@dataclass(slots=True, eq=False)
class Document:
    """One document of a portal, report or not, and how it is published."""

    key: str
    title: str
    published: date
    signed: date
    issuer: str
    year: int
    what: str  # report, or the look-alike's name in texts/others.yaml, or news
    period: str  # year | half_year | five_year of a report; empty for what is none
    blocks: tuple[Block, ...]
    issuer_type: str = ""
    form: str = "page"  # page | parts | docx | doc | wps | pdf | scan | zip | both | dead
    revision: int = 0
    listed: date = date.min  # the date beside it in a list, which is not always that on its page

    @property
    def number(self) -> int:
        """The number that a content system would have given it."""
        return 1000000 + crc32(self.key.encode()) % 8999999

    @property
    def attachment(self) -> str | None:
        """The kind of file that holds the text, where the page is no more than a covering line."""
        return self.form if self.form in ("docx", "doc", "wps", "pdf", "scan", "zip") else None

    @property
    def cover(self) -> str:
        """The page's own words where the text is in an attachment."""
        return f"现将《{self.title}》予以公布，详见附件。" if self.attachment else ""


@dataclass(frozen=True, slots=True)
class Planted:
    """The truth of one report: where it is found, and what must be known of it.

    ``url`` is the address that lists lead to; ``urls`` are all that show the same document, in whole or in part: further
    columns, print and mobile twins, the later pages of a long one, the attachment. ``text`` is the main text, of the
    page or of its attachment; ``cover`` what the page itself says where the text is attached.
    """

    host: str
    url: str
    urls: tuple[str, ...]
    title: str
    published: date
    issuer: str
    issuer_type: str
    year: int
    period: str
    form: str
    text: str
    cover: str = ""

    def is_told_by(self, text: str) -> bool:
        """Whether a text is this report's, whitespace, a repeated title and the covering line aside."""
        found = squeezed(text)
        for extra in (self.title, self.cover, self.title):
            found = found.removeprefix(squeezed(extra))
        return found == squeezed(self.text)


@dataclass(frozen=True, slots=True)
class Other:
    """A document that is no annual report, and what it is instead."""

    host: str
    url: str
    title: str
    what: str


@dataclass(slots=True)
class Column:
    """A list of documents, newest first."""

    path: str
    name: str
    per_page: int
    documents: list[Document] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Its number in the content system: that in its path, where there is one."""
        found = re.search(r"\d{4,}", self.path)
        return int(found.group()) if found else 1000 + crc32(self.path.encode()) % 8999

    @property
    def total(self) -> int:
        """Of pages."""
        return max(1, -(-len(self.documents) // self.per_page))

    def page(self, number: int) -> list[Document]:
        """The documents of a page, counted from 1."""
        return self.documents[(number - 1) * self.per_page : number * self.per_page]


def main_text(document: Document) -> str:
    """What a reader should get of the document."""
    return text_of(document.blocks)


def squeezed(text: str) -> str:
    """The text without any white or invisible character."""
    return re.sub(r"[\s\u200b\u200c\u200d\ufeff\xad]+", "", text)
