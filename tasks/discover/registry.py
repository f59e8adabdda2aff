"""The source registry: portal families and sites, as data.

Layout of a registry folder::

    families/<id>.yaml   how list pages, pagination, articles and metadata of one portal family look
    sites/*.yaml         ``sites:`` a list of entries, one a site; how they are spread over files is free

A folder without ``sites/`` holds the site files itself, and a single site file serves as well. The project's own
families (``data/sources/families``) are always known; a folder may add to them. A broken entry raises FazhiError
naming file, entry, key and remedy: a site is never crawled by half-read rules.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError


@dataclass(frozen=True, slots=True)
class NextPage:
    """How a list page leads to the others of its column, where a numbered name beside its own does not tell.

    ``script`` is a pattern with the groups total, current, name and ext, from which ``{name}_{n}.{ext}`` is built;
    ``counts_from`` is the number the first page has in it. ``link`` is a pattern whose group ``href`` is the link.
    ``numbered`` says whether names such as index_2.html or fzzf/3.htm beside the list's own are its other pages. An
    anchor whose text is one of ``anchor_texts`` leads on as well.
    """

    script: str | None
    counts_from: int
    link: str | None
    numbered: bool
    anchor_texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """Where a list page's script asks for rows, page by page.

    ``url`` and ``form`` (sent by POST where given) are templates: ``$n`` is the page's number, ``$first`` and ``$last``
    those of its rows, all from 1, ``$size`` rows a page, ``$fragment`` what stands behind # in the column's address;
    any other name is read off the list page, where it stands as ``name: value`` or ``name=value``. ``total`` is a
    pattern of an answer whose group total says how many rows there are; without it pages end where nothing new comes.
    """

    url: str
    form: str | None
    size: int
    total: str | None


@dataclass(frozen=True, slots=True)
class ListRules:
    """Where a list page keeps its rows: ``records`` cuts rows out of scripts or XML, ``date`` finds a row's date.

    ``columns`` finds columns in a script: groups fragment, which makes their address from the page's, and name.
    """

    records: str | None
    date: str
    next: NextPage
    service: Service | None
    columns: str | None


@dataclass(frozen=True, slots=True)
class ArticleRules:
    """What an article of the family looks like: URL pattern (with optional y, m, d groups) and CSS selectors."""

    url: str | None
    body: tuple[str, ...]
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Family:
    """One portal product and its rules. ``sign`` is a pattern by which a list page of it is known, where one is."""

    family_id: str
    name: str
    sign: str | None
    list: ListRules
    article: ArticleRules


@dataclass(frozen=True, slots=True)
class Column:
    """A list page to begin with. ``name`` is the column's own name, None where nobody has looked yet."""

    url: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """One host and what to crawl on it. ``verified_date`` is None until someone has crawled it.

    A site without columns is searched for them from ``root``, which is ``http://<host>/`` where not given.
    ``revisit_days`` replaces the schedule of crawl.yaml: how many days pass before a known document is asked for again.
    """

    source_id: str
    name: str
    host: str
    family: str
    region_code: str
    columns: tuple[Column, ...]
    enabled: bool = False
    delay_seconds: float = 3.0
    verified_date: date | None = None
    contact: str | None = None  # overrides the project's contact in the User-Agent sent to this site
    root: str | None = None
    revisit_days: int | None = None
    verify_tls: bool = True  # False only where a certificate is known to be one that no system trusts
    other_hosts: tuple[str, ...] = ()  # reviewed hosts that its lists and attachments may lead to


@dataclass(frozen=True, slots=True)
class Registry:
    """All known sites and families."""

    sites: tuple[Site, ...]
    families: Mapping[str, Family]

    def enabled(self) -> tuple[Site, ...]:
        """The sites a night crawls."""
        return tuple(site for site in self.sites if site.enabled)

    def family_of(self, site: Site) -> Family:
        """The rules of a site's family; loading has made sure that they exist."""
        return self.families[site.family]


def recognise(text: str, stated: Family, families: Mapping[str, Family]) -> Family:
    """Return the family whose rules a list page is to be read by: another one only where its sign stands there."""
    if stated.sign is None or not re.search(stated.sign, text):
        for family in families.values():
            if family.sign and re.search(family.sign, text):
                return family
    return stated


