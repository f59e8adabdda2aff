"""One inspected document in a terminal: the text with its figures marked and numbered, then the notes and the findings.

Nothing hangs on colour alone: a figure has its note's number behind it, a target says so.
"""

import re
from collections.abc import Iterator, Mapping

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.inspect_notes import (
    KINDS,
    STATUSES,
    VERDICTS,
    Note,
    Paragraph,
    facts,
    findings,
    notes,
    paragraphs,
    pieces,
    summary,
    visible,
)
from schemas.documents import Quantity
from tasks.inspect import Inspection

_KIND_STYLES = {
    "count": "green", "rate": "cyan", "change": "magenta", "money": "yellow", "area": "blue", "duration": "red", "rank": "red",
}  # fmt: skip
_CLOSING = "，。、；：？！）】》〉”’…,.;:?!)"
_ATOM = re.compile(r"[!-~]+|\s+|.")
_VERDICT_STYLES = {"holds": "green", "suspect": "yellow", "violated": "bold red"}


def show(inspection: Inspection) -> None:
    """Print the document to the terminal."""
    console = Console(highlight=False)
    about = Table.grid(padding=(0, 2))
    for name, value, evidence in facts(inspection):
        about.add_row(Text(name, "bold"), Text(value) + Text(f"  — {evidence}" if evidence else "", "dim"))
    console.print(about)
    console.print(Text(summary(inspection)), _legend(), "", sep="\n")
    console.print(_text(inspection, console.width))
    console.print(Text("\nFigures 数据", "bold"), _notes(inspection), sep="\n")
    console.print(Text("\nFindings 核查", "bold"))
    console.print(_findings(inspection) if inspection.findings else Text("no relation found", "dim"))


def _style(quantity: Quantity) -> str:
    if quantity.status == "none":
        return "dim"
    return f"{'italic underline' if quantity.status == 'target' else 'bold'} {_KIND_STYLES.get(quantity.kind, '')}"


def _legend() -> Text:
    words = Text("")
    for kind, style in _KIND_STYLES.items():
        words.append(f"{KINDS[kind]} {kind}", f"bold {style}").append("  ")
    words.append(f"{STATUSES['target']} target", "italic underline").append("  ")
    return words.append(f"{STATUSES['none']} no figure", "dim")


def _text(inspection: Inspection, width: int) -> Text:
    """Return the text's paragraphs, broken at the width: never inside a figure or before a closing mark."""
    numbered, lines = notes(inspection), []
    for paragraph in paragraphs(inspection):
        line, used = Text(), 0
        for words, style in _atoms(inspection, paragraph, numbered):
            wide = cell_len(words)
            if used + wide > width - (0 if words in _CLOSING else 2) and used:
                lines.append(line)
                line, used = Text(), 0
            line.append(words, style)
            used += wide
        lines.append(line)
    return Text("\n").join(lines)


def _atoms(inspection: Inspection, paragraph: Paragraph, numbered: Mapping[int, Note]) -> Iterator[tuple[str, str]]:
    """Yield what must not be broken, with its style: a figure and its number, a Latin word, one Chinese character."""
    for words, quantity in pieces(inspection, paragraph.start, paragraph.end):
        if quantity and quantity.index in numbered:
            yield f"{words}[{numbered[quantity.index].number}]".replace("\n", ""), _style(quantity)
        elif quantity:
            yield words, _style(quantity)
        else:
            yield from ((word, "bold" if paragraph.is_heading else "") for word in _ATOM.findall(words))


def _notes(inspection: Inspection) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right", style="dim", no_wrap=True)
    table.add_column(max_width=16)
    table.add_column(ratio=1)
    for note in notes(inspection).values():
        figure = Text(visible(note.quantity.text), _style(note.quantity))
        lines = [Text(visible(" · ".join(part for part in (note.measure, note.value, note.about) if part)))]
        lines += [Text(f"→ {name}  {zh}", "dim") for name, zh in note.indicators]
        lines += [Text(f"— {visible(note.why_none)}", "dim")] if note.why_none else []
        table.add_row(f"[{note.number}]", figure, Text("\n").join(lines))
    return table


def _findings(inspection: Inspection) -> Table:
    numbered = notes(inspection)
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True)
    table.add_column(ratio=1)
    for finding in findings(inspection):
        sign, zh = VERDICTS[finding.verdict]
        members = " ".join(f"[{numbered[index].number}]" for index in finding.members if index in numbered)
        words = Text(visible(finding.message_zh)).append(f"\n{visible(finding.message_en)}", "dim")
        words.append(f"\n{finding.type}, {finding.basis}  {members}", "dim")
        table.add_row(Text(f"{sign} {finding.verdict} {zh}", _VERDICT_STYLES[finding.verdict]), words)
    return table
