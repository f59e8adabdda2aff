"""What a figure counts: a short noun phrase, from its own clause and, where that says too little, from before it.

``clause`` finds the words that name it. A phrase that holds nothing but acts and generic nouns takes the *topic* that
runs through its sentence, or heads its paragraph: 出动队员 → 综合整治行动出动队员; an act alone takes the object before it:
出台规章 6 件, 修改 3 件 → 修改规章. A part (其中管制 0 人) takes the noun of its whole. A thin phrase hands its topic on;
it never becomes one.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from tasks.extract import lexicon
from tasks.extract.claims.comparison import Change
from tasks.extract.claims.context import Context
from tasks.extract.measures.clause import (
    LONG,
    RATES,
    TIMES,
    Behind,
    Core,
    behind,
    core_of,
    heads_paragraph,
    join,
    share_of,
    topic_of,
)
from tasks.extract.measures.counted import uncounted, with_unit
from tasks.extract.measures.side_by_side import JOINTS, labels_of
from tasks.extract.measures.subjects import Named, Subjects, is_broad, named_in, names_subject, narrow
from tasks.extract.measures.words import cut, word_set, words_between
from tasks.extract.mentions.figures import Figure

_STOP = re.compile(r"[,，。;；:：!！?？\n\r、（）()]")
# Words between two figures that name nothing new: the second is the first's change, or its value in an earlier year.
_COMPARING = re.compile(
    r"[\s,，、(（:：]|分别|(?:去年|上一?年度?|前一年度?|(?:19|20)[0-9]{2}年度?)(?:同期|[末底])?|同比|环比|相比|[较比与和及是为仅有的了约共达又再]"
    r"|增长|上升|上涨|提高|提升|增加|增幅|升幅|涨幅|增|下降|下滑|减少|降低|回落|压减|降幅|减幅|降|减|多|少|[上下]?升|幅度|达到"
)
_COMPARING_REACH = 40
_EARLIER = re.compile(r"去年|上一?年|前一年|(?:19|20)[0-9]{2}年")
_CHANGES_TO = re.compile(r"^[\u4e00-\u9fff]{0,4}(?:到|至|为|成)(?:约|近|平均|最短|最高|最低|现在的?)?$")
_TOTAL = re.compile("共|合计|总")
_BARE_RATES = ("比例", "比重", "比率")
_THINGS = ("个", "家", "支", "所", "名", "户", "座")  # units of what is there, not of what is done
_PERSONS = ("人", "人次", "名", "位")
# 特种设备方面，检查使用单位3458家: what the sentence is said to be about.
_ASPECT = re.compile(r"(?:^|[,，；;：:、])在?([\u4e00-\u9fff]{2,8}(?<![个等各多些])(?<!主要))方面[，,：:]")
_SHORT = 4
_ITEMS = ("项", "条", "个", "类", "种")  # what a list or a plan has


@dataclass(slots=True)
class Phrase:
    """What is counted: ``measure`` with its parts, and what later figures of the sentence inherit."""

    measure: str
    action: str | None
    scope: str | None
    words: str  # the phrase without suffix
    topic: str
    begin: int  # where its own words begin
    end: int  # where the noun behind the unit ends
    whole: str = ""  # what this is a part of
    unit: str | None = None
    object: str = ""  # which acts on it that follow in the same unit take
    activity: str = ""  # what was done so many times
    bare: bool = False  # an act without what it is done to
    before: str = ""  # the words of the figure before it
    lead: str = ""  # what stands before the noun behind the unit: 下辖 16个行政村、2个社区
    labels: tuple[str, ...] = ()  # what the next ones side by side with it count
    pair: "Phrase | None" = None  # the figure right before it, in another unit: 2批5人次


@dataclass(slots=True)
class _Here:
    """A figure where it stands: its own words begin at ``begin``, its clause at ``left``."""

    context: Context
    figure: Figure
    previous: Phrase | None
    beside: Phrase | None  # the figure before, where it stands in the same clause
    title: str
    subjects: Subjects
    left: int
    begin: int

    @property
    def opening(self) -> str:
        """Return the text since the figure before."""
        return self.context.text[self.begin : self.figure.start]


def phrase(
    context: Context, figure: Figure, around: tuple[int, int], previous: Phrase | None, title: str,
    subjects: Subjects, change: Change | None,
) -> Phrase:  # fmt: skip
    """Return what ``figure`` counts.

    ``around``: the end of the figure before it and the start of the one after it; ``previous``: the phrase of the
    figure before it in the same sentence; ``title``: how the paragraph opens; ``subjects``: of the whole text;
    ``change``: what change the figure states, if one.
    """
    floor, following = around
    if previous is not None and figure.start - floor < _COMPARING_REACH:
        between = context.text[floor : figure.start]
        if (change or _EARLIER.search(between)) and not _COMPARING.sub("", between):
            return _compared(_alike(previous, figure, context.text[figure.end : following]), figure, change)
    left, right = context.clause(figure.start, figure.end)
    begin = min(max(left, floor, previous.end if previous else 0), figure.start)
    beside = previous if floor > left else None
    here = _Here(context, figure, previous, beside, title, subjects, left, begin)
    if beside is not None and _CHANGES_TO.match(here.opening):
        named = replace(beside, end=figure.end)
    elif labels := _labels(here):
        measure = with_unit(labels[0], figure)
        named = Phrase(measure, None, None, labels[0], "", begin, figure.after, unit=figure.unit, labels=labels[1:])
    elif beside is not None and figure.kind == "rate" and here.opening == "的":
        named = _rate_of(context, beside, figure)
    else:
        named = _named(here, behind(context, figure, min(right, following), right))
    if previous is not None and (beside is not None or floor == figure.start):
        named.pair = previous
    return _compared(named, figure, change) if change else named


def _labels(here: _Here) -> tuple[str, ...]:
    """Return what this figure and those side by side with it count: 参考率、合格率分别为98%、95%."""
    if here.beside is not None and here.beside.labels and here.opening in JOINTS:
        return here.beside.labels
    return labels_of(here.context, here.begin, here.figure)


def _alike(previous: Phrase, figure: Figure, behind: str) -> Phrase:
    """Return which of two figures side by side another is compared with: 上访2批5人次，减少5批13人次.

    ``behind``: the text up to the next figure: 来访12批次、来信45件，同比下降8%、12%.
    """
    pair = previous.pair
    if pair is None:
        return previous
    by_unit = pair.unit == figure.unit != previous.unit
    by_order = pair.pair is None and (behind in JOINTS) != ("同比" in previous.measure)
    return replace(pair, pair=replace(previous, pair=None)) if by_unit or by_order else previous


def _rate_of(context: Context, whole: Phrase, figure: Figure) -> Phrase:
    """Name a rate by the whole that its clause gives: 占服务事项1189项的94.7%, 完成年度任务3万平方米的104.2%."""
    opening = context.text[whole.begin : whole.begin + 3]
    if "占" in opening:
        words = join(whole.before, f"占{whole.words}比例")
    else:
        words = f"{whole.words}完成率" if "完成" in opening else f"{whole.words}占比"
    return replace(whole, measure=words, end=figure.end, unit=figure.unit)


def _compared(named: Phrase, figure: Figure, change: Change | None) -> Phrase:
    """Name a change, or the earlier year's level, after what it is compared with."""
    measure = named.measure.partition("同比")[0]
    if change:
        measure = f"{measure.removesuffix(change.direction)}同比{change.direction}"
    return replace(named, measure=measure, end=max(named.end, figure.end))


