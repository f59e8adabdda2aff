"""An HTML page's main text, each character knowing where it stands in the page's source.

Before parsing, each text run of the source is replaced by a numbered token (``{17}``), so that wherever the
parser moves a run (out of broken tables, into repaired nesting) its source stays known; what is inside a run is
then read from the source and never from the tree. The container is looked for by the portals' selectors and,
failing these, by where the prose stands. Only where that too is unsure, `fallback` asks trafilatura.
"""

import re
from bisect import bisect_right
from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import accumulate
from operator import itemgetter

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from schemas.errors import FazhiError
from tasks.clean import fallback, layout
from tasks.clean.furniture import without_furniture
from tasks.clean.markup import decode_entities, runs
from tasks.clean.nesting import MANY_TAGS, Nesting
from tasks.clean.rules import FamilyRules, Rules
from tasks.clean.textmap import Line

_TOKEN = re.compile(r"\{(\d+)\}")
_NAME = re.compile(r"""<([a-zA-Z][^\s>/]*)|[\s"'](?:class|id)\s*=\s*["']?([^"'>]+)""")
_SIMPLE = re.compile(r"[.#]?([\w-]+)$|\[(?:[\w-]+[*^$]?=')?([^\]']+)'?\]$")  # a tag, class or id; an attribute
_PROSE = 15  # characters; a shorter run may as well be a menu's
_ENOUGH = 0.5  # of the page's prose, for a container to be believed
_MENUS = "ul, ol, dl, table, tr, div, p, nav, td, li, center"
_LONGEST_LINK = 40  # characters; longer ones are titles of texts or sentences
_WORD = re.compile(r"\w")
_FEW = 100  # characters; a page with less prose than this has no long runs to judge by


@dataclass(frozen=True, slots=True)
class Page:
    """A page's source with its text runs, and the tree in which tokens stand for them."""

    source: str
    spans: list[tuple[int, int]]
    prose: list[int]  # running total of prose characters before each run
    tree: LexborHTMLParser
    tags: str  # each tag that occurs, once, in lower case
    names: frozenset[str]  # the elements, classes and ids in them

    def run(self, index: int) -> str:
        """Return a run's text, character references decoded."""
        start, end = self.spans[index]
        return decode_entities(self.source[start:end]).strip()

    def text(self, node: LexborNode) -> str:
        """Return a node's text in one line."""
        return "".join([self.run(index) for index in self.tokens(node)])

    def tokens(self, node: LexborNode) -> list[int]:
        """Return the runs inside a node, in the tree's order."""
        return [int(number) for number in _TOKEN.findall(node.text())]

    def titles(self) -> list[str]:
        """Return what the page calls itself, with the site's name behind it and without."""
        node = self.tree.css_first("title")
        whole = node.text() if node else ""
        return [whole, *re.split(r"[_|—–-]", whole)]

    def sentences(self) -> list[int]:
        """Return the running total of characters, before each run, in runs that hold a full stop."""
        return [0, *accumulate(end - start if "。" in self.source[start:end] else 0 for start, end in self.spans)]

    def weight(self, tokens: list[int]) -> int:
        """Return how many characters of prose these runs hold."""
        return sum([self.prose[index + 1] - self.prose[index] for index in tokens])


@dataclass(frozen=True, slots=True)
class MainText:
    """The lines of the main text and the runs [first, last] of the source between which they stand."""

    lines: list[Line]
    first: int
    last: int
    is_pictures: bool  # pictures stand where the text should


def read_page(source: str) -> Page:
    """Tokenise and parse a page; any input gives a page, if need be an empty one."""
    spans: list[tuple[int, int]] = []
    out: list[str] = []
    tags = set()
    nesting = Nesting() if source.count("<") > MANY_TAGS else None
    for start, end, tag in runs(source):
        if end > start:
            text = source[start:end]
            if text.isspace():
                out.append("\n" if "\n" in text else " ")
            else:
                out.append(f"{{{len(spans)}}}")
                spans.append((start, end))
        if not tag.startswith("<!--") and (nesting is None or nesting.keeps(tag)):
            out.append(tag)
            tags.add(tag)
    lengths = [end - start if end - start >= _PROSE else 0 for start, end in spans]
    seen = "".join([tag for tag in tags if len(tag) < 1000]).lower()
    names = frozenset(" ".join([tag or name for tag, name in _NAME.findall(seen)]).split())
    return Page(source, spans, [0, *accumulate(lengths)], LexborHTMLParser("".join(out)), seen, names)


