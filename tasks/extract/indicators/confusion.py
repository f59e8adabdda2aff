"""Every entry of the catalogue against every entry's examples, and the table docs/indicators.md that comes of it.

``python -m tasks.extract.indicators.confusion`` writes the table; a test says when it is out of date. Each example is read as a
report of one sentence would be. A *rival* is an entry that also fits and is outweighed; an entry that wins another's
example, or a counter-example, is an error. Layout of the file: one table a theme, after what its columns mean.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from schemas.catalogue import Catalogue, Indicator, load_catalogue
from tasks.extract.indicators.assign import assign
from tasks.extract.indicators.catalogue_index import index_of
from tasks.extract.indicators.fit import read_own, see
from tasks.extract.indicators.own_words import Document
from tasks.extract.quantities import extract
from tasks.segment.segment import segment

_YEAR = 2023
_HEAD = """# Indicators

Made by `python -m tasks.extract.indicators.confusion` from `data/indicators`; not edited by hand.

Every entry is run against the examples of every entry. *Right* counts an entry's examples that state it and nothing
else, with the measure and from the clause alone; *kept apart* its counter-examples that go where they belong, or
nowhere; *rivals* the entries whose triggers stand in its examples too and are outweighed, with how often: where two
entries are rivals, a wording between them is where an error is most likely. *Lost to* would be errors.
"""
_COLUMNS = ("| id | 指标 | 单位 | right | kept apart | rivals | lost to |", "|---|---|---|---|---|---|---|")


@dataclass
class Row:
    """What became of one entry's examples."""

    entry: Indicator
    right: int = 0
    apart: int = 0
    rivals: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)


def read_figure(text: str, figure: str, catalogue: Catalogue, measured: bool = True) -> tuple[set[str], set[str]]:
    """Return the ids that ``figure`` is given in a sentence, and those that were weighed for it."""
    segmentation = segment(text, _YEAR)
    figures = extract(text, segmentation, _YEAR)
    if not measured:
        figures = [replace(q, measure=None) for q in figures]
    given, _ = assign(figures, text, segmentation, None, None, catalogue)
    index = index_of(catalogue)
    document = Document(figures, text, index)
    ids: set[str] = set()
    weighed: set[str] = set()
    for place, q in enumerate(document.figures):
        if q.text == figure:
            ids |= {a.indicator_id for a in given if a.quantity == q.index}
            seen = see(document, place, read_own(document, place), segmentation, index)
            candidates = seen.candidates()[0] if seen else []
            weighed |= {index.indicators[c.number].id for c in candidates}
    return ids, weighed


def confusion(catalogue: Catalogue) -> Iterator[Row]:
    """Yield what became of each entry's examples, in the catalogue's order."""
    for entry in catalogue.indicators:
        row = Row(entry)
        for example in entry.examples:
            ids, weighed = read_figure(example.text, example.figure, catalogue)
            from_clause, _ = read_figure(example.text, example.figure, catalogue, measured=False)
            row.right += ids == from_clause == {entry.id}
            row.lost.update((ids | from_clause) - {entry.id})
            row.rivals.update(weighed - {entry.id})
        for counter in entry.counter_examples:
            ids, _ = read_figure(counter.text, counter.figure, catalogue)
            row.apart += ids == ({counter.instead} if counter.instead else set())
        yield row


def table(rows: Iterable[Row]) -> str:
    """Return docs/indicators.md."""
    parts = [_HEAD]
    for theme, of_theme in groupby(rows, key=lambda row: row.entry.theme):
        parts.append("\n".join([f"## {theme}", "", *_COLUMNS, *map(_line, of_theme), ""]))
    return "\n".join(parts)


def _line(row: Row) -> str:
    entry = row.entry
    apart = f"{row.apart} of {len(entry.counter_examples)}" if entry.counter_examples else ""
    rivals, lost = ("、".join(f"{name} {n}" for name, n in c.most_common()) for c in (row.rivals, row.lost))
    cells = (entry.id, entry.zh, entry.unit, f"{row.right} of {len(entry.examples)}", apart, rivals, lost)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    Path("docs/indicators.md").write_text(table(confusion(load_catalogue())), encoding="utf-8")
