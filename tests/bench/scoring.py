"""How well a reader's numbers fit the figures of the truth, whatever the reader says of dates and names."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.documents import Document, Figure


@dataclass(frozen=True)
class Score:
    """Counts over documents: figures there, numbers found, those that stand on a figure, those right without and with unit."""

    true: int = 0
    found: int = 0
    placed: int = 0
    right: int = 0
    with_unit: int = 0

    def __add__(self, other: "Score") -> "Score":
        """Pool two scores."""
        return Score(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


def score(document: Document, found: Sequence[Figure]) -> Score:
    """Score what a reader found in one document.

    A number stands on a figure where they share half of the shorter one's characters, so that a reader which leaves
    out the unit loses nothing by it; it is right where value, or both bounds, are equal.
    """
    judged = [f for f in found if not any(_overlap(f, start, end) for start, end in document.skipped)]
    pairs = _linked(document.figures, judged)
    right = [(true, own) for true, own in pairs if _same_number(true, own)]
    return Score(
        true=len(document.figures),
        found=len(judged),
        placed=len(pairs),
        right=len(right),
        with_unit=sum(true.unit == own.unit for true, own in right),
    )


def _linked(true: Sequence[Figure], found: Sequence[Figure]) -> list[tuple[Figure, Figure]]:
    """Pair figures and numbers one to one, those that are right first, then those that share most."""
    ranked = sorted(
        ((_same_number(t, f), shared, i, j) for i, t in enumerate(true) for j, f in enumerate(found) if (shared := _shared(t, f))),
        reverse=True,
    )  # fmt: skip
    left: set[int] = set()
    right: set[int] = set()
    pairs = []
    for _, _, i, j in ranked:
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((true[i], found[j]))
    return pairs


def _shared(a: Figure, b: Figure) -> int:
    """How many characters two spans share; 0 where that is less than half of the shorter."""
    both = _overlap(a, b.start, b.end)
    return both if 2 * both >= min(a.end - a.start, b.end - b.start) else 0


def _overlap(a: Figure, start: int, end: int) -> int:
    return max(0, min(a.end, end) - max(a.start, start))


def _same_number(true: Figure, found: Figure) -> bool:
    if true.value is not None:
        return true.value == found.value
    return found.value is None and (true.low, true.high) == (found.low, found.high)
