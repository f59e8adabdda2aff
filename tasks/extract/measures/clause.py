"""The words of a figure's clause that name what it counts: act, object, the noun behind the unit, what is said of it.

市局 | 审查 | 合同 42 份; 5 名 | 群众; 29 个 | 部门 | 参加测试. Who acts, where, how and by what base a rate is taken falls away.
Nothing here fails on a text.
"""

from dataclasses import dataclass

from tasks.extract.measures.behind import RATES, TIMES, Behind
from tasks.extract.measures.chunks import LISTED, Chunk, chunked
from tasks.extract.measures.words import Word, word_set
from tasks.extract.mentions.figures import Figure

LONG = 12
_LONGEST_TOLD = 13
_LEADING = frozenset({"对", "在", "将", "把", "从", "向", "就"})
_LEADS_OBJECT = frozenset({"对", "将", "把", "就"})
_FRONTING = ("把", "将")
_WAYS = ("方式", "形式")  # 以调解方式结案
_SHORT, _LONGEST_SUBJECT = 5, 10
_SHORT_NAME = 4
_BODIES = frozenset("委会所队站院局办心室")  # 17个村|调委会: a body, not what a body has
_OF_BODIES = ("个", "家", "所", "支")  # 15家部门的三定规定, but 599项部门审批事项
_AFTER = ("后", "之后", "以后")
_ENDS = ("实现", "完成")
_VALUE_LINKS = ("到", "至", "为", "成")


@dataclass(slots=True)
class Core:
    """The parts of the phrase; ``weight`` counts the characters that name something."""

    subject: str = ""
    act: str = ""
    noun: str = ""  # before the number
    said: str = ""  # behind the number, of what is counted
    counted: str = ""  # the noun behind the unit
    weight: int = 0
    agent: str = ""  # who acts
    told: str = ""  # the act in what is said
    light: bool = False  # the act says no more than that something was done
    owned: str = ""  # bodies with what is theirs

    @property
    def bare(self) -> bool:
        """Say whether an act stands here without what it is done to: 修改 9 件."""
        return bool(self.act) and not (self.noun or self.said or self.counted or self.subject or self.weight)

    @property
    def front(self) -> str:
        """Return the words before the number."""
        return join(self.subject, join(self.act, self.noun))

    @property
    def text(self) -> str:
        """Return the phrase."""
        back = f"{self.said}的{self.counted}" if self.said and self.counted else self.said or self.counted
        return join(self.front, back)

    @property
    def object(self) -> str:
        """Return what the act is done to."""
        return self.owned or join(self.noun, self.counted)

    @property
    def activity(self) -> str:
        """Return what goes on: the object, or an act with what it is about (黑车整治)."""
        done = self.object or (self.subject + self.act if self.subject else "")
        return "" if done.endswith("次数") else done


def join(front: str, back: str, least: int = 2) -> str:
    """Put two phrases together without saying a shared stretch of ``least`` characters twice."""
    if not back or back in front:
        return front
    if front in back:
        return back
    at = front.rfind(back[:least])
    return front[:at] + back if at >= 0 and back.startswith(front[at:]) else front + back


def share_of(words: list[Word]) -> tuple[int, str] | None:
    """Return where 占 stands, and how the share is called: 占 alone 占比, 占在编人员 占在编人员比例."""
    at = next((i for i in range(len(words) - 1, -1, -1) if words[i].text in ("占", "占比", "约占")), -1)
    if at < 0:
        return None
    base = "".join(c.text for c in chunked(words[at + 1 :]) if c.kind != "P").removeprefix("比")  # 占|比|达
    return at, f"占{base}比例" if 0 < len(base) <= 8 else "占比"


def core_of(before: list[Word], behind: Behind, figure: Figure) -> Core:
    """Return the words that name what is counted."""
    core = _front(chunked(_trimmed(before, figure.kind == "rate", behind.goes_on)), bool(behind.noun), behind.goes_on)
    noun = behind.noun
    if not noun and not behind.said:
        return core
    at = next((i for i, w in enumerate(noun[:3]) if w.text in word_set("units")), len(noun)) + 1
    if figure.unit in _OF_BODIES and at < len(noun) and noun[at].code in "jn" and noun[-1].text[-1] not in _BODIES:
        return _owned(core, noun[:at], noun[at:], chunked(behind.said))
    back = chunked(noun)
    if back:
        while len(back) > 1 and sum(len(c.text) for c in back) > LONG:
            back = back[1:]
        core.counted = "".join([c.text for c in back])[-LONG:]
    weight = sum(c.weight for c in back)
    if behind.said and not (before and before[-1].text in ("由", "从")):
        _tell(core, behind, weight, figure, bool(before) and before[-1].code == "p")
    core.weight += weight
    return core


