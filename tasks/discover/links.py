"""The links of a page: what opens an address at a click, and whether it leads to a file.

Besides <a href>, a link may be any element whose script opens an address or sends a form, an option of a list that turns pages, an area of
a picture, or an element that holds its address in an attribute for a script to read.
"""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import parse_qsl, quote, urldefrag, urlencode, urljoin, urlsplit, urlunsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from tasks.discover.names import tidy
from tasks.discover.scripts import Scripts

_CLICKED = "a, area, option, [onclick], [data-url], [data-href], [data-link]"
_ATTACHMENT = re.compile(r"\.(pdf|docx?|wps|ofd|zip|rar)$", re.IGNORECASE)
_KEPT = "%/:=&?~#+!$,;'@()*[]"  # in an address; what is not ASCII is written as its bytes
_ADDRESS = re.compile(r"(?:https?:/)?/[\w.-]+[/?]|\?\w+=|[\w/-]*\.?[\w-]+\.(?:s?html?|jsp|aspx?|php|do)(?:\?|$)")
_SESSION = re.compile(r"(?i);jsessionid=[^/?#]*")  # another one each time, and none of the page's address
_ANCHORS, _MOST_BOXES = ("a", "option", "area"), 1500  # a page with more boxes to click at wants to keep us
_LONGEST_QUERY = 1000  # characters; a form with more carries a state that is of no use in an address


class Links:
    """The links of the page at ``url``."""

    def __init__(self, tree: LexborHTMLParser, url: str) -> None:
        self._tree = tree
        self.base = base_of(tree, url)
        self._scripts: Scripts | None = None

    def __iter__(self) -> Iterator[tuple[LexborNode, str]]:
        """Yield each link with its absolute address; an element around an <a> that leads somewhere is none."""
        for node in self.within(self._tree.root):
            if target := self.target(node):
                yield node, target

    def within(self, node: LexborNode | None) -> list[LexborNode]:
        """Return the elements in a part of the page that may be links."""
        found = {each.mem_id: each for each in node.css(_CLICKED)} if node else {}  # some fit in two ways
        boxes = [each for each in found.values() if each.tag not in _ANCHORS][:_MOST_BOXES]
        links = {each.mem_id for each in boxes if not each.css_first("a[href]")}
        return [each for each in found.values() if each.tag in _ANCHORS or each.mem_id in links]

    def target(self, node: LexborNode) -> str | None:
        """Return the absolute address that a click on the element opens, without its fragment; None where it is none of http(s)."""
        href = (node.attributes.get("value" if node.tag == "option" else "href") or "").strip()
        if node.tag == "option":
            href = href if _ADDRESS.match(href) else "#"
        elif href.lower().startswith("javascript:") or href in ("", "#"):
            held = (value for value in node.attributes.values() if value and _ADDRESS.match(value))
            href = self._opened(f"{href} {node.attributes.get('onclick') or ''}") or next(held, "#")
        return None if href.startswith("#") else absolute(href, self.base)

    def _opened(self, code: str) -> str | None:
        if "(" not in code and "=" not in code:
            return None
        if self._scripts is None:
            self._scripts = Scripts("\n".join(node.text() for node in self._tree.css("script:not([src])")))
        return self._scripts.opened(code) or self._asked(self._scripts.sent(code))

    def _asked(self, filled: Mapping[str, str]) -> str | None:
        """Return the address that a form asks for with these fields filled in; one that is sent by POST is tried so too."""
        for form in self._tree.css("form") if filled else ():
            fields = {node.attributes.get("name") or "": node for node in form.css("input, select")}
            ids = {node.attributes.get("id"): name for name, node in fields.items()}
            given = {ids.get(name, name): value for name, value in filled.items()}
            if given.keys() <= fields.keys():
                values = {name: node.attributes.get("value") or "" for name, node in fields.items() if name}
                action = urlsplit(urljoin(self.base, form.attributes.get("action") or ""))
                query = urlencode({**dict(parse_qsl(action.query)), **values, **given})
                return urlunsplit(action._replace(query=query)) if len(query) <= _LONGEST_QUERY else None
        return None


def base_of(tree: LexborHTMLParser, url: str) -> str:
    """Return what relative addresses of the page at ``url`` are relative to."""
    node = tree.css_first("base[href]")
    return urljoin(url, (node.attributes.get("href") or "").strip()) if node else url


def absolute(href: str, base: str) -> str | None:
    """Return the absolute address without its fragment, None where it is none of http(s)."""
    try:
        target = quote(_SESSION.sub("", urldefrag(urljoin(base, href.strip())).url), safe=_KEPT)
        scheme, host = urlsplit(target).scheme, urlsplit(target).hostname
    except ValueError:  # a malformed address on a page is no link
        return None
    return target if scheme in ("http", "https") and host else None


def frames(text: str, url: str) -> list[str]:
    """Return the addresses of the pages that a page shows within itself."""
    tree = LexborHTMLParser(text)
    found = (node.attributes.get("src") or "" for node in tree.css("iframe[src], frame[src]"))
    base = base_of(tree, url)
    return [target for src in found if (target := absolute(src, base)) and target != url]


def names_file(target: str, shown: str) -> bool:
    """Whether a link leads to a document that is no page, by its address or by the name it shows."""
    parts = urlsplit(target)
    return any(_ATTACHMENT.search(tidy(name)) for name in (parts.path, parts.query, shown.rstrip("】])） ")))
