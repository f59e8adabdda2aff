"""Figures side by side: what each of several values counts that a clause names, or compares, in one order.

参考率、合格率分别为98%、95%; 来访2批5人次，比去年减少5批13人次. Nothing here fails on a text.
"""

from tasks.extract.claims.context import Context
from tasks.extract.measures.clause import Behind, core_of, join
from tasks.extract.measures.words import Word, words_between
from tasks.extract.mentions.figures import Figure

JOINTS = ("、", "和", "及", "与")
_EACH = "分别"
_NOTHING = Behind([], [], 0)


def labels_of(context: Context, begin: int, figure: Figure) -> tuple[str, ...]:
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
    cores = [core_of(group, _NOTHING, figure) for group in groups]
    # 受理、办结案件分别为12件、10件: what is done to one thing
    return tuple(join(core.text, cores[-1].object) if core.bare else core.text for core in cores)


def _groups(words: list[Word]) -> list[list[Word]]:
    groups: list[list[Word]] = [[]]
    for word in words:
        if word.code == "c":
            groups.append([])
        else:
            groups[-1].append(word)
    return groups if all(groups) else []
