"""What a page or a text file says of itself: title, publication date, source, and every field by its name.

The order of trust for the publication date is fixed: the PubDate tag, the index table, the visible line, the
date beside the link on the list page (or in index.csv), the date in the address. All of them are kept in
``meta``, since a claim of lateness needs two that agree. The header's "today is" line is never read: it is
frozen at the page's generation.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from itertools import zip_longest
from urllib.parse import urlsplit

from schemas.documents import Payload
from tasks.clean.html import MainText, Page
from tasks.clean.rules import Rules

_DATE = re.compile(
    r"(?<!\d)(\d{4})\s{0,2}(?:[-‐‑–—－]{1,3}|[/.．年])\s{0,2}(\d{1,2})\s{0,2}(?:[-‐‑–—－]{1,3}|[/.．月])\s{0,2}(\d{1,2})(?!\d)"
)
_COMPACT_DATE = re.compile(r"(?<!\d)(20\d\d|19\d\d)([01]\d)([0-3]\d)(?=\d{6}(?!\d)|(?!\d))")
_URL_DATE = re.compile(r"/(20\d\d)[/-]?(\d{1,2})[/-](\d{1,2})/|/t(20\d\d)(\d\d)(\d\d)_\d|/(20\d\d)/(\d\d)(\d\d)/")
_TITLE = re.compile(
    r"(?:报告|总结|情况|汇报|要点|方案|通知|意见|公告|通报|计划|规划|解读|白皮书)(?:[(（].{1,20}[)）])?$"
)
_NOT_TITLE = re.compile(r"^[(（]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[。；;>→]|->|[:：].{0,3}$|位置")
_SITE_SUFFIX = re.compile(r"\s*(?:[_|]|\s[-—–]+\s|[-—–]{2,}|-(?=[^-]*(?:网|政府|局|厅|委)$)).*$")
_ELSEWHERE = re.compile(r"</(?:tr|li|ul|table|dl|h[1-6])\b|<h[1-6]\b|<(t[dh]|dd)\b[^<]*(?:<(?!\1\b)[^<]*)*<\1\b", re.I)
_DAY = r"\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
_ALONE = re.compile(
    rf"(?:.{{0,6}}[于在]\s*|[^。，；今现当\d]{{2,30}}\s)?[\[(（【]?{_DAY}(?:\s+\d{{1,2}}:\d\d(?::\d\d)?)?[\])）】]?"
    r"(?:[\s|｜·][^。，；]{0,60}|(?:作者|来源|浏览|阅读).{0,60}|[\u4e00-\u9fff]{2,24}(?:政府|委员会|办公室|办事处|[局厅委]))?$"
)
_WITH_HOUR = re.compile(rf"[^。，；今现当]{{0,40}}?{_DAY}\s+\d{{1,2}}:\d\d")  # 今天是 is the page's clock
_NAMED = re.compile(r"(?:名|标)\s*(?:称|题)\s*[:：]\s*(\S{8,80})$")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*(?:Z|[+-]\d\d:?\d\d)")
_CHINA = timezone(timedelta(hours=8))
_SITE = re.compile(r"^[\u4e00-\u9fff]{2,20}(?:政府|委员会|管委会|办事处|局|厅)(?:门户|官方|信息公开)?(?:网站?|平台)?$")
_IN_YEAR = re.compile(r"20\d\d|二[〇○零]")
_TIME = re.compile(r"""<time\b[^<>]*\bdatetime\s*=\s*["']?([\d-]{10}[^"'\s>]*)""", re.I)
_BROKEN = re.compile(r"(?:\s|</?(?:br|b|strong|font|span|em|i|u)\b[^<>]*>)*", re.I)
_ABOVE, _JUST_ABOVE = 20, 8  # runs
_SHORTEST_TITLE = 8  # characters
_LISTED_IN_FILE = "file"


@dataclass(slots=True)
class Stated:
    """The facts found so far; ``fields`` keeps each by the name the page gives it."""

    fields: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    published: date | None = None
    basis: str | None = None
    site: str | None = None


def from_page(page: Page, main: MainText, rules: Rules, listed: str | None = None) -> Stated:
    """Read an HTML page's meta tags, index table, visible line and title, the last as a link ``listed`` it, if it is there."""
    stated = Stated(_meta_tags(page, rules))
    before = range(max(0, main.first - 80), main.first)
    inside = range(main.first, min(main.last + 1, main.first + 15, len(page.spans)))
    after = range(max(inside.stop, main.last - _JUST_ABOVE), min(main.last + 30, len(page.spans)))
    visible = read_fields(_chunks(page, (*before, *inside, *after)), rules)
    _publish(stated, rules, visible)
    if stated.published is None and (moment := _TIME.search(page.source, *_around(page, main))):
        stated.published, stated.basis = parse_date(moment[1]), "visible_line"
    _publish_bare(stated, [page.run(index) for index in range(max(0, main.first - _JUST_ABOVE), main.first)])
    stated.fields = {**visible, **stated.fields}
    stated.title = stated.fields.get("ArticleTitle") or _page_title(page, main, rules, listed)
    stated.site = stated.fields.get("SiteName") or stated.fields.get("og:site_name") or _site_in_title(page)
    return stated


def _around(page: Page, main: MainText) -> tuple[int, int]:
    """From just above the text's first run to its beginning, as places in the source."""
    if not page.spans or main.first >= len(page.spans):
        return 0, 0
    return page.spans[max(0, main.first - _ABOVE)][0], page.spans[min(main.first + _JUST_ABOVE, len(page.spans) - 1)][1]


def from_text(text: str, rules: Rules) -> Stated:
    """Read what page residue at the head (or foot) of a plain text states; the text itself is not touched."""
    found = [line.strip(" \t\r\u3000\xa0•") for line in text[:6000].split("\n")]
    head = [line for line in found if line][:20]
    stated = Stated()
    visible = read_fields([part for line in head if len(line) <= rules.longest for part in (line, "")], rules)
    _publish(stated, rules, visible)
    stated.fields = visible
    titles = (line for line in head[:12] if 6 <= len(line) <= rules.longest)
    stated.title = next((t for t in titles if _TITLE.search(t) and not _NOT_TITLE.search(t)), None)
    return stated


def add_capture_dates(stated: Stated, payload: Payload) -> None:
    """Add the dates that the crawl knew and the address carries, and let them decide where the page is silent."""
    is_file = urlsplit(payload.url).scheme == _LISTED_IN_FILE or not (payload.column or payload.listed_title)
    listed_basis = "file_index" if is_file else "list_row"
    for found, basis in ((payload.listed_date, listed_basis), (_url_date(payload.url), "url")):
        if found is None:
            continue
        stated.fields[f"{basis}_date"] = found.isoformat()
        if stated.published is None:
            stated.published, stated.basis = found, basis


def read_fields(chunks: Sequence[str], rules: Rules) -> dict[str, str]:
    """Read ``name: value`` pairs from consecutive runs of text; the first value of a name stays.

    A name alone in its run takes the next run as its value, unless that is a name itself or an empty string
    stands between, which says that the next run is elsewhere on the page.
    """
    fields: dict[str, str] = {}
    pending: str | None = None
    for chunk in chunks:
        labels = [m for m in rules.label.finditer(chunk) if m.group(2) or m.start() == 0] if len(chunk) < 300 else []
        lead = chunk[: labels[0].start()] if labels else chunk
        if not chunk:
            pending = None
        elif pending and lead.strip(" :：\u3000\xa0"):
            fields.setdefault(pending, lead.strip(" :：\u3000\xa0"))
            pending = None
        elif labels:
            pending = None
        for label, following in zip_longest(labels, labels[1:]):
            name = "".join(label.group(1).split())
            value = chunk[label.end() : following.start() if following else None].strip(" \u3000\xa0\t|[【")
            if value and name in rules.index_fields:
                fields.setdefault(name, value)
            pending = name if not value and following is None and name in rules.index_fields else None
    return {name: value for name, value in fields.items() if len(value) <= 200}


def parse_date(text: str) -> date | None:
    """Read the first date written year, month, day with any of the separators in use; None where there is none.

    A moment of another time zone is of the day it was in China.
    """
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text).astimezone(_CHINA).date()
    match = _DATE.search(text) or _COMPACT_DATE.search(text)
    return _date(match.groups()) if match else None