def _named(here: _Here, after: Behind) -> Phrase:
    """Name a figure by its own words and, where these are thin, by what runs through its sentence."""
    figure, previous = here.figure, here.previous
    before = words_between(here.context, here.begin, here.begin + _told_until(here.opening))
    scopes = [word.text for word in before if word.code == "s"]
    scope = scopes[0] if scopes else None
    share = share_of(before) if figure.kind == "rate" else None
    core = core_of(before if share is None else before[: share[0]], after, figure)
    if previous is not None and core.said and not core.counted and _among(here):
        core.counted = previous.object or previous.words  # 204家社会组织中的180家实现党建覆盖
    own = core.text
    inherits = previous is not None and share is None and not own
    words = _own_words(here, core, own, share[1] if share else "")
    told_share = share is not None and len(words) > _SHORT
    whole = "" if told_share else _whole(here, words, core)
    if whole and previous is not None:
        measure = with_unit(_with_whole(words, whole, previous), figure)
        return Phrase(measure, previous.action, scope, words, whole, here.begin, after.end, whole, figure.unit)
    topic, lead = "", _lead(here, core)
    words = join(lead, own) if lead else words
    if not lead and not inherits and not told_share and not _is_body(core) and _thin(core, words, figure, previous):
        if previous is not None and _object_stays(here, core, previous):
            core.noun = previous.object
            words = core.text
        else:
            topic = _topic(here, core, own)
    words = join(_aspect(here), join(topic, words))
    if figure.kind == "rate" and core.counted and not words.endswith(RATES):
        words += "占比"  # 约七成案件一次办结
    action = core.act or core.told or (here.beside.action if here.beside else None)
    activity = core.activity if figure.unit in TIMES and core.weight > 1 else ""
    if previous is not None and core.weight < 3:
        activity = activity or previous.activity
    return Phrase(
        with_unit(words, figure), action, scope, words, _hands_on(here, core, topic), here.begin, after.end, "",
        figure.unit, _stays(core, previous), activity, core.bare, previous.words if previous is not None else "",
        lead or (core.front if core.counted and not core.said else ""),
    )  # fmt: skip


