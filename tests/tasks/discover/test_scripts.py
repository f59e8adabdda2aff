"""What a page's scripts say of its links."""

import pytest

from tasks.discover.scripts import Scripts, objects

SCRIPT = """
var base = "/web/";
function openDoc(id) { window.open(base + "detail.do?docId=" + id); }
function toPage(n, size) { var to = "/list?p=" + n; if (size) { to = to + size; } location.href = to; }
const read = (id) => { window.location.href = `/read/${id}.html`; };
function find(word) { location.href = "/find?q=" + encodeURIComponent(word); }
function share(id) { post(id); }
function ticket(id) { location.href = "/t/" + stamp() + id; }
"""


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("javascript:openDoc('12')", "/web/detail.do?docId=12"),
        ("openDoc(12); return false", "/web/detail.do?docId=12"),
        ("toPage(3)", "/list?p=3"),
        ("read('a7')", "/read/a7.html"),
        ("find('法治')", "/find?q=%E6%B3%95%E6%B2%BB"),
        ("location.href='/own.html'", "/own.html"),
        ("share('12')", None),
        ("ticket('12')", None),
        ("unknown('12')", None),
    ],
)
def test_a_function_opens_what_its_strings_and_arguments_say(code: str, address: str | None) -> None:
    assert Scripts(SCRIPT).opened(code) == address


def test_data_in_a_script_is_read_though_it_is_no_json() -> None:
    text = "$(function () { var nodes = [{id: 1, name: '目录'}, {id: 2, name: \"法治\", url: '/fz/', go: function () {}}]; });"
    assert [each["name"] for each in objects(text)] == ["目录", "法治"]


@pytest.mark.parametrize("text", ["[{a:" * 50_000, "[{a:" * 5_000 + "1" + "}]" * 5_000, "[{" + "x" * 100_000, ""])
def test_what_is_no_data_gives_nothing(text: str) -> None:
    assert list(objects(text)) == []


@pytest.mark.parametrize("text", ["function a(" * 20_000, "x=(" * 20_000 + "location=", "open(" * 20_000])
def test_a_script_without_sense_opens_nothing(text: str) -> None:
    assert Scripts(text).opened("a('1')") is None
