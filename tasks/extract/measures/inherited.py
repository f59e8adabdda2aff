"""What a phrase that names too little takes from before its figure: a topic, an object, the whole it is a part of."""

import re
from functools import cache, lru_cache

from tasks.extract import lexicon
from tasks.extract.measures.behind import RATES, TIMES
from tasks.extract.measures.clause import Core, heads_paragraph, join, topic_of
from tasks.extract.measures.phrases import PERSONS, Here, Phrase
from tasks.extract.measures.subjects import Named, is_broad, named_in, names_subject, narrow
from tasks.extract.measures.words import cut, word_set, words_between
from tasks.extract.mentions.figures import Figure

_STOP = re.compile(r"[,，。;；:：!！?？\n\r、（）()]")
# 特种设备方面，检查使用单位3458家: what the sentence is said to be about.
_ASPECT = re.compile(r"(?:^|[,，；;：:、])在?([\u4e00-\u9fff]{2,8}(?<![个等各多些])(?<!主要))方面[，,：:]")
_RATE = re.compile("(?:..率|占比|比例|比重)$")  # 事项进驻率98%，网办率92%: the second is of the same things
_ITEMS = ("项", "条", "个", "类", "种")  # what a list or a plan has


def whole_of(here: Here, words: str, core: Core) -> str:
    """Return the whole that a part belongs to: after 其中 the figure before, then the same while labels go on."""
    previous = here.previous
    if previous is None:
        return ""
    opening = here.opening
    if "其中" in opening or "包括" in opening:
        counted = previous.object if previous.unit != "%" and previous.topic not in previous.object else ""
        if counted in word_set("units") and here.figure.unit != previous.unit:
            return previous.whole  # 18个村…，其中法律明白人54名: no part of the villages
        return previous.whole or counted or previous.topic
    goes_on = len(words) <= 8 and not core.act and here.figure.unit in (previous.unit, "%")
    return previous.whole if goes_on else ""


def with_whole(label: str, whole: str, previous: Phrase | None) -> str:
    """Name a part: 优秀 of 学法考试, 行政许可 of 权责事项 (a short noun goes behind), 劝导 with 违反交规 (a long one is left)."""
    if label.endswith("级"):
        return label + whole  # 示范村12个，其中省级3个
    if len(label) < 3 or label.endswith(RATES):
        return join(whole, label)
    if len(whole) > 4 and previous is not None and previous.action and previous.unit in PERSONS:
        return join(previous.action, label)
    return join(label, whole)


def object_stays(here: Here, core: Core, previous: Phrase) -> bool:
    """Say whether an act is done to the object of the figure before: 出台规章 6 件, 修改 3 件."""
    unit = here.figure.unit
    if not previous.object or not core.bare or unit != previous.unit or (core.agent and unit in TIMES):
        return False
    named = here.subjects.before(here.figure.start)
    return not named or (named.words in previous.object and (is_broad(named) or named.name not in previous.object))


def topic_for(here: Here, core: Core, own: str) -> str:
    """Return what the sentence is about: the figure before, else the clause before, else the paragraph."""
    previous, itself = here.previous, names_subject(own)
    if itself and not core.act and narrow(own):
        return ""
    runs_on = previous.topic if previous is not None else ""
    told = _told_before(here, runs_on)
    if _is_list(here, told):
        return told
    if not itself and (subject := _subject(here, told, runs_on)):
        return subject
    if previous is not None and runs_on:
        return told or _running_on(here, core, previous)
    if itself:
        return ""
    section = here.context.section(here.figure.start)
    heading = named_in(section.heading) if section is not None and section.heading else ""
    return heading or told or title_of(here.title)


def _told_before(here: Here, runs_on: str) -> str:
    """Return what the clause before is about; beside what ``runs_on`` that of a rate, and a list for its items."""
    if not runs_on:
        return _clause_before(here)
    told = _clause_before(here) if _apart(here) else ""
    return told if _is_list(here, told) or here.figure.kind == "rate" else ""


def _is_list(here: Here, told: str) -> bool:
    """Say whether the figure counts the items of the list, plan or rule that the clause before tells of."""
    return here.figure.unit in _ITEMS and told.endswith(_holders())


@cache
def _holders() -> tuple[str, ...]:
    return lexicon.words("measure", "holders")


def _subject(here: Here, told: str, runs_on: str) -> str:
    """Return the subject named nearest before the figure, or the longer name that holds its words."""
    previous, named = here.previous, here.subjects.before(here.figure.start)
    if named is None:
        return ""
    if is_broad(named) and told and here.figure.unit in (*PERSONS, *TIMES) and told not in word_set("generic"):
        return told  # 组织执法人员参加统一考试，报名216人
    if named.words in told:
        return named.name if told.startswith(named.name) and len(told) < len(named.name) + 3 else told
    if previous is not None and is_broad(named):
        of_both = here.figure.unit in PERSONS and previous.unit in PERSONS  # 统一考试报名216人，合格198人
        if named.words in runs_on or (of_both and runs_on and named.place < previous.begin):
            return previous.activity or runs_on
    holds = previous is None or not runs_on or _nearer(named, previous, here.figure.kind != "rate")
    return named.name if holds else ""


def _running_on(here: Here, core: Core, previous: Phrase) -> str:
    """Return the topic that runs through the sentence; none for another act, or one done to something of its own."""
    if names_subject(previous.topic):
        return previous.topic
    if is_next_act(here.figure, previous):
        return ""
    done = core.act and (core.noun or core.counted) and here.figure.kind != "rate"
    return previous.activity or ("" if done else previous.topic)


def _apart(here: Here) -> bool:
    """Say whether a clause of its own stands between the figure before and this one."""
    earlier = here.context.previous_clause(here.left)
    return earlier is not None and here.previous is not None and earlier[0] >= here.previous.end


def aspect(here: Here) -> str:
    """Return what the sentence announces (…方面，), empty where that is nothing or one of the ``subjects``."""
    text, since = here.context.text, here.context.sentence_start(here.figure.start)
    if text.find("方面", since, here.left) < 0:
        return ""
    announced = [match[1] for match in _ASPECT.finditer(text[since : here.left])]
    return announced[-1] if announced and not names_subject(announced[-1]) else ""


def _clause_before(here: Here) -> str:
    earlier = here.context.previous_clause(here.left)
    return _RATE.sub("", topic_of(words_between(here.context, *earlier))) if earlier else ""


def _nearer(named: Named, previous: Phrase, persons: bool) -> bool:
    """Say whether a subject holds, not what the figure before counted."""
    return named.place >= previous.begin or (persons and previous.unit in PERSONS) or names_subject(previous.topic)


def is_next_act(figure: Figure, previous: Phrase) -> bool:
    """Say whether a figure tells how often something else was done: 培训2次, 调解6次."""
    return figure.unit in TIMES and previous.unit in TIMES


@lru_cache(maxsize=64)
def title_of(sentence: str) -> str:
    """Return what a heading or an opening sentence is about: 主动抓好违建治理工作 → 违建治理."""
    words = cut(_STOP.split(sentence, maxsplit=1)[0])
    subject = topic_of(words) if heads_paragraph(words) else ""
    return subject if len(subject) <= 8 else ""