def _owned(core: Core, noun: list[Word], rest: list[Word], said: list[Chunk]) -> Core:
    """Name bodies by what is theirs: 下发15家部门的三定规定 → 下发三定规定的部门."""
    told = chunked(rest)
    act = next((c.text for c in said if c.kind == "V" and not c.light), "")
    core.owned = "".join(w.text for w in noun) + "".join(c.text for c in told)
    core.act = core.act or act
    core.said = join(core.act, join(core.noun, "".join(c.text for c in told)))
    core.weight += sum(c.weight for c in told)
    core.told, core.act, core.noun = core.act, "", ""
    core.counted = "".join(w.text for w in noun)
    return core


def _tell(core: Core, behind: Behind, weight: int, figure: Figure, led: bool) -> None:
    """Add what is said of the counted noun, where that says which ones are counted; ``led`` by 对: they do not act."""
    told = _told(behind, led or bool(core.act))
    words, told_weight = _within(told), sum([c.weight for c in told])
    if not words or all(c.light for c in told):
        return
    named = core.noun or core.subject
    done = figure.kind == "rate" and told[-1].kind == "V" and not core.counted and (not core.act or core.light)
    if done and named:  # 工单100%按期办结
        core.said, core.noun, core.act, core.subject = f"{join(named, words)}率", "", "", ""
    elif core.noun and not core.act and not core.counted and figure.unit in TIMES:
        core.noun = join(core.noun, words)  # 常务会 6 次 研究法治
    elif not core.weight and not weight:
        core.said, core.weight, core.noun = words, told_weight, ""
        if not core.counted and not core.act and not told_weight:
            core.act, core.said = words, ""
    elif core.counted and figure.unit in TIMES and not core.act and not core.noun and len(told) == 1:
        core.counted += words  # 42批次“双随机”抽查
    elif core.counted and (weight < 5 or figure.unit in TIMES) and not core.act and not core.noun:
        core.said, core.weight = words, core.weight + told_weight
    elif core.noun and len(core.noun) < 7 and not (core.act or core.counted) and told_weight and figure.kind == "count":
        core.said, core.counted, core.noun = words, core.noun, ""
    else:
        return
    core.told = next((c.text for c in told if c.kind == "V"), "")


def _told(behind: Behind, done_to: bool) -> list[Chunk]:
    """Return what is said of the counted noun, from its act on; ``done_to``: they are acted upon."""
    chunks = chunked(behind.said)
    first = next((i for i, c in enumerate(chunks) if c.kind == "V"), 0)
    told = [c for c in chunks[first:] if c.kind != "P"]
    if len(told) < 2 or not told[0].light:
        return told
    if behind.followed and told[0].text.endswith("有"):  # 16个大队共有执法人员312名
        return []
    acts = not done_to and told[0].text not in _ENDS and all(c.kind != "V" for c in told[1:])
    return told if acts else told[1:]  # 12个部门开展培训; but 对12个部门开展督察


def _within(told: list[Chunk]) -> str:
    """Return the first of the chunks that are not too long together, the first one whatever its length."""
    words = told[0].text if told else ""
    for chunk in told[1:]:
        if len(words) + len(chunk.text) > _LONGEST_TOLD:
            break
        words += chunk.text
    return words


def _trimmed(words: list[Word], rate: bool, goes_on: bool = False) -> list[Word]:
    """Return the words without what links them to the number: 参考人数 为; of a rate what it is measured against."""
    end = len(words)
    if rate:
        end = next((at for at in range(end, 0, -1) if words[at - 1].text.endswith(RATES)), end)
    link, placed = "", False
    while end and words[end - 1].code in "tdpcjxble":
        end -= 1
        placed = placed or words[end].text in _AFTER
        link = words[end].text
        told = "tvnga" if goes_on else "tv"  # 调解员从 120人增加到 150人
        if link in _LEADING and not (end and words[end - 1].code in told):
            return []
    if end > 1 and link in _VALUE_LINKS and words[end - 1].text in word_set("changes"):
        end -= 1
    if placed:  # 经复议后 89.2%的案件…: when, not what
        led = next((at for at in range(end - 1, -1, -1) if words[at].code in "vwp"), -1)
        end = led if led >= 0 and words[led].code == "p" else end
    return words[:end]


