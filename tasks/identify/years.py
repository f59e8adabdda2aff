"""Which year a report is about, and what says so.

Evidence in order of weight: the title; headings and the opening (现将2022年度…报告如下); what the text implies (next year's
plan, the n-th constitution week, its own dates); last, a publication in the first half of a year. Strong evidence that
disagrees with itself decides nothing: ``year`` is None and ``basis`` says what was found where.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tasks.identify.wording import load_wording

# O and Ｏ are typed for 〇.
_DIGITS = str.maketrans("〇○零OＯ一二三四五六七八九０１２３４５６７８９", "000001234567890123456789")
# Every alternative begins with one plain character, so that the regular expression engine skips to them; so in _RANGE.
_YEAR = r"(2[0〇○零]?0?[0-9]{2}|2[０0][0-9０-９]{2}|２[０0][0-9０-９]{2}|二[〇○零OＯ][一二三四][〇○零OＯ一二三四五六七八九])"
_IN_TITLE = re.compile(rf"{_YEAR}\s*(?:年|(?=法治|依法行政))(?![0-9一二三四五六七八九十]{{1,2}}月)(?!以来)")
_BRACKETED = "|".join(rf"{re.escape(bracket)}[^）)〕\]】]{{0,24}}[）)〕\]】]" for bracket in "（(〔[【")
_IN_BRACKETS = re.compile(rf"[（(【\[]\s*{_YEAR}\s*(?:年度?)?\s*[）)】\]]")
_RANGE = re.compile(rf"{_BRACKETED}|《[^》]{{0,60}}》|20[0-9]{{2}}\s*[-—－–~至]\s*20[0-9]{{2}}年?")
_PLAN_WORDS = re.compile("打算|计划|安排|思路|设想|要点|下一步|展望|重点任务")
_LEAD = re.compile(
    rf"(?:现将|现就|现对|将|报告)[^。\n]{{0,30}}?{_YEAR}\s*年(?:度|来|以来)?[^。\n]{{0,40}}?(?:报告|汇报|总结|公开|公布|公告|说明|通报)"
)
_OPENING = re.compile(rf"^\W*{_YEAR}\s*年(?:度|以来|来)?\s*[,，、是]|^\W*{_YEAR}\s*年(?:度|以来)[^，。\n]{{0,12}}[,，]")
_HEADING = re.compile(
    r"(?m)^[ \t　]*(?:[一二三四五六七八九十(（]{1,3}[、.．)）]\s*(?P<line>[^\n。]{0,50})|(?P<bare>[^\n。，；：:]{4,30})$)"
)
_LINE_YEAR = re.compile(rf"{_YEAR}\s*年")
_PLAN_SENTENCE = re.compile(rf"{_YEAR}\s*年(?:度)?[,，]?[^。\n]{{0,24}}?(?:将|要|计划|拟|力争|继续|打算)")
# The order to report: 《关于做好2023年度法治政府建设情况报告工作的通知》.
_CITED_ORDER = re.compile(
    rf"《[^》]{{0,12}}(?:做好|报送|开展|编制)[^》]{{0,12}}?{_YEAR}\s*年度?(?:法治|依法行政)[^》]{{0,24}}报告[^》]{{0,12}}通知》"
)
_CITED_PLAN = re.compile(rf"{_YEAR}\s*年度?[^。，,》>\n]{{0,20}}?工作(?:要点|计划|安排)")
_ANY = re.compile(r"(20[0-9]{2})年")
_OPENING_LENGTH = 700


@dataclass(frozen=True, slots=True)
class ReportYear:
    """The year, or None; ``basis`` names the evidence, or what disagreed."""

    year: int | None
    basis: str


def _to_year(text: str) -> int | None:
    digits = text.translate(_DIGITS)
    return int(digits) if len(digits) == 4 and digits.startswith("20") else None


def title_years(title: str) -> list[int]:
    """Return the years a title says it reports on; a plan's year in the same title does not count."""
    plain = _RANGE.sub("", title)
    found = list(_IN_TITLE.finditer(plain)) or list(_IN_BRACKETS.finditer(title))
    years: list[int] = []
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(plain)
        said = plain[match.end() : end]
        year = _to_year(match[1])
        is_plan = _PLAN_WORDS.search(said) and not re.search("情况|总结|报告", said)
        if year and year not in years and not (is_plan and (index or len(found) > 1)):
            years.append(year)
    return years


