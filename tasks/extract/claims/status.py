"""Is a figure a fact, a target, or no measured quantity at all?

``Judge.judge`` returns (kind, status). A fact is what the issuer measured; a target is a plan, a duty or a goal; names,
grades, indefinite articles (培养一支队伍), thresholds (50万元以上的案件) and denials (未发生一起) measure nothing.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from schemas.documents import Kind, Status
from tasks.extract import lexicon
from tasks.extract.claims.context import Context
from tasks.extract.mentions.figures import Figure
from tasks.extract.mentions.scan import Mention

_PLAN_PART = "R4"
_NOTHING: Status = "none"
_ASIDE = re.compile(r"《[^》]*》?|[（(][^）)]*[）)]?")
_LIST = 20  # characters of what stands before a colon
_PHASE = re.compile("[\u4e00-\u9fff、]")
_CIRCLE = re.compile("[\u4e00-\u9fff]{0,6}圈")
_YEAR_AHEAD = re.compile(r"(?<![0-9])20[0-9]{2}(?=年)")
_OPENING_YEAR = re.compile(r"[\s\W]*(?:[一二三四五六七八九十]{1,3}是)?(?:力争|确保|争取)?[到至在]?(20[0-9]{2})年")
_YEAR_ALONE = r"(?<=[,，;；])(?:力争|确保|争取)?[到至在]?(?P<year>20[0-9]{2})年[底末]?(?=[,，])"
_SHORTENED = re.compile(r"缩短|压缩|缩减|提速|实现|平均|用时|减少|降")
_PASSIVE_UNITS = ("年", "岁", "周岁", "周年")
_LIMIT = re.compile("[\u4e00-\u9fff]{0,6}内")
_RATED = re.compile(r"[率度比例](?:为|达到?|在)?$")
_AGES = re.compile("寿命|年龄")
_OVERLAP = 10  # characters searched again so that no word is cut where a search goes on


class _Patterns(NamedTuple):
    target: re.Pattern[str]
    target_list: re.Pattern[str]
    time: re.Pattern[str]
    fact: re.Pattern[str]
    distributive: re.Pattern[str]
    counting: re.Pattern[str]
    intent: re.Pattern[str]
    uncounted: re.Pattern[str]
    denied: re.Pattern[str]
    not_counted_before: re.Pattern[str]
    assigned: re.Pattern[str]
    abstract: tuple[str, ...]
    named_after: tuple[str, ...]
    parties: tuple[str, ...]
    carried_into: tuple[str, ...]
    carried_on: tuple[str, ...]
    task_units: frozenset[str]
    grades: frozenset[str]
    versions: frozenset[str]
    events: frozenset[str]


@cache
def _patterns() -> _Patterns:
    def words(key: str) -> str:
        return "|".join(lexicon.words("status", key))

    def anywhere(key: str) -> re.Pattern[str]:
        return re.compile(words(key))

    verbs = "|".join(map(re.escape, lexicon.words("status", "counting_verbs")))
    return _Patterns(
        anywhere("target_before"),
        re.compile(f"(?:{words('target_before_colon')})[^,，。；;：:]*[：:]$"),
        re.compile(f"(?P<actual>{words('actual')})|{_YEAR_ALONE}|(?:{words('target_time')})"),
        anywhere("fact_before"),
        anywhere("distributive"),
        re.compile(rf"(?:{verbs})(?:了|过|完成)?[^,，。、]{{0,2}}$"),
        re.compile(f"(?:{'|'.join(lexicon.words('status', 'intent_before'))})(?:了)?$"),
        anywhere("uncounted_before"),
        re.compile(f"(?:{'|'.join(lexicon.words('status', 'denied_before'))})[^,，。;；、]{{0,2}}$"),
        anywhere("not_counted_before"),
        re.compile(f"(?:{'|'.join(lexicon.words('status', 'assigned'))})$"),
        lexicon.words("status", "abstract_after"),
        lexicon.words("status", "not_measured_after"),
        lexicon.words("status", "party_after"),
        lexicon.words("status", "carried_into"),
        lexicon.words("status", "carried_on"),
        frozenset(lexicon.words("status", "task_units")),
        frozenset(lexicon.words("status", "grades")),
        frozenset(lexicon.words("status", "versions")),
        frozenset(lexicon.words("status", "event_units")),
    )


class Judge:
    """Judges the figures of one text, asked in order."""

    def __init__(self, context: Context, mentions: Sequence[Mention], report_year: int | None) -> None:
        self._context, self._text, self._year = context, context.text, report_year
        self._names = {
            name for m in mentions if m.kind == "name_part" or self._text[m.start - 1 : m.start] == "“"
            for name in _names_of(self._text, m)
        }  # fmt: skip
        self._sentence, self._searched, self._planned = -1, 0, False

    def judge(self, figure: Figure, inherited: Status | None) -> tuple[Kind, Status]:
        """Return (kind, status) of a figure; ``inherited`` is the status of the whole that 其中 refers to."""
        patterns, unit = _patterns(), figure.unit
        if self._context.quoted(figure.start, figure.end):
            return "name_part", _NOTHING
        if unit in patterns.grades:
            return ("ordinal" if unit in ("年级", "届") else figure.kind), _NOTHING
        if unit in patterns.versions or (figure.chinese and self._is_name(figure)):
            return "name_part", _NOTHING
        loose = (
            figure.chinese and figure.kind != "rate" and (figure.modifier == "exact" or unit == "批")
        )  # 突破一批 is no number at all
        if loose and (self._is_loose(figure) or self._is_article(figure)):
            return figure.kind, _NOTHING
        if not self._measures(figure):
            return figure.kind, _NOTHING
        return figure.kind, inherited or self._modality(figure)

    def _is_name(self, figure: Figure) -> bool:
        """四个平台 is a name where the text also says 四平台 or “四个平台”."""
        text = self._text
        number = text[figure.number_start : figure.number_end]
        if figure.end == figure.number_end or len(number) > 2 or number == "一":
            return False
        noun = text[figure.end : figure.end + 2]
        if len(noun) < 2 or not all("\u4e00" <= c <= "\u9fff" for c in noun):
            return False
        return f"{number}{noun}" in self._names or f"“{number}{figure.unit}{noun}" in self._names

    def _is_loose(self, figure: Figure) -> bool:
        """Say whether a Chinese number orders, conditions or tells of parties: 二期, 三个方面, 两类, 连续两次, 两家因…."""
        text, patterns = self._text, _patterns()
        number = text[figure.number_start : figure.number_end]
        if number == "二" or figure.unit in ("类", "大类", "种") or text.startswith(patterns.abstract, figure.after):
            return True
        if text.startswith(patterns.parties, figure.end) and figure.unit in ("家", "户", "人", "方", "名"):
            return True
        left, _ = self._context.clause(figure.start, figure.end)
        phase = figure.unit == "期" and _PHASE.match(text, figure.end)
        if phase and not patterns.counting.search(text, left, figure.start):
            return True  # 三期工程 is the third
        if re.match(rf"[\u4e00-\u9fff]{{1,3}}、?{number}[\u4e00-\u9fff]", text[figure.end : figure.end + 8]):
            return True  # 两个市场、两种资源
        if figure.kind != "rate" and patterns.uncounted.search(text, max(left, figure.start - 6), figure.start):
            return True
        own = text[figure.start : figure.end]
        before, after = text[max(0, figure.start - 8) : figure.start], text[figure.end : figure.end + 8]
        return own.startswith("一") and (f"{own}、" in before or (after[:1] == "、" and own in after))

    def _is_article(self, figure: Figure) -> bool:
        """Say whether 一个, 一支, 一种 is an indefinite article rather than the number one."""
        text, patterns = self._text, _patterns()
        if text[figure.number_start : figure.number_end] != "一":
            return False
        left, right = self._context.clause(figure.start, figure.end)
        before = text[left : figure.start]
        if patterns.distributive.search(before) and patterns.counting.search(before):
            return False
        described = text.find("的", figure.end, min(right, figure.end + 8)) > figure.end  # 一份沉甸甸的答卷
        if described or patterns.intent.search(before):
            return True
        if figure.unit in patterns.events:
            if figure.end == right or text[figure.end] in "、）)":
                return not before or before[-1] in "、"
            return not (patterns.counting.search(before) or before.endswith("了"))
        return True

    def _measures(self, figure: Figure) -> bool:
        """Say whether the figure measures something: not 近五年, 50万元以上的案件, 未发生1起."""
        text, patterns = self._text, _patterns()
        if text[figure.start - 1 : figure.start] == "每":
            return False  # 每10万人 is what something else is counted on
        if figure.kind == "duration":
            return self._is_duration(figure)
        if figure.after > figure.end and text[figure.end : figure.after] in ("以上", "以下"):
            return not self._is_threshold(figure)
        if patterns.not_counted_before.search(text, max(0, figure.start - 10), figure.start):
            return False
        single = figure.value == 1 and figure.kind == "count"
        return not (single and patterns.denied.search(text, max(0, figure.start - 8), figure.start))

    def _is_duration(self, figure: Figure) -> bool:
        """Say whether a duration is how long something took: not 24小时热线, 逾期3个月以上的案件, 法定60日审理期限内."""
        text, patterns = self._text, _patterns()
        if figure.unit in _PASSIVE_UNITS:
            return self._is_age(figure)
        is_named = text.startswith(patterns.named_after, figure.after) or _CIRCLE.match(text, figure.after)
        is_threshold = text.startswith(("以上的", "以下的"), figure.end)
        is_legal = text.endswith("法定", 0, figure.start) and _LIMIT.match(text, figure.after)
        return not (is_named or is_threshold or is_legal)

    def _is_age(self, figure: Figure) -> bool:
        """人均预期寿命80.2岁 measures; 60岁 of a person does not."""
        left, _ = self._context.clause(figure.start, figure.end)
        return figure.unit == "岁" and _AGES.search(self._text, left, figure.start) is not None

    def _is_threshold(self, figure: Figure) -> bool:
        """50万元以上的案件, 3人以上群体性案件, 合格率90%以上的企业; not 每村培养3名以上骨干 and not 98%以上的群众满意."""
        text = self._text
        following = text[figure.after : figure.after + 1]
        if following == "的":
            return figure.kind != "rate" or _RATED.search(text, max(0, figure.start - 5), figure.start) is not None
        if figure.kind == "rate" or not "\u4e00" <= following <= "\u9fff":
            return False
        if figure.kind in ("money", "area"):
            return True
        left, _ = self._context.clause(figure.start, figure.end)
        return figure.start == left or text[figure.start - 1] in "对将把凡因、"

    def _modality(self, figure: Figure) -> Status:
        text, patterns, context = self._text, _patterns(), self._context
        left, right = context.clause(figure.start, figure.end)
        heads = text[left - 1 : left] in ("：", ":") and patterns.target_list.search(text, max(0, left - _LIST), left)
        if heads or patterns.target.search(text, left, figure.start):
            return "target"
        before = text[left : figure.start]
        assigned = ("任务" in before or "标" in before) and patterns.assigned.search(before)
        if assigned and figure.unit not in patterns.task_units:
            return "target"
        section = context.section(figure.start)
        planned = section is not None and section.part == _PLAN_PART
        if (self._is_planned(figure.start) or planned) and not patterns.fact.search(before):
            return "target"
        ahead = self._year is not None and "20" in before and _ahead(before, self._year)
        if ahead and not patterns.fact.search(before):
            return "target"
        if figure.kind == "duration" and text.startswith(("内", "以内", "之内"), figure.end):
            return "reported" if _SHORTENED.search(text, left, right) else "target"
        return "reported"

    def _is_planned(self, start: int) -> bool:
        """Say whether the sentence before ``start`` speaks of a plan, or opens a clause with a year to come.

        What actually came about ends the plan. A sentence is searched once: each figure goes on where the one before
        it stopped.
        """
        head = self._context.sentence_head(start)
        if head != self._sentence:
            self._sentence, self._searched = head, head
            opening = _OPENING_YEAR.match(self._text, head, head + 16)
            self._planned = opening is not None and self._is_to_come(opening[1])
        for found in _patterns().time.finditer(self._text, max(head, self._searched - _OVERLAP), start):
            if found["actual"]:
                self._planned = False
            elif found["year"]:
                self._planned = self._planned or self._is_to_come(found["year"])
            elif not self._is_carried(found.start(), found.end()):
                self._planned = True
        self._searched = start
        return self._planned

    def _is_to_come(self, year: str) -> bool:
        return self._year is not None and int(year) > self._year

    def _is_carried(self, start: int, end: int) -> bool:
        """Say whether something was carried over into the time at ``start``: 结转|下年度|5件, 下年度|继续办理5件 are facts."""
        words = _patterns()
        return self._text.endswith(words.carried_into, 0, start) or self._text.startswith(words.carried_on, end)


def _names_of(text: str, mention: Mention) -> tuple[str, ...]:
    """Return how a name that the text uses begins: 四平台, “四个平台."""
    number = next((n for n in (2, 1) if all(c in _NUMERALS for c in text[mention.start : mention.start + n])), 0)
    if not number:
        return ()
    quoted = text[mention.start - 1 : mention.end + 2] if text[mention.start - 1 : mention.start] == "“" else ""
    return text[mention.start : mention.start + number + 2], quoted


_NUMERALS = frozenset("一二三四五六七八九十两")


def _ahead(clause: str, report_year: int) -> bool:
    clause = _ASIDE.sub("", clause)
    carried_into = _patterns().carried_into
    return any(
        int(year[0]) > report_year and not clause.endswith(carried_into, 0, year.start())
        for year in _YEAR_AHEAD.finditer(clause)
    )
