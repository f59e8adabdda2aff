"""What the gate looks at: one small frame a suite, aggregated from the candidate and the last release.

Each has a column ``what`` that names the row to a reader. A metric is null where it would mean nothing (no last
release, too few rows), and expectations pass nulls over: so a first release and a tiny one are judged only by what
can be judged of them.
"""

from collections.abc import Callable
from typing import Protocol

import polars as pl

from schemas.release import TableEntry
from schemas.tables import PUBLISHED
from tasks.publish.keys import key_violations

FEW = 20  # fewer rows than this give no rate worth comparing
_SAMPLE = 2000
_ROWS_JUDGED = ("reports", "sections", "sentences", "quantities", "indicators", "findings")
_PRESENT = ("published", "late", "date_uncertain")


class Side(Protocol):
    """A candidate or a release: what metrics are taken of."""

    @property
    def entries(self) -> dict[str, TableEntry]:
        """The tables, with their row counts."""

    def scan(self, table: str) -> pl.LazyFrame:
        """A table's rows."""


def counts(side: Side) -> dict[str, int]:
    """Return what a reader asks first: rows of each table, but reports, figures and violations as they stand now."""
    current = side.scan("reports").filter("is_current").select("report_id", "revision")

    def now(table: str, **of: str) -> int:
        rows = side.scan(table).filter(**of).join(current, on=["report_id", "revision"], how="semi")
        return int(rows.select(pl.len()).collect().item())

    return {name: table.rows for name, table in side.entries.items()} | {
        "revisions": side.entries["reports"].rows,
        "reports": now("reports"),
        "figures": now("quantities", status="reported"),
        "findings": now("findings"),
        "findings_violated": now("findings", verdict="violated"),
    }


def sizes(new: Side, old: Side | None) -> pl.DataFrame:
    """Rows a table, rows a report, and both against the last release."""
    mine = _sizes(new)
    theirs = (_sizes(old) if old else mine.clear()).rename(
        {"rows": "previous_rows", "per_report": "previous_per_report", "reports": "previous_reports"}
    )
    known = pl.col("previous_reports") >= FEW
    both = known & (pl.col("reports") >= FEW)
    return mine.join(theirs, on="what", how="left").with_columns(
        needed_rows=pl.when(pl.col("what") == "reports").then("rows"),
        kept_pct=pl.when(known).then(100 * pl.col("rows") / pl.col("previous_rows")),
        density_pct=pl.when(both & (pl.col("what") != "reports")).then(
            100 * pl.col("per_report") / pl.col("previous_per_report")
        ),
    ).with_columns(pl.col("kept_pct", "density_pct").fill_nan(None))  # fmt: skip


def _sizes(side: Side) -> pl.DataFrame:
    rows = {name: float(side.entries[name].rows) for name in _ROWS_JUDGED}
    frame = pl.DataFrame({"what": list(rows), "rows": list(rows.values())})
    return frame.with_columns(reports=rows["reports"]).with_columns(
        per_report=pl.when(pl.col("reports") > 0).then(pl.col("rows") / pl.col("reports"))
    )


def fill(new: Side, old: Side | None) -> pl.DataFrame:
    """Filled share of each nullable column."""
    mine, theirs = _fill(new), _fill(old) if old else None
    if theirs is None:
        return mine.with_columns(previous_fill_pct=pl.lit(None, pl.Float64), lost_points=pl.lit(None, pl.Float64))
    return mine.join(theirs.rename({"fill_pct": "previous_fill_pct"}), on="what", how="left").with_columns(
        lost_points=pl.col("previous_fill_pct") - pl.col("fill_pct")
    )


def _fill(side: Side) -> pl.DataFrame:
    rows: list[tuple[str, float | None]] = []
    for table in PUBLISHED:
        if table.name not in _ROWS_JUDGED:
            continue
        columns = [name for name, column in table.model.to_schema().columns.items() if column.nullable]
        if not columns:
            continue
        there = side.scan(table.name).select(pl.len().alias("_rows"), *(pl.col(c).count() for c in columns)).collect()
        total = there["_rows"].item()
        rows += [(f"{table.name}.{c}", 100 * there[c].item() / total if total >= FEW else None) for c in columns]
    return pl.DataFrame(rows, schema={"what": pl.String, "fill_pct": pl.Float64}, orient="row")


def values(new: Side, old: Side | None) -> pl.DataFrame:
    """Median and share out of range by indicator and level; share of violated findings."""
    mine = _medians(new)
    theirs = (_medians(old) if old else mine.clear()).select("what", previous_median="median", previous_n="n")
    enough = (pl.col("n") >= FEW) & (pl.col("previous_n") >= FEW) & (pl.col("previous_median") > 0)
    figures = mine.join(theirs, on="what", how="left").with_columns(
        median_ratio=pl.when(enough).then(pl.col("median") / pl.col("previous_median")),
        out_of_range_pct=pl.when(pl.col("n") >= FEW).then("out_of_range_pct"),
    )
    violated, before = _violated_pct(new), _violated_pct(old) if old else None
    gain = violated - before if violated is not None and before is not None else None
    findings = pl.DataFrame(
        {"what": ["findings"], "violated_pct": [violated], "violated_gain_points": [gain]},
        schema_overrides={"violated_pct": pl.Float64, "violated_gain_points": pl.Float64},
    )
    return pl.concat([figures, findings], how="diagonal")


