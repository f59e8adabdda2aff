"""What a figure counts: a short noun phrase, from its own clause and, where that says too little, from before it.

``clause`` finds the words that name it. A phrase that holds nothing but acts and generic nouns takes the *topic* that
runs through its sentence, or heads its paragraph: 出动队员 → 综合整治行动出动队员; an act alone takes the object before it:
出台规章 6 件, 修改 3 件 → 修改规章. A part (其中管制 0 人) takes the noun of its whole. A thin phrase hands its topic on;
it never becomes one.
"""

import re
from dataclasses import replace

from tasks.extract.claims.comparison import Change, moved
from tasks.extract.claims.context import Context
from tasks.extract.joints import JOINTS, goes_on
from tasks.extract.measures.behind import RATES, TIMES, Behind, behind
from tasks.extract.measures.clause import LONG, Core, core_of, join, share_of
from tasks.extract.measures.counted import uncounted, with_unit
from tasks.extract.measures.inherited import (
    aspect,
    is_next_act,
    object_stays,
    topic_for,
    whole_of,
    with_whole,
)
from tasks.extract.measures.phrases import Here, Phrase
from tasks.extract.measures.side_by_side import alike, labelled, labels, lead_of, rate_of, total_of
from tasks.extract.measures.subjects import Subjects, names_subject
from tasks.extract.measures.words import word_set, words_between
from tasks.extract.mentions.figures import Figure

# Words between two figures that name nothing new: the second is the first's change, or its value in an earlier year.
_COMPARING = re.compile(
    r"[\s,，、(（:：]|分别|[“”\"]|十[一二三四五]五|时期|期间|(?:去年|上一?年度?|前一年度?|(?:19|20)[0-9]{2}年度?)(?:同期|[末底])?|同比|环比|相比|[较比与和及是为仅有的了约共达又再]"
    r"|增长|上升|上涨|提高|提升|增加|增幅|升幅|涨幅|增|下降|下滑|减少|降低|回落|压减|降幅|减幅|降|减|多|少|[上下]?升|幅度|达到"
)
_COMPARING_REACH = 40
_EARLIER = re.compile(r"去年|上一?年|前一年|(?:19|20)[0-9]{2}年")
_CHANGES_TO = re.compile(r"^[\u4e00-\u9fff]{0,4}(?:到|至|为|成)(?:约|近|平均|最短|最高|最低|现在的?)?$")
_TOTAL = re.compile("共|合计|总")
_BARE_RATES = ("比例", "比重", "比率")
_THINGS = ("个", "家", "支", "所", "名", "户", "座")  # units of what is there, not of what is done
_LEVEL = re.compile("(?:国家|部|省|自治区|市|州|县|区|乡|镇|街道|村)级")
_SHORT = 4
_LONGEST_LABEL = 12
_ASIDE = 60  # characters of brackets looked back for


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
    previous = _outside(context, floor, previous)
    if previous is not None and figure.start - floor < _COMPARING_REACH:
        between = context.text[floor : figure.start]
        listed = previous.labels and goes_on(between)
        if (change or _EARLIER.search(between)) and not listed and not _COMPARING.sub("", between):
            base = alike(previous, figure, between, context.text[figure.end : following])
            return _compared(replace(base, labels=()), figure, change)
    left, right = context.clause(figure.start, figure.end)
    if left == figure.start:
        left = _label(context, left, floor)
    begin = min(max(left, floor, previous.end if previous else 0), figure.start)
    beside = previous if floor > left else None
    here = Here(context, figure, previous, beside, title, subjects, left, begin)
    same = beside is not None and (beside.unit == figure.unit or figure.kind == "duration")
    if beside is not None and same and _CHANGES_TO.match(here.opening):
        named = labelled(here, beside.each) if beside.each else replace(beside, end=figure.end)
    elif names := labels(here):
        named = labelled(here, names)
    elif beside is not None and figure.kind == "rate" and here.opening == "的":
        named = rate_of(context, beside, figure)
    else:
        by = "" if change else moved(context, figure)
        named = _named(here, behind(context, figure, min(right, following), right), by)
    if previous is not None and previous.pair is not None and previous.pair.pair is not None:
        previous.pair.pair.pair = None  # nobody looks further back
    named.pair = previous
    named.is_beside = beside is not None or floor == figure.start
    return _compared(named, figure, change) if change else named


def _label(context: Context, left: int, floor: int) -> int:
    """Return where the label of a figure begins that a colon sets before it: 审结数：75; ``left`` where there is none."""
    if context.text[left - 1 : left] not in ("：", ":"):
        return left
    label = context.previous_clause(left)
    if label is None or label[0] < floor or label[1] - label[0] > _LONGEST_LABEL:
        return left
    return label[0]


def _outside(context: Context, floor: int, previous: Phrase | None) -> Phrase | None:
    """Return the figure before an aside that has just closed: 罚款236万元（其中没收12万元），较上年的200万元…."""
    if previous is None or context.text[floor : floor + 1] not in ("）", ")"):
        return previous
    low = max(0, previous.begin - _ASIDE)
    opened = max(context.text.rfind("（", low, floor), context.text.rfind("(", low, floor))
    before: Phrase | None = previous
    while before is not None and before.end > opened >= 0:
        before = before.pair
    return before or previous


def _compared(named: Phrase, figure: Figure, change: Change | None) -> Phrase:
    """Name a change, or the earlier year's level, after what it is compared with."""
    measure = named.measure.partition("同比")[0]
    if change:
        measure = f"{measure.removesuffix(change.direction)}同比{change.direction}"
    return replace(named, measure=measure, end=max(named.end, figure.end))


