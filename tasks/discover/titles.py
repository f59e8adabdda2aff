"""Whether a link's title and column make it a candidate for a 法治政府建设年度报告, with the reason.

Words and patterns are ``data/lexicon/discover_titles.yaml``. A title is only turned away where it names another kind
of document, or where neither it nor its column speaks of reports; whatever is doubtful is fetched and judged later
from its text. A broken lexicon raises FazhiError.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError

_IGNORED = re.compile(r"[\s\u200b-\u200f\ufeff\u00ad“”\"'‘’《》〈〉<>【】]+")

_CUT = re.compile(r"\.{2,}$")  # a list shows no more of a long title
_OPEN_BRACKET = re.compile(r"\([^)]*$")
_SEVERAL, _SHORTEST_CUT = 3, 10  # titles; characters
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a link is taken, and why or why not."""

    taken: bool
    reason: str


@dataclass(frozen=True, slots=True)
class _Lexicon:
    subject: re.Pattern[str]
    begun: re.Pattern[str]  # a subject at the end of a title that is cut within it
    whole: re.Pattern[str]
    report: re.Pattern[str]
    report_column: re.Pattern[str]
    other_kinds: tuple[tuple[str, re.Pattern[str]], ...]
    traditional: dict[int, str]


def judge_link(title: str, column: str | None) -> str | None:
    """Return why the link may be a report, or None where it is not one."""
    judgement = weigh_link(title, column)
    return judgement.reason if judgement.taken else None


def weigh_link(title: str, column: str | None) -> Judgement:
    """Return whether the link is taken, with the reason in either case."""
    lexicon = _lexicon(data_dir() / "lexicon" / "discover_titles.yaml")
    plain = _plain(title, lexicon)
    is_cut = _CUT.search(plain) is not None
    if is_cut:
        plain = _OPEN_BRACKET.sub("", _CUT.sub("", plain))
    for kind, pattern in lexicon.other_kinds:
        if found := pattern.search(plain):
            return Judgement(False, f"title names another kind of document: {kind} ({found.group()})")
    subject, report = lexicon.subject.search(plain), lexicon.report.search(plain)
    if subject and report:
        return Judgement(True, f"title: {subject.group()} + {report.group()}")
    if is_cut and _YEAR.search(plain) and (begun := subject or lexicon.begun.search(plain)):
        return Judgement(True, f"title: {begun.group()}, cut short")
    if column and (found := lexicon.report_column.search(_plain(column, lexicon))):
        return Judgement(True, f"column: {found.group()}; title undecided")
    return Judgement(False, "neither title nor column speaks of such a report")


def cut_titles(titles: Collection[str]) -> set[str]:
    """Return the titles of a list that it cuts short without a mark: several of the greatest length, none of which ends like a title."""
    whole = _lexicon(data_dir() / "lexicon" / "discover_titles.yaml").whole
    longest = max(map(len, titles), default=0)
    cut = {title for title in titles if len(title) == longest and not whole.search(title)}
    return cut if len(cut) >= _SEVERAL and longest >= _SHORTEST_CUT else set()


def stated_year(title: str, listed: date | None) -> int | None:
    """Return the one year a link's title names, else the year before its date; None where neither decides."""
    named = set(_YEAR.findall(title))
    if named:
        return int(named.pop()) if len(named) == 1 else None
    return listed.year - 1 if listed else None


def _plain(text: str, lexicon: _Lexicon) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).translate(lexicon.traditional)


@cache
def _lexicon(path: Path) -> _Lexicon:
    data = load_yaml(path)
    try:
        return _Lexicon(
            subject=_any_of(data["subject"]),
            begun=re.compile(f"(?:{'|'.join(word[:end] for word in data['subject'] for end in range(2, len(word)))})$"),
            whole=re.compile(data["whole"]),
            report=_any_of(data["report"]),
            report_column=re.compile(data["report_column"]),
            other_kinds=tuple((item["kind"], re.compile(item["pattern"])) for item in data["other_kinds"]),
            traditional=str.maketrans(data["traditional"]),
        )
    except (KeyError, TypeError, re.error) as error:
        raise FazhiError(f"{path} is broken: {error!r}", "give the keys and patterns its comments describe") from error


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))
