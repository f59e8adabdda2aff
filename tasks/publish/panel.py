"""The wide table: one row an issuer and year, one column a core indicator.

A cell is the level of the report's current revision: primary, reported, about the report's own year, without
dimensions. A value whose stated period names another year only stays out, as does anything ambiguous: an empty
cell is not a claim. Changes never stand in a level's column.
"""

import polars as pl

from schemas.tables import Table, panel_table

_KEY = ["issuer_id", "report_year"]
_EARLIER = "上年|去年|上一年|前一年"


def core_columns(catalogue: pl.DataFrame) -> pl.DataFrame:
    """Return indicator_id, panel_column, name_zh, name_en of the core indicators, in order of column."""
    core = catalogue.filter(pl.col("tier") == "core").sort("panel_column")
    return core.select("indicator_id", "panel_column", "name_zh", "name_en")


def panel_model(core: pl.DataFrame) -> Table:
    """Return the panel's table for these columns."""
    return panel_table(list(core.select("panel_column", "name_zh", "name_en").iter_rows()))


def panel(reports: pl.DataFrame, indicators: pl.DataFrame, core: pl.DataFrame) -> pl.DataFrame:
    """Return the panel of published ``reports`` and ``indicators``, with every core column."""
    columns = core.get_column("panel_column").to_list()
    table = panel_model(core)
    values = (
        indicators.filter(_is_level())
        .join(core.select("indicator_id", "panel_column"), on="indicator_id")
        .sort("confidence", "quantity_id", descending=[True, False])
        .unique([*_KEY, "panel_column"], keep="first", maintain_order=True)
        .pivot("panel_column", on_columns=columns, index=_KEY, values="value", aggregate_function="first")
    )
    current = reports.filter("is_current").select(
        "issuer_id", "issuer", "issuer_type", "level", "region_code", "report_year"
    )
    return current.join(values, on=_KEY, how="left").select(
        pl.col(name).cast(dtype) for name, dtype in table.schema.items()
    )


def _is_level() -> pl.Expr:
    year = pl.col("report_year").cast(pl.String)
    period = pl.col("period")
    elsewhere = (period.str.contains(r"\d{4}") & ~period.str.contains(year)) | period.str.contains(_EARLIER)
    return (
        pl.col("is_current")
        & pl.col("is_primary")
        & (pl.col("status") == "reported")
        & (pl.col("statistic") == "level")
        & pl.col("value").is_not_null()
        & (pl.col("dims").is_null() | (pl.col("dims") == "{}"))
        & ~elsewhere.fill_null(False)
    )
