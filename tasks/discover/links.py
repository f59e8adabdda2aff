"""A link of a page: its address, its text, whether it leads to a file."""

import re
from collections.abc import Iterator
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

_ATTACHMENT = re.compile(r"\.(pdf|docx?|wps|ofd|zip|rar)$", re.IGNORECASE)
_KEPT = "%/:=&?~#+!$,;'@()*[]"  # in an address; what is not ASCII is written as its bytes
_OPENED = re.compile(r"""\bopen\(\s*["']([^"']+)["']|\blocation(?:\.href)?\s*=\s*["']([^"']+)["']""")
_ADDRESS = re.compile(r"(?:https?:/)?/[\w.-]+[/?]")
_SESSION = re.compile(r"(?i);jsessionid=[^/?#]*")  # another one each time, and none of the page's address


def page_links(tree: LexborHTMLParser, url: str) -> Iterator[tuple[LexborNode, str]]:
    """Yield the links of the page at ``url`` with their absolute addresses, by its <base> where it has one."""
    base = base_of(tree, url)
    for anchor in tree.css("a"):
        if target := link_target(anchor, base):
            yield anchor, target


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """Return what relative addresses of the page at ``url`` are relative to."""
    node = tree.css_first("base[href]")
    return urljoin(url, (node.attributes.get("href") or "").strip()) if node else url


def link_target(anchor: LexborNode, base: str) -> str | None:
    """Return the absolute address of a link without its fragment, None where it is none of http(s).

    Where the link itself leads nowhere, its script may open a page, or another attribute hold an address for its script.
    """
    href = (anchor.attributes.get("href") or "").strip()
    if href.lower().startswith("javascript:") or href in ("", "#"):
        opened = _OPENED.search(f"{href} {anchor.attributes.get('onclick') or ''}")
        held = (value for value in anchor.attributes.values() if value and _ADDRESS.match(value))
        href = next(filter(None, opened.groups())) if opened else next(held, "#")
    return None if href.startswith("#") else absolute(href, base)


def absolute(href: str, base: str) -> str | None:
    """Return the absolute address without its fragment, None where it is none of http(s)."""
    try:
        target = quote(_SESSION.sub("", urldefrag(urljoin(base, href.strip())).url), safe=_KEPT)
        scheme, host = urlsplit(target).scheme, urlsplit(target).hostname
    except ValueError:  # a malformed address on a page is no link
        return None
    return target if scheme in ("http", "https") and host else None


def names_file(target: str, shown: str) -> bool:
    """Whether a link leads to a document that is no page, by its address or by the name it shows."""
    parts = urlsplit(target)
    return any(_ATTACHMENT.search(tidy(name)) for name in (parts.path, parts.query, shown.rstrip("】])） ")))


def tidy(text: str) -> str:
    """Return the text with its white space folded."""
    return " ".join(text.replace("\u3000", " ").split())
