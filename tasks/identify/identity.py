"""Who wrote a document, where, and for which year, each with the evidence.

The issuer is read where reports name it, strongest first: the title, a line of its own (letterhead or signature), the
subject of the opening sentence, the page's 发布机构 and 来源, and last 我街 or 我县 together with the site's region or the
place the text keeps naming. What the evidence does not decide stays None; the candidates are kept, and
``require_decided`` turns them into the quarantine reason. Nothing is guessed.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from schemas.documents import CleanDocument, Identity, IssuerType, Level, Payload, RegionCandidate
from schemas.errors import DocumentError
from tasks.identify.mentions import Mention, MentionReader, self_kind
from tasks.identify.organs import Organ, load_organs
from tasks.identify.places import Choice, Surroundings, surroundings
from tasks.identify.regions import Region, RegionTable, load_regions
from tasks.identify.years import decide_year

# Some pages are set in traditional characters.
_REPORT_TITLE = re.compile(
    "(?:法治|依法行政|依法治|政府建[设設]).*(?:[报報]告|情[况況]|[总總][结結]|年[报報]|[汇匯][报報])"
)
# A line of its own that is no heading of a section, no sentence and no address to a reader.
_TITLE_LINE = re.compile(r"(?![一二三四五六七八九十(（0-9]{1,3}[、.．)）])[^。]{6,60}(?<![:：，,])")
_HEAD_LINES = 20
_TAIL_LINES = 6
_OPENING_LENGTH = 600
_CLAUSE_START = re.compile(r"(?:^|[\n。,，:：;；]|年来?|以来|年度|现将|现对)[ \t　]*(?=[一-鿿])")
_MUST_FOLLOW = re.compile(r"(?!的|党委|人大|委员会|召开|印发|[、，,。]|在.{0,30}(?:指导|支持)下[，,]我)")
_SITE_FIELDS = re.compile("机构|机关|单位|部门|作者|来源|主体")
_OWN_BODY = re.compile("(?:街道(?:办事处)?|管委会|管理委员会)$")  # part of some places' names
_KIND_LEVELS: dict[str, tuple[IssuerType | None, tuple[Level, ...]]] = {
    "street": ("street_office", ("street",)),
    "town": ("government", ("town",)),
    "county": ("government", ("county",)),
    "district": ("government", ("county", "province")),
    "city": ("government", ("city", "county")),
    "province": ("government", ("province",)),
    "zone": ("zone_committee", ("county",)),
    "department": ("department", ()),
}


@dataclass(frozen=True, slots=True)
class _Found:
    """An issuer named somewhere: what was read, and where."""

    mention: Mention
    basis: str


@dataclass(frozen=True, slots=True)
class _Issuer:
    """What is known of the issuer; the region may be open."""

    organ: Organ | None
    issuer_type: IssuerType | None
    level: Level | None
    choice: Choice
    basis: str
    candidates: tuple[str, ...]
    branch: str | None = None  # a branch's own name, as written: 杭州市生态环境局余杭分局


@lru_cache(maxsize=1)
def _reader() -> MentionReader:
    return MentionReader(load_regions(), load_organs())


def identify(document: CleanDocument, payload: Payload, site_regions: Mapping[str, str] | None = None) -> Identity:
    """Return the identity of a report.

    ``site_regions`` maps a host of the source registry to its region code. Fields are None where the evidence does not
    decide; ``region_basis`` and ``year_basis`` then say why.
    """
    reader = _reader()
    titles = _titles(document, payload)
    published = document.published_date or payload.listed_date
    year = decide_year(titles, document.text, published)
    around = surroundings(document, payload, reader, site_regions or {}, year.year)
    issuer = _find_issuer(document, titles, around)
    identity = _describe(issuer, reader)
    return replace(
        identity,
        title=titles[0] if titles else document.title,
        report_year=year.year,
        year_basis=year.basis,
        published_date=published,
        date_basis=document.date_basis if document.published_date else "list_row" if published else None,
    )


def require_decided(identity: Identity) -> None:
    """Raise DocumentError with the candidates where issuer or year is undecided; such a report is held, not published."""
    if identity.issuer_id is None:
        candidates = "; ".join(f"{c.region_path} {c.region_code} ({c.basis})" for c in identity.region_candidates)
        raise DocumentError("undecided_issuer", f"{identity.region_basis}; candidates: {candidates or 'none'}")
    if identity.report_year is None:
        raise DocumentError("undecided_year", identity.year_basis or "no evidence")


def _titles(document: CleanDocument, payload: Payload) -> list[str]:
    """Return the document's titles, the page's first; lines at the text's head count where they read like one."""
    titles = [t for t in (document.title, payload.listed_title) if t and _REPORT_TITLE.search(t)]
    lines = (line.strip(" \t　•·") for line in document.text.splitlines()[:_HEAD_LINES])
    titles += [line for line in lines if _TITLE_LINE.fullmatch(line) and _REPORT_TITLE.search(line)]
    return list(dict.fromkeys(titles))


