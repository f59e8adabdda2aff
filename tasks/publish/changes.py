"""What differs between two releases, row by row, by indicator and by report, and why.

Tables with a lasting key (captures, reports, coverage, catalogue …) are compared by it. The parts of a report
(sections, sentences, quantities, indicators, findings) get new ids and new positions whenever a single character
before them changes, so comparing keys would call every row of a revised report new. They are compared as a reader
would: the *current* revision of a report in the one release with the current revision in the other, by what rows
say, not by where they stand. Rows that say the same cancel out, one for one. What is left on both sides is paired
in order of appearance where it is about the same thing (a figure with the same measure, unit and kind; a value of
the same indicator; a finding of the same type; a sentence by its place among those left) and told as changed, the
rest as added or removed. Clock columns never count.

A changed report has a cause: ``source`` where it is read from another capture, else the version that moved
(``parse_version``, ``catalogue_version``, ``audit_version``), a ``correction``, a ``withdrawal``, or ``other`` (such
as a finding across years that the neighbouring year's report changed).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import polars as pl

from schemas.release import AppliedCorrection, TableEntry, Tombstone
from tasks.publish.reader import Release

_ROWS = pl.Schema(
    {"table": pl.String, "change": pl.String, "report_id": pl.String, "label": pl.String, "before": pl.String, "after": pl.String}
)  # fmt: skip
_KEYED = {
    "captures": (("capture_id",), ("fetched_at", "warc_file", "warc_offset")),
    "issuers": (("issuer_id",), ()),
    "regions": (("region_code",), ()),
    "catalogue": (("indicator_id",), ()),
    "sources": (("source_id",), ()),
    "coverage": (("issuer_id", "report_year"), ()),
    "quarantine": (("quarantine_id",), ()),
    "panel": (("issuer_id", "report_year"), ()),
    "reports": (("report_id", "revision"), ()),
}
# Part of a report: what a row is about, and how it is shown.
_PARTS: dict[str, tuple[tuple[str, ...], pl.Expr, pl.Expr]] = {
    "sections": (("level", "number"), pl.col("number"), pl.col("heading")),
    "sentences": ((), pl.lit(""), pl.col("tokens").list.join("")),
    "quantities": (("measure", "unit", "kind", "statistic"), pl.col("measure"), pl.col("text")),
    "indicators": (
        ("indicator_id", "dims", "statistic", "period"),
        pl.concat_str("indicator_id", "dims", "statistic", separator=" ", ignore_nulls=True),
        pl.concat_str(pl.coalesce("value", "value_low").cast(pl.String).str.strip_chars_end("0").str.strip_chars_end("."), "unit", separator=" ", ignore_nulls=True),
    ),
    "findings": (("type", "basis"), pl.col("type"), pl.concat_str("verdict", "message_zh", separator=": ")),
}  # fmt: skip
_NONE = "–"
_LONG = ("text", "row_json")  # too long to show
# Where a row stands and what it is called: not what it says.
_PLACE = {
    "report_id", "revision", "is_current", "report_year", "section_id", "parent_id", "sentence_id", "quantity_id", "finding_id",
    "members", "start", "end", "src_start", "src_end", "src_page",
}  # fmt: skip


@dataclass(frozen=True)
class Snapshot:
    """One side of a comparison: a release, or a candidate about to become one."""

    version: str
    entries: dict[str, TableEntry]
    scan: Callable[[str], pl.LazyFrame]
    code_versions: dict[str, list[str]]
    corrections: tuple[AppliedCorrection, ...]
    tombstones: tuple[Tombstone, ...]

    @classmethod
    def of(cls, release: Release) -> "Snapshot":
        """Return a release's snapshot."""
        m = release.manifest
        return cls(release.version, m.tables, release.scan, m.code_versions, m.corrections, m.tombstones)


@dataclass(frozen=True)
class Counts:
    """Rows added, removed and changed."""

    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass(frozen=True)
class ReportChange:
    """A report of which anything differs, and why."""

    report_id: str
    issuer: str
    report_year: int
    change: str
    cause: str


@dataclass(frozen=True)
class Diff:
    """Two releases compared. ``rows`` has table, change, report_id (or null), label, before, after."""

    old: str
    new: str
    tables: dict[str, Counts]
    indicators: dict[str, Counts]
    reports: tuple[ReportChange, ...]
    rows: pl.DataFrame

    def to_json(self) -> str:
        """Return everything as one JSON object."""
        whole = {
            "old": self.old,
            "new": self.new,
            "tables": {name: vars(counts) for name, counts in self.tables.items()},
            "indicators": {name: vars(counts) for name, counts in self.indicators.items()},
            "reports": [vars(report) for report in self.reports],
            "rows": self.rows.to_dicts(),
        }
        return json.dumps(whole, ensure_ascii=False, indent=1)


