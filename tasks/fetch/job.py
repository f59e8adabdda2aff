"""What the crawling process is told, as plain JSON, and the way back into types."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tasks.discover.registry import ArticleRules, Column, Family, ListRules, NextPage, Service, Site
from tasks.fetch.config import Limits, read_limits
from tasks.fetch.model import CrawlSummary, KnownCapture, PassedOver, SourceSummary


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """One crawl: what to look at, what is known, and where to write."""

    sites: tuple[Site, ...]
    families: Mapping[str, Family]
    spool: Path
    known: Mapping[str, KnownCapture]
    resolve: tuple[str, ...]
    limits: Limits
    years: tuple[int, ...] | None = None  # report years asked for; None is all

    def identity(self) -> dict[str, Any]:
        """What makes this the same crawl as one that was killed: sites, rules and years."""
        plain = self.to_plain()
        return {name: plain[name] for name in ("sites", "families", "years")}

    def to_plain(self) -> dict[str, Any]:
        """The job as JSON data."""
        return {
            "sites": [_plain_site(site) for site in self.sites],
            "families": {name: asdict(family) for name, family in self.families.items()},
            "spool": str(self.spool),
            "known": {url: asdict(known) for url, known in self.known.items()},
            "resolve": list(self.resolve),
            "limits": asdict(self.limits),
            "years": self.years,
        }

    @classmethod
    def from_plain(cls, data: Mapping[str, Any]) -> "CrawlJob":
        """The job from its JSON data."""
        return cls(
            sites=tuple(_site(item) for item in data["sites"]),
            families={name: _family(item) for name, item in data["families"].items()},
            spool=Path(data["spool"]),
            known={url: KnownCapture(**item) for url, item in data["known"].items()},
            resolve=tuple(data["resolve"]),
            limits=read_limits(data["limits"]),
            years=None if data["years"] is None else tuple(data["years"]),
        )


def plain_summary(summary: CrawlSummary) -> dict[str, Any]:
    """A summary as JSON data."""
    return asdict(summary) | {"files": [str(path) for path in summary.files]}


def read_summary(data: Mapping[str, Any]) -> CrawlSummary:
    """A summary from its JSON data."""
    return CrawlSummary(
        **{
            **data,
            "files": tuple(Path(path) for path in data["files"]),
            "sources": {source_id: SourceSummary(**item) for source_id, item in data["sources"].items()},
            "passed_over": tuple(PassedOver(**item) for item in data["passed_over"]),
        }
    )


def _plain_site(site: Site) -> dict[str, Any]:
    return asdict(site) | {"verified_date": site.verified_date.isoformat() if site.verified_date else None}


def _site(data: Mapping[str, Any]) -> Site:
    day = data["verified_date"]
    return Site(
        **{
            **data,
            "columns": tuple(Column(**column) for column in data["columns"]),
            "other_hosts": tuple(data["other_hosts"]),
            "verified_date": date.fromisoformat(day) if day else None,
        }
    )


def _family(data: Mapping[str, Any]) -> Family:
    rules, article = data["list"], data["article"]
    following = NextPage(**{**rules["next"], "anchor_texts": tuple(rules["next"]["anchor_texts"])})
    service = Service(**rules["service"]) if rules["service"] else None
    return Family(
        family_id=data["family_id"],
        name=data["name"],
        sign=data["sign"],
        list=ListRules(**{**rules, "next": following, "service": service}),
        article=ArticleRules(
            url=article["url"],
            body=tuple(article["body"]),
            attachments=tuple(article["attachments"]),
        ),
    )


def hosts_of(sites: Sequence[Site]) -> list[str]:
    """Every host that a crawl of these sites may ask."""
    return sorted({host for site in sites for host in (site.host, *site.other_hosts)})
