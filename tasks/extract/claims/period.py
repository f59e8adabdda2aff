"""Which time a figure speaks of, as an ISO 8601 year or interval: 2022, 2018/2022.

The report's own year unless words of time say otherwise. How far they reach is a matter of grammar: at the head of a
sentence they hold for all of it (2021年，收到…，审结…); further on for their own clause (受理71宗，上年58宗，审结68宗);
as the base of a comparison (比2022年的655件多22.7%) only for the level that follows, never for the change. The year of a
document (2022年度报告) is no time of a figure. 五年来 and 党的十九大以来 reach up to the report's year, 近年来 says no time.
Of two levels (由612项精简到548项) the first is an earlier one, of no stated time.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from tasks.extract import lexicon
from tasks.extract.claims.context import Context
from tasks.extract.mentions.numerals import parse
from tasks.extract.mentions.scan import Mention

_DAY = r"(?:[01]?[0-9]月(?:[0-3]?[0-9]日|[初中底末])?)?"  # 2008年1月至2010年5月底
_YEARS = re.compile(
    rf"(?P<first>(?:19|20)[0-9]{{2}})(?![0-9])(?:\s?年?{_DAY}\s?[-—–~～至到]{{1,2}}\s?(?P<last>(?:19|20)[0-9]{{2}})(?:年{_DAY})?)?"
    r"\s?年?度?(?P<since>以来|起)?"
)
# Every alternative begins with a letter of its own, so that the search skips what begins with none of them.
_WORDS = re.compile(
    r"去年|上年度?|上一年度?|前一年度?|今年|本年度?|近几?年来?|近[二两三四五六七八九十2-9]年来?|过去[二两三四五六七八九十2-9]年|年来|年间|以来|期间|时期"
)
_COUNT = re.compile(r"(?:近|过去)([二两三四五六七八九十2-9])")
_COUNT_BEFORE = re.compile(r"(?:近|过去|这)?([一二两三四五六七八九十2-9])$")
_ERA_BEFORE = re.compile(
    r"(?:党的)?[“\"]?(十[一二三四五六七八九]大|二十大|十[一二三四五六]五|[六七八九]五(?=[”\"]?普法))[”\"]?(?:规划|普法(?:规划)?)?$"
)
_WHAT = re.compile(r"(?<![0-9年月日])[^,，。;；、：:\s0-9]*$")
_ITEM = re.compile(r"[一二三四五六七八九十]{1,3}[是要]|[（(][一二三四五六七八九十0-9]{1,2}[)）]|[0-9]{1,2}[.．、]")
_LEAD = re.compile(r"([^。；;\n]{4,60})[：:]\s?(?:一[是要]|[（(][一1][)）]|1[.．、])")
_LIST_REACH, _LONGEST_ITEM = 400, 4
_COMMAS = ("，", ",")
_WITHOUT_FIGURE = re.compile(r"[^,，。;；、：:()（）0-9\n]{2,24}[,，]")  # what a clause says that only tells the time
_PLAN = 5  # years of a plan: “十三五”期间
# 自2019年机构改革以来, 自2020年7月起
_SINCE = re.compile(rf"{_DAY}(?:[^,，。;；、：:0-9\s]{{0,12}}?以来|起|开始)")
_UNTIL_NOW = re.compile(r"[^,，。;；、：:0-9\s]{0,12}?至今")  # 2019年机构改革至今
_SINCE_BEFORE = re.compile(r"[自从]\s?$")
_THIS = ("今年", "本年")
_LAST = ("去年", "上年", "上一年", "前一年")
_DOCUMENT = re.compile(
    r"(?:度|版|以来)?[^,，。;；、0-9]{0,10}?(?:报告|规划|纲要|方案|要点|计划|清单|目录|任务书|白皮书)"
)
_OF_ONE = re.compile(r"(?P<same>同期)|[末底]?(?:结转|结余|遗留|转入|未结|留存)")  # 上年结转23件，新收212件
_BASE = re.compile(r"[较比与同跟](?:之|于)?\s?$")
_FROM = re.compile(r"[由从自]\s?$")
_FIRST_OF_TWO = re.compile(r"[由从](?:原来的?|原先的?|之前的?|此前的?|原定的?|法定的?)?$")
_SECOND = re.compile(
    r"(?:[、和及与][0-9][0-9.,]*[万亿]?[\u4e00-\u9fff%]{1,3}){0,4}[^,，。;；、0-9]{0,10}(?:到|至|为|成)[^,，。;；、0-9]{0,4}[0-9]"
)
# 2023年、2024年分别受理100件、120件: each value has its own year.
_EACH = re.compile(
    r"((?:(?:19|20)[0-9]{2}年?度?[、和及与]){1,5}(?:19|20)[0-9]{2})年度?[,，]?[^,，。;；0-9]{0,20}分别[^,，。;；0-9]{0,24}$"
)
_EACH_REACH = 80
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_TITLE = re.compile(r"《[^》\n]{0,120}》")
_CLAUSE = re.compile(r".*[,，:：(（;；]", re.DOTALL)
_OPENING = re.compile(r"[\s\W]*(?:[一二三四五六七八九十]+是|同时|此外|其中|截至|截止|在|自|从|至)?")
_LONGEST_OPENING = 12
_NEAR, _OPENS = 160, 40  # characters of a long sentence in which words of time are looked for


class _Time(NamedTuple):
    """A word of time and what it may say about the figures behind it."""

    start: int
    period: str | None
    opens: bool  # stands at the head of its sentence
    of_one: bool  # speaks of the next figure alone
    is_same: bool  # 去年同期: of all that its sentence tells, where no other time does
    is_base: bool
    is_from: bool
    is_past: bool  # 去年 and the like: never the time of a change


class _Found(NamedTuple):
    """A word of time as it stands, with the time it says."""

    start: int
    end: int
    period: str | None
    is_since: bool
    is_past: bool


class Times:
    """The words of time of one text, in order."""

    def __init__(self, context: Context, mentions: Iterable[Mention], report_year: int | None) -> None:
        self._text, self._context = context.text, context
        self.year = None if report_year is None else str(report_year)
        titles = [match.span() for match in _TITLE.finditer(context.text)]
        dates = (mention.start for mention in mentions if mention.kind in ("period", "date"))
        found = [_of_year(match, report_year) for start in dates if (match := _YEARS.match(context.text, start))]
        found += filter(None, (_of_words(match, report_year) for match in _WORDS.finditer(context.text)))
        self._times = [
            self._placed(time)
            for time in _apart(found)
            if not _DOCUMENT.match(context.text, time.end)
            and not _within(time.start, titles)
            and not self._is_carried_into(time)
        ]
        self._starts = [time.start for time in self._times]

    def _is_carried_into(self, time: _Found) -> bool:
        """Say whether the year is one to come, into which something was carried over: 结转至2024年5件."""
        is_ahead = self.year is not None and time.period is not None and time.period > self.year
        return is_ahead and (
            self._text.endswith(lexicon.words("status", "carried_into"), 0, time.start)
            or self._text.startswith(lexicon.words("status", "carried_on"), time.end)
        )

    def _placed(self, found: _Found) -> _Time:
        start = found.start
        head = self._context.sentence_head(start)
        head = max(head, self._text.rfind("；", head, start) + 1)  # 制定文件36件；党的二十大以来，化解积案86件
        opens = start - head <= _LONGEST_OPENING and _OPENING.fullmatch(self._text, head, start) is not None
        if not opens and self._text[start - 1 : start] in _COMMAS:  # 2020年获评，2024年再次获评，示范点增至12个
            opens = _WITHOUT_FIGURE.match(self._text, found.end) is not None
        near, of_one = self._text[max(0, start - 3) : start], _OF_ONE.match(self._text, found.end)
        return _Time(
            start, found.period, opens, of_one is not None, of_one is not None and of_one["same"] is not None,
            _BASE.search(near) is not None,
            _FROM.search(near) is not None and not found.is_since, found.is_past,
        )  # fmt: skip

    def period_of(self, start: int, end: int, since: int, is_change: bool) -> str | None:
        """Return the period of the figure at [start, end); None where nothing says it.

        ``since`` is where the figure before it ends, ``is_change`` whether it states a change.
        """
        text = self._text
        if text[start - 1 : start] in ("由", "从", "来", "先", "前", "的", "定"):
            former = _FIRST_OF_TWO.search(text, max(0, start - 8), start)
            period = None if former and _SECOND.match(text, end, end + 24) else self.year
        else:
            period = self._of_list(start)
        clause, times = -1, list(self._before(start))
        if len(times) == 1 and times[0].is_same and times[0].opens and not (times[0].is_base or is_change):
            return times[0].period  # 去年同期办案98件，罚款28万元
        for time in times:
            if clause < 0:
                near = _CLAUSE.match(text, max(self._context.sentence_head(start), start - _NEAR), start)
                clause = near.end() if near else 0
            if _holds(time, time.start >= since, time.start >= clause, is_change):
                period = time.period
        return period

    def _of_list(self, start: int) -> str | None:
        """Return the time of the words that open the figure's list (2022年以来，主要：一是…；二是…), else the report's."""
        head = self._context.sentence_head(start)
        if _ITEM.match(self._text, head) is None:
            return self.year
        low = max(self._text.rfind("\n", 0, head) + 1, head - _LIST_REACH)
        leads = list(_LEAD.finditer(self._text, low, head + _LONGEST_ITEM))
        told = (
            [t for t in self._times_in(*leads[-1].span(1)) if t.opens and not (t.is_base or t.of_one)] if leads else []
        )
        return told[-1].period if told else self.year

    def _times_in(self, low: int, high: int) -> list[_Time]:
        return self._times[bisect_left(self._starts, low) : bisect_left(self._starts, high)]

    def of_each(self, start: int) -> tuple[str, ...]:
        """Return the years of the values that begin with the figure at ``start``, where each has its own; else none."""
        since = max(self._context.sentence_head(start), start - _EACH_REACH)
        told = _EACH.search(self._text, since, start)
        return tuple(_YEAR.findall(told[1])) if told else ()

    def _before(self, start: int) -> Iterable[_Time]:
        """Return the words of time in the sentence before ``start``; of a very long one in its opening and what is near."""
        head, stop = self._context.sentence_head(start), bisect_left(self._starts, start)
        first = bisect_left(self._starts, head)
        if start - head <= _NEAR + _OPENS:
            return self._times[first:stop]
        opening = bisect_left(self._starts, head + _OPENS)
        return (
            *self._times[first:opening],
            *self._times[max(opening, bisect_left(self._starts, start - _NEAR)) : stop],
        )


def _holds(time: _Time, attached: bool, in_clause: bool, is_change: bool) -> bool:
    if time.is_base or time.of_one:
        return attached and in_clause and not is_change
    if time.is_from:
        return attached or time.opens
    return time.opens or (in_clause and not (is_change and time.is_past))


def _apart(found: list[_Found]) -> Iterator[_Found]:
    """Yield words of time in order, without those that others hold: the end of 2008年1月至2010年5月."""
    end = -1
    for time in sorted(found):
        if time.start >= end:
            yield time
            end = time.end


def _within(place: int, spans: list[tuple[int, int]]) -> bool:
    at = bisect_left(spans, (place, 0)) - 1
    return at >= 0 and place < spans[at][1]


def _of_year(match: re.Match[str], report_year: int | None) -> _Found:
    """Read 2021年, 2021—2023年, 2021年以来."""
    first, since, end, text = match["first"], match["since"] is not None, match.end(), match.string
    if not since and not match["last"]:
        after = _UNTIL_NOW.match(text, end)
        if after is None and _SINCE_BEFORE.search(text, max(0, match.start() - 2), match.start()):
            after = _SINCE.match(text, end)
        since, end = after is not None, after.end() if after else end
    period = first
    if match["last"]:
        period = f"{first}/{match['last']}" if match["last"] != first else first
    elif since and report_year is not None and int(first) < report_year:
        period = f"{first}/{report_year}"
    return _Found(match.start(), end, period, since, is_past=False)


def _of_words(match: re.Match[str], report_year: int | None) -> _Found | None:
    """Read 去年, 五年来, 党的十九大以来, “十三五”期间; since what we do not know (本届政府以来) is no stated time."""
    text, start, end, word = match.string, match.start(), match.end(), match[0]
    if word.startswith((*_THIS, *_LAST)):
        ago = 0 if word.startswith(_THIS) else 1
        period = None if report_year is None else str(report_year - ago)
        return _Found(start, end, period, is_since=False, is_past=ago > 0)
    first = None
    if word in ("以来", "期间", "时期"):
        era = _ERA_BEFORE.search(text, max(0, start - 12), start)
        first = lexicon.eras().get(era[1]) if era else None
        if era is None or first is None:
            before = _WHAT.search(text, max(0, start - _LONGEST_OPENING), start) if word == "以来" else None
            if before is None or not any(what in before[0] for what in lexicon.words("numeral_words", "long_since")):
                return None
            return _Found(before.start(), end, None, is_since=True, is_past=False)
        start = era.start()
        if word != "以来" and report_year is not None and first + _PLAN <= report_year:
            return _Found(start, end, f"{first}/{first + _PLAN - 1}", is_since=True, is_past=False)
    else:
        before = _COUNT_BEFORE.search(text, max(0, start - 4), start) if word in ("年来", "年间") else None
        count = before or _COUNT.match(word)
        number = parse(count[1]) if count else None
        start = before.start() if before else start
        if number is not None and number.value is not None and report_year is not None:
            first = report_year - int(number.value) + 1
    return _Found(start, end, _until(first, report_year), is_since=True, is_past=False)


def _until(first: int | None, report_year: int | None) -> str | None:
    if first is None or report_year is None:
        return None
    return f"{first}/{report_year}" if first < report_year else str(report_year)
