"""Withdrawals from ``data/withdrawals``: a report's rows removed, or a name masked, in every served release.

``resolve`` finds what the entries mean in the working tables; ``remove`` and ``mask`` take it out of a frame, of
the candidate and of releases already published alike. What is left is a tombstone, which repeats nothing of it.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError
from schemas.release import AppliedCorrection, Tombstone
from schemas.tables import make_id

MASK = "某"
_FORMS = ({"report_id"}, {"issuer", "year"}, {"name"})


@dataclass(frozen=True)
class Withdrawal:
    """One entry: a report by id, a report by issuer and year, or a name; the others are None."""

    reason: str
    date: str
    report_id: str | None = None
    issuer: str | None = None
    year: int | None = None
    name: str | None = None

    @property
    def withdrawal_id(self) -> str:
        """An id that is the same in every release and gives nothing away."""
        return make_id("withdrawal", self.report_id, self.issuer, self.year, self.name)

    @property
    def what(self) -> str:
        """What the tombstone says was withdrawn."""
        if self.name:
            return "a person's name"
        return f"report {self.report_id}" if self.report_id else f"report of {self.issuer} for {self.year}"

    def tombstone(self, reports: pl.DataFrame, masked: int) -> Tombstone:
        """Return what stays of it, given the release's rows before it was applied and the rows a name was masked in."""
        if self.name:
            return Tombstone(self.withdrawal_id, self.what, self.reason, self.date, masked)
        ids = reports.filter(self.matches()).get_column("report_id").unique().sort().to_list()
        return Tombstone(self.withdrawal_id, self.what, self.reason, self.date, len(ids), tuple(ids))

    def matches(self) -> pl.Expr:
        """The rows with report_id, issuer_id, issuer and report_year that are withdrawn."""
        if self.report_id:
            return pl.col("report_id") == self.report_id
        is_issuer = (pl.col("issuer_id") == self.issuer) | (pl.col("issuer") == self.issuer)
        return is_issuer & (pl.col("report_year") == self.year)


@dataclass(frozen=True)
class Withdrawn:
    """What is withdrawn, as ids: everything that could still tell of the reports."""

    report_ids: frozenset[str] = frozenset()
    capture_ids: frozenset[str] = frozenset()
    issuer_years: frozenset[tuple[str, int]] = frozenset()
    quantity_ids: frozenset[str] = frozenset()
    issuer_ids: frozenset[str] = frozenset()  # issuers of whom no other report is left


def load_withdrawals() -> list[Withdrawal]:
    """Read ``data/withdrawals/*.yaml``; raises FazhiError naming the file and what is wrong in it."""
    return [
        _read(path, entry)
        for path in sorted((data_dir() / "withdrawals").glob("*.yaml"))
        for entry in load_yaml(path) or []
    ]


def _read(path: Path, entry: Any) -> Withdrawal:
    remedy = "see data/withdrawals/README.md"
    if not isinstance(entry, dict) or set(entry) - {"reason", "date"} not in _FORMS:
        raise FazhiError(f"{path}: an entry names a report_id, or issuer and year, or a name", remedy)
    if not entry.get("reason") or not entry.get("date"):
        raise FazhiError(f"{path}: an entry needs a reason and a date", remedy)
    if "year" in entry and not isinstance(entry["year"], int):
        raise FazhiError(f"{path}: {entry['year']!r} is not a year", remedy)
    texts = {key: str(value) for key, value in entry.items() if key != "year"}
    return Withdrawal(year=entry.get("year"), **texts)


def resolve(reports: pl.DataFrame, withdrawals: list[Withdrawal]) -> Withdrawn:
    """Return the withdrawn ids among rows with report_id, capture_id, issuer_id, issuer and report_year."""
    wanted = [withdrawal.matches() for withdrawal in withdrawals if not withdrawal.name]
    if not wanted:
        return Withdrawn()
    hits = reports.filter(pl.any_horizontal(wanted))
    left = reports.join(hits.select("report_id"), on="report_id", how="anti")
    return Withdrawn(
        frozenset(hits["report_id"]),
        frozenset(hits["capture_id"]),
        frozenset(hits.select("issuer_id", "report_year").iter_rows()),
        issuer_ids=frozenset(hits["issuer_id"]) - frozenset(left["issuer_id"]),
    )


