"""One host of a family: every address that it answers, and the truth of what it holds.

Pages are made when they are asked for and kept until their document is revised. A host without validators shows a
counter of views in its articles, so that their bytes differ each time although nothing has changed.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import parse_qsl, urljoin
from uuid import UUID, uuid5

from tests.portal import files
from tests.portal.family import Family
from tests.portal.model import REPORT, Column, Document, Other, Planted, main_text
from tests.portal.planting import plant
from tests.portal.writing import Block, revised

SOFT_404 = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>页面不存在</title></head><body><div class='e404'>"
    "<h2>抱歉，您访问的页面不存在</h2><p>可能已被删除或者移走，<a href='/'>返回首页</a></p></div></body></html>"
)
_NAMESPACE = UUID("6f1d2c3a-0b7e-4d55-9f0e-2b8f5a1c7e90")
PARTS = 3


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its bytes, what they are, and since when they have been so, where the host says."""

    body: bytes
    mime: str = "text/html"
    status: int = 200
    modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def etag(self) -> str:
        """The entity tag that belongs to these bytes."""
        return f'"{hashlib.sha1(self.body, usedforsecurity=False).hexdigest()[:16]}"'


class Site:
    """A host and its documents."""

    def __init__(self, family: Family, host: str, facts: Mapping[str, Any]) -> None:
        self.family, self.host, self.facts = family, host, {"declared": facts["encoding"], "code": "", **facts}
        self.columns = plant(facts, host)
        self._views = 0
        self._made: dict[str, Page] = {}
        self._routes: dict[str, Callable[[], Page]] = {}
        self._documents: dict[str, Document] = {}
        self._add_routes()

    @property
    def root(self) -> str:
        return f"http://{self.host}"

    @property
    def validators(self) -> list[str]:
        """Which of etag and last-modified the host sends."""
        return self.facts["validators"]

    def answer(self, target: str, form: str = "") -> Page:
        """What the host says to a request for the target; ``form`` is the body of a POST."""
        path, _, query = target.partition("?")
        known = target if target in self._routes else None
        if known is None:
            endpoint = self._endpoint(path, dict(parse_qsl(f"{query}&{form}", keep_blank_values=True)))
            if endpoint is not None:
                return endpoint
            known = path if path in self._routes else None
        if known is None:
            return Page(SOFT_404.encode(), status=404 if self.facts["missing"] == "404" else 200)
        if known not in self._made:
            page = self._routes[known]()
            if not self.validators and known in self._documents:
                return page
            self._made[known] = page
        return self._made[known]

    def revise(self, url: str) -> None:
        """Publish a correction of the document under its old addresses."""
        document = self._document(url)
        document.revision += 1
        document.blocks = revised(document.blocks, document.revision)
        self._made.clear()

    def withdraw(self, url: str) -> None:
        """Take the document off its addresses; lists go on naming it."""
        document = self._document(url)
        for path in [path for path, each in self._documents.items() if each is document]:
            del self._documents[path], self._routes[path]
        self._made.clear()

    def planted(self) -> list[Planted]:
        """The reports of the host."""
        return [self._truth(each, places) for each, places in self._placed().items() if each.period]

    def others(self) -> list[Other]:
        """What stands beside the reports."""
        placed = self._placed().items()
        return [
            Other(self.host, self.root + self.article(column, each), each.title, each.what)
            for each, columns in placed
            for column in columns
            if not each.period
        ]

    @property
    def paths(self) -> list[str]:
        """Every address with an answer of its own."""
        return list(self._routes)

    def _document(self, url: str) -> Document:
        return self._documents[url.removeprefix(self.root)]

    def _placed(self) -> dict[Document, list[Column]]:
        placed: dict[Document, list[Column]] = {}
        for column in self.columns:
            for document in column.documents:
                placed.setdefault(document, []).append(column)
        return placed

    def _truth(self, document: Document, columns: list[Column]) -> Planted:
        first = self.article(columns[0], document)
        return Planted(
            host=self.host,
            url=self.root + first,
            urls=tuple(self.root + path for path, each in self._documents.items() if each is document),
            title=document.title,
            published=document.published,
            issuer=document.issuer,
            issuer_type=document.issuer_type or "government",
            year=document.year,
            period=document.period,
            form=document.form,
            text=main_text(document),
            cover=document.cover,
        )

    # Addresses

    def _add_routes(self) -> None:
        for path, hub in self.facts["hubs"].items():
            self._routes[path] = lambda path=path, hub=hub: self._hub(path, hub)
        for column in self.columns:
            for number in range(1, column.total + 1):
                for path in self.family.urls("list", c=column, n=number, h=self.facts):
                    self._routes[path] = lambda column=column, number=number: self._list(column, number)
            for path in self.family.urls("twin_list", c=column, h=self.facts):
                self._routes[path] = lambda column=column: self._twin_list(column)
            for document in column.documents:
                self._add_document(column, document)
        if self.facts.get("sitemap"):
            self._routes["/sitemap.xml"] = self._sitemap
        if self.facts["robots"] is not None:
            self._routes["/robots.txt"] = self._robots

    def _add_document(self, column: Column, document: Document) -> None:
        article = self.article(column, document)
        for part, path in enumerate(self._parts(article, document), start=1):
            self._add(path, document, lambda part=part: self._page_of(column, document, part))
        for twin in self._twins(article, document):
            self._add(twin, document, lambda: self._page_of(column, document, 1, template="twin"))
        for path, kind in self._files(article, document):
            self._add(path, document, lambda kind=kind: self._file(document, kind))

    def _add(self, path: str, document: Document, make: Callable[[], Page]) -> None:
        self._routes[path] = make
        self._documents[path] = document

    def article(self, column: Column, document: Document) -> str:
        """The path of the document's page in that column."""
        return self.family.url("article", c=column, d=document, h=self.facts, **_names(document))

    def _parts(self, article: str, document: Document) -> list[str]:
        if document.form != "parts":
            return [article]
        return [article, *(self.family.url("part", u=article, p=number) for number in range(2, PARTS + 1))]

    def _twins(self, article: str, document: Document) -> list[str]:
        return [] if document.form == "parts" else self.family.urls("twin", u=article, d=document, h=self.facts)

    def _files(self, article: str, document: Document) -> list[tuple[str, str]]:
        kind = "docx" if document.form == "both" else document.attachment
        if kind is None:
            return []
        extension = "pdf" if kind == "scan" else kind
        path = self.family.url("file", u=article, d=document, ext=extension, h=self.facts, **_names(document))
        return [(urljoin(article, path), kind)]

    # Pages

    def _context(self) -> dict[str, Any]:
        return {
            "h": self.facts,
            "host": self.host,
            "root": self.root,
            "family": self.family.name,
            "columns": self.columns,
        }

    def _hub(self, path: str, hub: Mapping[str, Any]) -> Page:
        links = [self._link(target) for target in hub["links"]]
        facts = {"path": path, "name": hub.get("name", "首页"), "targets": links, "latest": self._latest()}
        return self._html(hub.get("template", "hub"), facts)

    def _link(self, target: str) -> dict[str, str]:
        if target.startswith("http"):
            url, _, name = target.partition(" ")
            return {"url": url, "name": name}
        named = {column.path: column.name for column in self.columns} | {
            path: hub.get("name", "首页") for path, hub in self.facts["hubs"].items()
        }
        column = next((each for each in self.columns if each.path == target), None)
        url = self.family.url("list", c=column, n=1, h=self.facts) if column else target
        return {"url": url, "name": named[target]}

    def _latest(self) -> list[dict[str, Any]]:
        news = [(column, each) for column in self.columns for each in column.documents if each.what == "news"]
        return [{"d": each, "url": self.article(column, each)} for column, each in news[:8]]

    def _list(self, column: Column, number: int) -> Page:
        rows = [self._row(column, document) for document in column.page(number)]
        return self._html("list", {"c": column, "n": number, "rows": rows, "pages": self._pages_of(column)})

    def _twin_list(self, column: Column) -> Page:
        """The list of a column's mobile pages."""
        articles = [(each, self.article(column, each)) for each in column.documents]
        rows = [{"d": each, "url": self._twins(article, each)[0]} for each, article in articles]
        return self._html("twin_list", {"c": column, "rows": rows})

    def _pages_of(self, column: Column) -> list[str]:
        """The address of each page of a list, in order; empty where a family answers further pages by an endpoint."""
        pages = [self.family.urls("list", c=column, n=number, h=self.facts) for number in range(1, column.total + 1)]
        return [paths[0] for paths in pages if paths]

    def _row(self, column: Column, document: Document) -> dict[str, Any]:
        moment = datetime.combine(document.published, time(1, 30), UTC)
        return {"d": document, "url": self.article(column, document), "epoch": int(moment.timestamp())}

    def _page_of(self, column: Column, document: Document, part: int, template: str = "article") -> Page:
        article = self.article(column, document)
        self._views += 1
        views = 100 + (self._views if not self.validators else document.number % 900)
        parts = self._parts(article, document)
        facts = {
            "c": column,
            "d": document,
            "url": article,
            "part": part,
            "parts": parts,
            "twins": self._twins(article, document),
            "column_url": self.family.url("list", c=column, n=1, h=self.facts),
            "blocks": _shown(document, part),
            "files": [
                {"url": path, "name": f"{document.title}.{path[-4:].split('.')[-1]}"}
                for path, _ in self._files(article, document)
            ],
            "views": views,
            **_names(document),
        }
        return self._html(template, facts, document)

    def _html(self, template: str, facts: Mapping[str, Any], document: Document | None = None) -> Page:
        body = self.family.render(template, {**self._context(), **facts})
        mime = self.family.facts.get("mimes", {}).get(template, "text/html")
        said = self.facts.get("header_charset")
        full = f"{mime}; charset={said}" if said and mime == "text/html" else mime
        return Page(self._encoded(body), full, modified=self._modified(document))

    def _encoded(self, body: str) -> bytes:
        mark = b"\xef\xbb\xbf" if self.facts.get("bom") else b""
        return mark + body.encode(self.facts["encoding"])

    def _modified(self, document: Document | None) -> datetime | None:
        if not self.validators:
            return None
        if document is None:
            document = max(
                (each for column in self.columns for each in column.documents), key=lambda each: each.published
            )
        day = datetime.combine(document.published, time(2, 30), UTC)
        return day + timedelta(days=document.revision)

    def _file(self, document: Document, kind: str) -> Page:
        mime, body = files.attachment(kind, document.title, document.blocks)
        said = self.facts.get("file_mime", mime)
        name = self.facts.get("disposition")
        headers: tuple[tuple[str, str], ...] = ()
        if name:  # the file's name in raw bytes of the host's encoding, as servers there send it
            extension = "pdf" if kind == "scan" else kind
            raw = f"{document.title}.{extension}".encode(self.facts["encoding"]).decode("latin-1")
            headers = (("Content-Disposition", f'attachment; filename="{raw}"'),)
        return Page(body, said, modified=self._modified(document), headers=headers)

    def _sitemap(self) -> Page:
        paths = [path for path in self._routes if path not in ("/sitemap.xml", "/robots.txt")]
        wanted = [path for path in paths if path not in self._documents or self.facts["sitemap"] == "all"]
        locations = "".join(f"<url><loc>{self.root}{path.replace('&', '&amp;')}</loc></url>" for path in wanted)
        body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
        return Page(body.encode(), "text/xml")

    def _robots(self) -> Page:
        text = self.facts["robots"]
        return Page(SOFT_404.encode()) if text == "html" else Page(text.encode(), "text/plain")

    def _endpoint(self, path: str, query: Mapping[str, str]) -> Page | None:
        """A list that is asked for by script, where the path is such an endpoint's."""
        for endpoint in self.family.endpoints:
            found = re.fullmatch(endpoint["path"], path)
            if found:
                said = {**query, **found.groupdict()}
                known = {name: each for each in self.columns for name in (str(each.number), each.path)}
                column = known.get(self.family.expression(endpoint["column"], q=said).strip())
                rows = [] if column is None else self._slice(endpoint, column, said)
                facts = {"c": column, "rows": rows, "q": said}
                page = self._html(endpoint["template"], facts)
                return replace(page, mime=endpoint["mime"])
        return None

    def _slice(self, endpoint: Mapping[str, Any], column: Column, said: Mapping[str, str]) -> list[dict[str, Any]]:
        first, last = (int(self.family.expression(endpoint[end], q=said)) for end in ("first", "last"))
        return [self._row(column, document) for document in column.documents[max(0, first) : last]]


def _names(document: Document) -> dict[str, str]:
    """The identifiers that families put into addresses."""
    guid = uuid5(_NAMESPACE, document.key)
    return {"hex": guid.hex, "guid": str(guid)}


def _shown(document: Document, part: int) -> list[Block]:
    """What stands on a page of the document: all of it, a share of it, or the covering line."""
    if document.attachment:
        return [Block("para", document.cover)]
    if document.form != "parts":
        return list(document.blocks)
    size = -(-len(document.blocks) // PARTS)
    return list(document.blocks[(part - 1) * size : part * size])


def iterate_reports(sites: list[Site]) -> Iterator[Planted]:
    """The annual reports of all hosts."""
    for site in sites:
        yield from (planted for planted in site.planted() if planted.period == "year")


__all__ = ["REPORT", "SOFT_404", "Page", "Site", "iterate_reports"]
