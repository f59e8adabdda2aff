"""A link of a page: its address, its text, whether it leads to a file."""

import re
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from selectolax.lexbor import LexborNode

ATTACHMENT = re.compile(r"\.(pdf|docx?|wps|ofd|zip|rar)$", re.IGNORECASE)
_KEPT = "%/:=&?~#+!$,;'@()*[]"  # in an address; what is not ASCII is written as its bytes
_SESSION = re.compile(r"(?i);jsessionid=[^/?#]*")  # another one each time, and none of the page's address


def link_target(anchor: LexborNode, base: str) -> str | None:
    """Return the absolute address of a link without its fragment, None where it is none of http(s)."""
    href = (anchor.attributes.get("href") or "").strip()
    try:
        target = quote(_SESSION.sub("", urldefrag(urljoin(base, href)).url), safe=_KEPT)
        scheme, host = urlsplit(target).scheme, urlsplit(target).hostname
    except ValueError:  # a malformed address on a page is no link
        return None
    return target if scheme in ("http", "https") and host and not href.startswith("#") else None


def names_file(target: str, shown: str) -> bool:
    """Whether a link leads to a document that is no page, by its address or by the name it shows."""
    parts = urlsplit(target)
    return any(ATTACHMENT.search(tidy(name)) for name in (parts.path, parts.query, shown.rstrip("】])） ")))


def tidy(text: str) -> str:
    """Return the text with its white space folded."""
    return " ".join(text.replace("\u3000", " ").split())