def remove(table: str, frame: pl.DataFrame, gone: Withdrawn) -> pl.DataFrame:
    """Return a published table's rows without those of withdrawn reports."""
    told = [_told(table, frame, gone)] if gone.report_ids else []
    return frame.filter(~pl.any_horizontal(told)) if told else frame


def _told(table: str, frame: pl.DataFrame, gone: Withdrawn) -> pl.Expr:
    """Say which rows tell of a withdrawn report."""
    issuer_year = pl.concat_str("issuer_id", "report_year", separator="|")
    withdrawn_years = [f"{issuer}|{year}" for issuer, year in sorted(gone.issuer_years)]
    alone = pl.col("issuer_id").is_in(sorted(gone.issuer_ids))
    of_capture = pl.col("capture_id").is_in(sorted(gone.capture_ids)).fill_null(False)
    of_report = pl.col("report_id").is_in(sorted(gone.report_ids))
    cites = pl.col("members").list.set_intersection(sorted(gone.quantity_ids)).list.len() > 0
    rules = {
        "issuers": alone,
        "coverage": alone | issuer_year.is_in(withdrawn_years),
        "panel": issuer_year.is_in(withdrawn_years),
        "captures": of_capture,
        "quarantine": of_capture | pl.col("row_json").str.contains_any(sorted(gone.report_ids)),
        "findings": of_report | cites,  # one of the next year's report may compare with a withdrawn one
    }
    return rules.get(table, of_report if "report_id" in frame.columns else pl.lit(False))


def untold(corrections: Iterable[AppliedCorrection], gone: Withdrawn) -> tuple[AppliedCorrection, ...]:
    """Return the corrections without those of withdrawn rows, whose values they repeat."""
    ids = gone.report_ids | gone.quantity_ids | gone.issuer_ids
    return tuple(correction for correction in corrections if ids.isdisjoint(correction.key.values()))


def mask(table: str, frame: pl.DataFrame, names: list[str]) -> tuple[pl.DataFrame, int]:
    """Return the frame with each character of the names replaced by 某, and how many rows that touched.

    In ``reports`` the masked count and the text's SHA-256 are those of the text as it is now.
    """
    touched = [pl.lit(False)]
    for name in names:
        for column, dtype in frame.schema.items():
            if dtype == pl.String:
                touched.append(pl.col(column).str.contains(name, literal=True).fill_null(False))
            elif dtype == pl.List(pl.String):
                touched.append(pl.col(column).list.join("").str.contains(name, literal=True).fill_null(False))
    marked = frame.with_row_index("_row").with_columns(_touched=pl.any_horizontal(touched))
    hit = marked.filter("_touched")
    if hit.is_empty():
        return frame, 0
    rows = [_mask_row(table, row, names) for row in hit.iter_rows(named=True)]
    masked = pl.concat([marked.filter(~pl.col("_touched")), pl.DataFrame(rows, schema=marked.schema)])
    return masked.sort("_row").drop("_row", "_touched"), hit.height


def _mask_row(table: str, row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    found = 0
    for name in names:
        for column, value in row.items():
            if isinstance(value, str) and name in value:
                found += value.count(name) if (table, column) == ("reports", "text") else 0
                row[column] = value.replace(name, MASK * len(name))
            elif isinstance(value, list) and name in "".join(value):
                row[column] = _mask_words(value, name)
    if table == "reports":
        row["masked_count"] += found
        row["text_sha256"] = hashlib.sha256(row["text"].encode()).hexdigest()
    return row


def _mask_words(words: list[str], name: str) -> list[str]:
    """Mask a name that may be spread over several words."""
    gap = "\x1f"
    spread = re.compile(f"{gap}?".join(map(re.escape, name)))
    return spread.sub(lambda hit: re.sub(f"[^{gap}]", MASK, hit[0]), gap.join(words)).split(gap)
