"""Columns whose last row is their total: lines of one label and as many figures each, and under them 合计 2610件 3568.4万元.

A row can be a part of the one above it, and a line can be lost, so a column that does not add up is suspect at most, and
only where another column of the same rows does or where it misses by little.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from operator import attrgetter

from schemas.documents import Finding, Quantity
from tasks.audit.bounds import bounds, is_exact, total
from tasks.audit.findings import sum_of
from tasks.audit.passage import Passage, pattern, words
from tasks.audit.sums import MOST_PARTS, makes_up

_BLANKS = " \t　|：:"
_LONGEST_LABEL = 16
_LEAST_ROWS = 2
_SLIGHTLY = 10  # a column that misses its total by a tenth at most is read as that total's

Row = list[Quantity]


def tables(found: Sequence[Passage]) -> Iterator[Finding]:
    """Yield the columns that do or do not make up the row of totals under them."""
    rows: list[Row] = []
    for row in _rows(found):
        label = _label(found[0].text, row)
        if rows and not (_is_next(found[0].text, rows[-1], row) and _units(rows[-1]) == _units(row)):
            rows = []
        if label in words("totals") and len(rows) >= _LEAST_ROWS:
            yield from _judge(found[0].text, rows[-MOST_PARTS:], row)
            rows = []
        elif label is None:
            rows = []
        else:
            rows.append(row)


def _rows(found: Sequence[Passage]) -> Iterator[Row]:
    """Yield the levels of each line."""
    levels = (q for passage in found for q in passage.figures if q.statistic == "level" and q.status == "reported")
    text, line, at = (found[0].text if found else ""), 0, 0

    def line_of(figure: Quantity) -> int:
        nonlocal line, at
        line += text.count("\n", at, figure.start)
        at = figure.start
        return line

    for _, row in groupby(sorted(levels, key=attrgetter("start")), key=line_of):
        yield list(row)


def _label(text: str, row: Row) -> str | None:
    """Return the words before a row's first figure; None where the line is no row but a sentence."""
    label = text[text.rfind("\n", 0, row[0].start) + 1 : row[0].start].strip(_BLANKS)
    gaps = [text[one.end : other.start] for one, other in pairwise(row)]
    is_row = bool(label) and len(label) <= _LONGEST_LABEL and not any(gap.strip(_BLANKS) for gap in gaps)
    return label if is_row else None


def _is_next(text: str, one: Row, other: Row) -> bool:
    """Whether the second row's line follows the first's."""
    rest, _, _ = text[one[-1].end : other[0].start].rpartition("\n")
    return not rest.strip(_BLANKS + "\n。；;，,、")


def _units(row: Row) -> list[str | None]:
    return [figure.unit for figure in row]


def _judge(text: str, rows: Sequence[Row], totals: Row) -> Iterator[Finding]:
    columns = [(list(parts), whole) for *parts, whole in zip(*rows, totals, strict=True) if whole.unit != "%"]
    fitting = [makes_up(parts, whole) for parts, whole in columns]
    is_nested = any(pattern("parts").search(_label(text, row) or "") for row in rows)
    for (parts, whole), fits in zip(columns, fitting, strict=True):
        if fits:
            yield sum_of(parts, whole, "holds")
        elif is_exact(*parts, whole) and not is_nested and (any(fitting) or _is_near(parts, whole)):
            yield sum_of(parts, whole, "suspect")


def _is_near(parts: Sequence[Quantity], whole: Quantity) -> bool:
    reached, stated = total(parts).high, bounds(whole).high
    return reached is not None and stated is not None and abs(reached - stated) * _SLIGHTLY <= stated
