"""A limit to how deep the elements of a page may nest, as browsers have one (512).

Below it a parser's time grows with length times depth: a page of many unclosed tags would take hours. An opening
tag that would go deeper is left out with its closing tag; its text stays. Ordinary pages never come near.
"""

import re

MANY_TAGS = 4000  # a page with fewer cannot be slow
_DEEPEST = 256
_MOST_STYLES = 8  # of these, unclosed ones are opened again in every following paragraph
_STYLES = frozenset(["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"])
# They have no content, or the parser closes them by itself.
_CLOSED_BY_THEMSELVES = frozenset(
    re.findall(
        r"\w+",
        "area base br col embed hr img input link meta param source track wbr p li td th tr tbody thead tfoot dt dd "
        "option optgroup html head body colgroup caption rp rt",
    )
)
_NAME = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")


class Nesting:
    """The elements that are open while a page's tags go by."""

    def __init__(self) -> None:
        self._open: list[str] = []
        self._styles = 0

    def keeps(self, tag: str) -> bool:
        """Whether the tag may go to the parser."""
        match = _NAME.match(tag)
        if match is None:
            return True
        name = match.group(2).lower()
        if name in _CLOSED_BY_THEMSELVES:
            return True
        if match.group(1):
            return self._close(name)
        is_style = name in _STYLES
        if len(self._open) >= _DEEPEST or (is_style and self._styles >= _MOST_STYLES):
            return False
        self._open.append(name)
        self._styles += is_style
        return True

    def _close(self, name: str) -> bool:
        if name not in self._open:
            return False
        while (last := self._open.pop()) != name:
            self._styles -= last in _STYLES
        self._styles -= name in _STYLES
        return True