def _date(parts: Iterable[str]) -> date | None:
    year, month, day = (int(part) for part in parts)
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1990 <= year <= 2100 else None


def _url_date(url: str) -> date | None:
    match = _URL_DATE.search(urlsplit(url).path)
    return _date(part for part in match.groups() if part) if match else None


def _chunks(page: Page, indexes: Sequence[int]) -> list[str]:
    """The runs' texts, with an empty string where a row, an item, a heading or an empty cell lies between two."""
    chunks: list[str] = []
    previous = -1
    for index in indexes:
        gap = page.source[page.spans[previous][1] : page.spans[index][0]] if previous >= 0 else ""
        if len(gap) > 2000 or _ELSEWHERE.search(gap):
            chunks.append("")
        chunks.append(page.run(index))
        previous = index
    return chunks


def _publish(stated: Stated, rules: Rules, visible: Mapping[str, str]) -> None:
    in_table = bool(rules.table_marks & visible.keys())
    table_basis = "index_table" if in_table else "visible_line"
    sources = (
        (stated.fields, rules.meta_dates, "meta_pubdate"),
        (visible, rules.published_in_table, table_basis),
        (visible, rules.published_in_line, "visible_line"),
    )
    for fields, names, basis in sources:
        for name in names:
            found = parse_date(fields.get(name, ""))
            if found and stated.published is None:
                stated.published, stated.basis = found, basis