def load_registry(folder: Path | None = None) -> Registry:
    """Read a registry folder or a single site file; the project's own ``data/sources`` by default.

    Raises FazhiError for a folder without sites and for every broken, unknown, missing or doubled entry.
    """
    own = data_dir() / "sources"
    root = own if folder is None else folder
    families = _load_families(own / "families")
    if root != own and (root / "families").is_dir():
        families |= _load_families(root / "families")
    sites: list[Site] = []
    for path in _site_files(root):
        sites.extend(_load_sites(path, families))
    _refuse_doubles(sites, root)
    return Registry(tuple(sites), families)


def site_regions() -> Mapping[str, str]:
    """Return host → region_code of every registered host, the bundled sample's invented ones included."""
    return _site_regions(data_dir())


@cache
def _site_regions(folder: Path) -> Mapping[str, str]:
    sample = folder / "sample" / "sources"  # read once: whoever inspects a folder of files asks for each of them
    registries = [load_registry()] + ([load_registry(sample)] if sample.is_dir() else [])
    return {site.host: site.region_code for registry in registries for site in registry.sites}


def _site_files(root: Path) -> list[Path]:
    if root.is_file():
        return [root]
    folder = root / "sites" if (root / "sites").is_dir() else root
    files = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    if not files:
        raise FazhiError(f"{root} holds no site files", "name a folder with *.yaml site entries, or one such file")
    return files


def _refuse_doubles(sites: list[Site], root: Path) -> None:
    for key in ("source_id", "host"):
        seen: set[str] = set()
        for site in sites:
            value = getattr(site, key)
            if value in seen:
                raise FazhiError(f"{root}: {key} {value} is given twice", "merge the two entries")
            seen.add(value)


class _Entry:
    """One mapping of a file, read key by key; an unknown, missing or mistyped key is an error that names it."""

    def __init__(self, data: Any, where: str) -> None:
        if not isinstance(data, dict):
            raise FazhiError(f"{where} is not a mapping", "write it as `key: value` lines")
        self._left = dict(data)
        self.where = where

    def take(self, key: str, kind: type | tuple[type, ...], default: Any = ...) -> Any:
        if key not in self._left:
            if default is ...:
                raise FazhiError(f"{self.where}: {key} is missing", f"add `{key}:`")
            return default
        value = self._left.pop(key)
        if value is None and default is None:
            return None
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise FazhiError(f"{self.where}: {key} is {value!r}", f"give it as {_kind_name(kind)}")
        return value

    def strings(self, key: str, default: tuple[str, ...] | Any = ...) -> tuple[str, ...]:
        values = self.take(key, list, default)
        if not all(isinstance(value, str) for value in values):
            raise FazhiError(f"{self.where}: {key} is {values!r}", "give a list of strings")
        return tuple(values)

    def pattern(self, key: str, groups: tuple[str, ...] = (), default: Any = None) -> str | None:
        value = self.take(key, str, default)
        if value is None:
            return None
        try:
            compiled = re.compile(value)
        except re.error as error:
            raise FazhiError(f"{self.where}: {key} is no valid pattern: {error}", "mend the pattern") from error
        for group in groups:
            if group not in compiled.groupindex:
                raise FazhiError(f"{self.where}: {key} has no group {group}", f"add (?P<{group}>…) to the pattern")
        return str(value)

    def done(self) -> None:
        for key in self._left:
            raise FazhiError(f"{self.where}: unknown key {key}", "remove it or correct its spelling")


def _kind_name(kind: type | tuple[type, ...]) -> str:
    names = {str: "text", bool: "true or false", list: "a list", dict: "a mapping", date: "a date", int: "a number"}
    return names[kind if isinstance(kind, type) else kind[0]]


def _load_families(folder: Path) -> dict[str, Family]:
    families = {}
    for path in sorted(folder.glob("*.yaml")):
        entry = _Entry(load_yaml(path), str(path))
        family = Family(
            family_id=entry.take("id", str),
            name=entry.take("name", str),
            sign=entry.pattern("sign"),
            list=_list_rules(_Entry(entry.take("list", dict), f"{path}: list")),
            article=_article_rules(_Entry(entry.take("article", dict), f"{path}: article")),
        )
        entry.done()
        if family.family_id != path.stem:
            raise FazhiError(f"{path}: id is {family.family_id}", f"name it {path.stem}, as its file")
        families[family.family_id] = family
    return families


