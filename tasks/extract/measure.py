"""What a figure counts: a short noun phrase, from its own clause and, where that says too little, from before it.

``clause`` finds the words that name it. A phrase that holds nothing but acts and generic nouns takes the *topic* that
runs through its sentence, or heads its paragraph: 出动队员 → 综合整治行动出动队员; an act alone takes the object before it:
出台规章 6 件, 修改 3 件 → 修改规章. A part (其中管制 0 人) takes the noun of its whole. A thin phrase hands its topic on;
it never becomes one.
"""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from tasks.extract import lexicon
from tasks.extract.clause import LONG, RATES, TIMES, Core, behind, core_of, heads_paragraph, join, share_of, topic_of
from tasks.extract.comparison import Change
from tasks.extract.context import Context
from tasks.extract.figures import Figure
from tasks.extract.subjects import Named, Subjects, named_in, names_subject
from tasks.extract.words import cut, words_between

_STOP = re.compile(r"[,，。;；:：!！?？\n\r、（）()]")
_COUNTED = re.compile(r"(?:总)?(?:人数|次数|数量|总数|总量|金额|面积|人次|件数|数)$")
_COUNTED_ENDS = frozenset("数量额积次")
# Words between two figures that name nothing new: the second is the first's change, or its value in an earlier year.
_COMPARING = re.compile(
    r"[\s,，、(（:：]|(?:去年|上一?年度?|前一年度?|(?:19|20)[0-9]{2}年度?)(?:同期|[末底])?|同比|环比|相比|[较比与是为仅有的了约共达又再]"
    r"|增长|上升|上涨|提高|提升|增加|增幅|升幅|涨幅|增|下降|下滑|减少|降低|回落|压减|降幅|减幅|降|减|多|少|[上下]?升|幅度|达到"
)
_COMPARING_REACH = 40
_EARLIER = re.compile(r"去年|上一?年|前一年|(?:19|20)[0-9]{2}年")
_CHANGES_TO = re.compile(r"^[\u4e00-\u9fff]{0,4}(?:到|至|为|成)(?:约|近|平均|最短|最高|最低|现在的?)?$")
_TOTAL = re.compile("共|合计|总")
_BARE_RATES = ("比例", "比重", "比率")
_THINGS = ("个", "家", "支", "所", "名", "户", "座")  # units of what is there, not of what is done
_PERSONS = ("人", "人次", "名", "位")
_MOST = 24


@dataclass(slots=True)
class Phrase:
    """What is counted: ``measure`` with its parts, and what later figures of the sentence inherit."""

    measure: str
    action: str | None
    scope: str | None
    content: str  # the phrase without topic and suffix
    topic: str
    begin: int  # where its own words begin
    end: int  # where the noun behind the unit ends
    whole: str = ""  # what this is a part of
    unit: str | None = None
    object: str = ""  # which acts on it that follow in the same unit take
    activity: str = ""  # what was done so many times


@cache
def _suffixes() -> dict[str, str]:
    return {str(k): str(v) for k, v in lexicon.read_key("measure", "suffixes").items()}


def phrase(
    context: Context, figure: Figure, around: tuple[int, int], previous: Phrase | None, title: str,
    subjects: Subjects, change: Change | None,
) -> Phrase:  # fmt: skip
    """Return what ``figure`` counts.

    ``around``: the end of the figure before it and the start of the one after it; ``previous``: the phrase of the
    figure before it in the same sentence; ``title``: how the paragraph opens; ``subjects``: of the whole text;
    ``change``: what change the figure states, if one.
    """
    if previous is not None and figure.start - around[0] < _COMPARING_REACH:
        between = context.text[around[0] : figure.start]
        if (change or _EARLIER.search(between)) and not _COMPARING.sub("", between):
            return _compared(previous, figure, change)
    named = _phrase(context, figure, around, previous, title, subjects)
    return _compared(named, figure, change) if change else named


def _compared(named: Phrase, figure: Figure, change: Change | None) -> Phrase:
    """Name a change, or the earlier year's level, after what it is compared with."""
    measure = named.measure.partition("同比")[0]
    if change:
        measure = f"{measure}同比{change.direction}"
    return replace(named, measure=measure, end=max(named.end, figure.end))


def _phrase(
    context: Context, figure: Figure, around: tuple[int, int], previous: Phrase | None, title: str, subjects: Subjects
) -> Phrase:
    text, (floor, following) = context.text, around
    left, right = context.clause(figure.start, figure.end)
    begin = min(max(left, floor, previous.end if previous else 0), figure.start)
    beside = previous if floor > left else None  # the figure before stands in the same clause
    if beside is not None and _CHANGES_TO.match(text[begin : figure.start]):
        return replace(beside, end=figure.end)
    before = words_between(context, begin, figure.start)
    after = behind(context, figure, min(right, following), right)
    scope = next((w.text for w in before if w.code == "s"), None)
    share = share_of(before) if figure.kind == "rate" else None
    core = core_of(before if share is None else before[: share[0]], after, figure)
    content = core.text
    inherited = previous is not None and not content and share is None
    if previous is not None and not content:
        total = figure.unit != previous.unit and _TOTAL.search(text, begin, figure.start)
        content = previous.topic if total and previous.topic else previous.content
    if core.bare and core.light and previous is not None and previous.unit == figure.unit:
        content = previous.content  # 计划检查企业420家次, 实际完成431家次
    if share is not None:
        content += share[1]
    elif content in _BARE_RATES and previous is not None:
        content = previous.content + content
    if core.agent and ((len(content) < 6 and figure.unit in TIMES) or (core.bare and figure.unit in _THINGS)):
        content = core.agent + content
    action = core.act or None
    if beside is not None:
        if beside.action and not action and len(content) < 5 and not beside.whole:
            content = join(beside.action, content)
        action = action or beside.action
    whole = "" if share and len(content) > 4 else _whole(text[begin : figure.start], content, core, figure, previous)
    if whole and previous is not None:
        words = _with_whole(content, whole, previous)
        measure = _with_suffix(words, figure)
        return Phrase(measure, previous.action, scope, content, whole, begin, after.end, whole, figure.unit)
    topic = ""
    if inherited:
        pass
    elif _thin(core, content, figure, previous) and not (share and len(content) > 4):
        if _object_stays(core, figure, previous, subjects) and previous is not None:
            core.noun = previous.object
            content = core.text
        else:
            topic = _topic(context, figure, left, previous, title, subjects, core)
    hands_on = topic or _noun(core, figure)
    if previous is not None and previous.topic and (not hands_on or names_subject(previous.topic)):
        hands_on = hands_on if hands_on and names_subject(hands_on) else previous.topic
    activity = core.activity if figure.unit in TIMES and core.weight > 1 else previous.activity if previous else ""
    stays = core.object if core.weight > 1 else ""
    if previous is not None and not stays and (core.bare or core.noun == previous.object):
        stays = previous.object
    words = join(topic, content)
    measure = _with_suffix(words, figure)
    return Phrase(measure, action, scope, words, hands_on, begin, after.end, "", figure.unit, stays, activity)


