"""The other pages of what is told in several: of a list, and of a long article.

A page's number stands in its name (index_2.html, t123_2.html, fzzf/3.htm), behind its address (/slug/2/) or in its query
(&page=2). In the last two, numbers stand for other things too: there the link itself must show a number or lead on.
"""

import html
import re
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from tasks.discover.links import Links, frames, names_file
from tasks.discover.names import tidy, turning_name
from tasks.discover.pagers import scripted_pages
from tasks.discover.registry import NextPage

_NUMBER = re.compile(r"\d{1,3}")
_SHOWN = re.compile(r"[\[【(（<]?\s*(?:\d{1,3}|第\s*\d{1,3}\s*页|下一?页|后一?页|>{1,2}|»)\s*[»>\]】)）]*")
_ARROWS = " »›→<>«‹←"
_COUNTED = re.compile(r"(?i)total|count|size|limit")  # told along with a page's number
_DAYS = re.compile(r"(?i)day|month|year|date")  # a calendar's pages have no end
_LAST_NUMBER = re.compile(r"(?:(?<!\d)[_/-]?|[_/-]p(?:age)?)\d{1,3}$")  # list-2, fzzf/3, fzzf/p2
_IN_NAME = re.compile(r"(?P<stem>.*/[^/]*?\d{5,}|.*/[^/]*[0-9a-f]{32})(?:[_-]\d{1,2})?(?P<ext>\.\w+)")
_PAGE_IN_PATH = re.compile(r"/p?\d{1,2}$|[_-]p?\d{1,2}(?=\.\w+$)")  # /slug/2/, index_2.shtml, 7-p2.asp
_SENTENCES = 6  # a page with fewer may show its text in a frame
_FURNITURE = re.compile(
    r"(?i)head|foot|top|bottom|nav|menu|left|right|banner|search|weather|share|count|login|comment|viewer"
)
_PAGE_NUMBER = re.compile(
    r"[_-]p?(\d{1,2})\.\w+$|[?&](?:pn?|page\w*|\w*page)=(\d{1,2})(?=&|$)|[?&][^=&]+=(\d{1,2})$|/p?(\d{1,2})/?$",
    re.IGNORECASE,
)


def next_pages(text: str, url: str, rules: NextPage) -> tuple[str, ...]:
    """Other pages of the column, without this one."""
    pages: dict[str, None] = {}
    if rules.script and (found := re.search(rules.script, text)):
        following = int(found["current"]) + 1
        if following < int(found["total"]) + rules.counts_from:
            pages[urljoin(url, f"{found['name']}_{following}.{found['ext']}")] = None
    if rules.link and (found := re.search(rules.link, text)):
        pages[urljoin(url, html.unescape(found["href"]))] = None
    if not (rules.numbered or rules.anchor_texts):
        return tuple(pages)
    own = urldefrag(url).url
    tree = LexborHTMLParser(text)
    links = Links(tree, url)
    for node, target in links:
        if target != own:
            shown = turning_name(node)
            words = {shown, shown.replace(" ", ""), shown.strip(_ARROWS) if len(shown) > 2 else shown}
            leads = node.attributes.get("rel") == "next" or not words.isdisjoint(rules.anchor_texts)
            named = rules.numbered and _is_numbered_sibling(urlsplit(target).path, urlsplit(own).path)
            if leads or named or (rules.numbered and _shows_page(shown) and _is_page_of(target, own, shown)):
                pages[target] = None
    if rules.numbered and not rules.script and not pages:
        pages |= {target: None for target in scripted_pages(tree, url, links.base) if _is_near(target, own)}
    pages.pop(own, None)
    return tuple(pages)


def _is_numbered_sibling(path: str, own: str) -> bool:
    """Whether a path is the list's own with a page's number in it: index_2.html, list-2.shtml, fzzf/3.htm."""
    bare = re.sub(r"\.[a-z]{2,5}$", "", path.rstrip("/"), flags=re.IGNORECASE)
    number = _LAST_NUMBER.search(bare)
    return number is not None and _stem(path) == _stem(own)


def _stem(path: str) -> str:
    bare = re.sub(r"\.[a-z]{2,5}$", "", path.rstrip("/"), flags=re.IGNORECASE)
    bare = _LAST_NUMBER.sub("", bare)
    return re.sub(r"/(?:index|default|page|(?:common_)?list)?$", "", bare)


def part_links(text: str, url: str) -> list[str]:
    """Return the further pages of a long article at ``url``, itself one of them, that its page links to, or shows within itself."""
    named = _IN_NAME.fullmatch(urlsplit(url).path)
    sibling = re.compile(rf"{re.escape(named['stem'])}[_-]\d{{1,2}}{re.escape(named['ext'])}") if named else None
    tree = LexborHTMLParser(text)
    links = Links(tree, url)
    found = {
        each for each in scripted_pages(tree, url, links.base) if sibling and sibling.fullmatch(urlsplit(each).path)
    }
    found.discard(url)
    for node, target in links:
        if target == url:
            continue
        is_named = sibling is not None and sibling.fullmatch(urlsplit(target).path)
        if is_named or (_shows_page(tidy(node.text())) and page_number(target) and _is_page_of(target, url)):
            found.add(target)
    if text.count("。") < _SENTENCES:
        host = urlsplit(url).netloc
        shown = (each for each in frames(text, url) if urlsplit(each).netloc == host and not names_file(each, ""))
        found |= {each for each in shown if not _FURNITURE.search(urlsplit(each).path)}
    return sorted(found)


def page_number(url: str) -> int:
    """Return the number that an article's page has in its address, 0 where it has none."""
    match = _PAGE_NUMBER.search(url)
    return int(next(filter(None, match.groups()))) if match else 0


def _shows_page(shown: str) -> bool:
    return _SHOWN.fullmatch(shown) is not None


def _is_near(target: str, own: str) -> bool:
    """Whether two addresses are in one folder of one host."""
    there, here = urlsplit(target), urlsplit(own)
    return (there.netloc, there.path.rpartition("/")[0]) == (here.netloc, here.path.rpartition("/")[0])


def _is_queried(target: str, own: str) -> bool:
    """Whether two addresses differ in one number of their queries, which is no day's."""
    there, here = urlsplit(target), urlsplit(own)
    if (there.netloc, there.path) != (here.netloc, here.path):
        return False
    changed = {key for key, _ in set(parse_qsl(there.query)) ^ set(parse_qsl(here.query))}
    differing = {key for key in changed if not _COUNTED.search(key)}
    if len(differing) != 1 or _DAYS.search(key := differing.pop()):
        return False
    values = [dict(parse_qsl(query)).get(key) for query in (there.query, here.query)]
    return all(value is None or _NUMBER.fullmatch(value) for value in values)


def _is_page_of(target: str, own: str, shown: str = "") -> bool:
    """Whether the one address is the other's with a page's number, as shown, in its query, its name or behind it."""
    there, here = urlsplit(target), urlsplit(own)
    if (number := re.search(r"\d+", shown)) and _is_near(target, own):
        name = unquote(there.path.rpartition("/")[2])
        if re.search(rf"(?<!\d)0*{number.group()}(?!\d)", name):
            return True
    if there.path == here.path or there.netloc != here.netloc or there.query or here.query:
        return _is_queried(target, own)
    bases = {_PAGE_IN_PATH.sub("", path.rstrip("/")) for path in (there.path, here.path)}
    return len(bases) == 1 and bases != {""}
