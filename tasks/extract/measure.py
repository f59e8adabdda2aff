"""What a figure counts: a short noun phrase, from its own clause and, where that says too little, from before it.

The phrase is cut, not composed: the words of the clause since the figure before (检查企业场所 3260 家次), without
its opening (今年以来, 全市, 累计), and the noun behind the unit (劝阻 5 名 群众). A phrase that holds nothing but verbs and
generic nouns takes the *topic* that runs through its sentence, or heads its paragraph: 出动队员 → 综合整治行动出动队员.
A part (其中管制 0 人) takes the noun of its whole. A thin phrase hands its topic on; it never becomes one.
"""

import re
from dataclasses import dataclass, replace
from functools import cache

from tasks.extract import lexicon
from tasks.extract.comparison import Change
from tasks.extract.context import Context
from tasks.extract.figures import Figure
from tasks.extract.subjects import Subjects, names_subject

_MARKS = re.compile(r"[“”\"‘’'「」『』《》〈〉<>\s·、:：（）()\[\]【】]|(?<!标|目)的|了(?![结解])")
_ASIDE = re.compile(r"[（(][^（）()]{0,40}[）)]")
_OPEN_ASIDE = re.compile(r"^.*[（(]")
_LIST = re.compile(r"^.*、.*?等")
_EDGES = re.compile(r"^[、\s—-]+|[、\s—-]+$")
_STOP = re.compile(r"[,，。;；:：!！?？\n\r、（）()]")
_TIME = re.compile(
    r"^[比较与]?(?:(?:(?:19|20)[0-9]{2}年|上一?年|去年|前一年|同)(?:度|以来|起|底|末|同期|期)?的?(?:相比)?|"
    r"(?=[0-9])(?:[0-9]{1,2}月(?:份|底|初)?)?(?:[0-9]{1,2}[日号])?(?:以来|起|前|后)?)"
)
_FRAME = re.compile(r"^[以将把](.+?)(?:为|作为).{1,4}$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年度?")
_NUMBERED = re.compile(r"(?<![0-9])[约近逾超]?[0-9]+(?:[.,][0-9]+)*[余多万亿]*(?![0-9年月日]).*$")
_ITEM = re.compile(r"^(?:[一二三四五六七八九十]{1,3}[是、]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9]{1,2}[.、．])")
_TITLE = re.compile(r"《[^》]{11,}》(?=[^、,，]{3})")
_LONE = re.compile(r"^[将把在有对向由从以现为于]$")
_COUNTED = re.compile(r"(?:总)?(?:人数|次数|数量|总数|总量|金额|面积|人次|件数|数)$")
# Words between two figures that name nothing new: the second is the first's change, or its value in an earlier year.
_COMPARING = re.compile(
    r"[\s,，、(（:：]|(?:去年|上一?年度?|前一年度?|(?:19|20)[0-9]{2}年度?)(?:同期|[末底])?|同比|环比|相比|[较比与是为仅有的了约共达又再]"
    r"|增长|上升|上涨|提高|提升|增加|增幅|升幅|涨幅|增|下降|下滑|减少|降低|回落|压减|降幅|减幅|降|减|多|少|[上下]?升|幅度|达到"
)
_EARLIER = re.compile(r"去年|上一?年|前一年|(?:19|20)[0-9]{2}年")
_MOST, _LONG = 24, 13


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is counted: ``measure`` with its parts, and what later figures of the sentence inherit."""

    measure: str
    action: str | None
    scope: str | None
    content: str  # the phrase without topic and suffix
    topic: str
    end: int  # where the noun behind the unit ends
    whole: str  # what this is a part of


@dataclass(frozen=True, slots=True)
class _Patterns:
    verbs: re.Pattern[str]
    first_verbs: re.Pattern[str]
    last_verb: re.Pattern[str]
    leads: re.Pattern[str]
    splits: re.Pattern[str]
    scopes: re.Pattern[str]
    tails: re.Pattern[str]
    stops: re.Pattern[str]
    predicates: re.Pattern[str]
    empty: re.Pattern[str]
    title_leads: re.Pattern[str]
    title_tails: re.Pattern[str]
    suffixes: dict[str, str]


@cache
def _patterns() -> _Patterns:
    def any_of(key: str) -> str:
        return "|".join(map(re.escape, lexicon.words("measure", key)))

    verbs, leads = any_of("verbs"), "|".join(lexicon.words("measure", "leads"))
    return _Patterns(
        re.compile(verbs),
        re.compile(f"^(?:{verbs})+[出到完]?"),
        re.compile(f"(?:{verbs})$"),
        re.compile(f"^(?:{leads})+"),
        re.compile(f"^.*(?:{any_of('splits')})(?=.{{2}})"),
        re.compile(f"^(?:{any_of('scopes')})"),
        re.compile(f"(?:{'|'.join(lexicon.words('measure', 'tails'))})+$"),
        re.compile(any_of("stops_after")),
        re.compile(f"^(?:{any_of('predicates')})"),
        re.compile(f"{verbs}|{any_of('generic')}"),
        re.compile(f"^(?:{any_of('title_leads')}|{leads})+(?=.{{2}})"),
        re.compile(f"(?:{any_of('title_tails')})+$"),
        {str(k): str(v) for k, v in lexicon.read_key("measure", "suffixes").items()},
    )


def phrase(
    context: Context, figure: Figure, around: tuple[int, int], previous: Phrase | None, title: str,
    subjects: Subjects, change: Change | None,
) -> Phrase:  # fmt: skip
    """Return what ``figure`` counts.

    ``around``: the end of the figure before it and the start of the one after it; ``previous``: the phrase of the
    figure before it in the same sentence; ``title``: how the paragraph opens; ``subjects``: of the whole text;
    ``change``: what change the figure states, if one.
    """
    between = context.text[around[0] : figure.start]
    if previous is not None and (change or _EARLIER.search(between)) and not _COMPARING.sub("", between):
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
    begin = max(left, floor, previous.end if previous else 0)
    beside = previous if floor > left else None  # the figure before stands in the same clause
    before = text[min(begin, figure.start) : figure.start]
    scope, own, cut = _own(before)
    head, end = _head(text, figure, min(right, following))
    content, action = _join(own, head), _action(own)
    if previous is not None and content in ("", "占", "占比"):
        content = previous.content + content.removesuffix("比")
    content = f"{content}比" if content.endswith("占") else content
    if beside is not None:
        if beside.action and not action and len(content) < 5 and not beside.whole:
            content = _join(beside.action, content)
        action = action or beside.action
    whole = _whole(before, content, previous)
    thin = _thin(content, figure)
    if whole and previous is not None:
        action = previous.action
        words = _with_whole(content, whole, previous)
        return Phrase(_with_suffix(words, figure), action, scope, content, whole, end, whole)
    topic = _topic(context, left, previous, title) if thin and not cut else ""
    if not _patterns().empty.sub("", content) and not names_subject(content):
        topic = subjects.before(figure.start) or topic
    hands_on = topic or _noun(content, figure) or (previous.topic if previous else "")
    return Phrase(_with_suffix(_join(topic, content), figure), action, scope, content, hands_on, end, "")


def _with_whole(label: str, whole: str, previous: Phrase | None) -> str:
    """Name a part: 优秀 of 学法考试, 行政许可 of 权责事项 (a short noun goes behind), 劝导 with 违反交规 (a long one is left)."""
    if len(label) < 3:
        return _join(whole, label)
    if len(whole) > 4 and previous is not None and previous.action:
        return _join(previous.action, label)
    return _join(label, whole)


def _whole(before: str, content: str, previous: Phrase | None) -> str:
    """Return the whole that a part belongs to: after 其中 the figure before, then the same while labels go on."""
    if previous is None:
        return ""
    if "其中" in before or "包括" in before:
        return previous.whole or previous.topic
    goes_on = len(content) <= 8 and not _patterns().first_verbs.match(content)
    return previous.whole if goes_on else ""


def title_of(sentence: str) -> str:
    """Return what a heading or an opening sentence is about: 主动抓好违建治理工作 → 违建治理."""
    clause = _STOP.split(sentence, maxsplit=1)[0]
    subject = _subject(clause)
    named = _patterns().title_leads.match(clause) or _patterns().title_tails.search(clause)
    return subject if named and len(subject) <= 8 else ""


def _subject(clause: str) -> str:
    """Return the object of the last verb of a clause that names anything, without what only a heading says."""
    patterns = _patterns()
    if patterns.leads.fullmatch(clause.strip()):
        return ""
    framed = _FRAME.match(clause.strip())
    clause = _NUMBERED.sub("", _YEAR.sub("", clause))
    _, text, _ = _own(framed[1] if framed else clause)
    text = patterns.title_tails.sub("", patterns.title_leads.sub("", text))
    for verb in reversed(list(patterns.verbs.finditer(text))):
        rest = text[verb.end() :]
        if len(verb[0]) > 1 and len(rest) >= 3 and len(patterns.empty.sub("", rest)) >= 2:
            text = rest
            break
    text = (patterns.first_verbs.sub("", text) or text)[-12:]
    return text if len(patterns.empty.sub("", text)) >= 2 else ""


def _own(before: str) -> tuple[str | None, str, bool]:
    """Return (scope, the words of the clause that name what is counted, whether more stood before them)."""
    patterns = _patterns()
    text = _TITLE.sub("", _OPEN_ASIDE.sub("", _ASIDE.sub("", before)))
    scope, text = _opening(_ITEM.sub("", _EDGES.sub("", text)))
    kept = _EDGES.sub("", patterns.tails.sub("", text))
    text = kept or (text if patterns.empty.fullmatch(text) else "")
    listed = _LIST.sub("", text)
    listed_away = listed != text
    text = listed
    split = patterns.splits.sub("", text)
    _, text = _opening(split) if split != text else (None, text)
    plain = _LONE.sub("", _plain(text))
    if len(plain) <= _LONG:
        return scope, plain, listed_away
    for verb in patterns.verbs.finditer(plain):
        if 3 <= len(plain) - verb.start() <= _LONG and len(verb[0]) > 1:
            return scope, plain[verb.start() :], True
    return scope, plain[-_LONG:], True


def _opening(text: str) -> tuple[str | None, str]:
    patterns, scope = _patterns(), None
    for _ in range(4):
        before = text
        text = patterns.leads.sub("", _TIME.sub("", text))
        match = patterns.scopes.match(text)
        if match and match.end() < len(text):
            scope, text = scope or match[0], text[match.end() :]
        if text == before:
            break
    return scope, text


def _head(text: str, figure: Figure, limit: int) -> tuple[str, int]:
    """Return the noun phrase behind the unit (5名群众), what is said of it in front, and where it ends."""
    patterns = _patterns()
    after = text[figure.after : limit].removeprefix("的")
    stop = _STOP.search(after)
    after = after[: stop.start()] if stop else after
    if "之间的" in after:
        return _plain(after.rpartition("之间的")[2])[:_LONG], figure.after + len(after)
    verb = patterns.stops.search(after)
    noun = _plain(after[: verb.start()] if verb else after)[-_LONG:]
    end = figure.after + (verb.start() if verb else len(after))
    predicate = patterns.predicates.match(after[verb.start() :]) if verb else None
    if verb and predicate and limit - figure.after - verb.start() < 30:
        said = _plain(_LIST.sub("", after[verb.start() :]))
        opening = patterns.verbs.search(said, 2) if len(said) > _LONG else None
        return (said[opening.start() :] if opening else said)[:_LONG] + noun, figure.after + len(after)
    return noun, end


def _action(own: str) -> str | None:
    match = _patterns().verbs.search(own)
    return match[0] if match else None


def _noun(content: str, figure: Figure) -> str:
    """Return what later figures may inherit: the object without its verb; nothing of a rate or a mere act."""
    patterns = _patterns()
    noun = patterns.first_verbs.sub("", content)
    is_act = noun == content and len(content) < 7 and patterns.last_verb.search(content)
    if figure.kind in ("rate", "duration") or is_act:
        return ""
    return _COUNTED.sub("", noun)[-12:]


def _thin(content: str, figure: Figure) -> bool:
    if figure.kind == "rate" and content.endswith(("率", "比例", "占比", "比", "比重")):
        return all(len(part) < 4 for part in content.split("率"))
    return len(_patterns().empty.sub("", content)) < 2


def _topic(context: Context, left: int, previous: Phrase | None, title: str) -> str:
    """Return what the sentence is about: the figure before, else the clause before, else the paragraph."""
    if previous is not None:
        return previous.topic or title_of(title)
    earlier = context.previous_clause(left)
    return (_subject(context.text[earlier[0] : earlier[1]]) if earlier else "") or title_of(title)


def _plain(text: str) -> str:
    return _MARKS.sub("", _ASIDE.sub("", text))


def _with_suffix(words: str, figure: Figure) -> str:
    default = "时长" if figure.kind == "duration" else "数"
    suffix = _patterns().suffixes.get(figure.unit or "", default)
    if not suffix or (figure.kind == "duration" and words.endswith(("时间", "时限", "期限", "时长"))):
        return words[-_MOST:]
    return _join(_COUNTED.sub("", words) or words, suffix)[-_MOST - len(suffix) :]


def _join(front: str, back: str) -> str:
    """Put two phrases together without saying a shared stretch twice."""
    if back and back in front:
        return front
    if front and front in back:
        return back
    for size in range(min(len(front), len(back)), 0, -1):
        if front.endswith(back[:size]):
            return front + back[size:]
    return front + back