def diff(old: Release, new: Release) -> Diff:
    """Compare two releases."""
    return compare(Snapshot.of(old), Snapshot.of(new))


def compare(old: Snapshot, new: Snapshot) -> Diff:
    """Compare two snapshots; tables and years whose files are the same are not read."""
    differing = [name for name in new.entries if _digest(old, name) != _digest(new, name)]
    frames = [_keyed(old, new, name) for name in differing if name in _KEYED]
    years = _changed_years(old, new)
    if years:
        frames += [_parts(old, new, name, years) for name in _PARTS]
    rows = pl.concat([pl.DataFrame(schema=_ROWS), *frames])
    return Diff(old.version, new.version, _count(rows, "table"), _by_indicator(rows), _reports(old, new, rows), rows)


def _digest(side: Snapshot, table: str) -> str | None:
    return side.entries[table].digest if table in side.entries else None


def _changed_years(old: Snapshot, new: Snapshot) -> list[int]:
    """The report years in which any part of a report differs."""
    sides = []
    for side in (old, new):
        files = [file for name in (*_PARTS, "reports") for file in side.entries[name].files]
        sides.append({(file.path, file.digest) for file in files if file.rows})
    return sorted({int(path.split("report_year=")[1].split("/")[0]) for path, _ in sides[0] ^ sides[1]})


def _keyed(old: Snapshot, new: Snapshot, table: str) -> pl.DataFrame:
    """Compare a table by its key; of a changed row the columns that differ are shown."""
    # Compared columns are called "name=", so that the join's "_new" never makes another column's name of one.
    key, clocks = _KEYED[table]
    after = new.scan(table).drop(clocks).collect()
    before = old.scan(table).drop(clocks).collect() if table in old.entries else after.clear()
    columns = [name for name in after.columns if name in before.columns and name not in key]
    report_id = pl.col("report_id") if "report_id" in key else pl.lit(None, pl.String)
    left, right = (
        frame.select(
            pl.concat_str(pl.col(key).cast(pl.String), separator=" ").alias("label"),
            report_id.alias("report_id"),
            pl.lit(True).alias("there"),
            *(_text(name, frame.schema[name]).alias(f"{name}=") for name in columns),
        )
        for frame in (before, after)
    )
    both = left.join(right, on="label", how="full", coalesce=True, suffix="_new")
    changed = {name: ~pl.col(f"{name}=").eq_missing(pl.col(f"{name}=_new")) for name in columns}
    is_both = pl.col("there").is_not_null() & pl.col("there_new").is_not_null()
    shown = [name for name in columns if name not in _LONG]
    sides = {
        side: pl.concat_str(
            [
                pl.when(changed[name] & (is_both | (pl.col(f"{name}={suffix}") != _NONE))).then(
                    pl.concat_str(pl.lit(f"{name}="), f"{name}={suffix}")
                )
                for name in shown
            ],
            separator=", ",
            ignore_nulls=True,
        )
        for side, suffix in (("shown", ""), ("shown_new", "_new"))
    }
    sides = {side: pl.when(told != "").then(told) for side, told in sides.items()}
    differs = pl.any_horizontal(pl.col("there").is_null(), pl.col("there_new").is_null(), *changed.values())
    told = both.filter(differs).with_columns(**sides).rename({"there": "content", "there_new": "content_new"})
    return _as_rows(told, table)


def _parts(old: Snapshot, new: Snapshot, table: str, years: list[int]) -> pl.DataFrame:
    """Compare a part of reports, current revision with current revision, by what its rows say."""
    before, after = (_said(side, table, years) for side in (old, new))
    same = ["report_id", "content", "nth"]
    left, right = before.join(after, on=same, how="anti"), after.join(before, on=same, how="anti")
    pairs = ["report_id", "about", "nth_left"]
    left, right = (
        frame.sort("report_id", "at").with_columns(nth_left=pl.int_range(pl.len()).over("report_id", "about"))
        for frame in (left, right)
    )
    return _as_rows(left.join(right, on=pairs, how="full", coalesce=True, suffix="_new"), table)