def _find_issuer(document: CleanDocument, titles: list[str], around: Surroundings) -> _Issuer:
    kind = self_kind(document.text)
    undecided: _Issuer | None = None
    for found in _named(document, titles, around.reader):
        if not _fits(found.mention, kind, around.reader) and found.basis not in ("title", "line"):
            continue
        issuer = _resolve(found, around)
        if issuer.choice.code:
            return issuer
        undecided = undecided or issuer
    fallback = _from_self(kind, around)
    if undecided is None or fallback.choice.code or not undecided.candidates:
        return fallback
    return undecided


def _named(document: CleanDocument, titles: list[str], reader: MentionReader) -> Iterator[_Found]:
    """Yield the bodies that may be the issuer, strongest evidence first."""
    for title in titles:
        mention = reader.in_title(title)
        if mention:
            yield _Found(mention, "title")
    lines = [line.strip() for line in document.text.splitlines() if line.strip()]
    for line in [*lines[:_HEAD_LINES], *lines[-_TAIL_LINES:]]:
        mention = reader.whole(line) if len(line) <= 30 else None
        if mention and mention.organ and mention.regions:
            yield _Found(mention, "line")
    opening = document.text[:_OPENING_LENGTH]
    for clause in _CLAUSE_START.finditer(opening):
        mention = reader.read(opening, clause.end())
        if mention and len(mention.text) > 2 and _MUST_FOLLOW.match(opening, mention.end):
            yield _Found(mention, "lead")
    for name, value in document.meta.items():
        if _SITE_FIELDS.search(name) and (mention := reader.whole(value)):
            yield _Found(mention, f"index_table {name}")
    if document.content_source and (mention := reader.whole(document.content_source)):
        yield _Found(mention, "content_source")


def _fits(mention: Mention, kind: str | None, reader: MentionReader) -> bool:
    """Whether a body agrees with what the text calls itself."""
    if kind is None:
        return True
    issuer_type, levels = _KIND_LEVELS[kind]
    organ = mention.organ
    if organ is not None:
        return organ.issuer_type == issuer_type or (kind == "zone" and organ.issuer_type == "government")
    return any(reader.table.get(code).level in levels for code in mention.regions)


def _resolve(found: _Found, around: Surroundings) -> _Issuer:
    mention, table = found.mention, around.reader.table
    if mention.rank:
        choice = around.place_of_rank(mention.rank)
    elif mention.organ and mention.organ.issuer_type == "zone_committee" and mention.organ.key != "gwh":
        inside = "、".join(table.path(code) for code in mention.regions)
        choice = Choice(
            None, f"{mention.text} (in {inside}) is not in the region table: add it to data/regions/overlay.yaml"
        )
    else:
        choice = around.choose(mention.regions)
    codes = (choice.code,) if choice.code else mention.regions
    levels = {table.get(code).level for code in codes}
    level = levels.pop() if len(levels) == 1 else None
    organ = mention.organ or _own_organ(codes, around.reader)
    if organ and organ.issuer_type == "zone_committee" and choice.code is None:
        level = None
    kind = organ.issuer_type if organ else None
    branch = mention.text if mention.organ and mention.text.endswith("分局") else None
    return _Issuer(organ, kind, level, choice, found.basis, () if choice.code else mention.regions, branch)


