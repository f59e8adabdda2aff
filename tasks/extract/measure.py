"""What a figure counts: a short noun phrase, from its own clause and, where that says too little, from before it.

The phrase is cut, not composed: the words of the clause since the figure before (检查企业场所 3260 家次), without
its opening (今年以来, 全市, 累计), and the noun behind the unit (劝阻 5 名 群众). A phrase that holds nothing but verbs and
generic nouns takes the *topic* that runs through its sentence, or heads its paragraph: 出动队员 → 综合整治行动出动队员.
A part (其中管制 0 人) takes the noun of its whole. A thin phrase hands its topic on; it never becomes one.
"""

import re
from dataclasses import dataclass
from functools import cache

from tasks.extract import lexicon
from tasks.extract.context import Context
from tasks.extract.figures import Figure

_MARKS = re.compile(r"[“”\"‘’'「」『』《》〈〉<>\s·、:：（）()\[\]【】]|的|了")
_ASIDE = re.compile(r"[（(][^（）()]{0,40}[）)]")
_OPEN_ASIDE = re.compile(r"^.*[（(]")
_LIST = re.compile(r"^(?:.*?、)+.*?等")
_EDGES = re.compile(r"^[、\s—-]+|[、\s—-]+$")
_STOP = re.compile(r"[,，。;；:：!！?？\n\r、（）()]")
_TIME = re.compile(
    r"^(?:(?:19|20)[0-9]{2}年(?:度|以来|起)?)?(?:[0-9]{1,2}月(?:份|底|初)?)?(?:[0-9]{1,2}[日号])?(?:以来|起|前|后)?"
)
_FRAME = re.compile(r"^[以将把](.+?)(?:为|作为).{1,4}$")
_COUNTED = re.compile(r"(?:总)?(?:人数|次数|数量|总数|总量|金额|面积|人次|件数|数)$")
_MOST, _LONG = 24, 16


@dataclass(frozen=True, slots=True)
class Phrase:
    """What is counted: ``measure`` with its parts, and what later figures of the sentence inherit."""

    measure: str
    action: str | None
    scope: str | None
    content: str  # the phrase without topic and suffix
    topic: str
    end: int  # where the noun behind the unit ends


@dataclass(frozen=True, slots=True)
class _Patterns:
    verbs: re.Pattern[str]
    first_verbs: re.Pattern[str]
    leads: re.Pattern[str]
    splits: re.Pattern[str]
    scopes: re.Pattern[str]
    tails: re.Pattern[str]
    stops: re.Pattern[str]
    predicates: re.Pattern[str]
    empty: re.Pattern[str]
    title_tails: re.Pattern[str]
    suffixes: dict[str, str]


@cache
def _patterns() -> _Patterns:
    def any_of(key: str) -> str:
        return "|".join(map(re.escape, lexicon.words("measure", key)))

    verbs = any_of("verbs")
    return _Patterns(
        re.compile(verbs),
        re.compile(f"^(?:{verbs})+"),
        re.compile(f"^(?:{any_of('leads')})+"),
        re.compile(f"^.*(?:{any_of('splits')})(?=.{{2}})"),
        re.compile(f"^(?:{any_of('scopes')})"),
        re.compile(f"(?:{any_of('tails')})+$"),
        re.compile(any_of("stops_after")),
        re.compile(f"^(?:{any_of('predicates')})"),
        re.compile(f"{verbs}|{any_of('generic')}"),
        re.compile(f"(?:{any_of('title_tails')})+$"),
        {str(k): str(v) for k, v in lexicon.read_key("measure", "suffixes").items()},
    )


def phrase(context: Context, figure: Figure, floor: int, following: int, previous: Phrase | None, title: str) -> Phrase:
    """Return what ``figure`` counts.

    ``floor`` is the end of the figure before it, ``following`` the start of the one after it, ``previous`` the phrase
    of the figure before it in the same sentence, ``title`` what the paragraph is about.
    """
    text = context.text
    left, right = context.clause(figure.start, figure.end)
    begin = max(left, floor, previous.end if previous else 0)
    same_clause = previous is not None and floor > left
    before = text[min(begin, figure.start) : figure.start]
    part = "其中" in before or "包括" in before
    scope, own, cut = _own(before)
    head, end = _head(text, figure, min(right, following))
    content = _join(own, head) if own else head
    if not content and same_clause and previous is not None:
        content = previous.content
    action = _action(own) or (previous.action if same_clause and previous else None)
    if same_clause and previous is not None and previous.action and not _action(own):
        content = _join(previous.action, content) if len(content) < 5 else content
    topic = _topic(context, left, previous, title) if _thin(content, figure) or part else ""
    if cut and not part:
        topic = ""
    if part and previous is not None and len(content) > 2 and topic == previous.topic and topic in previous.content:
        words = _join(content, topic)
    else:
        words = _join(topic, content)
    measure = _with_suffix(words, figure)
    hands_on = topic or _noun(content, figure) or (previous.topic if previous else "")
    return Phrase(measure, action, scope, content, hands_on, end)


def title_of(sentence: str) -> str:
    """Return what a heading or an opening sentence is about: 主动抓好违建治理工作 → 违建治理."""
    clause = _STOP.split(sentence, maxsplit=1)[0]
    _, text, _ = _own(clause)
    text = _patterns().first_verbs.sub("", text)
    return _patterns().title_tails.sub("", text)[-12:]


def _own(before: str) -> tuple[str | None, str, bool]:
    """Return (scope, the words of the clause that name what is counted, whether more stood before them)."""
    patterns = _patterns()
    text = _OPEN_ASIDE.sub("", _ASIDE.sub("", before))
    scope, text = _opening(_EDGES.sub("", text))
    kept = _EDGES.sub("", patterns.tails.sub("", text))
    text = kept or text
    listed = _LIST.sub("", text)
    listed_away = listed != text
    text = listed
    split = patterns.splits.sub("", text)
    _, text = _opening(split) if split != text else (None, text)
    plain = _plain(text)
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
        text = _TIME.sub("", text, count=1) or text
        text = patterns.leads.sub("", text) or text
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
    """Return what later figures may inherit: the object without its verb; nothing of a rate."""
    if figure.kind in ("rate", "duration"):
        return ""
    return _COUNTED.sub("", _patterns().first_verbs.sub("", content))[-12:]


def _thin(content: str, figure: Figure) -> bool:
    if figure.kind == "rate" and content.endswith(("率", "比例", "占比", "比")):
        return len(content) < 5
    return len(_patterns().empty.sub("", content)) < 2


def _topic(context: Context, left: int, previous: Phrase | None, title: str) -> str:
    """Return what the sentence is about: the figure before, else the clause before, else the paragraph."""
    if previous is not None and previous.topic:
        return previous.topic
    earlier = context.previous_clause(left)
    if earlier is not None:
        clause = context.text[earlier[0] : earlier[1]]
        framed = _FRAME.match(clause.strip())
        _, own, _ = _own(framed[1] if framed else clause)
        noun = _patterns().first_verbs.sub("", own)[-12:]
        if len(_patterns().empty.sub("", noun)) >= 2:
            return noun
    return title


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
