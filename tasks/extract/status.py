"""Is a figure a fact, a target, or no measured quantity at all?

``judge`` returns (kind, status). A fact is what the issuer measured; a target is a plan, a duty or a goal; names,
grades, indefinite articles (培养一支队伍) and thresholds (50万元以上的案件) measure nothing.
"""

import re
from dataclasses import dataclass
from functools import cache

from schemas.documents import Kind, Status
from tasks.extract import lexicon
from tasks.extract.context import Context
from tasks.extract.figures import Figure

_PLAN_PART = "R4"
_NOTHING: Status = "none"
_ASIDE = re.compile(r"《[^》]*》?|[（(][^）)]*[）)]?")
_PHASE = re.compile("[\u4e00-\u9fff、]")
_PASSIVE_UNITS = ("年", "岁", "周年")


@dataclass(frozen=True, slots=True)
class _Patterns:
    target: re.Pattern[str]
    time: re.Pattern[str]
    fact: re.Pattern[str]
    distributive: re.Pattern[str]
    counting: re.Pattern[str]
    intent: re.Pattern[str]
    uncounted: re.Pattern[str]
    assigned: re.Pattern[str]
    abstract: tuple[str, ...]
    named_after: tuple[str, ...]
    task_units: frozenset[str]
    grades: frozenset[str]
    versions: frozenset[str]
    events: frozenset[str]


@cache
def _patterns() -> _Patterns:
    def anywhere(key: str) -> re.Pattern[str]:
        return re.compile("|".join(lexicon.words("status", key)))

    verbs = "|".join(map(re.escape, lexicon.words("status", "counting_verbs")))
    return _Patterns(
        anywhere("target_before"),
        anywhere("target_time"),
        anywhere("fact_before"),
        anywhere("distributive"),
        re.compile(rf"(?:{verbs})(?:了|过|完成)?[^,，。、]{{0,2}}$"),
        re.compile(f"(?:{'|'.join(lexicon.words('status', 'intent_before'))})(?:了)?$"),
        anywhere("uncounted_before"),
        re.compile(f"(?:{'|'.join(lexicon.words('status', 'assigned'))})$"),
        lexicon.words("status", "abstract_after"),
        lexicon.words("status", "not_measured_after"),
        frozenset(lexicon.words("status", "task_units")),
        frozenset(lexicon.words("status", "grades")),
        frozenset(lexicon.words("status", "versions")),
        frozenset(lexicon.words("status", "event_units")),
    )


def judge(context: Context, figure: Figure, inherited: Status | None, report_year: int | None) -> tuple[Kind, Status]:
    """Return (kind, status) of a figure; ``inherited`` is the status of the whole that 其中 refers to."""
    start, end = figure.start, figure.end
    if context.quoted(start, end):
        return "name_part", _NOTHING
    if figure.unit in _patterns().grades:
        return ("ordinal" if figure.unit in ("年级", "届") else figure.kind), _NOTHING
    if figure.unit in _patterns().versions or (figure.chinese and _is_name(context.text, figure)):
        return "name_part", _NOTHING
    loose = figure.chinese and figure.modifier == "exact"
    if loose and (_is_loose(context, figure) or _is_article(context, figure)):
        return figure.kind, _NOTHING
    if not _measures(context.text, figure):
        return figure.kind, _NOTHING
    return figure.kind, inherited or _modality(context, figure, report_year)


def _is_name(text: str, figure: Figure) -> bool:
    """四个平台 is a name where the text also says 四平台 or “四个平台”."""
    number = text[figure.number_start : figure.number_end]
    if figure.end == figure.number_end or len(number) > 2 or number == "一":
        return False
    noun = text[figure.end : figure.end + 2]
    if len(noun) < 2 or not all("\u4e00" <= c <= "\u9fff" for c in noun):
        return False
    return f"{number}{noun}" in text or f"“{number}{figure.unit}{noun}" in text


def _is_loose(context: Context, figure: Figure) -> bool:
    """Say whether a Chinese number orders or conditions: 二期, 三个方面, 两类, 连续两次, 发现一处、整改一处."""
    text, patterns = context.text, _patterns()
    number = text[figure.number_start : figure.number_end]
    if number == "二" or figure.unit in ("类", "种") or text.startswith(patterns.abstract, figure.after):
        return True
    left, _ = context.clause(figure.start, figure.end)
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


def _is_article(context: Context, figure: Figure) -> bool:
    """Say whether 一个, 一支, 一种 is an indefinite article rather than the number one."""
    text, patterns = context.text, _patterns()
    if text[figure.number_start : figure.number_end] != "一":
        return False
    left, right = context.clause(figure.start, figure.end)
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


def _measures(text: str, figure: Figure) -> bool:
    """Say whether the figure measures something: not 24小时热线, 近五年, 50万元以上的案件."""
    following = text[figure.after : figure.after + 4]
    if figure.kind == "duration":
        if figure.unit in _PASSIVE_UNITS:
            return False
        return not following.startswith(_patterns().named_after)
    bounded = figure.after > figure.end and text[figure.end : figure.after] in ("以上", "以下")
    if bounded and figure.kind != "rate":
        threshold = following.startswith("的") or figure.kind in ("money", "area")
        return not (threshold and following and "\u4e00" <= following[0] <= "\u9fff")
    return not (bounded and following.startswith("的"))


def _modality(context: Context, figure: Figure, report_year: int | None) -> Status:
    text, patterns = context.text, _patterns()
    left, right = context.clause(figure.start, figure.end)
    before = text[left : figure.start]
    if patterns.target.search(before):
        return "target"
    if figure.unit not in patterns.task_units and patterns.assigned.search(before):
        return "target"
    sentence = text[context.sentence_start(figure.start) : figure.start]
    section = context.section(figure.start)
    planned = section is not None and section.part == _PLAN_PART
    if (planned or patterns.time.search(sentence)) and not patterns.fact.search(before):
        return "target"
    if report_year is not None and _future(before, report_year):
        return "target"
    if figure.kind == "duration" and text.startswith(("内", "以内", "之内"), figure.end):
        return "reported" if re.search(r"缩短|压缩|缩减|实现|平均|用时|减少|降", text[left:right]) else "target"
    return "reported"


def _future(clause: str, report_year: int) -> bool:
    clause = _ASIDE.sub("", clause)
    return any(int(year) > report_year for year in re.findall(r"(?<![0-9])20[0-9]{2}(?=年)", clause))