def _own_organ(codes: Sequence[str], reader: MentionReader) -> Organ | None:
    """Return the body that stands for a bare place; None where there is none, or the candidates have different ones."""
    keys = {reader.table.governed_by(code) for code in codes}
    key = keys.pop() if len(keys) == 1 else None
    return reader.organs.governing(key) if key else None


def _from_self(kind: str | None, around: Surroundings) -> _Issuer:
    """Decide from 我街, 我县 …: the site's own region where it has that rank, else the place the text keeps naming."""
    if kind is None:
        return _Issuer(None, None, None, Choice(None, "no body is named as the issuer"), "none", ())
    issuer_type, levels = _KIND_LEVELS[kind]
    level: Level | None = levels[0] if len(levels) == 1 and kind != "zone" else None
    if kind == "department":
        return _Issuer(None, issuer_type, None, Choice(None, "a department that the text does not name"), "text", ())
    table = around.reader.table
    home = around.host_region
    if home and _is_of_kind(home, kind, levels, table):
        codes, basis, choice = [home], "text+host", Choice(home, "host")
    else:
        codes, basis = _most_named(kind, levels, around), "text"
        choice = (
            around.choose(codes)
            if codes
            else Choice(None, f"the text says 我… ({kind}) but names no place of that rank")
        )
        codes = [choice.code] if choice.code else codes
    organ = _own_organ(codes, around.reader) if codes else None
    found_level = table.get(codes[0]).level if codes else level
    return _Issuer(organ, issuer_type, found_level, choice, basis, () if choice.code else tuple(codes))


def _is_of_kind(code: str, kind: str, levels: tuple[Level, ...], table: RegionTable) -> bool:
    return table.get(code).level in levels and (table.governed_by(code) == "gwh") == (kind == "zone")


def _most_named(kind: str, levels: tuple[Level, ...], around: Surroundings) -> list[str]:
    """Return the codes of the place of these levels that the text names at least twice as often as any other."""
    table = around.reader.table
    counts: list[tuple[int, list[str]]] = []
    for name, count in around.place_counts.items():
        codes = [code for code in table.named(name) if _is_of_kind(code, kind, levels, table)]
        if codes:
            counts.append((count, codes))
    counts.sort(key=lambda pair: -pair[0])
    if counts and (len(counts) == 1 or counts[0][0] >= 2 * counts[1][0]):
        return counts[0][1]
    return []


def _describe(issuer: _Issuer, reader: MentionReader) -> Identity:
    table, code = reader.table, issuer.choice.code
    decided = code is not None and issuer.organ is not None
    region = table.get(code) if code else None
    reason = issuer.choice.basis
    return Identity(
        title=None,
        issuer_id=f"{code}:{issuer.organ.key}" if decided and issuer.organ else None,
        issuer=(issuer.branch or _full_name(region, issuer.organ)) if region and issuer.organ else None,
        issuer_type=issuer.issuer_type,
        level=issuer.level,
        region_code=code,
        region_path=table.path(code) if code else None,
        region_basis=issuer.basis if reason == "name" else f"{issuer.basis}: {reason}",
        region_candidates=tuple(RegionCandidate(c, table.path(c), reason) for c in issuer.candidates),
        report_year=None,
        year_basis=None,
        published_date=None,
        date_basis=None,
    )


def _full_name(region: Region, organ: Organ) -> str:
    """Return the body's name: 珠吉街道办事处, not 珠吉街道街道办事处; 南磨房地区办事处."""
    if organ.key == "jd" and region.name.endswith("地区"):
        return f"{region.name}办事处"
    return _OWN_BODY.sub("", region.name) + organ.name
