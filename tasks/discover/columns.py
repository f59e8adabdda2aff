"""From a site's own pages towards its report columns, and one address for the twins of an article.

Words and patterns are ``data/lexicon/discover_columns.yaml``; a broken one raises FazhiError.
"""

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser

from tasks.discover.links import Links, absolute, names_file
from tasks.discover.lists import ListedLink
from tasks.discover.names import is_onward, names_before, pictured_name, shown_name, stated_name, tidy
from tasks.discover.registry import Family
from tasks.discover.scripts import objects
from tasks.discover.words import column_words

OWN, WAY = 2, 1  # how near to reports a page is by its name
_NUMBER = re.compile(r"(?i)\d{4}|[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}")
_SHORT_PAGE = 4000  # characters
_ENTRANCES = 3  # links of a page that is an entrance only
_SENT_ON = re.compile(
    r"""(?i)http-equiv=["']?refresh["']?[^>]+?url\s*=\s*["']?([^"'>\s]+)"""
    r"""|\blocation(?:\.href)?\s*=\s*["']([^"']+)["']|\blocation\.replace\(\s*["']([^"']+)["']"""
)
_NAME, _ADDRESS = ("name", "title", "text", "label"), ("url", "href", "link", "path")  # of a column, in a script's data
_LONGEST_NAME = 24  # characters; a longer text is a title


def nearness(name: str) -> int:
    """Return how near to reports a page of that name is: OWN, WAY, or 0 where it is not to be followed."""
    lexicon = column_words()
    plain = re.sub(r"\s+", "", name)
    if not plain or len(plain) > _LONGEST_NAME or lexicon.never.search(plain):
        return 0
    return OWN if lexicon.own.search(plain) else WAY if lexicon.way.search(plain) else 0


def names_organ(title: str, column: str | None) -> bool:
    """Whether a link in a column of reports is named by an organ alone, as that organ's report or its own column is."""
    return nearness(column or "") == OWN and column_words().organ.search(re.sub(r"\s+", "", title)) is not None


def navigation(text: str, url: str, column: str | None = None) -> Iterator[ListedLink]:
    """Yield the links of a page that may lead to columns, named by their text, title or picture.

    Where the page is a ``column`` of reports, its parts may be named by years, or as reports, alone; they go by its name.
    """
    is_own = nearness(column or "") == OWN
    for name, target in _named(text, url):
        if is_own and (column_words().part.fullmatch(name) or names_organ(name, column)):
            yield ListedLink(target, column or name, None)
        elif nearness(name) and not names_file(target, name):
            yield ListedLink(target, name, None)


def _named(text: str, url: str) -> Iterator[tuple[str, str]]:
    """Yield the links of a page by their names, those a script draws among them."""
    for node, target in Links(LexborHTMLParser(text), url):
        names = [shown_name(node), stated_name(node), pictured_name(node)]  # 更多 may lead to what only its title names
        if is_onward(names[0]) and not any(map(nearness, names)):
            names.append(next(names_before(node), ""))
        yield next(filter(nearness, names), names[0]), target
    for each in objects(text):
        name, address = (next((each[key] for key in keys if each.get(key)), None) for keys in (_NAME, _ADDRESS))
        leads = absolute(address, url) if isinstance(address, str) else None
        if leads and isinstance(name, str):
            yield tidy(name), leads


def entrances(text: str, url: str) -> list[str]:
    """Return where a page leads that shows hardly more than a picture to click at; nothing for any other page."""
    targets = {target for _, target in Links(LexborHTMLParser(text), url)} if len(text) <= _SHORT_PAGE else set()
    return sorted(targets) if len(targets) <= _ENTRANCES else []


def sent_on(text: str, url: str) -> str | None:
    """Return where a page that shows nothing itself sends the browser, by a refresh or a script's new location."""
    if len(text) > _SHORT_PAGE or not (found := _SENT_ON.search(text)):
        return None
    target = urldefrag(urljoin(url, html.unescape(next(filter(None, found.groups()))))).url
    return target if target != urldefrag(url).url else None


def sitemap_pages(text: str) -> list[str]:
    """Return the addresses of a sitemap, or of an index of sitemaps, that may be columns: an article's name is a number."""
    found = [address.replace("&amp;", "&").strip() for address in re.findall(r"<loc>([^<]+)</loc>", text)]
    return [address for address in found if address.endswith(".xml") or _may_be_column(urlsplit(address).path)]


def _may_be_column(path: str) -> bool:
    return bool(column_words().address.search(path)) and not _NUMBER.search(path.rpartition("/")[2])


def looks_like_article(url: str, families: Sequence[Family]) -> bool:
    """Whether an address is that of an article in any family."""
    path = urlsplit(url).path
    return any(family.article.url and re.search(family.article.url, path) for family in families)


def canonical(url: str) -> str:
    """Return the address of the article itself for that of its mobile or print twin."""
    parts = urlsplit(url)
    path = parts.path
    for pattern, own in column_words().twins:
        path = pattern.sub(own, path)
    return url if path == parts.path else urlunsplit(parts._replace(path=path))
