"""The bundled sample portal: the pages of ``data/sample`` served over HTTP on loopback, as real portals serve theirs.

Hosts, their markup families and oddities are ``data/sample/portal/portal.yaml``; page templates stand beside it; the
reports are ``data/sample/reports/<issuer>/<year>.{txt,yaml}``. Virtual hosts are told apart by the Host header, so a
URL never changes although the port does; ``resolve`` leads a crawler to the server. From the second night on, a report
with a ``<year>.revised.txt`` is served with that text under its old URL. Broken sample data raises FazhiError.
"""

import hashlib
import math
import re
import threading
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError
from tasks.fetch.model import Resolve

_SHANGHAI = ZoneInfo("Asia/Shanghai")
_SOFT_404 = "<!DOCTYPE html><html><head><title>页面不存在</title></head><body>您访问的页面不存在</body></html>"
_CHALLENGE = (
    "<html><head><script>document.cookie='__jsl_clearance_s=1';location.href=location.href</script></head></html>"
)


@dataclass(frozen=True, slots=True)
class Page:
    """What a URL answers: its bytes and, where the host sends validators, since when they have been so."""

    body: bytes
    mime: str = "text/html"
    modified: datetime | None = None
    status: int = 200

    @property
    def etag(self) -> str | None:
        """The entity tag, on hosts that send validators."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"' if self.modified else None


@dataclass(frozen=True, slots=True)
class _Item:
    """A row of a list and the article behind it."""

    key: str
    title: str
    published: date
    source: str
    kind: str  # report | page | scan | dead | forbidden
    text: str
    changed: date


@dataclass(frozen=True, slots=True)
class Host:
    """One virtual host of portal.yaml."""

    name: str
    family: str
    site: str
    encoding: str
    declared: str
    validators: bool


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


def build_pages(night: int) -> dict[str, Page]:
    """Return every URL of the sample portal and what it answers on the given night (1, 2, …)."""
    plan = load_yaml(_portal_dir() / "portal.yaml")
    pages: dict[str, Page] = {}
    for name, entry in plan["hosts"].items():
        host = Host(name, entry["family"], entry["name"], entry["encoding"], entry["declared"], entry["validators"])
        if entry.get("challenge"):
            pages[f"http://{name}/"] = Page(_CHALLENGE.encode(), status=521)
            continue
        pages |= _robots(host, entry["robots"])
        for column in entry["columns"]:
            items = [*_reports(column["issuers"], night), *_rows(plan["rows"], name)]
            items.sort(key=lambda item: (item.published, item.key), reverse=True)
            pages |= dict(_column_pages(host, column, items))
    return pages


def _robots(host: Host, robots: str | None) -> dict[str, Page]:
    if robots is None:
        return {}
    page = Page(_SOFT_404.encode()) if robots == "html" else Page(robots.encode(), "text/plain")
    return {f"http://{host.name}/robots.txt": page}


def _reports(issuers: list[str], night: int) -> Iterator[_Item]:
    for issuer in issuers:
        folder = data_dir() / "sample" / "reports" / issuer
        files = sorted(folder.glob("*.yaml"))
        if not files:
            raise FazhiError(f"{folder} holds no reports", "restore data/sample/reports")
        for path in files:
            facts = load_yaml(path)
            revised = path.with_name(f"{path.stem}.revised.txt")
            is_revised = night >= 2 and revised.exists()
            text = (revised if is_revised else path.with_suffix(".txt")).read_text(encoding="utf-8")
            yield _Item(
                key=f"{issuer}/{path.stem}",
                title=facts["title"],
                published=facts["published_date"],
                source=facts["source"],
                kind="report",
                text=text,
                changed=date(facts["published_date"].year, 12, 1) if is_revised else facts["published_date"],
            )


def _rows(rows: list[dict[str, Any]], host: str) -> Iterator[_Item]:
    for row in rows:
        if row["host"] == host:
            key = f"{host}/{row['title']}"
            yield _Item(key, row["title"], row["date"], "", row["kind"], row.get("text", ""), row["date"])


def _column_pages(host: Host, column: Mapping[str, Any], items: list[_Item]) -> Iterator[tuple[str, Page]]:
    paths = {item.key: _article_path(host, column["path"], item) for item in items}
    for item in items:
        if item.kind != "dead":
            yield f"http://{host.name}{paths[item.key]}", _article(host, column, item, paths[item.key])
    size = column["page_size"]
    total = max(1, math.ceil(len(items) / size))
    for number in range(1, total + 1):
        rows = items[(number - 1) * size : number * size]
        page = _list_page(host, column, rows, paths, number, total, len(items))
        for path in _list_paths(host, column["path"], number, total):
            yield f"http://{host.name}{path}", page


def _article_path(host: Host, column: str, item: _Item) -> str:
    number = 1000000 + zlib.crc32(item.key.encode()) % 8999999
    day = item.published
    if host.family == "trs":
        return f"{column}{day:%Y%m}/t{day:%Y%m%d}_{number}.html"
    if host.family == "hanweb":
        return f"/art/{day.year}/{day.month}/{day.day}/art_{_block(column)}_{number}.html"
    if host.family == "ucap":
        digest = hashlib.md5(item.key.encode(), usedforsecurity=False).hexdigest()
        return f"{column}{day:%Y%m}/{digest}.shtml"
    return f"{'/nbwj' if item.kind == 'forbidden' else ''}/info/1047/{number}.htm"


def _list_paths(host: Host, column: str, number: int, total: int) -> list[str]:
    if host.family == "trs":
        return [column, f"{column}index.html"] if number == 1 else [f"{column}index_{number - 1}.html"]
    if host.family == "ucap":
        return [f"{column}common_list{'' if number == 1 else f'_{number}'}.shtml"]
    if number == 1:
        return [column]
    if host.family == "hanweb":
        block = _block(column)
        query = f"page={number}&appid=1&webid=3131&columnid={block}&unitid={block}"
        return [f"/module/web/jpage/dataproxy.jsp?{query}"]
    return [f"{column.removesuffix('.htm')}/{total - number + 1}.htm"]


def _list_page(
    host: Host,
    column: Mapping[str, Any],
    rows: list[_Item],
    paths: Mapping[str, str],
    number: int,
    total: int,
    count: int,
) -> Page:
    facts = _facts(host, column) | {"page": number, "index": number - 1, "total": total, "count": count}
    facts["rows"] = "\n".join(
        _fill(host, "row", {"n": n, "href": paths[item.key], **_item_facts(item)}) for n, item in enumerate(rows)
    )
    facts["next"] = ""
    if number < total and host.family in ("hanweb", "vsb"):
        following = _list_paths(host, column["path"], number + 1, total)[0]
        facts["next"] = _fill(host, "next", facts | {"page": number + 1, "href": following})
    is_group = host.family == "hanweb" and number > 1
    body = _fill(host, "group" if is_group else "list", facts).encode(host.encoding)
    return Page(body, "text/xml" if is_group else "text/html")


def _article(host: Host, column: Mapping[str, Any], item: _Item, path: str) -> Page:
    facts = _facts(host, column) | _item_facts(item)
    facts["source"] = escape(item.source or host.site)
    facts["url"] = f"http://{host.name}{path}"
    facts["list"] = column["path"]
    facts["index_number"] = f"00{zlib.crc32(item.source.encode()) % 10**7:07d}/{item.published.year}-00017"
    facts["body"] = _body(host, item)
    modified = datetime.combine(item.changed, time(9, 30), _SHANGHAI) if host.validators else None
    return Page(_fill(host, "article", facts).encode(host.encoding), modified=modified)


def _body(host: Host, item: _Item) -> str:
    if item.kind == "scan":
        return '<p style="text-align:center"><img src="/picture/0/2403201.jpg" width="800" alt=""></p>\n' * 3
    lines = [escape(line, quote=False) for line in item.text.splitlines() if line.strip()]
    if host.family == "ucap":  # pasted from Word: a span for every run of Latin characters and digits
        runs = [re.sub(r"[0-9A-Za-z.%]+", r'<span lang="EN-US">\g<0></span>', line) for line in lines]
        return "\n".join(f'<p class="MsoNormal" style="text-indent:32.0pt"><span>{run}</span></p>' for run in runs)
    if host.family == "vsb":
        return "\n".join(f"<p>&nbsp;&nbsp;&nbsp;&nbsp;{line}</p>" for line in lines)
    if host.family == "hanweb":
        return "\n".join(
            f'<p style="text-indent: 2em;"><span style="font-size: 16px;">{line}</span></p>' for line in lines
        )
    return "\n".join(f'<p align="justify">　　{line}</p>' for line in lines)


def _facts(host: Host, column: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "site": host.site,
        "host": host.name,
        "declared": host.declared,
        "column": column["name"],
        "block": _block(column["path"]),
    }


def _item_facts(item: _Item) -> dict[str, Any]:
    day = item.published
    return {
        "title": escape(item.title),
        "short": escape(item.title if len(item.title) <= 24 else item.title[:23] + "…"),
        "published": day.isoformat(),
        "published_zh": f"{day.year}年{day.month:02d}月{day.day:02d}日",
        "time": f"{9 + zlib.crc32(item.key.encode()) % 8:02d}:{zlib.crc32(item.title.encode()) % 60:02d}",
    }


def _block(column: str) -> str:
    found = re.search(r"\d{6,}", column)
    return found.group() if found else "0"


def _fill(host: Host, name: str, facts: Mapping[str, Any]) -> str:
    return _template(_portal_dir() / host.family / f"{name}.html").substitute(facts)


@cache
def _template(path: Path) -> Template:
    return Template(path.read_text(encoding="utf-8"))


def _portal_dir() -> Path:
    return data_dir() / "sample" / "portal"


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, pages: Mapping[str, Page], requests: list[tuple[str, int]]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pages = pages
        self.requests = requests


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:  # noqa: N802 - the base class's name
        root = f"http://{self.headers.get('Host', '').partition(':')[0]}"
        page = self.server.pages.get(root + self.path)
        front = self.server.pages.get(root + "/")
        if page is None and front is not None and front.status != 200:
            page = front  # a host that answers everything alike
        if page is None:
            page = Page(_SOFT_404.encode(), status=404)
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
