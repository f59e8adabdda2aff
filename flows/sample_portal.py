"""The bundled sample portal: the pages of ``data/sample`` served over HTTP on loopback.

Virtual hosts are told apart by the Host header, so a URL never changes although the port does; ``resolve`` leads a
crawler to the server. From the second night on, a report with a ``<year>.revised.txt`` is served with that text under
its old URL.
"""

import threading
from collections.abc import Mapping
from datetime import UTC
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

from flows.sample_pages import SOFT_404, Page, build_pages
from tasks.fetch.model import Resolve


class SamplePortal:
    """Serves the sample on a free loopback port while the context lasts.

    ``resolve`` are the entries that a crawl needs, ``pages`` all URLs and what they answer, ``requests`` the
    (URL, status) pairs served so far.
    """

    def __init__(self, night: int = 1) -> None:
        self.pages = build_pages(night)
        self.requests: list[tuple[str, int]] = []
        self._hosts = sorted({urlsplit(url).hostname or "" for url in self.pages})
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> "SamplePortal":
        self._server = _Server(self.pages, self.requests)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    @property
    def resolve(self) -> tuple[Resolve, ...]:
        """The ``--resolve`` entries that lead the sample's hosts to this server."""
        if self._server is None:
            raise RuntimeError("the sample portal is not running")
        return tuple(Resolve(host, 80, "127.0.0.1", self._server.server_address[1]) for host in self._hosts)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: Mapping[str, Page], requests: list[tuple[str, int]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.requests = requests


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        root = f"http://{self.headers.get('Host', '').partition(':')[0]}"
        page = self.server.pages.get(root + self.path)
        front = self.server.pages.get(root + "/")
        if page is None and front is not None and front.status != 200:
            page = front  # a host that answers everything alike
        if page is None:
            page = Page(SOFT_404.encode(), status=404)
        status = 304 if page.status == 200 and self._is_known(page) else page.status
        self.server.requests.append((root + self.path, status))
        self.send_response(status)
        if page.modified:
            self.send_header("ETag", page.etag or "")
            self.send_header("Last-Modified", format_datetime(page.modified.astimezone(UTC), usegmt=True))
        if status != 304:
            self.send_header("Content-Type", page.mime)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if status != 304:
            self.wfile.write(page.body)

    def _is_known(self, page: Page) -> bool:
        if page.modified is None:
            return False
        tags = self.headers.get("If-None-Match")
        if tags:
            return page.etag in [tag.strip() for tag in tags.split(",")]
        since = self.headers.get("If-Modified-Since")
        return bool(since) and parsedate_to_datetime(since or "") >= page.modified

    def log_message(self, format: str, *args: object) -> None:
        """Requests are kept in ``requests``; standard error stays quiet."""
