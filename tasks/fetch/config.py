"""``data/sources/crawl.yaml``: how the crawler presents itself, what it bears, and which answers mean what.

A missing or mistyped key raises FazhiError. ``FAZHI_CONTACT`` overrides the contact.
"""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError
from tasks.discover.registry import Site
from tasks.fetch.model import Outcome


@dataclass(frozen=True, slots=True)
class Limits:
    """What one crawl may take; meanings and units stand in crawl.yaml."""

    concurrent_requests: int
    timeout_seconds: float
    max_bytes: int
    retry_times: int
    backoff_seconds: float
    max_backoff_seconds: float
    max_redirects: int
    max_list_pages: int
    max_discovery_pages: int
    max_documents: int
    max_seconds: float
    max_host_seconds: float
    max_total_bytes: int
    warc_bytes: int
    attachments_below: int


@dataclass(frozen=True, slots=True)
class AnswerRule:
    """An HTTP answer that means ``outcome``: its status, and a pattern of its body where the status is not enough."""

    outcome: Outcome
    status: int
    pattern: re.Pattern[str] | None
    max_bytes: int | None
    detail: str


@dataclass(frozen=True, slots=True)
class Revisit:
    """When a known document is asked for again: steps of (age in days up to, every so many days), then ``beyond``.

    ``pages`` is how many days pass between two looks at a page that only leads on.
    """

    steps: tuple[tuple[float, float], ...]
    beyond: float
    pages: float

    def every_days(self, age_days: float | None) -> float:
        """Return the days between two looks at a document of that age; one of unknown age is looked at most often."""
        age = 0.0 if age_days is None else age_days
        return next((every for up_to, every in self.steps if age <= up_to), self.beyond)


@dataclass(frozen=True, slots=True)
class CrawlConfig:
    """The whole of crawl.yaml."""

    project: str
    version: str
    contact: str | None
    limits: Limits
    answers: tuple[AnswerRule, ...]
    revisit: Revisit

    def user_agent(self, site: Site | None = None) -> str:
        """The User-Agent header: project, version and whom to write to."""
        contact = (site.contact if site else None) or self.contact
        return f"{self.project}/{self.version}" + (f" (+{contact})" if contact else "")


def load_config() -> CrawlConfig:
    """Read crawl.yaml; raises FazhiError where it is broken."""
    path = data_dir() / "sources" / "crawl.yaml"
    data = load_yaml(path)
    try:
        return CrawlConfig(
            project=str(data["project"]),
            version=str(data["project_version"]),
            contact=os.environ.get("FAZHI_CONTACT") or data["contact"],
            limits=read_limits(data["limits"]),
            answers=tuple(_rule(item, outcome) for outcome in ("blocked", "gone") for item in data[outcome]),
            revisit=Revisit(
                tuple((float(step["age_up_to"]), float(step["every"])) for step in data["revisit"]["steps"]),
                float(data["revisit"]["beyond"]),
                float(data["revisit"]["pages"]),
            ),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise FazhiError(f"{path} is broken: {error!r}", "give the keys its comments describe") from error


def read_limits(data: dict[str, Any]) -> Limits:
    """Build Limits from plain data; raises FazhiError for an unknown, missing or non-positive entry."""
    names = {item.name for item in fields(Limits)}
    if set(data) != names:
        wrong = ", ".join(sorted(set(data) ^ names))
        raise FazhiError(
            f"crawl limits: {wrong} unknown or missing", "give exactly the keys of data/sources/crawl.yaml"
        )
    for name, value in data.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise FazhiError(f"crawl limit {name} is {value!r}", "give a number of zero or more")
    return Limits(**data)


def require_contact(sites: Sequence[Site], config: CrawlConfig) -> None:
    """Refuse to crawl real hosts anonymously; raises FazhiError naming the first such site."""
    for site in sites:
        if not site.host.endswith(".example") and not (site.contact or config.contact):
            raise FazhiError(
                f"{site.host} would be crawled without a contact in the User-Agent",
                "set contact in data/sources/crawl.yaml, or FAZHI_CONTACT, to an address its webmaster can write to",
            )


def _rule(item: dict[str, Any], outcome: Outcome) -> AnswerRule:
    pattern = item.get("pattern")
    return AnswerRule(
        outcome=outcome,
        status=item["status"],
        pattern=re.compile(pattern, re.IGNORECASE) if pattern else None,
        max_bytes=item.get("max_bytes"),
        detail=item.get("detail") or f"HTTP {item['status']}",
    )
