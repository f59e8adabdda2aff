"""What a link is called: by what it shows, by what its markup states, and by what stands before it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from tasks.discover.words import column_words

_HEADING = "h1, h2, h3, h4, h5, h6, [class*=title]"
_BOX = "div, p, dt, dd, li, td, section"
_SENTENCE = re.compile("[，。；]")  # a summary's, which no title has
_LABELLED = re.compile(
    r"^(?:文章)?标\s*题\s*[:：]\s*(.*?)\s*(?:(?:作者|发布|更新|时间|日期|来源|点击|浏览)\S{0,4}[:：].*)?$"
)
_AROUND, _BESIDE = 3, 12  # how far above a link what names it may stand, and how far before it
_LONGEST_ONWARD = 24  # characters
_ENDS = ("tr", "li", "body", "html")  # what stands before it names another


def tidy(text: str) -> str:
    """Return the text with its white space folded."""
    return " ".join(text.replace("\u3000", " ").split())


def called(node: LexborNode) -> str:
    """Return what a row's link is called: what it shows, or of one that says 查看 alone, the longest text before it in its row."""
    name = shown_name(node)
    return max(names_before(node), key=len, default=name) if is_onward(name) else name


def is_onward(name: str) -> bool:
    """Whether a link's name says nothing of where it leads."""
    return 0 < len(name) <= _LONGEST_ONWARD and column_words().onward.fullmatch(name) is not None


def shown_name(node: LexborNode) -> str:
    """Return what a link shows as its name: of a box with a heading in it, the heading; of boxes, the one that may be a title."""
    heading = node.css_first(_HEADING)
    if named := tidy(heading.text()) if heading else "":
        return named
    boxes = node.css(_BOX)
    around = {each.parent.mem_id for each in boxes if each.parent}
    texts = [text for each in boxes if each.mem_id not in around and (text := tidy(each.text()))]
    if titles := [text for text in texts if not _SENTENCE.search(text)] if len(texts) > 1 else []:
        return max(titles, key=len)
    if node.tag in ("a", "area", "option"):
        return tidy(node.text())
    return max([tidy(child.text()) for child in node.iter()], key=len, default="") or tidy(node.text())


def turning_name(node: LexborNode) -> str:
    """Return what a link that may turn pages is called: its text, or what its button, label or picture says in place of one."""
    attributes = node.attributes
    stated = (
        attributes.get("value") if node.tag == "input" else "",
        attributes.get("aria-label"),
        attributes.get("title"),
    )
    names = (
        node.text(),
        *stated,
        pictured_name(node),
        "下一页" if "next" in (attributes.get("class") or "").split() else "",
    )
    return next(filter(None, (tidy(name or "") for name in names)), "")


def stated_name(node: LexborNode) -> str:
    """Return what a link's title attribute calls it; the origin and the day that some have behind a title are none of it."""
    stated = (node.attributes.get("title") or "").strip().partition("\n")[0]
    labelled = _LABELLED.match(tidy(stated))
    return labelled[1] if labelled else tidy(stated)


def pictured_name(node: LexborNode) -> str:
    """Return what a link's picture, or an area of one, is said to show."""
    picture = node if node.tag == "area" else node.css_first("img[alt]")
    return tidy(picture.attributes.get("alt") or "") if picture else ""


def names_before(node: LexborNode) -> Iterator[str]:
    """Yield the texts that stand before a link in its box, the nearest first: the heading of a list before its 更多, a row's cells."""
    place: LexborNode | None = node
    for _ in range(_AROUND):
        if place is None or place.tag in _ENDS:
            return
        for each in _before(place):
            name = tidy(each.text()) if each.tag not in ("script", "style") else ""
            if name and (each.tag == "-text" or each.css_first("a") is None):
                yield name
        place = place.parent


def _before(node: LexborNode) -> Iterator[LexborNode]:
    """Yield what stands before an element beside it, the nearest first."""
    for _ in range(_BESIDE):
        if (previous := node.prev) is None:
            return
        yield previous
        node = previous
