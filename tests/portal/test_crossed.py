"""Articles and lists of the unknown families between each other's heads and feet: the general rules read them all the same."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from schemas.documents import Payload
from tasks.clean import clean
from tasks.discover.lists import decode_page, read_list
from tasks.discover.registry import load_registry
from tasks.discover.titles import weigh_link
from tests.portal.crossing import PAIRS, composed, crossed
from tests.portal.model import REPORT, Column, Document
from tests.portal.site import Site

pytestmark = pytest.mark.slow

LEAST = {"text": 0.98, "title": 0.99, "published": 0.99}
COMPOSED = 1500
MOST_PAGES = 40  # of a column; none has as many


@pytest.mark.parametrize("made", ["crossed", "composed"])
def test_an_article_is_read_whatever_it_looks_like(made: str) -> None:
    right, wrong, count = Counter[str](), list[tuple[str, str, str]](), 0
    for name, site in crossed("article") if made == "crossed" else composed(COMPOSED):
        truth = random.Random(name).choice([each for each in site.planted() if each.form == "page"])
        body = site.answer(truth.url.removeprefix(site.root)).body
        found = clean(Payload(truth.url, body, "0" * 64, "text/html", datetime.now(UTC), listed_title=truth.title))
        held = {
            "text": truth.is_told_by(found.text),
            "title": found.title == truth.title,
            "published": found.published_date == truth.published,
        }
        wrong += [(name, respect, truth.url) for respect, is_right in held.items() if not is_right]
        right.update(held)
        count += 1
    shares = {respect: right[respect] / count for respect in LEAST}
    print(made, count, "articles", shares)
    assert count == (PAIRS if made == "crossed" else COMPOSED)
    assert all(shares[respect] >= least for respect, least in LEAST.items()), wrong


def test_a_list_is_followed_whatever_stands_around_it() -> None:
    missed, count = list[tuple[str, str]](), 0
    for name, site in crossed("list"):
        for column in site.columns:
            wanted = {site.url(site.addresses.article(column, each)): each for each in _reports(column)}
            titles = dict(_listed(site, column)) if wanted else {}
            missed += [
                (name, url) for url in wanted if url not in titles or not weigh_link(titles[url], column.name).taken
            ]
            count += len(wanted)
    print(count, "reports in lists,", len(missed), "missed")
    assert count > 5 * PAIRS
    assert missed == []


def _reports(column: Column) -> list[Document]:
    return [each for each in column.documents if each.what == REPORT and each.form != "dead"]


def _listed(site: Site, column: Column) -> Iterator[tuple[str, str]]:
    """Yield the addresses and titles on all pages of a column that its first leads to."""
    generic = load_registry().families["generic"]
    waiting, seen = [site.url(site.addresses.column(column))], set[str]()
    while waiting:
        url = waiting.pop()
        seen.add(url)
        assert len(seen) <= MOST_PAGES
        page = read_list(decode_page(site.answer(url.removeprefix(site.root)).body), url, generic)
        yield from ((link.url, link.title) for link in page.links)
        waiting += [each for each in page.next_urls if each.startswith(site.root) and each not in {*seen, *waiting}]
