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
    """Compare a table by its key."""
    key, clocks = _KEYED[table]
    before, after = (side.scan(table).drop(clocks).collect() if table in side.entries else None for side in (old, new))
    if after is None or before is None:
        before, after = (
            frame if frame is not None else (after if before is None else before).clear() for frame in (before, after)
        )  # type: ignore[union-attr]
    columns = [name for name in before.columns if name in after.columns]
    shown = [name for name in columns if name not in key and name not in ("text", "row_json")]
    report_id = pl.col("report_id") if "report_id" in columns else pl.lit(None, pl.String)

    def told(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.select(
            report_id=report_id,
            label=pl.concat_str(pl.col(key).cast(pl.String), separator=" "),
            content=_content(frame.select(columns)),
            shown=pl.concat_str([_text(name, frame.schema[name], f"{name}=") for name in shown], separator=", ")
            if table != "panel"
            else pl.lit(None, pl.String),
        )  # fmt: skip

    both = told(before).join(told(after), on="label", how="full", coalesce=True, suffix="_new")
    return _as_rows(both.filter(~pl.col("content").eq_missing(pl.col("content_new"))), table)


def _parts(old: Snapshot, new: Snapshot, table: str, years: list[int]) -> pl.DataFrame:
    """Compare a part of reports, current revision with current revision, by what its rows say."""
    about, label, shown = _PARTS[table]
    before, after = (_said(side, table, years, about, label, shown) for side in (old, new))
    same = ["report_id", "content", "nth"]
    left, right = before.join(after, on=same, how="anti"), after.join(before, on=same, how="anti")
    pairs = ["report_id", "about", "nth_left"]
    left, right = (
        frame.sort("report_id", "at").with_columns(nth_left=pl.int_range(pl.len()).over("report_id", "about"))
        for frame in (left, right)
    )
    return _as_rows(left.join(right, on=pairs, how="full", coalesce=True, suffix="_new"), table)


def _said(
    side: Snapshot, table: str, years: list[int], about: tuple[str, ...], label: pl.Expr, shown: pl.Expr
) -> pl.DataFrame:
    """What the current revisions' rows say, with how often the same was said before in the report."""
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


def _text(name: str, dtype: pl.DataType, before: str = "") -> pl.Expr:
    column = pl.col(name).list.join(" ") if dtype == pl.List(pl.String) else pl.col(name).cast(pl.String)
    return pl.concat_str(pl.lit(before), column.fill_null("–"))


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
    touched = rows.get_column("report_id").drop_nulls().unique().sort()
    facts = ["issuer", "report_year", "capture_id", "text_sha256", "parse_version"]

    def current(side: Snapshot) -> dict[str, dict[str, object]]:
        wanted = side.scan("reports").filter(pl.col("is_current") & pl.col("report_id").is_in(touched.implode()))
        return {row["report_id"]: row for row in wanted.select("report_id", *facts).collect().iter_rows(named=True)}

    before, after = current(old), current(new)
    known = touched.to_list()
    captures = pl.DataFrame(
        {"capture_id": [row["capture_id"] for row in after.values()]}, schema={"capture_id": pl.String}
    )
    seen = set(
        old.scan("captures")
        .join(captures.lazy(), on="capture_id", how="semi")
        .select("capture_id")
        .collect()
        .to_series()
    )
    changes = []
    for report_id in known:
        was, now = before.get(report_id), after.get(report_id)
        facts_of = now or was
        if facts_of is None:
            continue
        change = "changed" if was and now else "added" if now else "removed"
        cause = _cause(old, new, report_id, was, now, seen)
        changes.append(
            ReportChange(report_id, str(facts_of["issuer"]), int(str(facts_of["report_year"])), change, cause)
        )
    return tuple(changes)


def _cause(
    old: Snapshot, new: Snapshot, report_id: str, was: dict[str, object] | None, now: dict[str, object] | None, seen: set[str]
) -> str:  # fmt: skip
    """Say why a report differs; see the module's docstring."""
    if now is None:
        return "withdrawal" if any(report_id in stone.report_ids for stone in new.tombstones) else "parse_version"
    if was is None:
        return "parse_version" if now["capture_id"] in seen else "source"
    if was["text_sha256"] != now["text_sha256"] and was["capture_id"] != now["capture_id"]:
        return "source"
    if was["text_sha256"] != now["text_sha256"] or was["parse_version"] != now["parse_version"]:
        return "parse_version"
    for name in ("catalogue", "audit"):
        if old.code_versions.get(name) != new.code_versions.get(name):
            return f"{name}_version"
    return "correction" if old.corrections != new.corrections else "other"
