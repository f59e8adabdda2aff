"""List page → links with title and date, and the column's other pages, by the rules of the site's family.

Pure functions of a page's text and address. A page may also be what a list's script asks for: XML, JSON, or a fragment
of HTML in either. A page without rows gives no links; that is for the caller to record against the source. A date that
is none (2023-02-31) is left out, never mended.
"""

import html
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from string import Template
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from resiliparse.parse.encoding import detect_encoding
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.discover.links import Links, names_file
from tasks.discover.names import called, is_onward, stated_name, tidy
from tasks.discover.paging import next_pages
from tasks.discover.registry import Family, ListRules
from tasks.discover.scripts import objects
from tasks.discover.titles import cut_titles

_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_ROW_DEPTH = 4  # how far above its link a row's date may stand
_LONGEST_TITLE = 400
_MONTH_AND_DAY = re.compile(
    r"^[\[(（]?\d{2}[-/.]\d{2}[\])）]?(?!\d)|(?<!\d)[\[(（]?\d{2}[-/.]\d{2}[\])）]?$"
)  # beside a title in one link
_MIN_TITLE = 6  # characters; shorter links are navigation (更多, 首页), where no URL pattern tells
_CHINA = timezone(timedelta(hours=8))
# A value in a script or an address: name: 'value', "name": value, name=value.
_VALUE = r"""(?<![\w$]){name}["']?\s*[:=]\s*(?:"(?P<d>[^"]*)"|'(?P<s>[^']*)'|(?P<w>[\w./-]+))"""
_COUNTS = {"n", "first", "last"}  # of a service's page
# What a JSON answer calls the parts of a row, the surer name first.
_JSON_URL = ("url", "post_url", "link", "linkurl", "href", "docpuburl", "puburl")
_JSON_TITLE = ("title", "doctitle", "name", "topic")
_JSON_DATE = (
    "display_publish_time",
    "docrelpubtime",
    "pubdate",
    "publishtime",
    "publishdate",
    "releasetime",
    "date",
    "time",
)


@dataclass(frozen=True, slots=True)
class ListedLink:
    """One row: an absolute URL without fragment, its title, and the date the row shows."""

    url: str
    title: str
    date: date | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows of a list page in order, the addresses of other pages of the column, and how many rows it claims."""

    links: tuple[ListedLink, ...]
    next_urls: tuple[str, ...]
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What a list's script asks its service, but for the page's number; ``form`` is sent by POST."""

    family_id: str
    url: str
    form: str | None
    size: int

    def page(self, number: int) -> tuple[str, str | None]:
        """Return the address and the form that ask for page ``number``, counted from 1."""
        last = number * self.size
        counts = {"n": number, "first": last - self.size + 1, "last": last}
        filled = [Template(part).safe_substitute(counts) if part else None for part in (self.url, self.form)]
        return str(filled[0]), filled[1]


def decode_page(body: bytes, charset: str | None = None) -> str:
    """Decode a page's bytes: as UTF-8 where it is that, else as declared (GB names as gb18030), else as detected."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        declared = _DECLARED.search(body[:4096])
        stated = charset or (declared.group(1).decode("ascii") if declared else None)
        name = (stated or str(detect_encoding(body))).lower()
        if name.startswith("gb") or name in ("utf-8", "utf8", "x-gbk"):  # declared UTF-8 but is not: a GB page
            name = "gb18030"
        try:
            return body.decode(name, errors="replace")
        except LookupError:
            return body.decode("gb18030", errors="replace")


def read_list(text: str, url: str, family: Family) -> ListPage:
    """Read the rows of one decoded list page, or of an answer to its script, at ``url``."""
    rules = family.list
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(text, url, family)
    rows = text
    if rules.records:
        rows = "\n".join(found.group("row") for found in re.finditer(rules.records, text))
    links = (*_rows(rows, url, family), *(_inline_rows(text, url) if family.article.url is None else ()))
    cut = cut_titles({link.title for link in links if link.date})
    links = tuple(replace(link, title=f"{link.title}…") if link.title in cut else link for link in links)
    return ListPage(links, next_pages(text, url, rules.next), _total(text, rules))


def service_query(text: str, url: str, family: Family) -> Query | None:
    """Return what the list page's script asks its service; None where the page does not say all that is needed."""
    service = family.list.service
    if service is None:
        return None
    facts = {"size": str(service.size)}
    if fragment := urlsplit(url).fragment:
        facts["fragment"] = fragment
    plain = html.unescape(text)
    for name in (_names(service.url) | _names(service.form or "")) - _COUNTS - facts.keys():
        found = re.search(_VALUE.format(name=re.escape(name)), plain)
        if found is None:
            return None
        facts[name] = quote(next(filter(None, found.groups()), ""), safe="")
    form = Template(service.form).safe_substitute(facts) if service.form else None
    return Query(family.family_id, urljoin(url, Template(service.url).safe_substitute(facts)), form, service.size)


def script_columns(text: str, url: str, family: Family) -> list[ListedLink]:
    """Return the columns that a page names in a script only, by the family's rules."""
    found = re.finditer(family.list.columns, text) if family.list.columns else ()
    page = urldefrag(url).url
    return [ListedLink(f"{page}#{one['fragment']}", one["name"], None) for one in found]