def _publish_bare(stated: Stated, above: Sequence[str]) -> None:
    """Take a date that stands alone just above the text, with the hour or without, where nothing else is said."""
    alone = [text for text in above if _ALONE.match(text) or _WITH_HOUR.match(text)]
    if alone and stated.published is None:
        stated.published, stated.basis = parse_date(alone[-1]), "visible_line"


def _meta_tags(page: Page, rules: Rules) -> dict[str, str]:
    fields: dict[str, str] = {}
    for node in page.tree.css("meta[name], meta[property]"):
        attributes = node.attributes
        name = rules.meta_names.get((attributes.get("name") or attributes.get("property") or "").strip().lower())
        content = (attributes.get("content") or "").strip()
        if name and content:
            fields.setdefault(name, content)
    return fields


def _page_title(page: Page, main: MainText, rules: Rules, listed: str | None) -> str | None:
    for selector in rules.titles:
        near = [page.text(node) for node in page.tree.css(selector) if _is_near(page.tokens(node), main)]
        if texts := [text for text in near if not _SITE.match(text)]:  # the site's own name may be a heading too
            return texts[-1]
    above = (_heading(page, index, rules) for index in range(max(0, main.first - 80), main.first))
    if listed and _TITLE.search(listed) and listed in above:
        return listed
    node = page.tree.css_first("title")
    title = _SITE_SUFFIX.sub("", node.text().strip()) if node else ""
    if _TITLE.search(title) and len(title) >= _SHORTEST_TITLE and not (listed and _says_less(title, listed)):
        return title
    return _titled_run(page, main.first, rules) or listed or title or None


def _says_less(title: str, listed: str) -> bool:
    """Whether a <title> is a column's name, is cut, or has the title among other names."""
    is_columns = _IN_YEAR.search(listed) is not None and _IN_YEAR.search(title) is None
    return is_columns or "…" in title or (listed != title and listed in title)


def _site_in_title(page: Page) -> str | None:
    """The site's name as <title> has it, behind the document's title or alone; None where neither is a government's."""
    node = page.tree.css_first("title")
    parts = re.split(r"[-_|—–]+", node.text()) if node else []
    names = [part.strip() for part in parts if _SITE.search(part.strip())]
    return names[-1] if names else None


def _titled_run(page: Page, first: int, rules: Rules) -> str | None:
    """The nearest run above the text that reads like a title and leads nowhere, however it is marked up."""
    for index in range(first - 1, max(-1, first - _ABOVE), -1):
        text = _heading(page, index, rules)
        if (named := _NAMED.match(text)) and _TITLE.search(text):
            return named[1]
        if _SHORTEST_TITLE <= len(text) <= 80 and _TITLE.search(text) and not _NOT_TITLE.search(text):
            start = page.spans[index][0]
            if page.source.rfind("<a ", 0, start) <= page.source.rfind("</a", 0, start):
                return _with_lines_above(page, index)
    return None


def _heading(page: Page, index: int, rules: Rules) -> str:
    """What a run says as a heading: without how many have read the text."""
    text = page.run(index)
    return rules.readers.sub("", text).rstrip() if len(text) <= rules.longest else text


def _with_lines_above(page: Page, index: int) -> str:
    """A heading's last run with those before it in the same element, however it was broken over lines."""
    first = index
    while first and _BROKEN.fullmatch(page.source, page.spans[first - 1][1], page.spans[first][0]):
        first -= 1
    return "".join(page.run(each) for each in range(first, index + 1))


def _is_near(tokens: Sequence[int], main: MainText) -> bool:
    """Whether a heading stands right above the text, or at its very beginning, and is more than a word."""
    return bool(tokens) and main.first - 80 <= tokens[0] <= main.first + 5 and len(tokens) <= 12
