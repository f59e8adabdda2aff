"""Wholes that a sentence names and an earlier one counts: 审结案件中,… ; 审结案件里,… ; 在全部许可事项中,… ; 占许可事项的…"""

import re
from collections.abc import Iterator

from schemas.documents import Quantity
from tasks.audit.passage import Passage

_HEAD = re.compile(
    r"(?:^|[，。；：\n])[在从对]?(?:全部|所有|上述|这些|已)?([^，。；：、\n]{2,12}?)(?:当中|之中|中|里)[，,：:]?[^，。；：]{0,16}$"
)
_GENERIC = frozenset(("案件", "事项", "工作", "项目", "人员", "文件", "问题", "情况", "数量", "总数", "其中"))


def wholes_named(passage: Passage, part: Quantity, name: str | None = None) -> Iterator[Quantity]:
    """Yield the levels told before ``part`` that its words name as their whole, nearest first."""
    if name is None:
        head = _HEAD.search(passage.before(part))
        if head is None:
            return
        name = head[1]
    pairs = {name[n : n + 2] for n in range(len(name) - 1)} - _GENERIC
    told = [*passage.back, *passage.figures[: passage.places[part.index]]]
    for whole in reversed(told):
        if (whole.unit, whole.statistic, whole.status, whole.period) == (part.unit, "level", part.status, part.period):
            own = passage.words[whole.index][-16:]
            if any(pair in own for pair in pairs):
                yield whole