def _with_whole(label: str, whole: str, previous: Phrase | None) -> str:
    """Name a part: 优秀 of 学法考试, 行政许可 of 权责事项 (a short noun goes behind), 劝导 with 违反交规 (a long one is left)."""
    if len(label) < 3 or label.endswith(RATES):
        return join(whole, label)
    if len(whole) > 4 and previous is not None and previous.action and previous.unit in _PERSONS:
        return join(previous.action, label)
    return join(label, whole)


def _whole(before: str, content: str, core: Core, figure: Figure, previous: Phrase | None) -> str:
    """Return the whole that a part belongs to: after 其中 the figure before, then the same while labels go on."""
    if previous is None:
        return ""
    if "其中" in before or "包括" in before:
        return previous.whole or previous.topic
    goes_on = len(content) <= 8 and not core.act and figure.unit in (previous.unit, "%")
    return previous.whole if goes_on else ""


@lru_cache(maxsize=64)
def title_of(sentence: str) -> str:
    """Return what a heading or an opening sentence is about: 主动抓好违建治理工作 → 违建治理."""
    words = cut(_STOP.split(sentence, maxsplit=1)[0])
    subject = topic_of(words) if heads_paragraph(words) else ""
    return subject if len(subject) <= 8 else ""


def _noun(core: Core, figure: Figure) -> str:
    """Return what later figures may inherit: the object without its act; nothing of a rate or a mere act."""
    if figure.kind in ("rate", "duration") or not core.weight:
        return ""
    noun = core.activity if figure.unit in TIMES else core.object
    return _uncounted(join(core.subject, noun) if noun else "")[-LONG:]


def _uncounted(words: str) -> str:
    """Return the words without what only says that they are counted: 参考人数 → 参考."""
    return _COUNTED.sub("", words) if words[-1:] in _COUNTED_ENDS else words


def _thin(core: Core, content: str, figure: Figure, previous: Phrase | None) -> bool:
    if figure.kind == "rate" and content.endswith(RATES):
        return core.weight < 4
    active = previous is not None and previous.activity != ""
    return core.weight < 2 or len(content) < 3 or (active and core.weight < 3 and len(content) < 5)


def _object_stays(core: Core, figure: Figure, previous: Phrase | None, subjects: Subjects) -> bool:
    """Say whether an act is done to the object of the figure before: 出台规章 6 件, 修改 3 件."""
    if previous is None or not previous.object or not core.bare or figure.unit != previous.unit:
        return False
    if figure.unit in _PERSONS:
        return False
    named = subjects.before(figure.start)
    return not named or (named.words in previous.object and named.name not in previous.object)


def _topic(
    context: Context, figure: Figure, left: int, previous: Phrase | None, title: str, subjects: Subjects, core: Core
) -> str:
    """Return what the sentence is about: the figure before, else the clause before, else the paragraph."""
    itself = names_subject(core.text)
    named = None if itself else subjects.before(figure.start)
    earlier = context.previous_clause(left) if previous is None or not previous.topic else None
    told = topic_of(words_between(context, *earlier)) if earlier else ""
    if named and named.words in told:
        return told
    if named and (previous is None or not previous.topic or _nearer(named, previous, figure.kind != "rate")):
        return named.name
    if previous is not None and previous.topic:
        return previous.topic if names_subject(previous.topic) else previous.activity or previous.topic
    if itself:
        return ""
    section = context.section(figure.start)
    if section is not None and section.heading and (heading := named_in(section.heading)):
        return heading
    return told or title_of(title)


def _nearer(named: Named, previous: Phrase, persons: bool) -> bool:
    """Say whether a subject holds, not what the figure before counted."""
    return named.place >= previous.begin or (persons and previous.unit in _PERSONS) or names_subject(previous.topic)


def _with_suffix(words: str, figure: Figure) -> str:
    default = "用时" if figure.kind == "duration" else "数"
    suffix = _suffixes().get(figure.unit or "", default)
    if not suffix or (figure.kind == "duration" and words.endswith(("时间", "时限", "期限", "时长", "用时"))):
        return words[-_MOST:]
    if words.endswith(("总量", "总数", "总额", "数量")):
        return words[-_MOST:]
    words = _uncounted(words) or words
    if not words.endswith(suffix):
        words += suffix[1:] if words.endswith(suffix[0]) else suffix
    return words[-_MOST - len(suffix) :]