def _told_until(opening: str) -> int:
    """Return where the words before a figure end: before a bracket with nothing but its comparison, 立案数（同比下降…."""
    at = max(opening.rfind("("), opening.rfind("（"))
    return at if at > 0 and opening[at + 1 :] and not _COMPARING.sub("", opening[at + 1 :]) else len(opening)


def _total(here: _Here, previous: Phrase) -> str:
    """Name what is summed up: the topic in another unit, the subject of a list in the same."""
    if here.figure.unit != previous.unit:
        return previous.topic or previous.words
    if _is_pair(previous) and (named_in(previous.before) != named_in(previous.words) or not named_in(previous.words)):
        act = previous.action if previous.action and previous.before.startswith(previous.action) else ""
        return f"{previous.before}和{previous.words.removeprefix(act)}"
    named = here.subjects.before(here.figure.start)
    return join(previous.action or "", named.name) if named and named.place < previous.begin else previous.words


def _is_pair(second: Phrase) -> bool:
    """Say whether two figures of one kind stand side by side, as what is summed up: 代表建议13件、政协提案17件，共30件."""
    first = second.pair
    return first is not None and first.pair is None and first.unit == second.unit and not (first.bare or second.bare)


def _among(here: _Here) -> bool:
    """Say whether the figure counts some of those before it: …中的180家."""
    start = here.figure.start
    before = here.context.text[max(0, start - 3) : start].removesuffix("有").removesuffix("的")
    return before.endswith("中") and not before.endswith("其中")


def _own_words(here: _Here, core: Core, words: str, share: str) -> str:
    """Return the ``words`` of the clause; where it has none, what the figure before has."""
    figure, previous, beside = here.figure, here.previous, here.beside
    if previous is not None:
        if not words:
            words = _total(here, previous) if _TOTAL.search(here.opening) else previous.words
        if core.bare and core.light and previous.unit == figure.unit:
            words = previous.words  # 计划检查企业420家次, 实际完成431家次
        if words in _BARE_RATES:
            words = previous.words + words
    words += share
    if core.agent and ((len(words) < 6 and figure.unit in TIMES) or (core.bare and figure.unit in _THINGS)):
        words = core.agent + words
    if beside is not None and beside.action and not beside.bare and not core.act and len(words) < 7 and not beside.whole:
        words = join(beside.action, words)
    return words


def _hands_on(here: _Here, core: Core, topic: str) -> str:
    """Return the topic for the figures after this one: a subject holds until another one is named."""
    previous, handed = here.previous, topic or _noun(core, here.figure)
    if previous is None or not previous.topic:
        return handed
    if not handed or (names_subject(previous.topic) and not names_subject(handed)):
        return previous.topic
    return handed


def _stays(core: Core, previous: Phrase | None) -> str:
    """Return the object that acts after this one may be done to."""
    if core.weight > 1:
        return core.object
    if previous is not None and (core.bare or core.noun == previous.object):
        return previous.object
    return ""


def _with_whole(label: str, whole: str, previous: Phrase | None) -> str:
    """Name a part: 优秀 of 学法考试, 行政许可 of 权责事项 (a short noun goes behind), 劝导 with 违反交规 (a long one is left)."""
    if len(label) < 3 or label.endswith(RATES):
        return join(whole, label)
    if len(whole) > 4 and previous is not None and previous.action and previous.unit in _PERSONS:
        return join(previous.action, label)
    return join(label, whole)


