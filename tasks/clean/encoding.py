"""Bytes to characters. Bytes that are valid UTF-8 are UTF-8, whatever a header or a meta tag declares.

Otherwise the declared encoding, the page's own and the detected one are tried in this order; the whole GB
family is read as gb18030. Declarations outside the encodings of Chinese web pages (iso-8859-1 is a server's
default) are not heard. What no candidate reads with at most 2 % damaged characters is ``undecodable``.
"""

import codecs
import re

from resiliparse.parse.encoding import detect_encoding

from schemas.errors import DocumentError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_META = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,100}?encoding=["']([\w-]+)""", re.I
)
_HANZI = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_HIGH = re.compile(r"[^\x00-\x7f]+")
_DAMAGE = 0.02  # share of undecodable characters among the non-ASCII ones: a footer in another encoding is less


def read(body: bytes, declared: str | None) -> tuple[str, str]:
    """Return (text without its byte-order mark, encoding); raises DocumentError ``undecodable``."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _accept(body[len(mark) :].decode(name, errors="replace"), name)
    if b"\x00" in body[:2000]:
        return _read_utf16(body)
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _read_legacy(body, declared)


def _read_legacy(body: bytes, declared: str | None) -> tuple[str, str]:
    meta = _META.search(body[:8192])
    stated = (meta.group(1) or meta.group(2)).decode("ascii", "replace") if meta else None
    names = [_family(name) for name in (declared, stated, detect_encoding(body[:200_000]), "gb18030", "utf-8")]
    candidates = [name for name in dict.fromkeys(names) if name]
    for name in candidates:
        try:
            text = body.decode(name)
        except UnicodeDecodeError:
            continue
        if _is_chinese(text):
            return text, name
    texts = [(body.decode(name, errors="replace"), name) for name in candidates]
    return _accept(*min(texts, key=lambda item: item[0].count("\ufffd")))


def _read_utf16(body: bytes) -> tuple[str, str]:
    even, odd = body[:2000:2].count(0), body[1:2000:2].count(0)
    name = "utf-16-le" if odd >= even else "utf-16-be"
    return _accept(body.decode(name, errors="replace"), name)


def _accept(text: str, name: str) -> tuple[str, str]:
    high = sum(map(len, _HIGH.findall(text)))
    if text.count("\ufffd") > _DAMAGE * high or "\x00" in text or not (_is_chinese(text) or name == "utf-8"):
        raise DocumentError(
            "undecodable",
            "the bytes are text in none of utf-8, utf-16, gb18030, big5; look at the archived file, and if it "
            "is a scan or another format publish its text through data/corrections",
        )
    return text, name


def _is_chinese(text: str) -> bool:
    """Whether the non-ASCII characters are mostly Chinese ones, or there are none."""
    high = sum(map(len, _HIGH.findall(text)))
    return sum(map(len, _HANZI.findall(text))) >= 0.6 * high


def _family(name: str | None) -> str | None:
    name = (name or "").strip().lower().replace("_", "-")
    if name.startswith("gb") or name in {"x-gbk", "hz-gb-2312", "cp936", "936", "euc-cn"}:
        return "gb18030"
    if name.startswith("big5") or name == "cp950":
        return "big5hkscs"
    return "utf-8" if name in {"utf-8", "utf8"} else None
