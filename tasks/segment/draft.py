"""A section while it is being built: what the steps of ``segment`` hand each other."""

from dataclasses import dataclass

PREAMBLE = "R0"
MEASURES = "R1"
SHORTCOMINGS = "R2"
PLAN = "R4"


@dataclass(slots=True)
class Draft:
    """A section; it ends where the next one starts."""

    start: int
    heading_end: int
    number: str | None
    heading: str | None
    level: int
    part: str = PREAMBLE
    opens_part: bool = False  # its heading names the part, so it treats what that says or nothing in particular
    parent: int | None = None
    theme: str | None = None
