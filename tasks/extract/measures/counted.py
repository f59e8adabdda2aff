"""What a unit adds to the phrase that names what is counted: 人数, 份数, 金额, and nothing to a rate.

The words are ``data/lexicon/measure.yaml``, ``suffixes``; a unit that is not there adds 数. Nothing here fails.
"""

import re
from functools import cache

from tasks.extract import lexicon
from tasks.extract.mentions.figures import Figure
from tasks.extract.units import plain

_COUNTED = re.compile(r"(?:总)?(?:人数|次数|数量|总数|总量|金额|数额|总额|面积|人次|件数|数)$")
_COUNTED_ENDS = frozenset("数量额积次")
_MOST = 24  # characters of a phrase


@cache
def _suffixes() -> dict[str, str]:
    return {str(k): str(v) for k, v in lexicon.read_key("measure", "suffixes").items()}


def uncounted(words: str) -> str:
    """Return the words without what only says that they are counted: 参考人数 → 参考."""
    return _COUNTED.sub("", words) if words[-1:] in _COUNTED_ENDS else words


def with_unit(words: str, figure: Figure) -> str:
    """Return the phrase with what its unit adds: 审核合同 in 份 → 审核合同份数."""
    default = "用时" if figure.kind == "duration" else "数"
    suffix = _suffixes().get(plain(figure.unit) or "", default)
    if not suffix or (figure.kind == "duration" and words.endswith(("时间", "时限", "期限", "时长", "用时"))):
        return words[-_MOST:]
    if words.endswith(("总量", "总数", "总额", "数量", "里程", "天数", "办件量", "分数", "分值", "均分", "总分")):
        return words[-_MOST:]
    words = uncounted(words) or words
    if not words.endswith(suffix):
        shared = words.endswith(suffix[0]) and suffix.endswith("数")  # 案件|件数, but 资金|金额, 载人|人次
        words += suffix[1:] if shared else suffix
    return words[-_MOST - len(suffix) :]
