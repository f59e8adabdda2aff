"""Many hosts alike, for measuring a crawl: small well-behaved portals of one family, so many articles each.

What differs from host to host is a line in each page, so that no two answers are the same bytes.
"""

from tests.portal.family import load_family
from tests.portal.pages import Page
from tests.portal.server import Request
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
