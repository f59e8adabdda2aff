"""Markup read as a stream of tags and text runs, with source offsets: no tree, no parser.

The tokeniser follows the HTML standard where it decides what is text: a ``<`` that no letter follows is text
(``<5%``, ``<益阳市…>``), quoted attribute values may hold ``>``, and script, style, title and the like hold no
text. It never fails: whatever the input, each character is either in a tag or in a run, in linear time.
The same reading serves cleaning (html, docx) and the re-slicing of published spans, so the two agree.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from html.entities import html5

# Possessive quantifiers keep every alternative linear: nothing is ever tried twice. What they repeat is an atomic group
# wherever it has alternatives: before Python 3.11.5 a plain one fails there (python/cpython#106052).
_ATTRIBUTES = r"""(?>[^>"'=]++|=\s*+(?>"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+)?+|["'])*+(?:>|\Z)"""
_NO_TEXT = ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
_RAW = "|".join(
    rf"(?i:{name})(?=[\s/>]){_ATTRIBUTES}(?>[^<]++|<(?!/(?i:{name})[\s/>]))*+(?:<{_ATTRIBUTES}|\Z)" for name in _NO_TEXT
)
# No groups, so that `split` returns texts and tags in turn.
_PLAIN = r"""[a-zA-Z][^>"'=]*+(?>="[^"]*+"[^>"'=]*+)*+>"""  # what nearly every tag looks like, tried before the rest
_TAG = rf"""<(?:(?=[sStTxXiInN])(?:{_RAW})|/[a-zA-Z][^>"'=]*+>|{_PLAIN}|/?[a-zA-Z]{_ATTRIBUTES}|!--(?:>|->|(?s:.*?)(?:--!?>|\Z))|[!?/][^>]*+(?:>|\Z))"""
TAG = re.compile(_TAG)
_SPLIT = re.compile(f"({_TAG})")
_ENTITY = re.compile(r"&(?:#[0-9]{1,8};?|#[xX][0-9a-fA-F]{1,6};?|[a-zA-Z][a-zA-Z0-9]{1,31};?)")
_SPECIAL = re.compile(rf"[ \t\r\n\f]++|{_ENTITY.pattern}")
_NOT_TEXT = re.compile(r"<w:t[ >/]|</w:t>|<mc:Fallback\b|</mc:Fallback>")

Piece = tuple[str, int]  # characters that stand one to one in the page from this offset on; -1: not in the page


def runs(page: str) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, tag): the text run [start, end), which may be empty, and the tag that ends it."""
    parts = _SPLIT.split(page)
    parts.append("")
    position = 0
    for text, tag in zip(parts[::2], parts[1::2], strict=True):
        end = position + len(text)
        yield position, end, tag
        position = end + len(tag)


def entity(text: str, position: int = 0) -> tuple[str, int] | None:
    """Read the character reference at ``position``: (its character, its length), or None where there is none.

    A name without a semicolon is read as browsers do, by its longest known beginning (``&nbsp5`` is a space
    and 5). References to no or to two characters stay as they are written.
    """
    match = _ENTITY.match(text, position)
    if match is None:
        return None
    return _reference(match.group()[1:])


@lru_cache(4096)
def _reference(name: str) -> tuple[str, int] | None:
    if not name.startswith("#") and name not in html5:
        ends = (end for end in range(len(name) - 1, 1, -1) if name[:end] in html5)
        name = name[: next(ends, 0)]
    character = unescape(f"&{name}") if name else ""
    return (character, len(name) + 1) if len(character) == 1 else None


def pieces(page: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the characters of a text run: stretches as they stand, references decoded, line breaks as ("\\n", -1)."""
    position = start
    while match := _SPECIAL.search(page, position, end):
        found, stop = match.group(), match.end()
        if found[0] == "&":
            decoded = entity(found)
            if decoded is None:
                yield page[position:stop], position
                position = stop
                continue
            stop = match.start() + decoded[1]
            replacement: Piece = (decoded[0], match.start())
        elif "\n" in found or "\r" in found:
            replacement = ("\n", -1)
        else:
            yield page[position:stop], position
            position = stop
            continue
        if match.start() > position:
            yield page[position : match.start()], position
        yield replacement
        position = stop
    if end > position:
        yield page[position:end], position


def decode_entities(text: str) -> str:
    """Return ``text`` with its character references decoded, by the rules of `entity`."""
    if "&" not in text:
        return text
    out, position = [], 0
    while match := _ENTITY.search(text, position):
        decoded = entity(text, match.start())
        out.append(text[position : match.start()])
        out.append(decoded[0] if decoded else match.group())
        position = match.start() + decoded[1] if decoded else match.end()
    out.append(text[position:])
    return "".join(out)


def entity_end(page: str, end: int) -> int:
    """Return ``end``, moved behind the character reference that begins with the last character before it."""
    decoded = entity(page, end - 1) if end and page[end - 1] == "&" else None
    return end - 1 + decoded[1] if decoded else end


def strip_tags(fragment: str, mime: str) -> str:
    """Return the text of a piece of markup that begins and ends in text: tags and what holds no text removed."""
    if not mime.endswith("wordprocessingml.document"):
        return TAG.sub("", fragment)
    kept, is_text, in_fallback = [], True, False
    for start, end, tag in runs(fragment):
        if is_text and not in_fallback:
            kept.append(fragment[start:end])
        if _NOT_TEXT.match(tag):
            in_fallback = tag.startswith("<mc:") if "mc:" in tag else in_fallback
            is_text = tag.startswith("<w:t") and not tag.endswith("/>")
    return "".join(kept)