def main_text(
    page: Page, rules: Rules, family: FamilyRules | None, page_number: int = 0, title: str | None = None
) -> MainText:
    """Return the page's main text without its furniture; no lines where there is none.

    ``title`` is what the link to the page said; where the text's place is not known, a heading of that name ends what is
    above it.
    """
    family = family or FamilyRules()
    noise = (*rules.noise, *family.noise)
    node = _container(page, (*family.containers, *rules.containers))
    if node is not None:
        return _lines(page, rules, _without_noise(page, node, noise), page_number)
    pictures = _is_pictures(page, (*family.containers, *rules.containers))
    body = page.tree.body
    whole = _without_noise(page, _without_menus(page, body), noise) if body else ""
    markup, is_sure = layout.densest(whole, page.prose, page.sentences())
    kept = () if is_sure else fallback.kept_runs(page.source, [page.run(i) for i in range(len(page.spans))])
    titles = [each for each in (title, *page.titles()) if each]
    chosen, tokens = (whole, frozenset(kept)) if kept else (markup, None)
    found = _lines(page, rules, chosen, page_number, tokens, titles)
    return replace(found, is_pictures=pictures or found.is_pictures)


def _lines(
    page: Page,
    rules: Rules,
    markup: str,
    page_number: int,
    kept: frozenset[int] | None = None,
    titles: Collection[str] = (),
) -> MainText:
    lines = layout.lines(markup, page.source, page.spans, page_number, kept)
    tokens = [int(number) for number in _TOKEN.findall(markup)]
    first, last = (min(tokens), max(tokens)) if tokens else (len(page.spans), len(page.spans))
    kept_lines = without_furniture(lines, rules, titles)
    if kept_lines and kept_lines[0] is not lines[0]:
        first = bisect_right(page.spans, kept_lines[0][0][1], key=itemgetter(0)) - 1
    return MainText(kept_lines, first, last, not kept_lines and "<img" in markup)


def _is_pictures(page: Page, selectors: tuple[str, ...]) -> bool:
    """Whether a place known to hold main texts holds pictures and not a word."""
    return any(not page.tokens(node) and node.css_first("img") for node in _select(page, page.tree, selectors))


def _container(page: Page, selectors: tuple[str, ...]) -> LexborNode | None:
    """The first selector's node that holds most of the page's prose, the one with most of it where there are several."""
    total = page.prose[-1]
    if total < _FEW:
        total = 0
    candidates = _select(page, page.tree, selectors) if page.spans else []
    weighed = []
    for node in candidates:
        tokens = page.tokens(node)
        if tokens and (weight := page.weight(tokens)) >= _ENOUGH * total:
            weighed.append((node, weight))
    if len(weighed) <= 1:
        return weighed[0][0] if weighed else None
    for selector in selectors:  # several believable ones: the surest selector decides
        named = {node.mem_id for node in _select(page, page.tree, (selector,))}
        matching = [(weight, -index) for index, (node, weight) in enumerate(weighed) if node.mem_id in named]
        if matching:
            return weighed[-max(matching)[1]][0]
    return None


def _select(page: Page, root: LexborHTMLParser | LexborNode, selectors: tuple[str, ...]) -> list[LexborNode]:
    """The nodes under ``root`` that match; selectors whose tag, class or id the page does not have are left out."""
    asked = [selector for selector in selectors if _may_match(page, selector)]
    if not asked:
        return []
    try:
        return list(root.css(", ".join(asked)))
    except SelectolaxError as error:
        remedy = "mend the selector in data/lexicon/clean_containers.yaml or data/sources"
        raise FazhiError(f"one of the CSS selectors {', '.join(asked)[:300]} is not valid", remedy) from error


def _may_match(page: Page, selector: str) -> bool:
    match = _SIMPLE.match(selector)
    if match is None:
        return True
    name, attribute = match.groups()
    return name.lower() in page.names if name else attribute.lower() in page.tags


def _without_menus(page: Page, body: LexborNode) -> LexborNode:
    """Take out the blocks that hold nothing but several short links: on a page of unknown layout those are its menus."""
    linked = {index for anchor in body.css("a[href]") for index in page.tokens(anchor)}
    menus = [node for node in body.css(_MENUS) if len(node.css("a[href]")) > 1 and _is_menu(page, node, linked)]
    inner = {child.mem_id for node in menus for child in node.css(_MENUS) if child.mem_id != node.mem_id}
    for node in menus:
        if node.mem_id not in inner:
            node.decompose()
    return body


def _is_menu(page: Page, node: LexborNode, linked: set[int]) -> bool:
    return all(
        len(text) <= _LONGEST_LINK if index in linked else not _WORD.search(text)
        for index in page.tokens(node)
        for text in [page.run(index)]
    )


def _without_noise(page: Page, node: LexborNode, noise: tuple[str, ...]) -> str:
    """The node's markup without what is not text; a node that holds a good part of the prose is never noise."""
    whole = page.weight(page.tokens(node))
    for child in _select(page, node, noise):
        if child.mem_id != node.mem_id and page.weight(page.tokens(child)) <= 0.3 * whole:
            child.decompose()
    return node.html or ""
