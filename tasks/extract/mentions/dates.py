"""Dates, years, periods, codes and sessions: numerals that are known by their shape and never count anything.

One expression for what begins with a digit and one for what begins with a Chinese numeral; the name of the group
that matched is the kind. Dates whose characters were lost on the way (20212025年, 20256月, 2025730日) are still dates.
"""

import re

from schemas.documents import Kind

_YEAR = r"(?:19|20)[0-9]{2}"
_DASH = r"(?:[-—–―－~～〜]{1,2}|至|到)"
_PART = r"(?:份|底|初|末|[上中下]旬)?"
_DAY = r"(?:[12][0-9]|3[01]|0?[1-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_CLOCK = r"[0-2]?[0-9][::][0-5][0-9](?:[::][0-5][0-9])?(?![0-9])"
_ORDINAL = "[一二三四五六七八九十百零两0-9]{1,4}"
_SESSION = rf"{_ORDINAL}届(?:{_ORDINAL}[次中]|(?=人大|政协|市委|县委|区委|省委|常委))"
_CN_YEAR = "[二一][〇零○九][〇零○一二三四五六七八九]{2}"
_CN_DAY = "[一二三四五六七八九十]{1,3}[日号]"

_DIGIT = re.compile(
    # telephone numbers and index numbers
    r"(?P<other>0[0-9]{2,3}[-—－][0-9]{7,8}(?![0-9])|1[3-9][0-9]{9}(?![0-9])|[48]00[-—－][0-9]{3,4}[-—－][0-9]{3,4})"
    r"|(?P<document_number>[0-9]{6,20}(?:[/-][A-Za-z0-9]{1,20}){1,6})"
    # full dates, with the time of day where it follows
    rf"|(?P<date>(?:{_YEAR}\s?年\s?{_MONTH}\s?月{_PART}(?:\s?{_DAY}\s?[日号])?"
    rf"|{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}(?![0-9]))(?:\s+{_CLOCK})?)"
    # spans of years, also without their dash; single years
    rf"|(?P<period>{_YEAR}\s?年?度?\s?{_DASH}\s?(?:{_YEAR}(?!\s?年\s?[0-9]{{1,2}}月)|[0-9]{{2}}(?=年))\s?(?:年度?)?(?![0-9项件个次])"
    rf"|{_YEAR}{_YEAR}\s?年度?)"
    # months and damaged dates
    rf"|(?P<date_digits>{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9件人份个万亿元次.,]))"
    rf"|(?P<date_lost>{_YEAR}{_MONTH}月{_PART}(?:{_DAY}[日号])?|{_YEAR}[0-9]{{2,4}}日)"
    rf"|(?P<period_year>{_YEAR}\s?(?:年度?(?![级龄])|度(?!假)))"
    rf"|(?P<date_part>{_MONTH}\s?月?份?{_DASH}\s?{_MONTH}\s?月{_PART}(?:{_DAY}[日号])?"
    rf"|{_MONTH}\s?月{_PART}(?:\s?{_DAY}\s?[日号])?|{_CLOCK}|[1-4]\s?季度)"
    # sessions of assemblies; 3+X, 1+9+N, 7×24小时
    rf"|(?P<ordinal>{_SESSION})"
    r"|(?P<name_part>[0-9]{1,3}(?:\s?[+＋]\s?(?:[0-9]{1,3}|[A-Za-z]{1,3}|[\u4e00-\u9fff])){1,6}"
    r"|[0-9]{1,3}\s?[×xX*]\s?[0-9]{1,3}(?:小时)?)"
)
_CHINESE = re.compile(
    rf"(?P<date>{_CN_YEAR}\s?年[一二三四五六七八九十]{{1,2}}月(?:{_CN_DAY})?)"
    rf"|(?P<period>{_CN_YEAR}\s?年度?|一年度)"
    rf"|(?P<date_part>(?:十[一二]?|[一二三四五六七八九])月{_PART}(?:{_CN_DAY})?(?!一)|[一二三四两]个?季度)"
    r"|(?P<ordinal>(?:二十[一二三]?|十[一二三四五六七八九])大(?![类批量型队力项家户所])"
    r"|(?<![开了共行加过后有])[一二三四五六七八九十]{1,3}次(?=(?:、[一二三四五六七八九十]{1,3}次)?(?:全会|全体|代表大会|常委会))"
    r"|(?<=[大协])[一二三四五六七八九十]{1,2}次(?=会议)"
    rf"|{_SESSION}|(?:十[一二三四五]|[五六七八九])五(?=[”\"’」]|普法|规划|时期|期间|法治|以来|末))"
)
_KINDS: dict[str, Kind] = {
    "other": "other", "document_number": "document_number", "date": "date", "date_digits": "date", "date_lost": "date", "date_part": "date",
    "period": "period", "period_year": "period", "ordinal": "ordinal", "name_part": "name_part",
}  # fmt: skip
_LONE_DAY = re.compile(rf"{_DAY}[日号](?![0-9内以之的])")
_HOW_LONG = re.compile(r"(?:[少低]于|[至最]少|为期|历时|[超不]过|逾|期限|共|期)为?$")
_DOT_DAY = re.compile(r"(?:1[0-2]|[1-9])[.·•・．‧]\s?(?:[12][0-9]|3[01]|[1-9])(?![0-9.])")
_DAY_NAMES = ("国家", "全民", "宪法", "消费", "禁毒", "防灾", "国际", "世界", "全国", "讲话")
_OPENERS = "“\"‘'「『"


def read_shape(text: str, pos: int, chinese: bool) -> tuple[int, Kind] | None:
    """Return (end, kind) of what at ``pos`` is known by its shape, or None."""
    match = (_CHINESE if chinese else _DIGIT).match(text, pos)
    if match:
        return match.end(), _KINDS[str(match.lastgroup)]
    return None if chinese else _read_day(text, pos)


def _read_day(text: str, pos: int) -> tuple[int, Kind] | None:
    """12.4 and 4·15 where a day is named; 29日, unless it says how long: 不少于30日, 30日内, 为期7日."""
    match = _DOT_DAY.match(text, pos)
    if match and ((pos and text[pos - 1] in _OPENERS) or text.startswith(_DAY_NAMES, match.end())):
        return match.end(), "date"
    match = _LONE_DAY.match(text, pos)
    if match and not _HOW_LONG.search(text[max(0, pos - 6) : pos]):
        return match.end(), "date"
    return None