def _whole(here: _Here, words: str, core: Core) -> str:
    """Return the whole that a part belongs to: after 其中 the figure before, then the same while labels go on."""
    previous = here.previous
    if previous is None:
        return ""
    opening = here.opening
    if "其中" in opening or "包括" in opening:
        counted = previous.object if previous.unit != "%" and previous.topic not in previous.object else ""
        return previous.whole or counted or previous.topic
    goes_on = len(words) <= 8 and not core.act and here.figure.unit in (previous.unit, "%")
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
    return uncounted(join(core.subject, noun) if noun else "")[-LONG:]


def _thin(core: Core, words: str, figure: Figure, previous: Phrase | None) -> bool:
    """Say whether the words name too little to stand alone."""
    if figure.kind == "rate" and words.endswith(RATES):
        return core.weight < 4
    active = previous is not None and previous.activity != "" and not _is_next_act(figure, previous)
    return core.weight < 2 or len(words) < 3 or (active and core.weight < 3 and len(words) <= _SHORT)


def _lead(here: _Here, core: Core) -> str:
    """Return what a noun behind its unit shares with the one that 、 or 和 joins it to."""
    joined = here.beside is not None and here.opening in JOINTS and core.text == core.counted
    return here.beside.lead if joined and here.beside is not None else ""


def _is_body(core: Core) -> bool:
    """Say whether bodies are counted by themselves: 15个乡镇."""
    return core.counted in word_set("units") and core.text == core.counted


def _is_next_act(figure: Figure, previous: Phrase) -> bool:
    """Say whether a figure tells how often something else was done: 培训2次, 调解6次."""
    return figure.unit in TIMES and figure.unit == previous.unit


def _object_stays(here: _Here, core: Core, previous: Phrase) -> bool:
    """Say whether an act is done to the object of the figure before: 出台规章 6 件, 修改 3 件."""
    unit = here.figure.unit
    if not previous.object or not core.bare or unit != previous.unit or (core.agent and unit in TIMES):
        return False
    named = here.subjects.before(here.figure.start)
    return not named or (named.words in previous.object and (is_broad(named) or named.name not in previous.object))


def _topic(here: _Here, core: Core, own: str) -> str:
    """Return what the sentence is about: the figure before, else the clause before, else the paragraph."""
    previous, figure, context = here.previous, here.figure, here.context
    runs_on = previous.topic if previous is not None else ""
    itself = names_subject(own)
    if itself and not core.act and narrow(own):
        return ""
    named = None if itself else here.subjects.before(figure.start)
    told = _clause_before(here) if not runs_on or _apart(here) else ""
    if runs_on and figure.kind != "rate" and not (told.endswith(lexicon.words("measure", "holders")) and figure.unit in _ITEMS):
        told = ""
    if named and named.words in told:
        return named.name if told.startswith(named.name) and len(told) < len(named.name) + 3 else told
    if named and previous is not None and is_broad(named) and named.words in runs_on:
        return previous.activity or runs_on
    if named and (previous is None or not runs_on or _nearer(named, previous, figure.kind != "rate")):
        return named.name
    if told and runs_on:
        return told
    if previous is not None and runs_on:
        if names_subject(runs_on):
            return runs_on
        done = core.act and (core.noun or core.counted) and figure.kind != "rate"
        return "" if _is_next_act(figure, previous) else previous.activity or ("" if done else runs_on)
    if itself:
        return ""
    section = context.section(figure.start)
    heading = named_in(section.heading) if section is not None and section.heading else ""
    return heading or told or title_of(here.title)


def _apart(here: _Here) -> bool:
    """Say whether a clause of its own stands between the figure before and this one."""
    earlier = here.context.previous_clause(here.left)
    return earlier is not None and here.previous is not None and earlier[0] >= here.previous.end


def _aspect(here: _Here) -> str:
    """Return what the sentence announces (…方面，), empty where that is nothing or one of the ``subjects``."""
    text, since = here.context.text, here.context.sentence_start(here.figure.start)
    if text.find("方面", since, here.left) < 0:
        return ""
    announced = [match[1] for match in _ASPECT.finditer(text[since : here.left])]
    return announced[-1] if announced and not names_subject(announced[-1]) else ""


def _clause_before(here: _Here) -> str:
    earlier = here.context.previous_clause(here.left)
    return topic_of(words_between(here.context, *earlier)) if earlier else ""


def _nearer(named: Named, previous: Phrase, persons: bool) -> bool:
    """Say whether a subject holds, not what the figure before counted."""
    return named.place >= previous.begin or (persons and previous.unit in _PERSONS) or names_subject(previous.topic)
