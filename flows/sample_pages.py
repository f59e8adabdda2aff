"""The pages of the bundled sample portal: ``data/sample`` in the markup of real portal families.

Hosts, their families and oddities are ``data/sample/portal/portal.yaml``; page templates stand beside it; the reports
are ``data/sample/reports/<issuer>/<year>.{txt,yaml}``. Pure functions of these files and the night, byte for byte the
same each time. Broken sample data raises FazhiError.
"""

import hashlib
import math
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from html import escape
from pathlib import Path
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError

_SHANGHAI = ZoneInfo("Asia/Shanghai")
SOFT_404 = "<!DOCTYPE html><html><head><title>页面不存在</title></head><body>您访问的页面不存在</body></html>"
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
    listed_title: str  # as the list shows it, which may be less than the page's own title


@dataclass(frozen=True, slots=True)
class Host:
    """One virtual host of portal.yaml."""

    name: str
    family: str
    site: str
    encoding: str
    declared: str
    validators: bool


@dataclass(frozen=True, slots=True)
class _Column:
    """A list of a host, newest row first, and where the family keeps its pages and articles."""

    host: Host
    path: str
    name: str
    size: int
    items: tuple[_Item, ...]

    @property
    def total(self) -> int:
        return max(1, math.ceil(len(self.items) / self.size))

    @property
    def number(self) -> str:
        """The column's number in the portal, where its path has one."""
        found = re.search(r"\d{6,}", self.path)
        return found.group() if found else "0"

    def facts(self) -> dict[str, Any]:
        host = self.host
        facts = {"site": host.site, "host": host.name, "declared": host.declared}
        return facts | {"column": self.name, "block": self.number}

    def article_path(self, item: _Item) -> str:
        number = 1000000 + zlib.crc32(item.key.encode()) % 8999999
        day = item.published
        if self.host.family == "trs":
            return f"{self.path}{day:%Y%m}/t{day:%Y%m%d}_{number}.html"
        if self.host.family == "hanweb":
            return f"/art/{day.year}/{day.month}/{day.day}/art_{self.number}_{number}.html"
        if self.host.family == "ucap":
            digest = hashlib.md5(item.key.encode(), usedforsecurity=False).hexdigest()
            return f"{self.path}{day:%Y%m}/{digest}.shtml"
        return f"{'/nbwj' if item.kind == 'forbidden' else ''}/info/1047/{number}.htm"

    def list_paths(self, number: int) -> list[str]:
        """Where the page of that number stands, counted from 1."""
        if self.host.family == "trs":
            return [self.path, f"{self.path}index.html"] if number == 1 else [f"{self.path}index_{number - 1}.html"]
        if self.host.family == "ucap":
            return [f"{self.path}common_list{'' if number == 1 else f'_{number}'}.shtml"]
        if number == 1:
            return [self.path]
        if self.host.family == "hanweb":
            query = f"page={number}&appid=1&webid=3131&columnid={self.number}&unitid={self.number}"
            return [f"/module/web/jpage/dataproxy.jsp?{query}"]
        return [f"{self.path.removesuffix('.htm')}/{self.total - number + 1}.htm"]


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
        for facts in entry["columns"]:
            items = [*_reports(facts["issuers"], plan["listed_titles"], night), *_rows(plan["rows"], name)]
            items.sort(key=lambda item: (item.published, item.key), reverse=True)
            column = _Column(host, facts["path"], facts["name"], facts["page_size"], tuple(items))
            pages |= dict(_column_pages(column))
    return pages


def _robots(host: Host, robots: str | None) -> dict[str, Page]:
    if robots is None:
        return {}
    page = Page(SOFT_404.encode()) if robots == "html" else Page(robots.encode(), "text/plain")
    return {f"http://{host.name}/robots.txt": page}


def _reports(issuers: list[str], titles: Mapping[str, str], night: int) -> Iterator[_Item]:
    """The reports of whole issuers (``slug``) and single documents (``slug/stem``)."""
    reports = data_dir() / "sample" / "reports"
    for issuer in issuers:
        files = [reports / f"{issuer}.yaml"] if "/" in issuer else sorted((reports / issuer).glob("*.yaml"))
        if not files:
            raise FazhiError(f"{reports / issuer} holds no reports", "restore data/sample/reports")
        for path in files:
            if not path.stem.endswith(".revised"):  # the truth of a text that stands under the first one's URL
                key = f"{path.parent.name}/{path.stem}"
                yield _report(path, key, titles.get(key), night)


def _report(path: Path, key: str, listed_title: str | None, night: int) -> _Item:
    facts = load_yaml(path)
    revised = path.with_name(f"{path.stem}.revised.txt")
    is_revised = night >= 2 and revised.exists()
    return _Item(
        key=key,
        title=facts["title"],
        published=facts["published_date"],
        source=facts["source"],
        kind="report",
        text=(revised if is_revised else path.with_suffix(".txt")).read_text(encoding="utf-8"),
        changed=date(facts["published_date"].year, 12, 1) if is_revised else facts["published_date"],
        listed_title=listed_title or facts["title"],
    )


def _rows(rows: list[dict[str, Any]], host: str) -> Iterator[_Item]:
    for row in rows:
        if row["host"] == host:
            title, day = row["title"], row["date"]
            yield _Item(f"{host}/{title}", title, day, "", row["kind"], row.get("text", ""), day, title)


def _column_pages(column: _Column) -> Iterator[tuple[str, Page]]:
    root = f"http://{column.host.name}"
    for item in column.items:
        if item.kind != "dead":
            yield root + column.article_path(item), _article(column, item)
    for number in range(1, column.total + 1):
        page = _list_page(column, number)
        for path in column.list_paths(number):
            yield root + path, page


def _list_page(column: _Column, number: int) -> Page:
    host = column.host
    facts = column.facts() | {"page": number, "index": number - 1, "total": column.total, "count": len(column.items)}
    rows = column.items[(number - 1) * column.size : number * column.size]
    facts["rows"] = "\n".join(
        _fill(host, "row", {"n": n, "href": column.article_path(item), **_item_facts(item, item.listed_title)})
        for n, item in enumerate(rows)
    )
    facts["next"] = ""
    if number < column.total and host.family in ("hanweb", "vsb"):
        following = column.list_paths(number + 1)[0]
        facts["next"] = _fill(host, "next", facts | {"page": number + 1, "href": following})
    is_group = host.family == "hanweb" and number > 1
    body = _fill(host, "group" if is_group else "list", facts).encode(host.encoding)
    return Page(body, "text/xml" if is_group else "text/html")


def _article(column: _Column, item: _Item) -> Page:
    host = column.host
    facts = column.facts() | _item_facts(item, item.title)
    facts["source"] = escape(item.source or host.site)
    facts["url"] = f"http://{host.name}{column.article_path(item)}"
    facts["list"] = column.path
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


def _item_facts(item: _Item, title: str) -> dict[str, Any]:
    day = item.published
    return {
        "title": escape(title),
        "short": escape(title if len(title) <= 24 else title[:23] + "…"),
        "published": day.isoformat(),
        "published_zh": f"{day.year}年{day.month:02d}月{day.day:02d}日",
        "time": f"{9 + zlib.crc32(item.key.encode()) % 8:02d}:{zlib.crc32(item.title.encode()) % 60:02d}",
    }


def _fill(host: Host, name: str, facts: Mapping[str, Any]) -> str:
    return _template(_portal_dir() / host.family / f"{name}.html").substitute(facts)


@cache
def _template(path: Path) -> Template:
    return Template(path.read_text(encoding="utf-8"))


def _portal_dir() -> Path:
    return data_dir() / "sample" / "portal"
