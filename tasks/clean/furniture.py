"""The lines of a page that are not the text's: cut off both ends, by the rules of data/lexicon/clean_furniture.yaml.

Where the text's place on the page is not known, its heading and its signature tell too where it begins and ends.
"""

import re
from collections.abc import Collection, Sequence
from itertools import accumulate

from tasks.clean.decode import squeeze
from tasks.clean.rules import Rules
from tasks.clean.textmap import Line, line_text

_HEAD_LINES = 12
_LITTLE = 300  # characters
_YEAR = re.compile(r"20\d\d|２０|二[〇○零]")
_FOOT = 3  # lines
_LISTED = ("；", ";", "，", "、")  # end a line of a list
_COPIED = 5  # lines in a row that are the same
_FIGURES = r"[\d一二三四五六七八九十]{1,3}"
_NAME_OF_ORGAN = r"[\u4e00-\u9fff]{2,24}"
_DAY = re.compile(
    rf"(?:[2２][0０]\d\d|二[〇○零][〇○零一二三四五六七八九]{{2}})\s?年\s?{_FIGURES}\s?月\s?{_FIGURES}\s?日"
)
# A day above a text, which its signature is not; a field's name alone, whose value stands below.
_DATED = re.compile(rf"\d{{1,2}}月\d{{1,2}}日|(?:{_NAME_OF_ORGAN}\s+)?{_DAY.pattern}(?:\s*{_NAME_OF_ORGAN})?")
_BARE = re.compile(r"\S{0,4}(?:机构|机关|单位|部门|日期|时间|[称题号])\s*[:：]?")
_VALUE = re.compile(r"[^，。；：\t]{1,40}")
_BRACKETS = "【[（( "  # that a date or source line may stand in
_SENTENCE_END = re.compile(r"[。！？；]$")
_BELOW = 0.3  # of the text
_NAME = re.compile(r"[\u4e00-\u9fff（）()、　 ]{2,40}")
_FILE = re.compile(r"(?i)\.(?:docx?|wps|pdf|xlsx?|ofd|zip|rar)$")
_STAMP = re.compile(  # no text begins with a day written so
    r"(?<!\d)20\d\d(?:[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|年\d{1,2}月\d{1,2}日\s?(?:星期.\s?)?(?:[上下]午\s?)?\d{1,2}[:：]\d\d)"
)


def without_furniture(found: list[Line], rules: Rules, titles: Collection[str] = ()) -> list[Line]:
    """Cut the page's own lines off both ends: date, source and tool lines above, editor and share lines below.

    ``titles``: what the text is called where its place on the page is not known, for its heading is then above it.
    """
    found = _once(found)
    texts = [line_text(line) for line in found]
    last = _end(texts, rules)
    last = _behind_the_text(texts[:last], rules)
    if titles:
        last = _signed(texts[:last])
    while last and len(texts[last - 1]) <= rules.longest and rules.tail.match(texts[last - 1]):
        last -= 1
    first = _below_fields(texts[:last], _below_heading(texts[:last], rules, titles), rules, bool(titles))
    return found[first:last]


def _below_fields(texts: Sequence[str], first: int, rules: Rules, is_anywhere: bool) -> int:
    """Where the text begins below fields, tools and notices; where its place is not known, days alone are none of it either."""
    value = -1  # the line that holds the value of a field whose name is alone in the line before
    for index, text in enumerate(texts[first : first + _HEAD_LINES], start=first):
        is_notice = rules.notice.match(text) is not None
        if len(text) > rules.longest or (_SENTENCE_END.search(text) and not is_notice):
            break
        is_field = rules.head.match(text.lstrip(_BRACKETS)) is not None
        is_value = index == value and _VALUE.fullmatch(text) is not None
        is_day = is_anywhere and (_STAMP.search(text) or _DATED.fullmatch(text))
        if is_field or is_notice or is_value or is_day:
            first = index + 1
        if is_field and _BARE.fullmatch(text):
            value = index + 1
    return first


def _once(found: list[Line]) -> list[Line]:
    """Leave out a second copy of the text right behind the first, such as pages carry for telephones."""
    texts = [line_text(line) for line in found]
    start = next((index for index, text in enumerate(texts) if "。" in text), len(texts))
    if texts[start:] and texts[start] in texts[start + 1 :]:
        again = texts.index(texts[start], start + 1)
        same = 0
        while start + same < again and again + same < len(texts) and texts[start + same] == texts[again + same]:
            same += 1
        if same >= _COPIED and again - (start + same) <= _FOOT:
            return [*found[: start + same], *found[again + same :]]
    return found


def _below_heading(texts: Sequence[str], rules: Rules, titles: Collection[str]) -> int:
    """Where the text begins below its heading, which names its year; what stands above it is little, or is no page's own."""
    headings = {squeeze(title) for title in titles if _YEAR.search(title)}
    above = 0
    for index, text in enumerate(texts):
        if above > _LITTLE:
            break
        if len(text) <= _LITTLE and squeeze(rules.readers.sub("", text)).strip("《》") in headings:
            return index + 1
        above += len(text)
    return 0


def _behind_the_text(texts: Sequence[str], rules: Rules) -> int:
    """Where, behind the last sentence, list or table, a line of the page's own stands: none of the text follows it."""
    end = len(texts)
    for index in range(len(texts) - 1, -1, -1):
        text = texts[index]
        if "。" in text or "\t" in text or len(text) > rules.longest or text.endswith(_LISTED):
            return end
        if rules.tail.match(text):
            end = index
    return len(texts)


def _signed(texts: Sequence[str]) -> int:
    """Where the text ends by its signature, a name and a day: what follows it is little, no table and no annex."""
    told = list(accumulate(map(len, texts)))
    annexes = [
        index for index, text in enumerate(texts) if "\t" in text or (text.startswith("附") and not _FILE.search(text))
    ]
    for index in range(max([0, *annexes]) + 1, len(texts)):
        is_signature = _DAY.fullmatch(texts[index]) and _NAME.fullmatch(texts[index - 1])
        if is_signature and told[-1] - told[index] <= _BELOW * told[-1]:
            return index + 1
    return len(texts)


def _end(texts: list[str], rules: Rules) -> int:
    """Where the text ends because other texts' heading or the site's disclaimer follows; such a box above the text ends nothing."""
    begun = False
    for index, text in enumerate(texts):
        if begun and rules.ends.match(text):
            return index
        begun = begun or "。" in text
    return len(texts)
