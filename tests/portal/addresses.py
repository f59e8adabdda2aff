"""Where a host's things are: the paths that its family gives to columns, documents, their parts, twins and files."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin
from uuid import UUID, uuid5

from tests.portal.family import Family
from tests.portal.model import Column, Document

PARTS = 3
_NAMESPACE = UUID("6f1d2c3a-0b7e-4d55-9f0e-2b8f5a1c7e90")


class Addresses:
    """The paths of one host."""

    def __init__(self, family: Family, facts: Mapping[str, Any]) -> None:
        self._family, self._facts = family, facts

    def pages(self, column: Column) -> list[list[str]]:
        """The paths of each page of a list, in order; none of those that a family answers by an endpoint only."""
        numbers = range(1, column.total + 1)
        return [self._family.urls("list", c=column, n=number, h=self._facts) for number in numbers]

    def column(self, column: Column) -> str:
        """Where a list begins."""
        return self.pages(column)[0][0]

    def twin_list(self, column: Column) -> list[str]:
        """The list of a column's mobile pages, where there is one."""
        return self._family.urls("twin_list", c=column, h=self._facts)

    def article(self, column: Column, document: Document) -> str:
        """A document's page, in that column."""
        return self._family.url("article", c=column, d=document, h=self._facts, **names(document))

    def parts(self, column: Column, document: Document) -> list[str]:
        """Its first page, and those that follow where it is spread over several."""
        article = self.article(column, document)
        if document.form != "parts":
            return [article]
        return [article, *(self._family.url("part", u=article, p=number) for number in range(2, PARTS + 1))]

    def twins(self, column: Column, document: Document) -> list[str]:
        """Its pages for phones and printers."""
        article = self.article(column, document)
        return [] if document.form == "parts" else self._family.urls("twin", u=article, d=document, h=self._facts)

    def files(self, column: Column, document: Document) -> list[tuple[str, str]]:
        """Its attachments: path and kind."""
        kind = "docx" if document.form == "both" else document.attachment
        if kind is None:
            return []
        article, extension = self.article(column, document), "pdf" if kind == "scan" else kind
        path = self._family.url("file", u=article, d=document, ext=extension, h=self._facts, **names(document))
        return [(urljoin(article, path), kind)]


def names(document: Document) -> dict[str, str]:
    """The identifiers that families put into addresses."""
    guid = uuid5(_NAMESPACE, document.key)
    return {"hex": guid.hex, "guid": str(guid)}
