"""What a crawl made of the replicas, held against what was planted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tests.portal.model import Planted
from tests.portal.portals import Portals


@dataclass(frozen=True, slots=True)
class Found:
    """A report as a crawl has it; what the crawl does not know is None."""

    url: str
    text: str | None = None
    title: str | None = None
    published: date | None = None
    issuer: str | None = None


@dataclass(slots=True)
class Score:
    """Reports found and missed, what was taken though it is none, and how many are right in each respect."""

    found: list[Planted] = field(default_factory=list)
    missed: list[Planted] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)  # no report of a year, or one that was taken already
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("text", "title", "published", "issuer"), 0))
    wrong: list[tuple[str, str, object, object]] = field(default_factory=list)  # url, respect, found, planted

    @property
    def recall(self) -> float:
        return len(self.found) / max(1, len(self.found) + len(self.missed))

    @property
    def precision(self) -> float:
        return len(self.found) / max(1, len(self.found) + len(self.taken))

    def share(self, respect: str) -> float:
        """Of the reports found, how many are right in that respect."""
        return self.right[respect] / max(1, len(self.found))


def score(portals: Portals, found: Iterable[Found], without: Iterable[str] = ()) -> Score:
    """Compare; forms that this machine cannot read (scan without OCR, say) are named in ``without`` and left out."""
    left_out = set(without)
    planted = [each for each in portals.reports if each.form not in left_out]
    ignored = {url for each in portals.reports if each.form in left_out for url in each.urls}
    by_url = {url: each for each in planted for url in each.urls}
    result, met = Score(), set()
    for one in found:
        truth = by_url.get(one.url)
        if truth is None or truth.url in met:
            result.taken += [] if one.url in ignored else [one.url]
            continue
        met.add(truth.url)
        result.found.append(truth)
        _compare(one, truth, result)
    result.missed = [each for each in planted if each.url not in met]
    return result


def _compare(one: Found, truth: Planted, result: Score) -> None:
    same = {
        "text": one.text is not None and truth.is_told_by(one.text),
        "title": one.title == truth.title,
        "published": one.published == truth.published,
        "issuer": one.issuer == truth.issuer,
    }
    for respect, is_same in same.items():
        result.right[respect] += is_same
        if not is_same:
            result.wrong.append((one.url, respect, getattr(one, respect), getattr(truth, respect)))
