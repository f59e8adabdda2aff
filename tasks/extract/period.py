"""Which time a figure speaks of, as an ISO 8601 year or interval: 2022, 2018/2022.

The report's own year unless the clause names another: 上年, 2019年, 2018年以来, 2020—2022年.
"""

import re

_YEARS = re.compile(r"((?:19|20)[0-9]{2})年?\s?(?:[-—–~～至到]{1,2}\s?((?:19|20)[0-9]{2}))?(?:年度?)(以来|起)?")
_LAST = re.compile(r"(?<![较比与同])(?:去年|上年度?|上一年度?)(?!同期|相比|末|底)")


def period_of(clause: str, report_year: int | None) -> str | None:
    """Return the period of a figure from the words of its clause before it; None where nothing says it."""
    found = None
    for match in _YEARS.finditer(clause):
        found = match
    if found:
        first, last, since = found.groups()
        if last:
            return f"{first}/{last}"
        if since and report_year is not None and int(first) < report_year:
            return f"{first}/{report_year}"
        return str(first)
    if report_year is None:
        return None
    return str(report_year - 1) if _LAST.search(clause) else str(report_year)
