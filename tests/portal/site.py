"""One host of a family: every address that it answers, and the truth of what it holds.

Pages are made when they are asked for and kept until a document is revised. A host without validators shows a counter of
views in its articles, so that their bytes differ each time although nothing has changed.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from tests.portal.addresses import Addresses
from tests.portal.family import Family
from tests.portal.model import DEAD, Column, Document, Other, Planted, main_text
from tests.portal.pages import SOFT_404, Page, Pages
from tests.portal.planting import plant
from tests.portal.writing import revised


class Site:
    """A host and its documents."""

    def __init__(self, family: Family, host: str, facts: Mapping[str, Any]) -> None:
        self.family, self.host, self.facts = family, host, {"declared": facts["encoding"], "code": "", **facts}
        self.columns = plant(facts, host)
        self.addresses = Addresses(family, self.facts)
        self._pages = Pages(family, host, self.facts, self.columns)
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
        return list(self.facts["validators"])

    @property
    def paths(self) -> list[str]:
        """Every address with an answer of its own."""
        return list(self._routes)

    def answer(self, target: str, form: str = "") -> Page:
        """What the host says to a request for the target; ``form`` is the body of a POST."""
        target = unquote(target) if "%E" in target.upper() else target  # a file's name in Chinese
        path, _, query = target.partition("?")
        if target not in self._routes:
            rows = self._rows(path, dict(parse_qsl(f"{query}&{form}", keep_blank_values=True)))
            if rows is not None:
                return rows
        known = target if target in self._routes else path  # an unknown query changes nothing
        if known not in self._routes:
            return Page(SOFT_404.encode(), status=404 if self.facts["missing"] == "404" else 200)
        if known not in self._made:
            page = self._routes[known]()
            if not self.validators and known in self._documents:
                return page
            self._made[known] = page
        return self._made[known]

    def revise(self, url: str) -> None:
        """Publish a correction of the document under its old addresses."""
        document = self._documents[unquote(url.removeprefix(self.root))]
        document.revision += 1
        document.blocks = revised(document.blocks, document.revision)
        self._made.clear()

    def withdraw(self, url: str) -> None:
        """Take the document off its addresses; lists go on naming it."""
        document = self._documents[unquote(url.removeprefix(self.root))]
        document.form = DEAD
        for path in [path for path, each in self._documents.items() if each is document]:
            del self._documents[path], self._routes[path]
        self._made.clear()

    def planted(self) -> list[Planted]:
        """The reports of the host."""
        placed = self._placed().items()
        return [self._truth(each, columns[0]) for each, columns in placed if each.period and each.form != DEAD]

    def others(self) -> list[Other]:
        """What stands beside the reports, links that lead nowhere among it."""
        return [
            Other(
                self.host,
                f"{self.root}{self.addresses.article(column, each)}",
                each.title,
                each.form if each.form == DEAD else each.what,
            )
            for each, columns in self._placed().items()
            for column in columns
            if not each.period or each.form == DEAD
        ]

    def url(self, path: str) -> str:
        """An address as a request writes it."""
        return self.root + quote(path, safe="/?&=%;#$")

    def _placed(self) -> dict[Document, list[Column]]:
        """Each document with the columns that hold it."""
        placed: dict[Document, list[Column]] = {}
        for column in self.columns:
            for document in column.documents:
                placed.setdefault(document, []).append(column)
        return placed

    def _truth(self, document: Document, column: Column) -> Planted:
        return Planted(
            host=self.host,
            url=f"{self.root}{self.addresses.article(column, document)}",
            urls=tuple(self.url(path) for path, each in self._documents.items() if each is document),
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

    def _add_routes(self) -> None:
        pages = self._pages
        for path, hub in self.facts["hubs"].items():
            self._routes[path] = lambda path=path, hub=hub: pages.hub(path, hub)
        for column in self.columns:
            for number, paths in enumerate(self.addresses.pages(column), start=1):
                for path in paths:
                    self._routes[path] = lambda column=column, number=number: pages.column(column, number)
            for path in self.addresses.twin_list(column):
                self._routes[path] = lambda column=column: pages.twin_list(column)
            for document in column.documents:
                if document.form != DEAD:
                    self._add_document(column, document)
        if self.facts.get("sitemap"):
            self._routes["/sitemap.xml"] = self._sitemap
        if self.facts["robots"] is not None:
            self._routes["/robots.txt"] = self._robots

    def _add_document(self, column: Column, document: Document) -> None:
        pages, addresses = self._pages, self.addresses
        for part, path in enumerate(addresses.parts(column, document), start=1):
            self._add(path, document, lambda part=part: pages.article(column, document, part))
        for twin in addresses.twins(column, document):
            self._add(twin, document, lambda: pages.article(column, document, template="twin"))
        for path, kind in addresses.files(column, document):
            self._add(path, document, lambda kind=kind: pages.file(document, kind))

    def _add(self, path: str, document: Document, make: Callable[[], Page]) -> None:
        self._routes[path], self._documents[path] = make, document

    def _rows(self, path: str, query: Mapping[str, str]) -> Page | None:
        """A list that is asked for by script, where the path is such an endpoint's."""
        for endpoint in self.family.endpoints:
            found = re.fullmatch(endpoint["path"], path)
            if found:
                said = {**query, **found.groupdict()}
                named = {name: each for each in self.columns for name in (str(each.number), each.path)}
                column = named.get(self.family.expression(endpoint["column"], q=said).strip())
                first, last = (int(self.family.expression(endpoint[end], q=said)) for end in ("first", "last"))
                return replace(
                    self._pages.rows(endpoint["template"], column, (first, last), said), mime=endpoint["mime"]
                )
        return None

    def _sitemap(self) -> Page:
        paths = [path for path in self._routes if path not in ("/sitemap.xml", "/robots.txt")]
        wanted = [path for path in paths if path not in self._documents or self.facts["sitemap"] == "all"]
        urls = "".join(f"<url><loc>{self.root}{path.replace('&', '&amp;')}</loc></url>" for path in wanted)
        space = "http://www.sitemaps.org/schemas/sitemap/0.9"
        body = f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="{space}">{urls}</urlset>'
        return Page(body.encode(), "text/xml")

    def _robots(self) -> Page:
        text = self.facts["robots"]
        return Page(SOFT_404.encode()) if text == "html" else Page(text.encode(), "text/plain")
