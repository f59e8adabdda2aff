"""What is asked for tonight, of what is known already.

Where a host has given a validator it is asked every night: a 304 costs nothing. Without one a document is asked for by
its age, and so that new reports are found at once, a column's first page every night. What changes seldom is asked for
every so many days and read from the archive in between: pages on the way to columns, sitemaps, and the further pages of
a list whose page before still shows the rows it showed. Where the archive is not on this disk, no validator is sent, and
documents are asked for by age on all hosts. Intervals are ``revisit`` in crawl.yaml, or the site's own.
"""

from scrapy import Request
from scrapy.http import Response

from tasks.discover.columns import OWN, nearness
from tasks.fetch.asks import Ask
from tasks.fetch.config import Revisit
from tasks.fetch.job import CrawlJob
from tasks.fetch.model import KnownCapture

NOT_DUE = "not due: read from the archive"  # of a request's meta, and a flag of its answer
_SLACK = 0.5  # days; nights are not exactly a day apart


class Due:
    """The schedule of one crawl."""

    def __init__(self, job: CrawlJob, schedule: Revisit) -> None:
        self._known = job.known
        self._own = {site.source_id: site.revisit_days for site in job.sites}
        self._schedule = schedule

    def is_due(self, ask: Ask) -> bool:
        """Whether to ask for it; of a page that is not due, the archive has the record."""
        known = self._known.get(ask.recorded_url)
        if known is None or known.seen_days is None or known.has_validator or ask.kind == "part":
            return True
        if ask.kind == "document":
            return self._is_time(ask, known, self._schedule.every_days(known.age_days))
        is_first = nearness(ask.column or "") == OWN if ask.kind == "hub" else ask.kind == "list" and not ask.is_settled
        return known.record is None or is_first or self._is_time(ask, known, self._schedule.pages)

    def _is_time(self, ask: Ask, known: KnownCapture, every: float) -> bool:
        own = self._own[ask.source_id]
        return (known.seen_days or 0.0) >= (every if own is None else own) - _SLACK


class FromArchive:
    """Downloader middleware: nobody is asked for what is not due. The spider reads it from the archive."""

    def process_request(self, request: Request) -> Response | None:
        """Answer in the host's place, as it would if it could tell that nothing has changed."""
        return Response(request.url, status=304, flags=[NOT_DUE]) if request.meta.get(NOT_DUE) else None
