"""What a host answers: its lists, articles and files, as its family writes them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from tests.portal import files
from tests.portal.addresses import PARTS, Addresses, names
from tests.portal.family import Family
from tests.portal.model import Column, Document
from tests.portal.writing import Block

SOFT_404 = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>页面不存在</title></head><body><div class='e404'>"
    "<h2>抱歉，您访问的页面不存在</h2><p>可能已被删除或者移走，<a href='/'>返回首页</a></p></div></body></html>"
)


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


class Pages:
    """Makes the pages of one host."""

    def __init__(self, family: Family, host: str, facts: Mapping[str, Any], columns: list[Column]) -> None:
        self._family, self._host, self._facts, self._columns = family, host, facts, columns
        self._addresses = Addresses(family, facts)
        self._views = 0

    def hub(self, path: str, hub: Mapping[str, Any]) -> Page:
        """A page that leads to others: the front, or a chapter."""
        facts = {
            "path": path,
            "name": hub.get("name", "首页"),
            "targets": [self._link(target) for target in hub["links"]],
            "latest": self._latest(),
        }
        return self._html(hub.get("template", "hub"), facts)

    def column(self, column: Column, number: int) -> Page:
        """A page of a column, counted from 1."""
        rows = [self._row(column, document) for document in column.page(number)]
        pages = [paths[0] for paths in self._addresses.pages(column) if paths]
        return self._html("list", {"c": column, "n": number, "rows": rows, "pages": pages})

    def twin_list(self, column: Column) -> Page:
        """The list of a column's mobile pages."""
        rows = [{"d": each, "url": self._addresses.twins(column, each)[0]} for each in column.documents]
        return self._html("twin_list", {"c": column, "rows": rows})

    def rows(self, template: str, column: Column | None, window: tuple[int, int], query: Mapping[str, str]) -> Page:
        """Rows that are asked for by script: those of the window."""
        documents = column.documents[max(0, window[0]) : window[1]] if column else []
        rows = [self._row(column, document) for document in documents] if column else []
        return self._html(template, {"c": column, "rows": rows, "q": query})

    def article(self, column: Column, document: Document, part: int = 1, template: str = "article") -> Page:
        """A page of a document."""
        self._views += 1
        attached = self._addresses.files(column, document)
        facts = {
            "c": column,
            "d": document,
            "url": self._addresses.article(column, document),
            "part": part,
            "parts": self._addresses.parts(column, document),
            "twins": self._addresses.twins(column, document),
            "column_url": self._addresses.column(column),
            "blocks": _shown(document, part),
            "files": [{"url": path, "name": f"{document.title}.{_extension(kind)}"} for path, kind in attached],
            "views": document.number % 900 if self._facts["validators"] else self._views,
            **names(document),
        }
        return self._html(template, facts, document)

    def file(self, document: Document, kind: str) -> Page:
        """An attachment; where its name is in a header, then in raw bytes of the host's encoding."""
        mime, body = files.attachment(kind, document.title, document.blocks)
        headers: tuple[tuple[str, str], ...] = ()
        if self._facts.get("disposition"):
            raw = f"{document.title}.{_extension(kind)}".encode(self._facts["encoding"]).decode("latin-1")
            headers = (("Content-Disposition", f'attachment; filename="{raw}"'),)
        return Page(body, self._facts.get("file_mime", mime), modified=self._modified(document), headers=headers)

    def _link(self, target: str) -> dict[str, str]:
        """A path of this host's, or an address elsewhere with its name behind a space."""
        if target.startswith("http"):
            url, _, name = target.partition(" ")
            return {"url": url, "name": name}
        for column in self._columns:
            if column.path == target:
                return {"url": self._addresses.column(column), "name": column.name}
        return {"url": target, "name": self._facts["hubs"][target].get("name", "首页")}

    def _latest(self) -> list[dict[str, Any]]:
        news = [(column, each) for column in self._columns for each in column.documents if each.what == "news"]
        return [self._row(column, each) for column, each in news[:8]]

    def _row(self, column: Column, document: Document) -> dict[str, Any]:
        moment = datetime.combine(document.published, time(1, 30), UTC)
        return {"d": document, "url": self._addresses.article(column, document), "epoch": int(moment.timestamp())}

    def _html(self, template: str, facts: Mapping[str, Any], document: Document | None = None) -> Page:
        shared = {"h": self._facts, "host": self._host, "root": f"http://{self._host}", "columns": self._columns}
        body = self._family.render(template, {**shared, "family": self._family.name, **facts})
        mark = b"\xef\xbb\xbf" if self._facts.get("bom") else b""
        return Page(mark + body.encode(self._facts["encoding"]), modified=self._modified(document))

    def _modified(self, document: Document | None) -> datetime | None:
        """When the document was last touched; of a list, its newest."""
        if not self._facts["validators"]:
            return None
        documents = [document] if document else [each for column in self._columns for each in column.documents]
        return max(
            datetime.combine(each.published, time(2, 30), UTC) + timedelta(days=each.revision) for each in documents
        )


def _extension(kind: str) -> str:
    return "pdf" if kind == "scan" else kind


def _shown(document: Document, part: int) -> list[Block]:
    """What stands on a page of the document: all of it, a share of it, or the covering line."""
    if document.attachment:
        return [Block("para", document.cover)]
    if document.form != "parts":
        return [*document.blocks]
    size = -(-len(document.blocks) // PARTS)
    return [*document.blocks[(part - 1) * size : part * size]]
