"""Figures side by side: what each counts of those that a clause names, compares or sums up.

参考率、合格率分别为98%、95%; 来访2批5人次，比去年减少5批13人次. Nothing here fails on a text.
"""

from dataclasses import replace

from tasks.extract.claims.context import Context
from tasks.extract.joints import JOINTS, goes_on
from tasks.extract.measures.behind import Behind
from tasks.extract.measures.clause import Core, core_of, join
from tasks.extract.measures.counted import with_unit
from tasks.extract.measures.phrases import Here, Phrase
from tasks.extract.measures.subjects import named_in
from tasks.extract.measures.words import Word, words_between
from tasks.extract.mentions.figures import Figure

_EACH = "分别"
_ATTRIBUTES = frozenset("数率额量值积度重比")  # what a word for something measured ends in
_NOTHING = Behind([], [], 0)


def labels(here: Here) -> tuple[str, ...]:
    """Return what this figure and those side by side with it count: 参考率、合格率分别为98%、95%."""
    if here.beside is not None and here.beside.labels and goes_on(here.opening):
        return here.beside.labels
    return _labels_of(here.context, here.begin, here.figure)


def labelled(here: Here, names: tuple[str, ...]) -> Phrase:
    """Return the phrase of a figure that counts the first of ``names``."""
    before = here.beside.each if here.beside is not None else ()
    return Phrase(
        with_unit(names[0], here.figure), None, None, names[0], "", here.begin, here.figure.after,
        unit=here.figure.unit, labels=names[1:], each=before or names,
    )  # fmt: skip


def alike(previous: Phrase, figure: Figure, between: str, behind: str) -> Phrase:
    """Return which of the two figures before it another is compared with: 上访2批5人次，减少5批13人次.

    ``between``: the text since the figure before, ``behind``: that up to the next: 来访12批次、来信45件，同比下降8%、12%.
    """
    if previous.other is not None and (not between or between in JOINTS):
        return replace(previous.other, other=None)
    pair = previous.pair
    if pair is None or "同比" in previous.measure:
        return previous
    by_unit = pair.unit == figure.unit != previous.unit
    is_pair = (previous.is_beside or _EACH in between) and (pair.pair is None or pair.pair.unit != pair.unit)
    return replace(pair, other=previous) if by_unit or (is_pair and behind in JOINTS) else previous


def rate_of(context: Context, whole: Phrase, figure: Figure) -> Phrase:
    """Name a rate by the whole that its clause gives: 占服务事项1189项的94.7%, 完成年度任务3万平方米的104.2%."""
    opening = context.text[whole.begin : whole.begin + 3]
    if "占" in opening:
        words = join(whole.before, f"占{whole.words}比例")
    else:
        words = f"{whole.words}完成率" if "完成" in opening else f"{whole.words}占比"
    return replace(whole, measure=words, end=figure.end, unit=figure.unit)


def lead_of(here: Here, core: Core) -> str:
    """Return what a noun behind its unit shares with the one that 、 or 和 joins it to."""
    joined = here.beside is not None and here.opening in JOINTS and core.text == core.counted
    return here.beside.lead if joined and here.beside is not None else ""


def total_of(here: Here, previous: Phrase) -> str:
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
    if first is None or not second.is_beside or (first.pair is not None and first.is_beside):
        return False
    return first.unit == second.unit and not (first.bare or second.bare)


def _labels_of(context: Context, begin: int, figure: Figure) -> tuple[str, ...]:
    """Return what the values count that ``figure`` is the first of, in order; empty where nothing is told of each."""
    at = context.text.rfind(_EACH, begin, figure.start)
    if at < 0:
        return ()
    told = core_of(words_between(context, at + len(_EACH), figure.start), _NOTHING, figure)
    groups = _groups(words_between(context, begin, at))
    if len(groups) < 2:
        return ()
    if told.text:  # 东街、西街分别调解纠纷12件、8件
        return tuple("".join(word.text for word in group) + told.text for group in groups)
    cores = [core_of(_shared(group, groups[-1]), _NOTHING, figure) for group in groups]
    # 受理、办结案件分别为12件、10件: what is done to one thing
    return tuple(join(core.text, cores[-1].object) if core.bare else core.text for core in cores)


def _shared(words: list[Word], last: list[Word]) -> list[Word]:
    """Return the words with what the last of the names says for all: 城市、县城建成区面积, 许可、处罚案件."""
    if words is last or len(last) < 2:
        return words
    if len(words) == 1 and words[0].code not in "vw" and words[0].text[-1] not in _ATTRIBUTES:
        return words + last[1:]
    says = last[-1].text[-1] in _ATTRIBUTES and words[-1].text[-1] not in _ATTRIBUTES
    return words + last[-1:] if says else words


def _groups(words: list[Word]) -> list[list[Word]]:
    groups: list[list[Word]] = [[]]
    for word in words:
        if word.code == "c":
            groups.append([])
        else:
            groups[-1].append(word)
    return groups if all(groups) else []
