"""The records of this stage: what a crawl is told, what it knows already, and what it reports.

Times are UTC. ``sha256`` is always of the payload after content decoding (gunzipped), in lower-case hex.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from schemas.errors import FazhiError

# not_report is what a crawl gives to what it archives beside the documents: list pages, further parts of an article.
Outcome = Literal["ok", "unchanged", "blocked", "gone", "not_report", "error"]


@dataclass(frozen=True, slots=True)
class Resolve:
    """``HOST:PORT:ADDRESS``, as curl's --resolve: requests to host and port go to the address instead.

    ADDRESS may end in ``:PORT`` for a server that listens on another port (IPv6 addresses then in brackets).
    """

    host: str
    port: int
    address: str
    to_port: int

    @classmethod
    def parse(cls, text: str) -> "Resolve":
        """Read one ``--resolve`` argument; raises FazhiError where it is not of the form."""
        form = r"([^:\s]+):(\d{1,5}):(\[[0-9A-Fa-f:.]+\]|[0-9.]+|[0-9A-Fa-f:]*::[0-9A-Fa-f:]*)(?::(\d{1,5}))?"
        found = re.fullmatch(form, text)
        problem = FazhiError(
            f"--resolve {text} is not HOST:PORT:ADDRESS", "write it as www.a.gov.example:80:127.0.0.1[:8080]"
        )
        if not found:
            raise problem
        host, port, address, to_port = found.groups()
        try:
            ip_address(address.strip("[]"))
        except ValueError as error:
            raise problem from error
        if not all(1 <= int(number) <= 65535 for number in (port, to_port or port)):
            raise problem
        return cls(host.lower(), int(port), address.strip("[]"), int(to_port or port))

    def __str__(self) -> str:
        address = f"[{self.address}]" if ":" in self.address else self.address
        ending = f":{self.to_port}" if self.to_port != self.port else ""
        return f"{self.host}:{self.port}:{address}{ending}"


@dataclass(frozen=True, slots=True)
class KnownCapture:
    """The last good capture of a URL, for conditional requests, for telling ``unchanged``, and for when to look again.

    ``seen_days`` is how long ago it was last looked at and ``age_days`` how old the document was then; None where not
    known. ``record`` is file and offset of the archived page, which a 304 then stands for; None where it is not on this
    disk: the page is then asked for whole, since what hangs on it must be read.
    """

    sha256: str
    etag: str | None = None
    last_modified: str | None = None
    seen_days: float | None = None
    age_days: float | None = None
    record: tuple[str, int] | None = None

    @property
    def has_validator(self) -> bool:
        """Whether the host can be asked if it has changed, and the archive has what an answer of 304 stands for."""
        return self.record is not None and bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True)
class Listing:
    """What was known of a document before it was fetched."""

    source_id: str | None = None
    listed_title: str | None = None
    listed_date: date | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class CaptureRow:
    """One row of ``captures`` as the archive states it.

    ``part_of`` is the address of the article that it is a page of. Where the record at ``warc_offset`` holds no payload
    (unchanged, blocked, gone, error, a list page that is what it was), the last row of the URL that has one does.
    """

    url: str
    final_url: str
    source_id: str | None
    fetched_at: datetime
    http_status: int | None
    mime: str | None
    charset: str | None
    sha256: str | None
    outcome: Outcome
    outcome_detail: str | None
    warc_offset: int
    has_payload: bool
    etag: str | None
    last_modified: str | None
    listed_title: str | None
    listed_date: date | None
    column: str | None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A link that a list showed and that was not fetched, and why."""

    url: str
    title: str
    source_id: str
    column: str | None
    reason: str


@dataclass(slots=True)
class SourceSummary:
    """What became of one site: list pages read, links seen and taken, outcomes, and list pages that failed."""

    lists_read: int = 0
    links_seen: int = 0
    links_taken: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def has_failed(self) -> bool:
        """Whether not one link of the site could be read: its lists failed, or their layout is not as described."""
        return self.links_seen == 0


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """What a crawl did. ``files`` are the closed WARC files it wrote; ``stopped`` says why it ended early."""

    files: tuple[Path, ...]
    outcomes: Mapping[str, int]
    sources: Mapping[str, SourceSummary]
    passed_over: tuple[PassedOver, ...]
    bytes_received: int
    requests: int
    seconds: float
    stopped: str | None = None

    @property
    def failed_sources(self) -> tuple[str, ...]:
        """The source_ids of which not one link could be read."""
        return tuple(source_id for source_id, source in self.sources.items() if source.has_failed)


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What an import of local documents did: WARC files written, outcomes, records of other kinds left out."""

    files: tuple[Path, ...]
    outcomes: Mapping[str, int]
    ignored: Mapping[str, int]  # media type → records of a WARC that are no documents
