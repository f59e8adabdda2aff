"""What the scripts of a page say of its links: data that the browser draws rows from, and functions that open an address.

Nothing is run: data is read as data, and of a function only the address is, put together from strings, the function's
arguments and variables with one value. What takes more than that has no address.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, zip_longest
from typing import Any
from urllib.parse import quote

import chompjs

_ARRAY, _MOST_ARRAYS = re.compile(r"""\[\s*\{\s*["'\w]"""), 20
STRING = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`"""
_DEFINED = re.compile(
    r"\bfunction\s+(?P<name>\w+)\s*\((?P<given>[\w\s,]*)\)|\b(?P<held>\w+)\s*=\s*(?:function\s*)?\((?P<taken>[\w\s,]*)\)\s*(?:=>)?\s*(?=\{)"
)
_GOES = re.compile(
    r"\blocation(?:\.href)?\s*=(?!=)|\blocation\.(?:assign|replace)\s*\(|(?<![.\w])(?:window\.)?open\s*\(|\.href\s*=(?!=)"
)
_SENDS = re.compile(r"\bsubmit\s*\(\s*\)")
_SETS = re.compile(
    r"""(?:getElementById\(\s*["'](?P<id>\w+)["']\s*\)|\$\(\s*["']#(?P<found>\w+)["']\s*\)|\.(?P<name>\w+))\s*\.\s*(?:value\s*=(?!=)|val\s*\()"""
)
_PIECE = re.compile(rf"\s*(?:(?P<string>{STRING})|(?P<call>encodeURI(?:Component)?\s*\(\s*)?(?P<word>[\w$]+)\)?)\s*")
_CALL = re.compile(r"(?<![.\w])(?P<name>\w+)\s*\((?P<given>[^()]{0,300})\)")
_ARGUMENT = re.compile(rf"({STRING})|([\w.-]+)")
_FILLED = re.compile(r"\$\{\s*(\w+)\s*\}")
_BODY = 2000  # characters of a function in which its address is looked for
_SCOPE = 200_000  # characters of a page's scripts in which a variable's value is looked for
_NESTED = 4  # variables that stand for others


@dataclass(frozen=True, slots=True)
class _Opener:
    """A function that opens an address or sends a form: its parameters and its body."""

    parameters: tuple[str, ...]
    body: str


class Scripts:
    """The functions of one page's scripts that open addresses or send forms."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._openers = dict(_openers(text))

    def opened(self, code: str) -> str | None:
        """Return the address that the code of a link opens, itself or by a function of the page; None where it is not plain."""
        for body, given in self._run(code):
            goes = _GOES.search(body)
            if goes and (address := _address(body[goes.end() :], given, body + self._text[:_SCOPE], 0)):
                return address
        return None

    def sent(self, code: str) -> dict[str, str]:
        """Return the fields, by name or id, that the code of a link fills in before it sends a form; none where it sends none."""
        for body, given in self._run(code):
            if _SENDS.search(body):
                scope = body + self._text[:_SCOPE]
                values = {
                    next(filter(None, found.groups())): _address(body[found.end() :], given, scope, 0)
                    for found in _SETS.finditer(body)
                }
                return {name: value for name, value in values.items() if value is not None}
        return {}

    def value(self, word: str) -> str | None:
        """Return what a number or a variable that is given one plain value stands for; None for anything else."""
        piece = _PIECE.fullmatch(word)
        return _value(piece, {}, self._text[:_SCOPE], 0) if piece else None

    def _run(self, code: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Yield what a click runs: the code itself, then each function of the page that it calls, with the arguments by name."""
        yield code, {}
        for call in _CALL.finditer(code) if self._openers else ():
            if opener := self._openers.get(call["name"]):
                values = [unquoted(string) if string else word for string, word in _ARGUMENT.findall(call["given"])]
                yield opener.body, dict(zip(opener.parameters, values, strict=False))


def objects(text: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects of the arrays that a page has as data in its scripts, and those within them."""
    for found in islice(_ARRAY.finditer(text), _MOST_ARRAYS):
        try:
            data: Any = chompjs.parse_js_object(text[found.start() :])
        except (ValueError, RecursionError):  # code and no data, or nested beyond all sense
            continue
        yield from _inside(data)


def _inside(data: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(data, dict):
        yield data
        data = list(data.values())
    for each in data if isinstance(data, list) else ():
        yield from _inside(each)


def _openers(text: str) -> Iterator[tuple[str, _Opener]]:
    defined = list(_DEFINED.finditer(text))
    for found, following in zip_longest(defined, defined[1:]):
        end = min(following.start() if following else len(text), found.end() + _BODY)
        body = text[found.end() : end]
        if _GOES.search(body) or _SENDS.search(body):
            parameters = (found["given"] or found["taken"] or "").split(",")
            yield found["name"] or found["held"], _Opener(tuple(map(str.strip, parameters)), body)


def _address(code: str, given: Mapping[str, str], scope: str, depth: int) -> str | None:
    """Put an expression of strings and names together: what it begins with, as far as it is joined by ``+``."""
    out, position = [], 0
    while piece := _PIECE.match(code, position):
        value = _value(piece, given, scope, depth)
        if value is None:
            return None
        out.append(value)
        position = piece.end() + 1
        if code[piece.end() : position] != "+":
            return "".join(out)
    return None


def _value(piece: re.Match[str], given: Mapping[str, str], scope: str, depth: int) -> str | None:
    if piece["string"]:
        text = unquoted(piece["string"])
        names = _FILLED.findall(text) if piece["string"].startswith("`") else []
        if any(name not in given for name in names):
            return None
        return _FILLED.sub(lambda name: given[name[1]], text)
    word = piece["word"]
    if word.isdigit():
        return word
    if word in given:
        return quote(given[word], safe="/?&=%:") if piece["call"] else given[word]
    if depth == _NESTED:
        return None
    assigned = re.search(rf"(?<![.\w]){re.escape(word)}\s*=(?!=)", scope)
    return _address(scope[assigned.end() :], given, scope, depth + 1) if assigned else None


def unquoted(string: str) -> str:
    """Return what a string of a script says."""
    return re.sub(r"\\(.)", r"\1", string[1:-1])
