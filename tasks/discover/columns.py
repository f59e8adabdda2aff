"""From a site's own pages towards its report columns, and one address for the twins of an article.

Words and patterns are ``data/lexicon/discover_columns.yaml``; a broken one raises FazhiError.
"""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError
from tasks.discover.links import Links, absolute, base_of, names_file, shown_name, tidy
from tasks.discover.lists import ListedLink
from tasks.discover.registry import Family
from tasks.discover.scripts import objects

OWN, WAY = 2, 1  # how near to reports a page is by its name
_NUMBER = re.compile(r"(?i)\d{4}|[0-9a-f]{16}|[0-9a-f]{8}-[0-9a-f]{4}")
_YEAR = re.compile(r"20\d\d\s*年?度?")
_SHORT_PAGE = 4000  # characters
_ENTRANCES = 3  # links of a page that is an entrance only
_SENT_ON = re.compile(
    r"""(?i)http-equiv=["']?refresh["']?[^>]+?url\s*=\s*["']?([^"'>\s]+)"""
    r"""|\blocation(?:\.href)?\s*=\s*["']([^"']+)["']|\blocation\.replace\(\s*["']([^"']+)["']"""
)
_NAME, _ADDRESS = ("name", "title", "text", "label"), ("url", "href", "link", "path")  # of a column, in a script's data
_LONGEST_NAME = 24  # characters; a longer text is a title


@dataclass(frozen=True, slots=True)
class _Lexicon:
    never: re.Pattern[str]
    own: re.Pattern[str]
    way: re.Pattern[str]
    address: re.Pattern[str]
    twins: tuple[tuple[re.Pattern[str], str], ...]


def nearness(name: str) -> int:
    """Return how near to reports a page of that name is: OWN, WAY, or 0 where it is not to be followed."""
    lexicon = _load()
    plain = re.sub(r"\s+", "", name)
    if not plain or len(plain) > _LONGEST_NAME or lexicon.never.search(plain):
        return 0
    return OWN if lexicon.own.search(plain) else WAY if lexicon.way.search(plain) else 0


def navigation(text: str, url: str, column: str | None = None) -> Iterator[ListedLink]:
    """Yield the links of a page that may lead to columns, named by their text, title or picture.

    Where the page is a ``column`` of reports, its parts may be named by years alone; they go by its name.
    """
    is_own = nearness(column or "") == OWN
    for name, target in _named(text, url):
        if is_own and _YEAR.fullmatch(name):
            yield ListedLink(target, column or name, None)
        elif nearness(name) and not names_file(target, name):
            yield ListedLink(target, name, None)


def _named(text: str, url: str) -> Iterator[tuple[str, str]]:
    """Yield the links of a page by their names, those a script draws among them."""
    for node, target in Links(LexborHTMLParser(text), url):
        stated = tidy(node.attributes.get("title") or node.attributes.get("alt") or "")
        names = (shown_name(node), stated, _pictured(node))  # 更多 may lead to what only its title names
        yield next(filter(nearness, names), names[0]), target
    for each in objects(text):
        name, address = (next((each[key] for key in keys if each.get(key)), None) for keys in (_NAME, _ADDRESS))
        leads = absolute(address, url) if isinstance(address, str) else None
        if leads and isinstance(name, str):
            yield tidy(name), leads


def _pictured(anchor: LexborNode) -> str:
    """Return what a picture is said to show."""
    picture = anchor.css_first("img[alt]")
    return tidy(picture.attributes.get("alt") or "") if picture else ""


def entrances(text: str, url: str) -> list[str]:
    """Return where a page leads that shows hardly more than a picture to click at; nothing for any other page."""
    targets = {target for _, target in Links(LexborHTMLParser(text), url)} if len(text) <= _SHORT_PAGE else set()
    return sorted(targets) if len(targets) <= _ENTRANCES else []


def frames(text: str, url: str) -> list[str]:
    """Return the addresses of the pages that a page shows within itself."""
    tree = LexborHTMLParser(text)
    found = (node.attributes.get("src") or "" for node in tree.css("iframe[src], frame[src]"))
    base = base_of(tree, url)
    return [target for src in found if (target := absolute(src, base)) and target != url]


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
    return bool(_load().address.search(path)) and not _NUMBER.search(path.rpartition("/")[2])


def looks_like_article(url: str, families: Sequence[Family]) -> bool:
    """Whether an address is that of an article in any family."""
    path = urlsplit(url).path
    return any(family.article.url and re.search(family.article.url, path) for family in families)


def canonical(url: str) -> str:
    """Return the address of the article itself for that of its mobile or print twin."""
    parts = urlsplit(url)
    path = parts.path
    for pattern, own in _load().twins:
        path = pattern.sub(own, path)
    return url if path == parts.path else urlunsplit(parts._replace(path=path))


def _load() -> _Lexicon:
    return _lexicon(data_dir() / "lexicon" / "discover_columns.yaml")


@cache
def _lexicon(path: Path) -> _Lexicon:
    data = load_yaml(path)
    try:
        return _Lexicon(
            never=re.compile(data["never"]),
            own=re.compile(data["own"]),
            way=re.compile(data["way"]),
            address=re.compile(data["address"]),
            twins=tuple((re.compile(pattern), own) for pattern, own in data["twins"]),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise FazhiError(f"{path} is broken: {error!r}", "give the keys and patterns its comments describe") from error
