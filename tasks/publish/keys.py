"""Which keys are unique and which columns refer to which: the integrity of a release, as polars aggregates."""

from collections.abc import Callable, Iterator

import polars as pl

from schemas.tables import PUBLISHED

# child table, its columns → parent table, its columns
REFERENCES: tuple[tuple[str, tuple[str, ...], str, tuple[str, ...]], ...] = (
    ("reports", ("capture_id",), "captures", ("capture_id",)),
    ("reports", ("issuer_id",), "issuers", ("issuer_id",)),
    ("reports", ("region_code",), "regions", ("region_code",)),
    ("sections", ("report_id", "revision"), "reports", ("report_id", "revision")),
    ("sentences", ("section_id", "revision"), "sections", ("section_id", "revision")),
    ("quantities", ("section_id", "revision"), "sections", ("section_id", "revision")),
    ("quantities", ("sentence_id", "revision"), "sentences", ("sentence_id", "revision")),
    ("indicators", ("quantity_id", "revision"), "quantities", ("quantity_id", "revision")),
    ("indicators", ("indicator_id",), "catalogue", ("indicator_id",)),
    (
        "indicators", ("report_id", "revision", "is_current", "issuer_id", "report_year"),
        "reports", ("report_id", "revision", "is_current", "issuer_id", "report_year"),
    ),
    ("findings", ("report_id", "revision"), "reports", ("report_id", "revision")),
    ("findings", ("members",), "quantities", ("quantity_id",)),
    ("coverage", ("issuer_id",), "issuers", ("issuer_id",)),
    ("panel", ("issuer_id", "report_year"), "reports", ("issuer_id", "report_year")),
)  # fmt: skip


def key_violations(scan: Callable[[str], pl.LazyFrame]) -> list[tuple[str, float]]:
    """Return for each rule its name and how many rows break it."""
    return [(what, float(frame.select(pl.len()).collect().item())) for what, frame in _broken(scan)]


def _broken(scan: Callable[[str], pl.LazyFrame]) -> Iterator[tuple[str, pl.LazyFrame]]:
    keys = {table.name: table.key for table in PUBLISHED} | {"panel": ("issuer_id", "report_year")}
    for table, key in keys.items():
        many = scan(table).select(key).group_by(key).len().filter(pl.col("len") > 1)
        yield f"{table}: the same {', '.join(key)} twice", many
    for child, columns, parent, targets in REFERENCES:
        rows = scan(child).select(columns)
        if columns == ("members",):
            rows = rows.explode("members")
        there = scan(parent).select(targets).unique()
        told = "" if columns == targets else f" {', '.join(targets)}"
        name = f"{child}.{', '.join(columns)} without its row in {parent}{told}"
        yield name, rows.join(there, left_on=list(columns), right_on=list(targets), how="anti")
    current = scan("reports").group_by("report_id").agg(n=pl.col("is_current").sum())
    held = scan("quarantine").filter(table_name="reports").select(pl.col("row_json").str.json_path_match("$.report_id"))
    yield "reports with more than one current revision", current.filter(pl.col("n") > 1)
    none = current.filter(pl.col("n") == 0).join(held, left_on="report_id", right_on="row_json", how="anti")
    yield "reports without a current revision, and none of it is held", none
