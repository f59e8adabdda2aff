"""What a release holds beside its tables, so that it explains itself: data dictionary, Data Package, panel.csv, CHANGES.md.

CSV files are UTF-8 with a byte order mark, because Excel on a Chinese Windows takes a CSV without one for GBK;
polars, pandas, DuckDB and R's readr skip the mark, and the Data Package declares it (``utf-8-sig``).
"""

import csv
import io
import json
from pathlib import Path
from typing import Any

import polars as pl

from schemas.release import Manifest
from schemas.tables import PUBLISHED, panel_table
from tasks.publish.changes import Diff

_SHOWN_REPORTS, _SHOWN_ROWS = 200, 1000
_FRICTIONLESS = {
    "String": "string",
    "Int32": "integer",
    "Int64": "integer",
    "Float64": "number",
    "Boolean": "boolean",
    "Date": "date",
}
_YEAR = {"column": "report_year", "type": "Int32", "nullable": "no", "zh": "报告年度(在文件夹名中)", "en": "Report year (in the folder's name)"}  # fmt: skip


def dictionary(panel_columns: dict[str, tuple[str, str]]) -> list[dict[str, str]]:
    """Return one entry a column of every table: table, column, type, nullable, zh, en."""
    panel = panel_table([(column, zh, en) for column, (zh, en) in panel_columns.items()])
    rows = []
    for table in (*PUBLISHED, panel):
        columns = [row for row in table.dictionary() if not (table.by_year and row["column"] == "report_year")]
        rows += columns + ([{"table": table.name, **_YEAR}] if table.by_year else [])
    return rows


