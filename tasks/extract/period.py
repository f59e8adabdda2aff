"""Which time a figure speaks of, as an ISO 8601 year or interval: 2022, 2018/2022.

The report's own year unless words of time say otherwise. How far they reach is a matter of grammar: at the head of a
sentence they hold for all of it (2021年，收到…，审结…); further on for their own clause (受理71宗，上年58宗，审结68宗);
as the base of a comparison (比2022年的655件多22.7%) only for the level that follows, never for the change. The year of a
document (2022年度报告) is no time of a figure. Of two levels (由612项精简到548项) the first is an earlier one, of no stated time.
"""

import re

_TIMES = re.compile(
    r"(?P<first>(?:19|20)[0-9]{2})(?:年?\s?[-—–~～至到]{1,2}\s?(?P<last>(?:19|20)[0-9]{2}))?年度?(?P<since>以来|起)?"
    r"|(?P<past>去年|上一?年度?|前一年度?)"
    r"|今年|本年度?"
)
_DOCUMENT = re.compile(
    r"(?:度|版|以来)?[^,，。;；、0-9]{0,10}?(?:报告|规划|纲要|方案|要点|计划|清单|目录|任务书|白皮书)"
)
_BASE = re.compile(r"[较比与同跟](?:之)?\s?$")
_FROM = re.compile(r"[由从自]\s?$")
_FIRST_OF_TWO = re.compile(r"[由从](?:原来的?|原先的?|之前的?|此前的?)?$")
_SECOND = re.compile(r"[^,，。;；、0-9]{0,10}(?:到|至|为|成)[^,，。;；、0-9]{0,4}[0-9]")
_TITLE = re.compile(r"《[^》]*》")
_CLAUSE = re.compile(r"[,，:：(（;；]")
_OPENING = re.compile(r"^[\s\W]*(?:[一二三四五六七八九十]+是|同时|此外|其中|截至|截止|在|自|从)?$")


def period_of(before: str, after: str, since_figure: int, is_change: bool, report_year: int | None) -> str | None:
    """Return the period of a figure; None where nothing says it.

    ``before`` is its sentence up to the figure, ``since_figure`` how many of its last characters follow the figure
    before, ``after`` what follows the figure, ``is_change`` whether it states a change.
    """
    text = _TITLE.sub(lambda title: " " * len(title[0]), before)
    clause = max((m.end() for m in _CLAUSE.finditer(text)), default=0)
    is_former = _FIRST_OF_TWO.search(text, max(0, len(text) - 8)) is not None and _SECOND.match(after) is not None
    period = None if report_year is None or is_former else str(report_year)
    for time in _TIMES.finditer(text):
        if _DOCUMENT.match(text, time.end()):
            continue
        opens = _OPENING.match(text[: time.start()]) is not None
        attached = time.start() >= len(text) - since_figure
        if _BASE.search(text, max(0, time.start() - 3), time.start()):
            holds = attached and not is_change
        elif _FROM.search(text, max(0, time.start() - 3), time.start()) and not time["since"]:
            holds = attached or opens
        else:
            holds = opens or (time.start() >= clause and not (is_change and time["past"]))
        if holds:
            period = _spelled(time, report_year)
    return period


def _spelled(time: re.Match[str], report_year: int | None) -> str | None:
    first, last = time["first"], time["last"]
    if first and last:
        return f"{first}/{last}"
    if first and time["since"] and report_year is not None and int(first) < report_year:
        return f"{first}/{report_year}"
    if first:
        return str(first)
    if report_year is None:
        return None
    return str(report_year - 1 if time["past"] else report_year)
