"""What a crawl looks for on an article's page: attachments, whether it has a text of its own, the day it was published."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.discover.links import Links, absolute, names_file
from tasks.discover.lists import ListedLink, ListPage, calendar_day
from tasks.discover.names import tidy
from tasks.discover.registry import Family

_DOWNLOAD = re.compile(r"(?i)/(?:file)?download(?:file)?[/.?]")  # the answer says what it is
_ATTACHMENT_WORDS = re.compile("附件|下载|报告|情况|总结")
# A PubDate tag, or schema.org's date of publication in a script.
_PUB_DATE = re.compile(
    r"""(?i)(?:<meta\b(?=[^>]*\bname\s*=\s*["']?pubdate\b)[^>]*\bcontent\s*=\s*["']?|"datePublished"\s*:\s*")"""
    r"\s*(\d{4})-(\d\d)-(\d\d)"
)
# In the text of a page: 发布时间：2024-3-5 (not 现在时间), a day with its hour, which the day at the page's head has not, and
# a day alone in its element.
_DAY = r"(20\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})\s?日?"
_SHOWN_DATES = (
    re.compile(rf"(?:发布|公开)(?:时间|日期|于)\s*[:：]?\s*{_DAY}"),
    re.compile(rf"(?<!现在)(?<!当前)(?<!北京)(?<!成文)(?<!签发)(?<!生效)(?:时间|日期)\s*[:：]?\s*{_DAY}"),
    re.compile(rf"{_DAY}\s+\d{{1,2}}:\d\d"),
    re.compile(rf"(?m)^\s*[\[(（]?{_DAY}[\])）]?\s*$"),
)


def attachment_links(text: str, url: str, family: Family) -> ListPage:
    """Read the attachments of one decoded article page: links to documents, named by their text.

    Where the family's selectors find none, links anywhere that speak of an attachment or a report, and documents that the
    page shows within itself.
    """
    tree = LexborHTMLParser(text)
    selectors = (*family.article.attachments, *(f"{body} a" for body in family.article.body))
    links = Links(tree, url)
    files = _files([anchor for selector in selectors for anchor in tree.css(selector)], links)
    if not files:
        files = _files([one for one in links.within(tree.root) if _ATTACHMENT_WORDS.search(one.text())], links)
    return ListPage(files or _shown_files(tree, links.base), ())


def _shown_files(tree: LexborHTMLParser, base: str) -> tuple[ListedLink, ...]:
    """Return the documents that a page shows by a viewer, or embeds."""
    found = (absolute(_shown(node), base) for node in tree.css("iframe[src], embed[src], object[data]"))
    return tuple(ListedLink(target, "", None) for target in found if target and names_file(target, ""))


def _shown(node: LexborNode) -> str:
    """Return the address of the document in a frame: what its viewer is told to show, else its own."""
    src = node.attributes.get("src") or node.attributes.get("data") or ""
    return dict(parse_qsl(urlsplit(src).query)).get("file") or src


def body_length(text: str, family: Family) -> int | None:
    """Return how many characters the article's body holds, or None where no container of the family is found."""
    tree = LexborHTMLParser(text)
    for selector in family.article.body:
        if (node := tree.css_first(selector)) is not None:
            return len(tidy(node.text()))
    return None


def page_date(text: str) -> date | None:
    """Return the day on which a page says that it was published, by its PubDate tag or by what it shows; else None."""
    found = _PUB_DATE.search(text)
    if found is None:
        shown = LexborHTMLParser(text).body
        plain = shown.text(separator="\n") if shown is not None else ""
        found = next(filter(None, (pattern.search(plain) for pattern in _SHOWN_DATES)), None)
    return calendar_day(*map(int, found.groups())) if found else None


def _files(nodes: list[LexborNode], links: Links) -> tuple[ListedLink, ...]:
    found: dict[str, ListedLink] = {}
    for node in nodes:
        target = links.target(node)
        if target and (names_file(target, node.text()) or _DOWNLOAD.search(target)):
            found.setdefault(target, ListedLink(target, tidy(node.text()), None))
    return tuple(found.values())