def _rows(text: str, url: str, family: Family) -> Iterator[ListedLink]:
    article = re.compile(family.article.url) if family.article.url else None
    rows: dict[str, ListedLink] = {}
    tree = LexborHTMLParser(f"<body>{text}</body>" if family.list.records else text)
    links = list(Links(tree, url))
    near = _near(links, article)
    for node, target in links:
        if _is_row_link(target, node, article) and (title := _title(node, family.list)):
            day = _row_date(node, family.list, near)
            first = rows.setdefault(target, ListedLink(target, title, day))
            if article is None and len(title) > len(first.title):  # a row may link its organ or picture too
                rows[target] = ListedLink(target, title, first.date or day)
    yield from rows.values()


def _read_json(text: str, url: str, family: Family) -> ListPage:
    """The rows of a JSON answer: objects with an address and a title, or a fragment of HTML in a string."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return ListPage((), ())
    links: dict[str, ListedLink] = {}
    for value in _walk(data):
        for link in [_json_row(value, url)] if isinstance(value, dict) else _rows(value, url, family):
            if link:
                links.setdefault(link.url, link)
    return ListPage(tuple(links.values()), (), _total(text, family.list))


def _inline_rows(text: str, url: str) -> Iterator[ListedLink]:
    """Yield the rows that a page of an unknown family has as data in a script, for the browser to draw."""
    for value in objects(text):
        if link := _json_row(value, url):
            yield link


def _walk(data: Any) -> Iterator[dict[str, Any] | str]:
    """Every object, and every string that holds links."""
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    if isinstance(data, list):
        for item in data:
            yield from _walk(item)
    elif isinstance(data, str) and "<a" in data:
        yield data


def _json_row(data: Mapping[str, Any], url: str) -> ListedLink | None:
    plain = {key.lower(): value for key, value in data.items()}

    def first(names: tuple[str, ...]) -> Any:
        return next(
            (plain[name] for name in names if plain.get(name) and not isinstance(plain[name], dict | list)), None
        )

    href, title = first(_JSON_URL), first(_JSON_TITLE)
    if not (isinstance(href, str) and isinstance(title, str)):
        return None
    target = urldefrag(urljoin(url, href)).url
    return ListedLink(target, tidy(re.sub(r"<[^>]+>", "", html.unescape(title))), _json_date(first(_JSON_DATE)))


def _json_date(value: Any) -> date | None:
    if isinstance(value, str) and (found := re.match(r"(20\d\d)[-/.年](\d{1,2})[-/.月](\d{1,2})", value)):
        return calendar_day(*map(int, found.groups()))
    if isinstance(value, int | float) or (isinstance(value, str) and re.fullmatch(r"1\d{9}|1\d{12}", value)):
        seconds = float(value)
        return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, _CHINA).date()
    return None


def _total(text: str, rules: ListRules) -> int | None:
    found = re.search(rules.service.total, text) if rules.service and rules.service.total else None
    return int(found["total"]) if found else None


def _names(template: str) -> set[str]:
    return set(re.findall(r"\$(\w+)", template))


def _is_row_link(target: str, node: LexborNode, article: re.Pattern[str] | None) -> bool:
    if names_file(target, node.text()):
        return True
    return bool(article.search(urlsplit(target).path)) if article else len(called(node)) >= _MIN_TITLE


def _near(links: Iterable[tuple[LexborNode, str]], article: re.Pattern[str] | None) -> Mapping[int, set[str]]:
    """Return the articles that stand within each element in which a row's date is looked for."""
    near: defaultdict[int, set[str]] = defaultdict(set)
    for link, target in links:
        shown = tidy(link.text())
        if article.search(urlsplit(target).path) if article else len(shown) >= _MIN_TITLE or is_onward(shown):
            for element in _above(link):
                near[element.mem_id].add(target)
    return near


def _above(link: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements around a link that may be its row, the nearest first; a box that is a link is one itself."""
    node = link if link.tag != "a" else link.parent
    for _ in range(_ROW_DEPTH):
        if node is None or node.tag in ("body", "html"):
            return
        yield node
        node = node.parent


def _row_date(link: LexborNode, rules: ListRules, near: Mapping[int, set[str]]) -> date | None:
    """The date that stands in the link or nearest above it, unless other articles stand there too: it would be anyone's."""
    for node in _above(link):
        if len(near.get(node.mem_id, ())) > 1:
            return None
        if dates := list(re.finditer(rules.date, re.sub(r"\s*([-./年月])\s*", r"\1", node.text()))):
            found = dates[-1]  # the row's date stands last; an earlier one belongs to the title
            return calendar_day(int(found["y"]), int(found["m"]), int(found["d"]))
        if (stated := node.css_first("time[datetime]")) is not None:
            return _json_date(stated.attributes.get("datetime"))
    return None


def _title(link: LexborNode, rules: ListRules) -> str:
    stated = stated_name(link)
    shown = tidy(_MONTH_AND_DAY.sub("", re.sub(rules.date, "", called(link))))
    is_cut = shown.endswith(("…", "..."))
    title = stated if len(stated) >= len(shown) or (is_cut and stated) else shown
    return title[:_LONGEST_TITLE]


def calendar_day(year: int, month: int, day: int) -> date | None:
    """Return the day, None where there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None
