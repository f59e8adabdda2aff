"""What hostile hosts do: each deed writes to the connection itself, and may leave it in any state."""

import asyncio
import gzip
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from tests.portal.pages import Page
from tests.portal.server import Wire

_HTML = "text/html; charset=utf-8"
_CHALLENGES = {
    "jsl": "<script>document.cookie=('_')+('_')+('jsl_clearance_s=1700000000.1|-1|x');location.href=location.pathname</script>",
    "rs": '<html><head><meta id="9DhefwqGPrzGxEp9hPaoag" content="x"><script>$_ts=window["$_ts"];if(!$_ts)$_ts={};$_ts.nsd=17;</script></head></html>',
    "shell": '<html><body><script>function a(){document.cookie="C3VK=0a1b2c;path=/;max-age=600";location.reload();}a();</script></body></html>',
    "slider": "<html><head><title>安全验证</title></head><body><div id='slider'>请拖动滑块完成验证后继续访问</div></body></html>",
}
_BLOCK = 1 << 24
_TWO_GIGABYTES = 1 << 31


@dataclass(frozen=True, slots=True)
class Scene:
    """The rule, and what an ordinary host would have answered."""

    rule: dict[str, Any]
    page: Page
    host: str
    port: int


Deed = Callable[[Wire, Scene], Awaitable[None]]


async def _page(wire: Wire, body: bytes, mime: str = _HTML, status: int = 200, **headers: str) -> None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    await wire.head(status, {"Content-Type": mime, "Content-Length": str(len(body)), **named})
    await wire.body(body)


async def status(wire: Wire, scene: Scene) -> None:
    headers = {}
    if "retry_after" in scene.rule:
        headers["Retry_After"] = str(scene.rule["retry_after"])
    if "retry_date" in scene.rule:
        moment = datetime.now(UTC) + timedelta(seconds=scene.rule["retry_date"])
        headers["Retry_After"] = format_datetime(moment, usegmt=True)
    code = scene.rule["status"]
    await _page(wire, b"" if code == 200 else f"<h1>{code}</h1>".encode(), status=code, **headers)


async def challenge(wire: Wire, scene: Scene) -> None:
    body = _CHALLENGES[scene.rule["kind"]].encode()
    await _page(wire, body, status=scene.rule["status"], Set_Cookie="__jsluid_s=6f2a; path=/; HttpOnly")


async def cookie_redirect(wire: Wire, scene: Scene) -> None:
    if "visited=1" in wire.request.headers.get("cookie", ""):
        await _page(wire, scene.page.body, scene.page.mime, scene.page.status)
    else:
        await _page(wire, b"", status=302, Location=wire.request.target, Set_Cookie="visited=1; path=/")


async def redirect(wire: Wire, scene: Scene) -> None:
    here = wire.request.target.partition("?")[0]
    other = here if "?" in wire.request.target else f"{here}?again=1"
    await _page(wire, b"", status=302, Location=scene.rule["to"].format(self=here, other=other, port=scene.port))


async def chain(wire: Wire, scene: Scene) -> None:
    start, _, step = wire.request.target.partition("/hop")
    await _page(wire, b"", status=302, Location=f"{start}/hop{int(step or 0) + 1}")


async def body(wire: Wire, scene: Scene) -> None:
    """Promise a length that is not that of the body, then close."""
    data = scene.page.body
    await wire.head(200, {"Content-Type": _HTML, "Content-Length": str(int(len(data) * scene.rule["promised"]))})
    await wire.body(data)
    wire.close()