def _list_rules(entry: _Entry) -> ListRules:
    following = _Entry(entry.take("next", dict, {}), f"{entry.where}.next")
    rules = ListRules(
        records=entry.pattern("records", ("row",)),
        date=entry.pattern("date", ("y", "m", "d"), ...) or "",
        next=NextPage(
            script=following.pattern("script", ("total", "current", "name", "ext")),
            counts_from=following.take("counts_from", int, 0),
            link=following.pattern("link", ("href",)),
            numbered=following.take("numbered", bool, True),
            anchor_texts=following.strings("anchor_texts", ()),
        ),
        service=_service(entry),
        columns=entry.pattern("columns", ("fragment", "name")),
    )
    following.done()
    entry.done()
    return rules


def _service(entry: _Entry) -> Service | None:
    data = entry.take("service", dict, None)
    if data is None:
        return None
    inner = _Entry(data, f"{entry.where}.service")
    service = Service(
        url=inner.take("url", str),
        form=inner.take("form", str, None),
        size=inner.take("size", int),
        total=inner.pattern("total", ("total",)),
    )
    inner.done()
    return service


def _article_rules(entry: _Entry) -> ArticleRules:
    rules = ArticleRules(
        url=entry.pattern("url"),
        body=entry.strings("body"),
        attachments=entry.strings("attachments", ()),
    )
    entry.done()
    return rules


def _load_sites(path: Path, families: Mapping[str, Family]) -> list[Site]:
    data = load_yaml(path)
    if not isinstance(data, dict) or not isinstance(data.get("sites"), list):
        raise FazhiError(f"{path} is no site file", "begin it with `sites:` and one `- source_id: …` entry a site")
    return [_read_site(_Entry(item, f"{path}: sites[{n}]"), families) for n, item in enumerate(data["sites"])]


def _read_site(entry: _Entry, families: Mapping[str, Family]) -> Site:
    source_id = entry.take("source_id", str)
    entry.where = f"{entry.where} ({source_id})"
    site = Site(
        source_id=source_id,
        name=entry.take("name", str),
        host=entry.take("host", str),
        family=entry.take("family", str, "generic"),
        region_code=entry.take("region_code", str),
        columns=tuple(
            _read_column(_Entry(item, f"{entry.where}: columns[{n}]"))
            for n, item in enumerate(entry.take("columns", list, []))
        ),
        enabled=entry.take("enabled", bool),
        delay_seconds=float(entry.take("delay_seconds", (int, float), 3.0)),
        verified_date=entry.take("verified_date", date, None),
        contact=entry.take("contact", str, None),
        root=entry.take("root", str, None),
        revisit_days=entry.take("revisit_days", int, None),
        verify_tls=entry.take("verify_tls", bool, True),
        other_hosts=entry.strings("other_hosts", ()),
    )
    entry.done()
    _check_site(site, entry.where, families)
    return site


def _read_column(entry: _Entry) -> Column:
    column = Column(url=entry.take("url", str), name=entry.take("name", str, None))
    entry.done()
    return column


def _check_site(site: Site, where: str, families: Mapping[str, Family]) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", site.source_id):
        raise FazhiError(f"{where}: source_id is not of the form [a-z0-9.-]", "use lower-case letters, digits, . and -")
    if site.family not in families:
        raise FazhiError(f"{where}: family {site.family} is unknown", f"use one of {', '.join(sorted(families))}")
    if not 0 <= site.delay_seconds <= 3600:
        raise FazhiError(f"{where}: delay_seconds is {site.delay_seconds}", "give 0 to 3600 seconds")
    for kind, url in [("root", site.root)] * bool(site.root) + [("column", column.url) for column in site.columns]:
        parts = urlsplit(url or "")
        if parts.scheme not in ("http", "https") or parts.hostname not in (site.host, *site.other_hosts):
            raise FazhiError(
                f"{where}: {kind} {url} is not on {site.host}",
                "give an http(s) URL on the site's host, or list its host in other_hosts",
            )
