"""Why a figure states no indicator, whatever its words fit: it is of each one, of one case, of what falls short, without unit."""

import re

from schemas.documents import Quantity
from tasks.extract.indicators.catalogue_index import CatalogueIndex
from tasks.extract.indicators.own_words import Document, OwnWords
from tasks.extract.units import plain

_SHARE = re.compile(
    r"每(?!年)|[日周月]均|人均|各(?:社区|村|镇|街道|单位|科室)?(?:各|配备|派|设|训诫)|各(?:一|1)[名次个]"
)
_AVERAGED = ("学时", "课时", "小时")  # hours of study are stated for each person
# 某餐饮店, 王某: parties of a case that is told; not 某些, nor a masked name
_CASE = re.compile("(?<!某)某[^些种类项某]")
_CASE_REACH = 120


def refusal_of(document: Document, figure: Quantity, words: OwnWords, index: CatalogueIndex) -> str | None:
    """Return in words why the figure states no indicator; None where its words may decide."""
    text = document.text
    if figure.unit is None:
        return "no unit: the catalogue cannot tell what is counted"
    if plain(figure.unit) not in index.known_units and figure.statistic == "level":
        return f"no entry counts in {figure.unit}; add the unit to a class of vocabulary.yaml, or an entry"
    is_average = figure.unit in _AVERAGED or text.find("平均跑动", words.start, words.end) >= 0
    if not is_average and _SHARE.search(text, words.start, max(words.start, figure.start)):
        return "an amount for each (每, 各), not a total of the issuer"
    if figure.text.startswith("一") and len(figure.text) == 2 and words.end > figure.end:
        return "one single case told (一起, 一件), not a count"
    if figure.unit != "%" and (short := index.shortcomings.search(text, figure.end, words.end)):
        return f"counts what falls short ({short[0]}), not what there is"
    told = _CASE.search(text, max(words.sentence, words.start - _CASE_REACH), figure.start)
    return f"told of one case ({told[0]}…), not of all" if told else None
