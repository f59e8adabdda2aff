"""List page → links with title and date, and the next page, by the rules of the site's family.

Pure functions of the page's bytes and address. A page without rows gives no links; that is for the caller to record
against the source. A date that is none (2023-02-31) is left out, never mended.
"""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import urldefrag, urljoin, urlsplit

from resiliparse.parse.encoding import detect_encoding
from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.discover.registry import Family, ListRules, NextPage

ATTACHMENT = re.compile(r"\.(pdf|docx?|wps|ofd|zip)$", re.IGNORECASE)
_DECLARED = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_ROW_DEPTH = 5  # how far above its link a row's element may stand
_MIN_TITLE = 6  # characters; shorter links are navigation (更多, 首页), where no URL pattern tells


@dataclass(frozen=True, slots=True)
class ListedLink:
    """One row: an absolute URL without fragment, its title, and the date the row shows."""

    url: str
    title: str
    date: date | None


@dataclass(frozen=True, slots=True)
class ListPage:
    """The rows of a list page in order, and the address of the page after it."""

    links: tuple[ListedLink, ...]
    next_url: str | None


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
    """Read the rows of one decoded list page at ``url``."""
    rules = family.list
    rows = text
    if rules.records:
        rows = "\n".join(found.group("row") for found in re.finditer(rules.records, text))
    tree = LexborHTMLParser(f"<body>{rows}</body>" if rules.records else rows)
    article = re.compile(family.article.url) if family.article.url else None
    links: dict[str, ListedLink] = {}
    for anchor in tree.css("a[href]"):
        target = _target(anchor, url)
        if target is None or target in links or not _is_row_link(target, anchor, article):
            continue
        row = _row_of(anchor, rules, article, url)
        title = _title(anchor, rules)
        if title:
            links[target] = ListedLink(target, title, _date(row.text() if row else "", rules))
    return ListPage(tuple(links.values()), _next_page(text, url, rules.next))


def attachment_links(text: str, url: str, family: Family) -> ListPage:
    """Read the attachments of one decoded article page: links to documents, named by their text."""
    tree = LexborHTMLParser(text)
    links: dict[str, ListedLink] = {}
    for selector in (*family.article.attachments, *(f"{body} a" for body in family.article.body)):
        for anchor in tree.css(selector):
            target = _target(anchor, url)
            if target and ATTACHMENT.search(urlsplit(target).path):
                links.setdefault(target, ListedLink(target, _tidy(anchor.text()), None))
    return ListPage(tuple(links.values()), None)


def body_length(text: str, family: Family) -> int | None:
    """Return how many characters the article's body holds, or None where no container of the family is found."""
    tree = LexborHTMLParser(text)
    for selector in family.article.body:
        if (node := tree.css_first(selector)) is not None:
            return len(_tidy(node.text()))
    return None


def _target(anchor: LexborNode, base: str) -> str | None:
    href = (anchor.attributes.get("href") or "").strip()
    try:
        target = urldefrag(urljoin(base, href)).url
        scheme, host = urlsplit(target).scheme, urlsplit(target).hostname
    except ValueError:  # a malformed address on a page is no link
        return None
    return target if scheme in ("http", "https") and host and not href.startswith("#") else None


def _is_row_link(target: str, anchor: LexborNode, article: re.Pattern[str] | None) -> bool:
    path = urlsplit(target).path
    if ATTACHMENT.search(path):
        return True
    return bool(article.search(path)) if article else len(_tidy(anchor.text())) >= _MIN_TITLE


def _row_of(anchor: LexborNode, rules: ListRules, article: re.Pattern[str] | None, base: str) -> LexborNode | None:
    """The nearest row element above the link, unless it holds several articles: its date would be anyone's."""
    node = anchor.parent
    for _ in range(_ROW_DEPTH):
        if node is None:
            return None
        if node.tag in rules.row_tags:
            targets = {_target(other, base) for other in node.css("a[href]")}
            articles = [t for t in targets if t and (article is None or article.search(urlsplit(t).path))]
            return node if len(articles) <= 1 else None
        node = node.parent
    return None


def _title(anchor: LexborNode, rules: ListRules) -> str:
    stated = _tidy(anchor.attributes.get("title") or "")
    shown = _tidy(re.sub(rules.date, "", anchor.text()))
    is_cut = shown.endswith(("…", "..."))
    return stated if len(stated) >= len(shown) or (is_cut and stated) else shown


def _date(row: str, rules: ListRules) -> date | None:
    dates = list(re.finditer(rules.date, row))
    if not dates:
        return None
    found = dates[-1]  # the row's date stands last; an earlier one belongs to the title
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"]))
    except ValueError:
        return None


def _next_page(text: str, url: str, rules: NextPage) -> str | None:
    if rules.script and (found := re.search(rules.script, text)):
        following = int(found["current"]) + 1
        if following >= int(found["total"]) + rules.counts_from:
            return None
        return urljoin(url, f"{found['name']}_{following}.{found['ext']}")
    if rules.link:
        found = re.search(rules.link, text)
        return urljoin(url, found["href"].replace("&amp;", "&")) if found else None
    for anchor in LexborHTMLParser(text).css("a[href]"):
        if _tidy(anchor.text()) in rules.anchor_texts:
            target = _target(anchor, url)
            return target if target != urldefrag(url).url else None
    return None


def _tidy(text: str) -> str:
    return " ".join(text.replace("\u3000", " ").split())
