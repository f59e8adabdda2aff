"""Many hosts alike, for measuring a crawl: small well-behaved portals of one family, so many articles each.

What differs from host to host is a line in each page, so that no two answers are the same bytes.
"""

import asyncio
from collections.abc import Callable

from tests.portal.family import load_family
from tests.portal.pages import Page
from tests.portal.server import Act, Request, Wire
from tests.portal.site import Site

COLUMN = "/zwgk/fzzfjsndbg/"


class FarmHost:
    """One of the hosts; all share the documents of one site."""

    def __init__(self, site: Site, host: str) -> None:
        self._site, self.host = site, host
        self._mark = f"<!-- {host} -->".encode()
        self.validators = site.validators

    def serve(self, request: Request) -> Page:
        """Answer as the shared site does, and sign it."""
        page = self._site.answer(request.target, request.body)
        return Page(page.body + self._mark, page.mime, page.status, page.modified)


class LastHost:
    """One whose answer at ``target`` comes only once ``is_over``, after so many bytes of it (None: not even a head).

    Whoever lets others wait for it waits for ever.
    """

    def __init__(self, host: FarmHost, target: str, is_over: Callable[[], bool], after: int | None = None) -> None:
        self._host, self._target, self._is_over, self._after = host, target, is_over, after
        self.host, self.validators = host.host, host.validators

    def serve(self, request: Request) -> Page | Act:
        """Answer as the host does, or when it is time."""
        page = self._host.serve(request)
        if not request.target.startswith(self._target):
            return page

        async def in_the_end(wire: Wire) -> None:
            begun = page.body[: self._after or 0]
            if self._after is not None:
                await wire.head(page.status, {"Content-Type": page.mime, "Content-Length": str(len(page.body))})
                await wire.body(begun)
            while not (self._is_over() or wire.is_closing):
                await asyncio.sleep(0.02)
            if self._after is None:
                await wire.page(page, self.validators)
            else:
                await wire.body(page.body[len(begun) :])

        return in_the_end


def farm(hosts: int, articles: int) -> dict[str, FarmHost]:
    """So many hosts with so many reports each, and one list, at ``COLUMN``."""
    site = Site(load_family("01_trs_date"), "www.farm.gov.example", _facts(articles))
    names = [f"h{number:03}.farm.gov.example" for number in range(1, hosts + 1)]
    return {name: FarmHost(site, name) for name in names}


def _facts(articles: int) -> dict[str, object]:
    issuers = [
        "蔚汀县人民政府",
        *(f"蔚汀县{name}局" for name in ("司法", "教育", "财政", "水利", "审计", "统计", "民政")),
    ]
    years = range(2018, 2025)
    wanted = [(issuer, year) for year in years for issuer in issuers][:articles]
    reports = [
        {
            "issuer": issuer,
            "type": "government" if issuer.endswith("政府") else "department",
            "years": [year for one, year in wanted if one == issuer],
        }
        for issuer in issuers
    ]
    return {
        "site": "蔚汀县人民政府",
        "code": "3399990001",
        "place": {"name": "蔚汀县", "level": "county"},
        "encoding": "utf-8",
        "validators": ["etag", "last-modified"],
        "robots": None,
        "missing": "404",
        "twins": False,
        "hubs": {"/": {"template": "front", "links": [COLUMN]}},
        "columns": [{"path": COLUMN, "name": "法治政府建设年度报告", "per_page": 100, "reports": reports}],
    }