async def cut_chunks(wire: Wire, scene: Scene) -> None:
    await wire.head(200, {"Content-Type": _HTML, "Transfer-Encoding": "chunked"})
    await wire.body(_chunk(scene.page.body[: len(scene.page.body) // 2]))
    wire.close()


async def chunks(wire: Wire, scene: Scene) -> None:
    await wire.head(scene.page.status, {"Content-Type": scene.page.mime, "Transfer-Encoding": "chunked"})
    for start in range(0, len(scene.page.body), 1500):
        await wire.body(_chunk(scene.page.body[start : start + 1500]))
    await wire.body(b"0\r\n\r\n")


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode() + data + b"\r\n"


async def dribble(wire: Wire, scene: Scene) -> None:
    data = scene.page.body
    await wire.head(200, {"Content-Type": _HTML, "Content-Length": str(len(data))})
    for at in range(len(data)):
        await wire.body(data[at : at + 1])
        await asyncio.sleep(scene.rule["pause"])


async def dribble_head(wire: Wire, scene: Scene) -> None:
    for byte in b"HTTP/1.1 200 OK\r\n" + b"X-Padding: yes\r\n" * 1000:
        await wire.raw(bytes([byte]))
        await asyncio.sleep(scene.rule["pause"])


async def silence(wire: Wire, scene: Scene) -> None:
    while not wire.is_closing:
        await asyncio.sleep(0.5)


async def late(wire: Wire, scene: Scene) -> None:
    await asyncio.sleep(scene.rule["pause"])
    await _page(wire, scene.page.body, scene.page.mime, scene.page.status)


async def reset(wire: Wire, scene: Scene) -> None:
    wire.abort()


async def garbage(wire: Wire, scene: Scene) -> None:
    await wire.raw(b"\x00\x01\x02 230 welcome to ftp\r\n\r\n" * 20)
    wire.close()


async def huge_head(wire: Wire, scene: Scene) -> None:
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
    for number in range(20_000):
        await wire.raw(f"X-Padding-{number}: {'x' * 200}\r\n".encode())
    await wire.raw(b"Content-Length: 2\r\n\r\nok")


async def bomb(wire: Wire, scene: Scene) -> None:
    """Send two gigabytes of nothing, compressed to two megabytes, or compressed twice to next to nothing."""
    layers = scene.rule["layers"]
    data = _bomb() if layers == 1 else gzip.compress(_bomb(), mtime=0)
    await _page(wire, data, Content_Encoding=", ".join(["gzip"] * layers))


@cache
def _bomb() -> bytes:
    """One gzip stream of many equal blocks; that its checksum is wrong a reader learns only at the end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + block * (_TWO_GIGABYTES // _BLOCK) + b"\x03\0" + bytes(8)


async def endless(wire: Wire, scene: Scene) -> None:
    """Send without end, or a declared two gigabytes, a piece at a time and only as fast as it is taken."""
    mime = scene.rule.get("mime", _HTML)
    if "length" in scene.rule:
        await wire.head(200, {"Content-Type": mime, "Content-Length": str(scene.rule["length"])})
    else:
        await wire.head(200, {"Content-Type": mime})
    line = b"<p>" + b"#" * 4090 + b"</p>\n"
    while not wire.is_closing and wire.request.sent < _TWO_GIGABYTES:
        await wire.body(line)
    wire.close()


async def gzipped(wire: Wire, scene: Scene) -> None:
    """Compress without having been asked to."""
    await _page(
        wire, gzip.compress(scene.page.body, mtime=0), scene.page.mime, scene.page.status, Content_Encoding="gzip"
    )


async def stale_stamp(wire: Wire, scene: Scene) -> None:
    """Say of each answer that it is from years before what it tells of."""
    stamp = format_datetime(datetime(2009, 1, 5, 8, tzinfo=UTC), usegmt=True)
    await _page(wire, scene.page.body, scene.page.mime, scene.page.status, Date=stamp, Last_Modified=stamp)


async def text(wire: Wire, scene: Scene) -> None:
    rule = scene.rule
    await _page(wire, rule["text"].encode(rule.get("encoding", "utf-8")), rule["mime"])


async def calendar(wire: Wire, scene: Scene) -> None:
    """Lay out a month for every month, each leading to the next and the one before, each day a page of its own."""
    at = wire.request.target.partition("?ym=")[2]
    month = int(at) if at.isdigit() else 24300
    days = "".join(f'<a href="?ym={month + 12 * day}">{day}日</a>' for day in range(1, 29))
    extra = f'<div class="rl"><a href="?ym={month - 1}">上一月</a><a href="?ym={month + 1}">下一页</a>{days}</div>'
    await _with(wire, scene, extra)


async def endless_list(wire: Wire, scene: Scene) -> None:
    """Answer every page number of a list, always with the same rows, always with one more page to come."""
    page = wire.request.target.partition("?page=")[2]
    number = int(page) if page.isdigit() else 1
    await _with(wire, scene, f'<div class="page"><a class="next" href="?page={number + 1}">下一页</a></div>')


async def sessions(wire: Wire, scene: Scene) -> None:
    """Write a session into every link, a new one each time."""
    session = f";jsessionid={int(wire.request.at * 1e9):X}"
    data = scene.page.body.replace(b'.html"', f'.html{session}"'.encode())
    await _page(wire, data, scene.page.mime, scene.page.status)


async def private_links(wire: Wire, scene: Scene) -> None:
    """Name addresses that nobody outside must be led to, as if they were reports."""
    title = "某县人民政府2022年法治政府建设情况报告"
    targets = [
        f"http://127.0.0.1:{scene.port}/secret.html",
        f"http://localhost:{scene.port}/secret.html",
        f"http://[::1]:{scene.port}/secret.html",
        f"http://2130706433:{scene.port}/secret.html",
        "http://10.0.0.1/secret.html",
        "http://192.168.1.1/secret.html",
        "http://169.254.169.254/latest/meta-data/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/secret.html",
        "javascript:alert(1)",
        f"http://user:pass@127.0.0.1:{scene.port}/secret.html",
    ]
    links = "".join(f'<li><a href="{quote(each, safe=":/@[]()")}" title="{title}">{title}</a></li>' for each in targets)
    await _with(wire, scene, f'<ul class="list-tt">{links}</ul>')


async def _with(wire: Wire, scene: Scene, extra: str) -> None:
    data = scene.page.body.replace(b'<div class="page">', extra.encode() + b'<div class="page">')
    await _page(wire, data, scene.page.mime, scene.page.status)


DEEDS: dict[str, Deed] = {
    "status": status,
    "challenge": challenge,
    "cookie_redirect": cookie_redirect,
    "redirect": redirect,
    "chain": chain,
    "body": body,
    "cut_chunks": cut_chunks,
    "chunks": chunks,
    "dribble": dribble,
    "dribble_head": dribble_head,
    "silence": silence,
    "late": late,
    "reset": reset,
    "garbage": garbage,
    "huge_head": huge_head,
    "bomb": bomb,
    "endless": endless,
    "gzip": gzipped,
    "stale_stamp": stale_stamp,
    "text": text,
    "calendar": calendar,
    "endless_list": endless_list,
    "sessions": sessions,
    "private_links": private_links,
}
