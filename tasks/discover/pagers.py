"""The further pages of a list, or of a long article, that a script turns: how many there are, and what their addresses are made of.

Nothing is run. A script that tells how many pages there are, or how many rows and how many a page, and that puts an address together from
strings, known variables and one thing that changes, has a page for every number of that thing. One that gives the number of pages, that of
the page itself, a name and an ending to a function named after pages has name_2.html behind name.html.
"""

import re
from collections.abc import Iterator
from itertools import islice

from selectolax.lexbor import LexborHTMLParser

from tasks.discover.links import absolute
from tasks.discover.scripts import STRING, Scripts, unquoted

_THING = r"(?<![\w$.])[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*(?:\(\s*\))?"
_PIECE = rf"(?:{STRING}|\(\s*{_THING}\s*-\s*1\s*\)|{_THING}|(?<![\w.])\d+)"
_CHAIN = re.compile(rf"{_PIECE}(?:\s{{0,9}}\+\s{{0,9}}{_PIECE})+|`[^`$]*\$\{{[^{{}}]+\}}[^`$]*`")
_EACH = re.compile(_PIECE)
_FILLED = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
_LESS_ONE = re.compile(r"-\s*1\s*\)?$")
_BEFORE_NUMBER = re.compile(r"(?i)(?:[?&](?:\w*page\w*|pn?|curr?|current|index|no|n)=|[/_-]p?|index|list|page)$")
_TOLD = r"""["']?\s*[:=]\s*["']?(\d{1,6})\b"""
_PAGES = re.compile(rf"(?i)\b(?:page_?(?:count|total)|total_?pages?|pages|count_?pages?|max_?page|last_?page){_TOLD}")
_ROWS = re.compile(rf"(?i)\b(?:count|total|total_?(?:data|count|num|rows?|records?|items?)|record_?count|items){_TOLD}")
_SIZE = re.compile(rf"(?i)\b(?:limit|page_?size|show_?data|per_?page|rows|size|items_?on_?page){_TOLD}")
_CALLED = re.compile(
    r"""(?i)(?<!\w)\w{0,30}?pag\w{0,30}\(\s*["']?(\d{1,4})["']?\s*,\s*["']?([01])["']?\s*,\s*["']([\w/-]+)["']\s*,\s*["']\.?(s?html?|jsp|aspx?|php)["']"""
)
_MOST_PAGES = 200
_MOST_PIECES, _MOST_CHAINS = 12, 50  # of an address, and such addresses in a script
_NAME = 60  # characters before a number that may say what it is
_LONGEST = 100_000  # characters of a script; a longer one is a library


def scripted_pages(tree: LexborHTMLParser, url: str, base: str) -> list[str]:
    """Return the addresses of the pages after the first that the scripts of the page at ``url`` tell; none where they do not tell all of it."""
    told: dict[str | None, None] = {}
    for node in tree.css("script:not([src])"):
        code = node.text()
        told |= {absolute(address, base): None for address in _called(code, url)}
        pages = _count(code) if len(code) <= _LONGEST else 0
        for start, end, less in _addresses(code) if pages > 1 else ():
            numbers = range(2 - less, min(pages, _MOST_PAGES) + 1 - less)
            told |= {absolute(f"{start}{number}{end}", base): None for number in numbers}
    return [address for address in told if address]


def _called(code: str, url: str) -> Iterator[str]:
    """Yield the addresses of the pages behind the first, on the first, where a function is told of them all by four values."""
    for found in _CALLED.finditer(code):
        is_first = (
            re.search(rf"/{re.escape(found[3])}_\d+\.\w+$", url) is None
        )  # the second has 1 where the first has 0
        total, first = min(int(found[1]), _MOST_PAGES), int(found[2])
        if is_first:
            yield from (f"{found[3]}_{number}.{found[4]}" for number in range(first + 1, total + first))


def _count(code: str) -> int:
    """Return how many pages a pager has, 0 where its script does not say."""
    if pages := _PAGES.search(code):
        return int(pages[1])
    rows, size = _ROWS.search(code), _SIZE.search(code)
    return -(-int(rows[1]) // int(size[1])) if rows and size and int(size[1]) else 0


def _addresses(code: str) -> Iterator[tuple[str, str, int]]:
    """Yield what stands before and behind a page's number in its address, and by how much that number is less than the page's."""
    scripts = Scripts(code)
    chains = ([*islice(_pieces(chain.group()), _MOST_PIECES)] for chain in _CHAIN.finditer(code))
    numbered = (
        chain
        for chain in chains
        if any(kind == "string" and _BEFORE_NUMBER.search(text[-_NAME:]) for kind, text in chain)
    )
    for chain in islice(numbered, _MOST_CHAINS):
        parts, things = [""], []
        for kind, text in chain:
            known = text if kind == "string" else scripts.value(text)
            if known is None:
                things.append(text)
                parts.append("")
            else:
                parts[-1] += known
        if len(things) == 1 and _BEFORE_NUMBER.search(parts[0][-_NAME:]) and not re.search(r"\s|[<>]", "".join(parts)):
            yield parts[0], parts[1], 1 if _LESS_ONE.search(things[0]) else 0


def _pieces(chain: str) -> Iterator[tuple[str, str]]:
    if chain.startswith("`") and "${" in chain:
        pieces = _FILLED.split(chain[1:-1])
        yield from (("thing" if at % 2 else "string", piece) for at, piece in enumerate(pieces))
        return
    for found in _EACH.finditer(chain):
        text = found.group()
        yield ("string", unquoted(text)) if text[0] in "\"'`" else ("thing", text)
