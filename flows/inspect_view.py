"""One inspected document for people: its text with the figures marked by kind and status, and what was concluded.

Personal data stay masked here; only ``--json`` shows a document as it is.
"""

from collections.abc import Iterator
from html import escape
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.documents import Quantity
from tasks.inspect import Inspection, plain

TERMINAL = {"reported": "bold green", "target": "bold yellow", "none": "dim"}
VERDICTS = {"holds": "green", "suspect": "yellow", "violated": "bold red"}
_STYLE = """
body{max-width:60rem;margin:2rem auto;font:16px/1.8 serif;padding:0 1rem}pre{white-space:pre-wrap;font:inherit}
table{border-collapse:collapse;font:14px/1.5 sans-serif}td,th{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:left}
mark{border-radius:3px;padding:0 2px}mark.reported{background:#cdeccd}mark.target{background:#ffeaa8}mark.none{background:#eee}
.violated{color:#a00;font-weight:bold}.suspect{color:#850}.holds{color:#060}
"""


def _pieces(inspection: Inspection) -> Iterator[tuple[str, Quantity | None]]:
    """Yield the text in order, cut at every mention."""
    text, at = inspection.parsed.masked.text, 0
    for quantity in inspection.parsed.quantities:
        yield text[at : quantity.start], None
        yield text[quantity.start : quantity.end], quantity
        at = quantity.end
    yield text[at:], None


def _facts(inspection: Inspection) -> list[tuple[str, str]]:
    identity = inspection.parsed.identity
    candidates = "; ".join(f"{c.region_code} {c.region_path} ({c.basis})" for c in identity.region_candidates)
    values = [
        ("title", identity.title),
        ("issuer", identity.issuer and f"{identity.issuer} ({identity.issuer_type}, {identity.level})"),
        ("region", identity.region_code and f"{identity.region_code} {identity.region_path} — {identity.region_basis}"),
        ("candidates", candidates),
        ("year", identity.report_year and f"{identity.report_year} — {identity.year_basis}"),
        ("published", identity.published_date and f"{identity.published_date} — {identity.date_basis}"),
        ("masked", f"{inspection.parsed.masked.count} personal data"),
    ]
    return [(name, str(value) if value else "undecided") for name, value in values]


def _figures(inspection: Inspection) -> Iterator[tuple[Quantity, str, str]]:
    """Yield every reported or targeted quantity with its number in words and its indicators, or why it has none."""
    ids = {
        index: ", ".join(a.indicator_id for a in group)
        for index, group in groupby(sorted(inspection.assignments, key=lambda a: a.quantity), lambda a: a.quantity)
    }
    why = {u.quantity: f"— {u.reason}" for u in inspection.unassigned}
    for quantity in inspection.parsed.quantities:
        if quantity.status != "none":
            low, high = plain(quantity.value_low), plain(quantity.value_high)
            number = plain(quantity.value) or f"{low}–{high}"
            value = (
                f"{number} {quantity.unit or ''} {'' if quantity.modifier == 'exact' else quantity.modifier}".strip()
            )
            yield quantity, value, ids.get(quantity.index) or why.get(quantity.index, "")


def show(inspection: Inspection) -> None:
    """Print the document to the terminal."""
    console = Console()
    for name, value in _facts(inspection):
        console.print(f"[bold]{name:<11}[/bold]{value}", highlight=False)
    marked = Text()
    for words, quantity in _pieces(inspection):
        marked.append(words, style=TERMINAL[quantity.status] if quantity else "")
    console.print(marked)
    table = Table("figure", "value", "status", "statistic", "measure", "indicator")
    for quantity, value, indicator in _figures(inspection):
        table.add_row(quantity.text, value, quantity.status, quantity.statistic, quantity.measure or "", indicator)
    console.print(table)
    for finding in inspection.findings:
        console.print(f"{finding.verdict}: {finding.message_zh}", style=VERDICTS[finding.verdict], highlight=False)


def page(inspection: Inspection) -> str:
    """Return the document as a self-contained HTML page."""
    facts = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in _facts(inspection))
    body = "".join(
        f'<mark class="{q.status}" title="{escape(f"{q.kind} {q.status}: {q.measure or str()}", quote=True)}">{escape(w)}</mark>'
        if q
        else escape(w)
        for w, q in _pieces(inspection)
    )
    rows = "".join(
        f"<tr><td>{escape(q.text)}</td><td>{escape(value)}</td><td>{q.status}</td><td>{q.statistic}</td>"
        f"<td>{escape(q.measure or '')}</td><td>{escape(indicator)}</td></tr>"
        for q, value, indicator in _figures(inspection)
    )
    findings = "".join(
        f'<li class="{f.verdict}">{f.verdict}: {escape(f.message_zh)} <span lang="en">{escape(f.message_en)}</span></li>'
        for f in inspection.findings
    )
    title = escape(inspection.parsed.identity.title or "inspected document")
    return (
        f'<!doctype html><html lang="zh"><meta charset="utf-8"><title>{title}</title><style>{_STYLE}</style>'
        f"<h1>{title}</h1><table>{facts}</table><pre>{body}</pre><h2>Figures</h2><table><tr><th>figure<th>value"
        f"<th>status<th>statistic<th>measure<th>indicator</tr>{rows}</table><h2>Findings</h2><ul>{findings}</ul></html>\n"
    )
