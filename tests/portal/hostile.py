"""Hosts that go wrong, one way each (``hostile.yaml``); everything else about them is an ordinary small portal."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.portal import misdeeds
from tests.portal.family import load_family
from tests.portal.model import Planted
from tests.portal.pages import Page
from tests.portal.server import Act, Request
from tests.portal.site import Site

DOMAIN = "hostile.gov.example"
COLUMN = "/zwgk/fzzfjsndbg/"
_PLACES = [first + second for first in "霁枫泠芙苔漪蒹筠檐薜霏" for second in "川溆堰湾渚汀"]
_SESSION = re.compile(r";jsessionid=\w+")
_ROBOTS, _FRONT = "/robots.txt", "/"


@cache
def rules() -> dict[str, dict[str, Any]]:
    """What goes wrong, by name."""
    return dict(yaml.safe_load((Path(__file__).parent / "hostile.yaml").read_text(encoding="utf-8")))


class HostileHost:
    """A host that behaves but for its one rule."""

    def __init__(self, name: str) -> None:
        self.name, self.rule = name, rules()[name]
        self.host = f"{name.replace('_', '-')}.{DOMAIN}"
        self.site = Site(load_family("01_trs_date"), self.host, _facts(list(rules()).index(name)))
        self.validators = self.site.validators
        self.port = 0  # of the server, once it runs
        self._met: Counter[str] = Counter()
        self._articles = {url.removeprefix(self.site.root) for each in self.reports for url in each.urls}

    @property
    def outcomes(self) -> Counter[str]:
        """What a crawl should record of the three articles; empty where the list that names them is not to be had."""
        outcome = self.rule.get("outcome", {})
        return Counter({outcome: len(self.reports)} if isinstance(outcome, str) else outcome)

    @property
    def published(self) -> int:
        """How many reports of it a release should have."""
        return int(self.rule.get("published", self.outcomes["ok"]))

    @property
    def list_outcome(self) -> str:
        """What a crawl should record of the list: ``not_report`` where it was read."""
        return str(self.rule.get("list", "not_report"))

    @property
    def reports(self) -> list[Planted]:
        return self.site.planted()

    @property
    def column(self) -> str:
        return f"{self.site.root}{COLUMN}"

    def serve(self, request: Request) -> Page | Act:
        """Answer as an ordinary host, or let the rule act."""
        page = self.site.answer(_SESSION.sub("", request.target), request.body)
        if not self._is_meant(request.target):
            return page
        self._met[request.target] += 1
        if self._met[request.target] > self.rule.get("times", 1 << 30):
            return page
        deed = misdeeds.DEEDS[self.rule["do"]]
        return lambda wire: deed(wire, misdeeds.Scene(self.rule, page, self.host, self.port))

    def _is_meant(self, target: str) -> bool:
        path = _SESSION.sub("", target).partition("?")[0]
        is_article = path in self._articles or re.search(r"/hop\d+$", path) is not None
        return {
            "all": path != _ROBOTS,
            "robots": path == _ROBOTS,
            "lists": path.startswith(COLUMN) and not is_article,  # and what a trap has laid out below them
            "articles": is_article,
        }[self.rule["for"]]


def _facts(number: int) -> Mapping[str, Any]:
    name = f"{_PLACES[number]}县"
    reports = {"issuer": f"{name}人民政府", "years": [2021, 2022, 2023], "length": "short"}
    return {
        "site": f"{name}人民政府",
        "code": f"33999{number:05d}",
        "place": {"name": name, "level": "county"},
        "encoding": "utf-8",
        "validators": ["etag"],
        "robots": None,
        "missing": "404",
        "twins": False,
        "hubs": {_FRONT: {"template": "front", "links": ["/zwgk/"]}, "/zwgk/": {"name": "政务公开", "links": [COLUMN]}},
        "columns": [{"path": COLUMN, "name": "法治政府建设年度报告", "reports": [reports]}],
    }
