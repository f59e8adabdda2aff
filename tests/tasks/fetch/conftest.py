"""A scripted HTTP server with virtual hosts, for crawls against hosts that behave as told."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tasks.fetch.model import Resolve

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class ScriptedServer:
    """Answers ``routes[(host, path)]``; what is not scripted is a 404. ``requests`` are (time, host, path)."""

    port: int
    routes: dict[tuple[str, str], Answer] = field(default_factory=dict)
    requests: list[tuple[float, str, str]] = field(default_factory=list)

    def page(
        self, host: str, path: str, body: bytes | str, status: int = 200, headers: dict[str, str] | None = None
    ) -> None:
        """Script an ordinary answer with a fitting Content-Length."""
        data = body.encode("utf-8") if isinstance(body, str) else body

        def answer(handler: BaseHTTPRequestHandler) -> None:
            stated = {"Content-Type": "text/html", "Content-Length": str(len(data))} | (headers or {})
            handler.send_response(status)
            for name, value in stated.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)

        self.routes[host, path] = answer

    def resolve(self, *hosts: str) -> list[Resolve]:
        """The entries that lead the hosts here."""
        return [Resolve(host, 80, "127.0.0.1", self.port) for host in hosts]

    def asked(self, host: str) -> list[str]:
        """The paths asked of a host, robots.txt aside, in order."""
        return [path for _, name, path in self.requests if name == host and path != "/robots.txt"]


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedServer]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            scripted.requests.append((time.monotonic(), host, self.path))
            answer = scripted.routes.get((host, self.path))
            if answer is None:
                self.send_response(404)
                self.send_header("Content-Length", "0")
                self.end_headers()
            else:
                answer(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """The crawler hangs up on what is too large or too slow."""

    http = Quiet(("127.0.0.1", 0), Handler)
    scripted = ScriptedServer(http.server_address[1])
    threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield scripted
    http.shutdown()
    http.server_close()