def _front(chunks: list[Chunk], counted: bool, goes_on: bool = False) -> Core:
    """Return the last act before the number with its object, and its subject while they name too little."""
    core, at = Core(), len(chunks) - 1
    if at > 0 and chunks[at].light and any(c.kind == "V" and not c.light for c in chunks[:at]):
        at -= 1  # 委托下放市县实施
    if at >= 0 and chunks[at].kind == "N":
        core.noun, core.weight = chunks[at].text, chunks[at].weight
        at -= 1
    drops = at >= 0 and chunks[at].light and (core.weight > 0 or counted)
    if at >= 0 and chunks[at].kind == "V":
        if not drops:
            core.act, core.light = chunks[at].text, chunks[at].light
        at -= 1
        listed = (
            at > 0 and chunks[at].head == LISTED and chunks[at - 1].kind == "V" and len(chunks[at].text) < _SHORT_NAME
        )
        if listed and not core.noun and not counted:  # 确认违法、责令履行
            core.act = chunks[at - 1].text + chunks[at].text + core.act
            at -= 2
        if at > 1 and chunks[at].text in _WAYS and chunks[at - 1].kind == "V":
            core.act = chunks[at - 1].text + core.act
            at -= 3
    at = _before_prepositions(core, chunks, at, goes_on)
    if at >= 0 and chunks[at].kind == "N":
        _add_subject(core, chunks[at], drops and core.weight > 2)
    return core


def _before_prepositions(core: Core, chunks: list[Chunk], at: int, goes_on: bool) -> int:
    """Go back over 对…, 在…, 通过…; what 对 or 将 leads is the object of an act that has none."""
    while at > 0 and chunks[at].kind == "N" and chunks[at - 1].kind == "P":
        lead, noun = chunks[at - 1].text, chunks[at]
        if lead in _LEADS_OBJECT and not core.noun:
            core.noun, core.weight = noun.text, noun.weight
        elif lead in _FRONTING and core.act and not goes_on:
            core.said, core.counted = core.act + core.noun, noun.text  # 将档案移交档案馆 30 卷
            core.told, core.act, core.noun, core.weight = core.act, "", "", core.weight + noun.weight
        elif lead == "对" and core.weight < 2 and noun.weight:
            core.subject, core.weight = noun.text, core.weight + noun.weight  # 对优良企业抽查比例
        at -= 2
    return at


def _add_subject(core: Core, subject: Chunk, told: bool) -> None:
    """Add the noun before the act where act and object name little; one who acts is only kept in mind."""
    if core.weight >= 2 and (told or len(core.act + core.noun) > _SHORT):
        return
    changes = core.act[-2:] in word_set("changes")  # 人员精简, 时限平均压减
    if subject.head == "a" and not changes:
        core.agent = subject.text
    elif (subject.weight or changes or (core.light and not core.noun)) and len(subject.text) <= _LONGEST_SUBJECT:
        core.subject = subject.text
        core.weight += subject.weight


def topic_of(words: list[Word]) -> str:
    """Return what a heading or a clause is about: the object of its last act, without what only a heading says."""
    verbs, tails = word_set("title_verbs"), word_set("title_tails")
    end = len(words)
    while end and words[end - 1].text in tails:
        end -= 1
    core = _front(chunked(_trimmed([w for w in words[:end] if w.text not in verbs], False)), False)
    topic = (core.noun or core.subject + core.act)[-LONG:]
    if core.weight < 2:
        topic = "" if core.noun else _taken_part_in(words[:end])
    return topic if len(topic) > 1 else ""


def _taken_part_in(words: list[Word]) -> str:
    """Return the activity that people take part in: 参加全省统一考试 → 统一考试; empty where it has no name of its own."""
    at = next((i for i, word in enumerate(words) if word.text == "参加"), len(words))
    activity = "".join(word.text for word in words[at + 1 :] if word.code in "mvnga")
    return activity if 3 < len(activity) <= LONG else ""


def heads_paragraph(words: list[Word]) -> bool:
    """Say whether words read as a heading: 加强…, …工作."""
    return bool(words) and (words[0].text in word_set("title_verbs") or words[-1].text in word_set("title_tails"))
