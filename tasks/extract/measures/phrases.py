"""A phrase that names what a figure counts, with what later figures inherit, and a figure where it stands."""

from dataclasses import dataclass

from tasks.extract.claims.context import Context
from tasks.extract.measures.subjects import Subjects
from tasks.extract.mentions.figures import Figure

PERSONS = ("人", "人次", "名", "位")


@dataclass(slots=True)
class Phrase:
    """What is counted: ``measure`` with its parts, and what later figures of the sentence inherit."""

    measure: str
    action: str | None
    scope: str | None
    words: str  # the phrase without suffix
    topic: str
    begin: int  # where its own words begin
    end: int  # where the noun behind the unit ends
    whole: str = ""  # what this is a part of
    unit: str | None = None
    object: str = ""  # which acts on it that follow in the same unit take
    activity: str = ""  # what was done so many times
    bare: bool = False  # an act without what it is done to
    before: str = ""  # the words of the figure before it
    lead: str = ""  # what stands before the noun behind the unit: 下辖 16个行政村、2个社区
    labels: tuple[str, ...] = ()  # what the next ones side by side with it count
    each: tuple[str, ...] = ()  # what all of them count
    pair: "Phrase | None" = None  # the figure before it
    is_beside: bool = False  # which stands in the same clause: 2批5人次
    other: "Phrase | None" = None  # of a change, what the next change is of


@dataclass(slots=True)
class Here:
    """A figure where it stands: its own words begin at ``begin``, its clause at ``left``."""

    context: Context
    figure: Figure
    previous: Phrase | None
    beside: Phrase | None  # the figure before, where it stands in the same clause
    title: str
    subjects: Subjects
    left: int
    begin: int

    @property
    def opening(self) -> str:
        """Return the text since the figure before."""
        return self.context.text[self.begin : self.figure.start]