def decide_year(titles: list[str], text: str, published: date | None) -> ReportYear:
    """Return the report year from a document's titles, text and date."""
    plain = _RANGE.sub(lambda m: " " * len(m[0]), text)
    headings = list(_headings(plain))
    strong = [("title", year) for title in titles for year in title_years(title)]
    strong += _stated(plain, headings)
    years = {year for _, year in strong}
    if len(years) == 1:
        year = years.pop()
        if published and year > published.year:
            return ReportYear(None, f"undecided: {_list(strong)}, yet published {published}")
        return ReportYear(year, strong[0][0])
    if len(years) > 1:
        return ReportYear(None, f"undecided: {_list(strong)}")
    return _from_hints(list(_implied(text, plain, headings)), published)


def _headings(plain: str) -> Iterator[tuple[str, int]]:
    """Yield every line that may be a heading and names one year, with the year."""
    for match in _HEADING.finditer(plain):
        line = match["line"] or match["bare"] or ""
        years = _LINE_YEAR.findall(line) if "年" in line else ()
        if len(years) == 1 and (year := _to_year(years[0])):
            yield line, year


def _from_hints(hints: list[tuple[str, int]], published: date | None) -> ReportYear:
    years = {year for _, year in hints}
    if len(years) == 1:
        year = years.pop()
        if published and (year, 7) > (published.year, published.month):
            return ReportYear(None, f"undecided: {_list(hints)}, yet published {published}")
        return ReportYear(year, hints[0][0])
    if len(years) > 1:
        return ReportYear(None, f"undecided: {_list(hints)}")
    if published and published.month <= 6:
        return ReportYear(published.year - 1, "published_date")
    return ReportYear(None, "undecided: neither title, text nor date says a year")


def _list(found: list[tuple[str, int]]) -> str:
    return "; ".join(f"{basis} says {year}" for basis, year in dict.fromkeys(found))


def _stated(plain: str, headings: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the years that the opening and the headings state for the report as a whole."""
    opening = plain[:_OPENING_LENGTH]
    found: list[tuple[str, int]] = []
    for match in _LEAD.finditer(opening):
        year = _to_year(match[1])
        if year:
            found.append(("lead", year))
    openings = [first for line in opening.splitlines() if (first := _OPENING.match(line))]
    if openings and not found and (year := _to_year(openings[0][1] or openings[0][2])):
        found.append(("lead", year))
    measured = load_wording().report_heading
    found += [("heading", year) for line, year in headings if measured.search(line) and not _PLAN_WORDS.search(line)]
    return found


def _implied(text: str, plain: str, headings: list[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Yield (basis, year) for every hint: the plan's year, counted anniversaries, the text's own dates."""
    plans = {year for line, year in headings if _PLAN_WORDS.search(line)}
    tail = plain[len(plain) // 2 :]
    plans |= {year for found in _PLAN_SENTENCE.findall(tail) if (year := _to_year(found))}
    if len(plans) == 1:
        yield "plan_year", next(iter(plans)) - 1
    ordered = {year for found in _CITED_ORDER.findall(text) if (year := _to_year(found))}
    if len(ordered) == 1:
        yield "cited_order", next(iter(ordered))
    cited = {year for found in _CITED_PLAN.findall(text) if (year := _to_year(found))}
    if len(cited) == 1 and not plans:
        yield "cited_work_plan", next(iter(cited))
    for name, first_year, ordinal in load_wording().anniversaries(text):
        yield f"anniversary: {name}", first_year + ordinal - 1
    if not plans:
        counts = Counter(int(year) for year in _ANY.findall(plain))
        ranked = counts.most_common(2)
        clear = ranked and ranked[0][1] > 2 and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1])
        if clear and ranked[0][0] == max(counts):
            yield "text_dates", ranked[0][0]
