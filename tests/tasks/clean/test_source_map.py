"""Whatever the markup, what a span points at in the source is the span; and reading it takes linear time."""

import contextlib
import time
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from schemas.documents import Payload
from schemas.errors import DocumentError
from tasks.clean import clean, decode, source_slice, squeeze

TEXTS = st.text(alphabet="全年受理案件，。；12345% \n\u3000\u200babAB&<>'\"", min_size=1, max_size=30)
ENTITIES = st.sampled_from(
    ["&nbsp;", "&#37;", "&lt", "&amp;", "&#x4e00;", "&hellip;", "&", "&nosuch;", "&nbsp5", "&#0;"]
)
LEAVES = st.one_of(
    TEXTS,
    ENTITIES,
    st.sampled_from(["<br>", "<!-- x -->", "<![CDATA[<p>", "<script>var a='<p>7件';</script>", "<img>"]),
)
TAGS = st.sampled_from(
    [
        "p",
        "div",
        "span",
        "b",
        "td",
        "tr",
        "table",
        "li",
        "pre",
        "a title='x>y'",
        'font color="=">"',
        "i class=k",
        "ul",
        "h2",
    ]
)


def wrap(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    closed = st.builds(
        lambda tag, inner: f"<{tag}>{''.join(inner)}</{tag.split()[0]}>", TAGS, st.lists(children, max_size=5)
    )
    broken = st.builds(lambda tag, inner: f"<{tag}>{''.join(inner)}", TAGS, st.lists(children, max_size=3))
    return st.one_of(closed, closed, broken)


MARKUP = st.lists(st.recursive(LEAVES, wrap, max_leaves=25), max_size=8).map("".join)
CONTAINER = "<html><body><div id=zoom><p>本镇全年召开专题会议研究法治政府建设工作共十二次。</p>{}</div></body></html>"


def payload(body: bytes, mime: str = "text/html") -> Payload:
    return Payload("http://a.gov.cn/", body, "0" * 64, mime, datetime.now(UTC))


@settings(max_examples=120, deadline=None)
@given(MARKUP, st.data())
def test_every_span_within_a_line_is_what_stands_in_the_source(markup: str, data: st.DataObject) -> None:
    source = payload(CONTAINER.format(markup).encode())
    document = clean(source)
    places = document.source_map.src_starts
    assume(list(places) == sorted(places))  # text between the cells of a table is moved before it, as browsers do
    pages = decode(source.body, source.mime, None).pages
    line = data.draw(st.sampled_from([line for line in document.text.split("\n") if line]))
    start = document.text.index(line)
    first = data.draw(st.integers(0, len(line) - 1))
    last = data.draw(st.integers(first + 1, len(line)))
    span = line[first:last]
    if span[0].isspace() or span[-1].isspace():
        return
    src_start, src_end, page = document.source_map.locate(start + first, start + last)
    assert source_slice(pages[page], src_start, src_end, document.mime) == squeeze(span)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["text/html", "text/plain", "application/pdf", ""]),
    st.sampled_from([None, "gbk", "x"]),
)
def test_any_bytes_are_read_or_refused_with_a_reason(body: bytes, mime: str, charset: str | None) -> None:
    source = Payload("http://a.gov.cn/", body, "0" * 64, mime, datetime.now(UTC), charset)
    reason = text = ""
    try:
        text = clean(source).text
    except DocumentError as error:
        reason = f"{error.check}{error.detail}"
    assert text.strip() or reason


LARGE = {
    "one endless line": "全年受理案件12件，" * 150_000,
    "unclosed tags": "<div><span>案件12件" * 15_000,
    "unclosed styles": "".join(f"<p><font color={n}>案件12件" for n in range(4_000)),
    "nested lists": "<ul><li><div>案件12件" * 12_000,
    "nested tables": "<table><tr><td>案件12件" * 10_000,
    "unclosed quotes": "<a href=\"x>案件'12件<a title='" * 12_000,
    "unclosed scripts": "<script>案件<" * 15_000,
    "unclosed comments": "<!--案件12件" * 80_000,
    "entities without end": "&nbsp" * 60_000 + "&#" * 60_000 + "案件12件",
    "only spaces": "案" + " \u3000" * 150_000 + "件",
    "half a tag each": "<" * 400_000 + "案件",
    "brackets and equals": "<p " + "= " * 400_000 + ">案件12件</p>",
}


@pytest.mark.parametrize("name", LARGE)
def test_time_is_linear_in_the_input(name: str) -> None:
    def seconds(text: str) -> float:
        best = float("inf")
        for _ in range(2):
            started = time.process_time()
            with contextlib.suppress(DocumentError):
                clean(payload(f"<html><body><div id=zoom>{text}</div></body></html>".encode()))
            best = min(best, time.process_time() - started)
        return best

    text = LARGE[name]
    small, whole = seconds(text[: len(text) // 8]), seconds(text)
    assert whole < 8 * 3 * small + 0.5  # a quadratic one would be 64 times the small one