def write_dictionary(folder: Path, rows: list[dict[str, str]]) -> None:
    """Write ``dictionary.csv`` and ``dictionary.md``."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (folder / "dictionary.csv").write_text("\ufeff" + text.getvalue(), encoding="utf-8")
    titles = {table.name: (table.zh, table.en) for table in PUBLISHED} | {
        "panel": ("面板", "One row an issuer and year")
    }
    lines = ["# Data dictionary 数据字典", ""]
    for name, (zh, en) in titles.items():
        lines += [
            f"## {name}",
            "",
            f"{zh}. {en}.",
            "",
            "| column | type | nullable | 说明 | description |",
            "|---|---|---|---|---|",
        ]
        of_table = [row for row in rows if row["table"] == name]
        lines += ["| {column} | {type} | {nullable} | {zh} | {en} |".format(**row) for row in of_table] + [""]
    (folder / "dictionary.md").write_text("\n".join(lines), encoding="utf-8")


def write_panel_csv(path: Path, panel: pl.DataFrame) -> None:
    """Write the panel as CSV; decimals without trailing zeros, empty where nothing is stated."""
    plain = [
        pl.col(name).cast(pl.String).str.replace(r"\.?0+$", "")
        for name, dtype in panel.schema.items()
        if isinstance(dtype, pl.Decimal)
    ]
    panel.with_columns(plain).write_csv(path, include_bom=True)


def data_package(manifest: Manifest, rows: list[dict[str, str]]) -> dict[str, Any]:
    """Return the Data Package descriptor: the CSV files as tables, the Parquet files with their columns described."""
    files = {name: [file.path for file in table.files] for name, table in manifest.tables.items()}
    fields: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        field = {"name": row["column"], "description": row["en"], "title": row["zh"]}
        fields.setdefault(row["table"], []).append(field | {"type": _type(row["type"])})
    csv_dialect = {"encoding": "utf-8-sig", "format": "csv", "mediatype": "text/csv", "type": "table"}
    resources: list[dict[str, Any]] = [
        {"name": "panel-csv", "path": "panel.csv", **csv_dialect, "schema": {"fields": fields["panel"], "missingValues": [""]}},
        {"name": "dictionary", "path": "dictionary.csv", **csv_dialect,
         "schema": {"fields": [{"name": name, "type": "string"} for name in rows[0]]}},
    ]  # fmt: skip
    resources += [
        {
            "name": table,
            "type": "file",
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "path": paths[0],
            **({"extrapaths": paths[1:]} if len(paths) > 1 else {}),
            "columns": fields[table],
        }
        for table, paths in sorted(files.items())
        if paths
    ]
    return {
        "name": "fazhi-atlas",
        "title": "法治政府建设年度报告数据集",
        "description": "What Chinese government bodies say in their annual rule-of-law reports: figures as stated, not as verified.",
        "version": manifest.version,
        "created": manifest.created_at,
        "resources": resources,
    }


def _type(dtype: str) -> str:
    return _FRICTIONLESS.get(
        dtype, "number" if dtype.startswith("Decimal") else "datetime" if dtype.startswith("Datetime") else "array"
    )


def write_json(path: Path, value: Any) -> None:
    """Write a JSON file, the same bytes for the same value."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def changes_markdown(version: str, changes: Diff | None) -> str:
    """Return CHANGES.md. Each line about a report bears its id, so that a withdrawal can take it out."""
    if changes is None:
        return f"# {version}\n\nThe first release.\n"
    lines = [f"# {changes.old} → {changes.new}", "", "| table | added | removed | changed |", "|---|--:|--:|--:|"]
    lines += [f"| {name} | {c.added} | {c.removed} | {c.changed} |" for name, c in changes.tables.items()]
    if changes.indicators:
        lines += ["", "| indicator | added | removed | changed |", "|---|--:|--:|--:|"]
        lines += [f"| {name} | {c.added} | {c.removed} | {c.changed} |" for name, c in changes.indicators.items()]
    if changes.reports:
        lines += ["", "## Reports", ""]
        lines += [
            f"- {r.change} ({r.cause}): {r.issuer} {r.report_year} `{r.report_id}`"
            for r in changes.reports[:_SHOWN_REPORTS]
        ]
        lines += _left_out(len(changes.reports), _SHOWN_REPORTS)
    figures = changes.rows.filter(pl.col("table").is_in(["quantities", "indicators", "findings"]))
    if figures.height:
        lines += ["", "## Figures, values and findings", ""]
        lines += [
            f"- {row['table']} {row['change']}: {row['label']}: {row['before'] or '–'} → {row['after'] or '–'} `{row['report_id']}`"
            for row in figures.head(_SHOWN_ROWS).iter_rows(named=True)
        ]
        lines += _left_out(figures.height, _SHOWN_ROWS)
    return "\n".join(lines) + "\n"


def _left_out(total: int, shown: int) -> list[str]:
    rest = total - shown
    return [f"- and {rest} more: `fazhi diff` tells all"] if rest > 0 else []


def quality_notes(manifest: Manifest) -> str:
    """Return ``quality/notes.md``: the gate's word, corrections applied and stale, tombstones, notes."""
    lines = [f"# Quality notes {manifest.version}", "", "## Gate", ""]
    lines += ["- passed" if manifest.gate.passed else f"- refused, and accepted because: {manifest.gate.accepted}"]
    lines += [f"- {failure}" for failure in manifest.gate.failures]
    if manifest.corrections:
        lines += ["", "## Corrections", ""]
        for c in manifest.corrections:
            told = (
                f"{c.table}.{c.column} {c.key}: {c.old} → {c.new}"
                if c.outcome == "applied"
                else f"{c.table}.{c.column} {c.key}: {c.detail}"
            )
            lines.append(f"- {c.outcome}: {told} ({c.file}: {c.reason})")
    if manifest.tombstones:
        lines += ["", "## Withdrawn", ""]
        lines += [f"- {stone.what}, {stone.date}: {stone.reason}" for stone in manifest.tombstones]
    if manifest.notes:
        lines += ["", "## Notes", "", *(f"- {note}" for note in manifest.notes)]
    return "\n".join(lines) + "\n"
