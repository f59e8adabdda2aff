"""One HTTP server on loopback for all hosts, which are told apart by the Host header.

It speaks HTTP through plain sockets (asyncio), so that a host may also break the protocol: stop in mid-body, promise a
wrong length, dribble, or never end. Every request is kept in ``requests`` with what was sent for it.
"""

import asyncio
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from typing import Protocol

from tests.portal.pages import Page

_READ_LIMIT = 1 << 16


@dataclass(slots=True)
class Request:
    """A request, and what came of it: ``status`` and ``sent`` (bytes of body on the wire) are set by the answer."""

    host: str
    method: str
    target: str
    headers: dict[str, str]
    body: str
    at: float
    status: int = 0
    sent: int = 0
    is_done: bool = False
    ended: float = field(default=0.0)

    @property
    def url(self) -> str:
        return f"http://{self.host}{self.target}"


class Host(Protocol):
    """What answers for a host: a page to send, or an action that writes to the connection itself."""

    def serve(self, request: Request) -> "Page | Act":
        """Decide the answer."""
        ...

    validators: Sequence[str]


Act = Callable[["Wire"], Awaitable[None]]


class Wire:
    """The way back to the client; counts what is sent."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: Request) -> None:
        self._reader, self._writer, self.request = reader, writer, request

    async def head(self, status: int, headers: dict[str, str]) -> None:
        """Send the status line and headers."""
        self.request.status = status
        known = status in HTTPStatus._value2member_map_
        reason = HTTPStatus(status).phrase if known else "Unknown Error"
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items())]
        self._writer.write(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1"))
        await self._writer.drain()

    async def body(self, data: bytes) -> None:
        """Send a piece of the body."""
        self.request.sent += len(data)
        self._writer.write(data)
        await self._writer.drain()

    async def raw(self, data: bytes) -> None:
        """Send bytes that belong to no body."""
        self._writer.write(data)
        await self._writer.drain()

    async def page(self, page: Page, validators: Sequence[str]) -> None:
        """Send a whole answer, or 304 where the client has it already."""
        headers = {"Server": "nginx", "Content-Type": page.mime, **dict(page.headers)}
        if page.modified and "etag" in validators:
            headers["ETag"] = page.etag
        if page.modified and "last-modified" in validators:
            headers["Last-Modified"] = format_datetime(page.modified.astimezone(UTC), usegmt=True)
        if page.status == 200 and _is_known(page, self.request.headers, headers):
            await self.head(304, headers)
            return
        headers["Content-Length"] = str(len(page.body))
        await self.head(page.status, headers)
        if self.request.method != "HEAD":
            await self.body(page.body)

    def close(self) -> None:
        """End the connection after this."""
        self._writer.close()

    def abort(self) -> None:
        """Reset the connection."""
        link = self._writer.get_extra_info("socket")
        link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    @property
    def is_closing(self) -> bool:
        """Whether the client has gone, or the connection was ended here."""
        return self._writer.is_closing() or self._reader.at_eof()


def _is_known(page: Page, asked: dict[str, str], headers: dict[str, str]) -> bool:
    tags = asked.get("if-none-match")
    if tags and "ETag" in headers:
        return page.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = asked.get("if-modified-since")
    if since is None or "Last-Modified" not in headers or page.modified is None:
        return False
    return parsedate_to_datetime(since) >= page.modified


class Server:
    """Runs in a thread of its own while the context lasts."""

    def __init__(self, hosts: dict[str, Host]) -> None:
        self.hosts = hosts
        self.requests: list[Request] = []
        self.port = 0
        self._loop = asyncio.new_event_loop()
        self._stop: asyncio.Event | None = None
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), daemon=True)
        self._ready: Future[int] = Future()

    def __enter__(self) -> "Server":
        self._thread.start()
        self.port = self._ready.result(timeout=30)
        return self

    def __exit__(self, *error: object) -> None:
        if self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(timeout=30)
        self._loop.close()

    async def _run(self) -> None:
        self._stop = asyncio.Event()
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0, limit=_READ_LIMIT)
        self._ready.set_result(server.sockets[0].getsockname()[1])
        await self._stop.wait()
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while not writer.is_closing():
                request = await _read(reader)
                if request is None:
                    break
                self.requests.append(request)
                await self._answer(request, Wire(reader, writer, request))
                if request.headers.get("connection", "").lower() == "close":
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # the client went away, as it may, or the server is stopped
        finally:
            writer.close()

    async def _answer(self, request: Request, wire: Wire) -> None:
        host = self.hosts.get(request.host)
        try:
            if host is None:
                await wire.page(Page(b"no such host here", "text/plain", 404), [])
                return
            answer = host.serve(request)
            await (wire.page(answer, host.validators) if isinstance(answer, Page) else answer(wire))
            request.is_done = True
        finally:
            request.ended = time.monotonic()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.rstrip().split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    host = headers.get("host", "").removesuffix(":80")
    return Request(host, method, target, headers, body.decode("latin-1"), time.monotonic())
