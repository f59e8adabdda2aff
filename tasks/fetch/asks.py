"""What a crawl asks for, and the journal that lets a killed crawl go on.

The journal ``crawl.journal`` in the spool has one JSON line an event: what is to be asked for, and what came of it. A
line of what came of an ask is written after its record stands in the archive and after the lines of what it led to, so
that a crawl killed anywhere repeats at most what was in flight. It is removed when the crawl ends; one that is older
than a night, or of another job, is not taken up again.
"""

import hashlib
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from tasks.discover.lists import Query
from tasks.fetch.model import Listing
from tasks.store import faults

NAME = "crawl.journal"
_NIGHT = 20 * 3600  # seconds after which an unfinished crawl is yesterday's

Kind = Literal["list", "hub", "sitemap", "document", "part"]


@dataclass(frozen=True, slots=True)
class Ask:
    """One request to be made: a list page (a hub is one that is also searched for columns), a document or its part.

    ``depth`` counts the steps from where a site's crawl began; ``number`` and ``query`` are of a page that a list's
    script would ask for, sent with ``form``, and ``after`` is a digest
    of the rows on the page that led here; ``is_settled`` says that those are the rows it showed when it was last seen;
    ``part_of`` is the document whose further page this is.
    """

    kind: Kind
    url: str
    source_id: str
    column: str | None
    column_url: str
    title: str | None = None
    listed: str | None = None
    depth: int = 0
    number: int = 0
    form: str | None = None
    query: Query | None = None
    after: str | None = None
    is_settled: bool = False
    part_of: str | None = None

    @property
    def key(self) -> str:
        """What is asked only once in a crawl: an address, with its form."""
        return self.recorded_url

    @property
    def recorded_url(self) -> str:
        """The address under which its capture is kept; a form is written into it as web archives do."""
        return f"{self.url}{'&' if '?' in self.url else '?'}__wb_method=POST&{self.form}" if self.form else self.url

    @property
    def listing(self) -> Listing:
        """What was known of it before it was asked for."""
        day = date.fromisoformat(self.listed) if self.listed else None
        return Listing(self.source_id, self.title, day, self.column)

    @classmethod
    def from_plain(cls, data: dict[str, Any]) -> "Ask":
        """The ask from its JSON data."""
        return cls(**{**data, "query": Query(**data["query"]) if data["query"] else None})


class Journal:
    """The journal of one crawl. ``events`` are those of a crawl that was killed and is taken up again."""

    def __init__(self, spool: Path, job: dict[str, Any]) -> None:
        self._path = spool / NAME
        self._job = hashlib.sha256(json.dumps(job, sort_keys=True).encode()).hexdigest()
        self.events = list(self._old())
        if not self.events:
            self._path.unlink(missing_ok=True)
        self._descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        if not self.events:
            self._write({"job": self._job, "at": time.time()})

    def ask(self, ask: Ask) -> None:
        """Note that something is to be asked for."""
        self._write({"ask": asdict(ask)})

    def done(self, ask: Ask, **tally: Any) -> None:
        """Note what came of an ask; ``tally`` is what the crawl's summary counts."""
        self._write({"done": ask.key, "source": ask.source_id, **tally})

    def finish(self) -> None:
        """Remove the journal: all is done."""
        os.close(self._descriptor)
        self._path.unlink()

    def _old(self) -> Iterator[dict[str, Any]]:
        if not self._path.exists():
            return
        lines = self._path.read_bytes().split(b"\n")[:-1]  # a line that was cut short has no end
        events = [json.loads(line) for line in lines]
        if events and events[0]["job"] == self._job and time.time() - events[0]["at"] < _NIGHT:
            with self._path.open("r+b") as file:
                file.truncate(sum(len(line) + 1 for line in lines))
            yield from events[1:] or [{}]

    def _write(self, event: dict[str, Any]) -> None:
        faults.point("fetch.journal")
        os.write(self._descriptor, json.dumps(event, ensure_ascii=False).encode() + b"\n")