def _said(side: Snapshot, table: str, years: list[int]) -> pl.DataFrame:
    """What the current revisions' rows say, with how often the same was said before in the report."""
    about, label, shown = _PARTS[table]
    current = side.scan("reports").filter("is_current").select("report_id", "revision")
    rows = (
        side.scan(table)
        .filter(pl.col("report_year").is_in(years))
        .join(current, on=["report_id", "revision"], how="semi")
    )
    frame = rows.collect()
    at = pl.col("start") if "start" in frame.columns else pl.int_range(pl.len())
    columns = [name for name in frame.columns if name not in _PLACE]
    topic = (
        pl.concat_str([_text(name, frame.schema[name]) for name in about], separator="\x1f") if about else pl.lit("")
    )
    told = frame.select(
        "report_id", at=at, about=topic, label=label, shown=shown, content=_content(frame.select(columns))
    )
    return told.sort("report_id", "at").with_columns(nth=pl.int_range(pl.len()).over("report_id", "content"))


def _content(frame: pl.DataFrame) -> pl.Expr:
    return pl.concat_str([_text(name, dtype) for name, dtype in frame.schema.items()], separator="\x1f")


def _text(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name).list.join(" ") if dtype == pl.List(pl.String) else pl.col(name).cast(pl.String)
    return column.fill_null(_NONE)


def _as_rows(joined: pl.DataFrame, table: str) -> pl.DataFrame:
    """Turn a full join of what differs into change rows."""
    change = (
        pl.when(pl.col("content").is_null()).then(pl.lit("added"))
        .when(pl.col("content_new").is_null()).then(pl.lit("removed"))
        .otherwise(pl.lit("changed"))
    )  # fmt: skip
    label = pl.coalesce("label", "label_new") if "label_new" in joined.columns else pl.col("label")
    report_id = pl.coalesce("report_id", "report_id_new") if "report_id_new" in joined.columns else pl.col("report_id")
    rows = joined.select(
        table=pl.lit(table), change=change, report_id=report_id, label=label.fill_null(""), before="shown", after="shown_new"
    )  # fmt: skip
    return rows.sort("report_id", "label", "before", "after", nulls_last=True).match_to_schema(_ROWS)


def _count(rows: pl.DataFrame, column: str) -> dict[str, Counts]:
    counted = rows.group_by(column).agg(
        (pl.col("change") == name).sum().alias(name) for name in ("added", "removed", "changed")
    )
    return {row.pop(column): Counts(**row) for row in counted.sort(column).to_dicts()}


def _by_indicator(rows: pl.DataFrame) -> dict[str, Counts]:
    values = rows.filter(pl.col("table") == "indicators")
    return _count(values.with_columns(label=pl.col("label").str.split(" ").list.first()), "label")


def _reports(old: Snapshot, new: Snapshot, rows: pl.DataFrame) -> tuple[ReportChange, ...]:
    """Return the reports of which any row differs, by id."""
    touched = rows.get_column("report_id").drop_nulls().unique().sort()
    facts = ["report_id", "issuer", "report_year", "capture_id", "text_sha256", "parse_version"]
    was, now = (
        side.scan("reports")
        .filter(pl.col("is_current") & pl.col("report_id").is_in(touched.implode()))
        .select(facts)
        .collect()
        for side in (old, new)
    )
    both = was.join(now, on="report_id", how="full", coalesce=True, suffix="_new").sort("report_id")
    fresh = now.select("capture_id").lazy()
    seen = old.scan("captures").join(fresh, on="capture_id", how="semi").select("capture_id").collect()
    version = _moved_version(old, new)
    gone = {report_id for stone in new.tombstones for report_id in stone.report_ids}
    return tuple(
        ReportChange(
            row["report_id"],
            row["issuer_new"] or row["issuer"],
            row["report_year_new"] or row["report_year"],
            "added" if row["issuer"] is None else "removed" if row["issuer_new"] is None else "changed",
            _cause(row, row["capture_id_new"] in seen["capture_id"], row["report_id"] in gone, version),
        )
        for row in both.iter_rows(named=True)
    )


def _cause(row: dict[str, Any], was_captured: bool, is_withdrawn: bool, version: str) -> str:
    """Say why a report differs; see the module's docstring."""
    if row["issuer_new"] is None:
        return "withdrawal" if is_withdrawn else "parse_version"
    if row["issuer"] is None:
        return "parse_version" if was_captured else "source"
    is_new_text = row["text_sha256"] != row["text_sha256_new"]
    if is_new_text and row["capture_id"] != row["capture_id_new"]:
        return "source"
    return "parse_version" if is_new_text or row["parse_version"] != row["parse_version_new"] else version


def _moved_version(old: Snapshot, new: Snapshot) -> str:
    """Say what else moved between the releases, for reports whose text and parse are the same."""
    for name in ("catalogue", "audit"):
        if old.code_versions.get(name) != new.code_versions.get(name):
            return f"{name}_version"
    return "correction" if old.corrections != new.corrections else "other"