def _named(here: Here, after: Behind, by: str) -> Phrase:
    """Name a figure by its own words and, where these are thin, by what runs through its sentence.

    ``by``: what was done by so much, of a level: 材料减少80%.
    """
    figure, previous = here.figure, here.previous
    before = words_between(here.context, here.begin, here.begin + _told_until(here.opening))
    scopes = [word.text for word in before if word.code == "s"]
    scope = scopes[0] if scopes else None
    share = share_of(before) if figure.kind == "rate" else None
    core = core_of(before if share is None else before[: share[0]], after, figure)
    if previous is not None and core.said and not core.counted and _among(here):
        core.counted = previous.object or previous.words  # 204家社会组织中的180家实现党建覆盖
    own, bare = core.text, core.bare
    inherits = previous is not None and share is None and not own
    words = _own_words(here, core, own, share[1] if share else "")
    told_share = share is not None and len(words) > _SHORT
    whole = "" if told_share else whole_of(here, words, core)
    if whole and previous is not None:
        measure = with_unit(with_whole(words, whole, previous), figure)
        return Phrase(measure, previous.action, scope, words, whole, here.begin, after.end, whole, figure.unit)
    topic, lead = "", lead_of(here, core)
    words = join(lead, own) if lead else words
    if not lead and not inherits and not told_share and not _is_body(core) and _thin(here, core, words):
        if previous is not None and object_stays(here, core, previous):
            core.noun = previous.object
            words = core.text
        else:
            topic = topic_for(here, core, own)
    words = join(aspect(here), join(topic, words))
    if by and not (core.counted or core.bare):
        words = join(words, by)
    elif figure.kind == "rate" and not words.endswith(RATES):
        words += _rate_name(here, core)
    action = core.act or core.told or (here.beside.action if here.beside else None)
    activity = core.activity if figure.unit in TIMES and core.weight > 1 else ""
    if previous is not None and core.weight < 3:
        activity = activity or previous.activity
    return Phrase(
        with_unit(words, figure), action, scope, words, _hands_on(here, core, topic), here.begin, after.end, "",
        figure.unit, _stays(core, previous), activity, bare, previous.words if previous is not None else "",
        lead or (core.front if core.counted and not core.said else ""),
    )  # fmt: skip


def _rate_name(here: Here, core: Core) -> str:
    """Return what a share without a name is: 约七成案件一次办结, 完成年度任务的120%."""
    if core.counted:
        return "占比"
    return "完成率" if here.opening.endswith("的") and "完成" in here.opening else ""


def _told_until(opening: str) -> int:
    """Return where the words before a figure end: before a bracket with nothing but its comparison, 立案数（同比下降…."""
    at = max(opening.rfind("("), opening.rfind("（"))
    return at if at > 0 and opening[at + 1 :] and not _COMPARING.sub("", opening[at + 1 :]) else len(opening)


def _among(here: Here) -> bool:
    """Say whether the figure counts some of those before it: …中的180家."""
    start = here.figure.start
    before = here.context.text[max(0, start - 4) : start].rstrip("，,有的")
    return before.endswith("中") and not before.endswith("其中")


def _own_words(here: Here, core: Core, words: str, share: str) -> str:
    """Return the ``words`` of the clause; where it has none, what the figure before has."""
    figure, previous, beside = here.figure, here.previous, here.beside
    if previous is not None and _LEVEL.fullmatch(level := here.opening.strip("，,、；;：: 其中")):
        words = previous.words  # 创建市级示范村3个，省级2个
        return _LEVEL.sub(level, words, count=1) if _LEVEL.search(words) else level + words
    if previous is not None:
        if not words:
            words = total_of(here, previous) if _TOTAL.search(here.opening) else previous.words
        if core.bare and (core.light or core.act == previous.action) and previous.unit == figure.unit:
            words = previous.words  # 计划检查企业420家次, 实际完成431家次; 去年办理100件, 今年办理120件
        if words in _BARE_RATES:
            words = previous.words + words
    words += share
    if core.agent and ((len(words) < 6 and figure.unit in TIMES) or (core.bare and figure.unit in _THINGS)):
        words = core.agent + words
    if (
        beside is not None
        and beside.action
        and not beside.bare
        and not core.act
        and len(words) < 7
        and not beside.whole
    ):
        words = join(beside.action, words)
    return words


def _hands_on(here: Here, core: Core, topic: str) -> str:
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


def _noun(core: Core, figure: Figure) -> str:
    """Return what later figures may inherit: the object without its act; nothing of a rate or a mere act."""
    if figure.kind in ("rate", "duration") or not core.weight:
        return ""
    if core.said and not core.owned and core.counted in word_set("units"):
        return ""  # 18个村配备法律顾问: what follows is not of the villages
    noun = core.activity if figure.unit in TIMES else core.object
    return uncounted(join(core.subject, noun) if noun else "")[-LONG:]


def _thin(here: Here, core: Core, words: str) -> bool:
    """Say whether the words name too little to stand alone."""
    figure, previous = here.figure, here.previous
    if figure.kind == "rate" and words.endswith(RATES):
        return core.weight < 4
    same = here.beside is not None and here.beside.unit == figure.unit and figure.kind == "count"
    if same and core.act and core.weight < 3 and here.opening.startswith(JOINTS):
        return True  # 撤销12件、确认违法8件
    active = previous is not None and previous.activity != "" and not is_next_act(figure, previous)
    return core.weight < 2 or len(words) < 3 or (active and core.weight < 3 and len(words) <= _SHORT)


def _is_body(core: Core) -> bool:
    """Say whether bodies are counted by themselves: 15个乡镇."""
    return core.counted in word_set("units") and core.text == core.counted
