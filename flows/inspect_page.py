"""One inspected document as a page: the text with its figures marked, each with its note beside it, the findings beneath.

A single file that asks for nothing else and runs no script. On a narrow screen a figure's note opens at the bottom
when the figure is followed; on paper the notes stand beside the text.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path

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
from schemas.datadir import data_dir, load_yaml
from schemas.documents import Finding, Quantity
from tasks.inspect import Inspection

_STYLE = Path(__file__).with_suffix(".css")
_PAGE = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}</style>
<a class="skip" href="#text">到正文 <span lang="en">Skip to the text</span></a>
<header>
<h1>{title}</h1>
<table class="facts">{facts}</table>
<p class="summary" lang="en">{summary}</p>
<ul class="legend" aria-label="图例 Legend">{legend}</ul>
<nav><a href="#text">正文 Text</a><a href="#findings">核查 Findings</a><a href="#others">其他数字 Other numerals</a></nav>
</header>
<main id="text">
{text}</main>
<section id="findings"><h2>核查 <span lang="en">Findings</span></h2>
{findings}</section>
<section id="others"><h2>其他数字 <span lang="en">Numerals that are no figures</span></h2>
<dl class="others">{others}</dl></section>
</html>
"""


def page(inspection: Inspection) -> str:
    """Return the document as a self-contained HTML page."""
    numbered = notes(inspection)
    return _PAGE.format(
        title=escape(visible(inspection.parsed.identity.title or "未定标题")),
        style=_STYLE.read_text(encoding="utf-8"),
        facts="".join(_fact(*row) for row in facts(inspection)),
        summary=escape(summary(inspection)),
        legend="".join(_legend()),
        text="".join(_rows(inspection, numbered)),
        findings=_findings(inspection, numbered),
        others="".join(_others(inspection)),
    )


def _fact(name: str, value: str, evidence: str) -> str:
    why = f"<small>{escape(evidence)}</small>" if evidence else ""
    return f'<tr><th scope="row" lang="en">{name}</th><td>{escape(value)}{why}</td></tr>\n'


def _legend() -> Iterator[str]:
    for kind in ("count", "rate", "change", "money", "area", "duration", "rank"):
        yield f'<li><span class="fig {kind}">{KINDS[kind]} {kind}</span></li>'
    yield f'<li><span class="fig target">{STATUSES["target"]} target</span></li>'
    yield f'<li><span class="none">{STATUSES["none"]} no figure</span></li>'


def _rows(inspection: Inspection, numbered: Mapping[int, Note]) -> Iterator[str]:
    """Yield each paragraph with the notes on its figures beside it."""
    parts = {part["id"]: part["zh"] for part in load_yaml(data_dir() / "themes/parts.yaml")["parts"]}
    for paragraph in paragraphs(inspection):
        marked = list(pieces(inspection, paragraph.start, paragraph.end))
        words = "".join(_mark(text, quantity, numbered) for text, quantity in marked)
        own = [numbered[q.index] for _, q in marked if q and q.index in numbered]
        beside = f'<ol class="notes">{"".join(map(_note, own))}</ol>' if own else ""
        tag = _tag(paragraph)
        yield f'<div class="row"><{tag}>{words}{_chip(paragraph, parts)}</{tag}>{beside}</div>\n'


def _tag(paragraph: Paragraph) -> str:
    if not paragraph.is_heading or paragraph.section is None:
        return "p"
    return f"h{min(paragraph.section.level, 2) + 2}"


def _chip(paragraph: Paragraph, parts: Mapping[str, str]) -> str:
    """Part and theme, where a heading or a theme of its own begins."""
    section = paragraph.section
    if section is None or not (paragraph.is_heading or section.theme):
        return ""
    words = " · ".join(part for part in (section.part, section.theme) if part)
    return f'<span class="chip" title="{escape(parts.get(section.part, "导语"))}">{words}</span>'


def _mark(words: str, quantity: Quantity | None, numbered: Mapping[int, Note]) -> str:
    if quantity is None:
        return escape(words)
    note = numbered.get(quantity.index)
    if note is None:
        return f'<span class="none" title="{KINDS[quantity.kind]} {quantity.kind}">{escape(words)}</span>'
    tip = escape("；".join([visible(note.measure), *(zh for _, zh in note.indicators)]))
    return (
        f'<a class="fig {_classes(quantity)}" id="t{note.number}" href="#n{note.number}" title="{tip}">'
        f"{escape(words)}<sup>{note.number}</sup></a>"
    )


def _classes(quantity: Quantity) -> str:
    return f"{quantity.kind} target" if quantity.status == "target" else quantity.kind


def _note(note: Note) -> str:
    quantity = note.quantity
    more = " · ".join(part for part in (note.value, note.about) if part)
    given = "".join(f"<br>{escape(zh)} <code>{escape(name)}</code>" for name, zh in note.indicators)
    why = f'<br><span class="why" lang="en">{escape(visible(note.why_none))}</span>' if note.why_none else ""
    return (
        f'<li id="n{note.number}"><a class="to" href="#t{note.number}" aria-label="回到正文 {note.number}">{note.number} <span>↩</span></a>'
        f'<b class="{_classes(quantity)}">{escape(visible(quantity.text))}</b> {escape(visible(note.measure))}'
        f"{f' <small>{escape(visible(more))}</small>' if more else ''}{given}{why}</li>"
    )


def _findings(inspection: Inspection, numbered: Mapping[int, Note]) -> str:
    if not inspection.findings:
        return '<p>没有可核查的关系。<span lang="en">No relation between figures was found.</span></p>'
    return f'<ul class="findings">{"".join(_finding(f, numbered) for f in findings(inspection))}</ul>'


def _finding(finding: Finding, numbered: Mapping[int, Note]) -> str:
    sign, zh = VERDICTS[finding.verdict]
    members = " ".join(
        f'<a href="#t{numbered[index].number}">{escape(visible(numbered[index].quantity.text))}</a>'
        for index in finding.members
        if index in numbered
    )
    return (
        f'<li class="{finding.verdict}"><strong>{sign} {zh} {finding.verdict}</strong> '
        f'<span>{escape(visible(finding.message_zh))}</span> <span lang="en">{escape(visible(finding.message_en))}</span>'
        f"<small>{finding.type}, {finding.basis}: {members}</small></li>"
    )


def _others(inspection: Inspection) -> Iterator[str]:
    """Yield the numerals that state nothing measured, by kind."""
    by_kind: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for quantity in inspection.parsed.quantities:
        if quantity.status == "none":
            by_kind[quantity.kind][visible(quantity.text)] = None
    for kind, texts in by_kind.items():
        yield f"<dt>{KINDS[kind]} {kind}</dt><dd>{escape('  '.join(texts))}</dd>\n"