def _medians(side: Side) -> pl.DataFrame:
    level = (
        pl.col("is_current")
        & pl.col("is_primary")
        & (pl.col("statistic") == "level")
        & (pl.col("status") == "reported")
    )
    ranges = side.scan("catalogue").select("indicator_id", "range_low", "range_high")
    value = pl.col("value").cast(pl.Float64)
    outside = (value < pl.col("range_low")).fill_null(False) | (value > pl.col("range_high")).fill_null(False)
    return (
        side.scan("indicators")
        .filter(level & pl.col("value").is_not_null())
        .join(ranges, on="indicator_id", how="left")
        .group_by(what=pl.format("{} at level {}", "indicator_id", "level"))
        .agg(n=pl.len(), median=value.median(), out_of_range_pct=100 * outside.mean())
        .sort("what")
        .collect()
    )


def _violated_pct(side: Side) -> float | None:
    total = side.entries["findings"].rows
    violated = side.scan("findings").filter(pl.col("verdict") == "violated").select(pl.len()).collect().item()
    return 100 * violated / total if total >= 50 else None


def keys(new: Side, old: Side | None) -> pl.DataFrame:
    """Rows that break a key or a reference, one line a rule."""
    del old
    return pl.DataFrame(key_violations(new.scan), schema={"what": pl.String, "violations": pl.Float64}, orient="row")


def spans(new: Side, old: Side | None) -> pl.DataFrame:
    """A sample of figures beside the text at their span; the same sample for the same rows."""
    del old
    texts = new.scan("reports").select("report_id", "revision", whole="text")
    # Ids are digests, so the smallest are as good as drawn by lot, and the same each time.
    sample = new.scan("quantities").sort("quantity_id").head(_SAMPLE)
    return (
        sample.join(texts, on=["report_id", "revision"])
        .select(
            what=pl.format("figure {}", "quantity_id"),
            quoted="text",
            in_text=pl.col("whole").str.slice(pl.col("start"), pl.col("end") - pl.col("start")),
        )
        .sort("what")
        .collect()
    )


def coverage(new: Side, old: Side | None) -> pl.DataFrame:
    """Shares of issuers present, missing and late by level and year; contradictions with the reports."""
    mine = _states(new)
    theirs = (_states(old) if old else mine.clear()).rename(lambda name: name if name == "what" else f"previous_{name}")
    known = pl.col("previous_issuers") >= FEW / 2
    gains = mine.join(theirs, on="what", how="full", coalesce=True).with_columns(
        # A level and year that is gone altogether has lost everything it had.
        lost_points=pl.when(known).then(pl.col("previous_present_pct") - pl.col("present_pct").fill_null(0)),
        missing_gain_points=pl.when(known).then(pl.col("missing_pct") - pl.col("previous_missing_pct")),
        late_gain_points=pl.when(known).then(pl.col("late_pct") - pl.col("previous_late_pct")),
        present_pct=pl.col("present_pct").fill_null(0),
    )
    return pl.concat([gains, _contradictions(new)], how="diagonal")


def _states(side: Side) -> pl.DataFrame:
    level = side.scan("issuers").select("issuer_id", "level")
    state = pl.col("state")
    return (
        side.scan("coverage")
        .join(level, on="issuer_id")
        .group_by(what=pl.format("{} reports for {}", "level", "report_year"))
        .agg(
            issuers=pl.len(),
            present_pct=100 * state.is_in(_PRESENT).mean(),
            missing_pct=100 * (state == "missing").mean(),
            late_pct=100 * (state == "late").mean(),
        )
        .sort("what")
        .collect()
    )


def _contradictions(side: Side) -> pl.DataFrame:
    present = side.scan("coverage").filter(pl.col("state").is_in(_PRESENT))
    reports = side.scan("reports").filter("is_current")
    on = ["issuer_id", "report_year"]
    rows = {
        "coverage says there is a report and there is none": present.join(reports, on=on, how="anti"),
        "there is a report and coverage does not say so": reports.join(present, on=on, how="anti"),
    }
    counts = [(what, float(frame.select(pl.len()).collect().item())) for what, frame in rows.items()]
    return pl.DataFrame(counts, schema={"what": pl.String, "contradictions": pl.Float64}, orient="row")


METRICS: dict[str, Callable[[Side, Side | None], pl.DataFrame]] = {
    "sizes": sizes,
    "fill": fill,
    "values": values,
    "keys": keys,
    "spans": spans,
    "coverage": coverage,
}
