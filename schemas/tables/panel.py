"""The wide table: one row an issuer and year, one column a core indicator. Levels only, primary, current, reported."""

from collections.abc import Sequence

import polars as pl

from schemas.tables.base import Model, Table, Value, col
from schemas.tables.reports import ISSUER_TYPES, LEVELS, REGION_CODE


class PanelKey(Model):
    """The panel's leading columns; the indicators' follow, as the catalogue names them."""

    issuer_id: str = col("主体编号", "Issuer id")
    issuer: str = col("主体名称", "Issuer's name")
    issuer_type: str = col("主体类型", "Kind of issuer", isin=ISSUER_TYPES)
    level: str = col("层级", "Level of administration", isin=LEVELS)
    region_code: str = col("行政区划代码", "Region code", str_matches=REGION_CODE)
    report_year: pl.Int32 = col("报告年度", "Report year", ge=2004, le=2100)


def panel_table(columns: Sequence[tuple[str, str, str]]) -> Table:
    """Return the panel with one value column for each (column name, Chinese name, English name)."""
    fields = {name: col(zh, en, nullable=True) for name, zh, en in columns}
    annotations = dict.fromkeys(fields, Value)
    model = type("Panel", (PanelKey,), {"__doc__": PanelKey.__doc__, "__annotations__": annotations, **fields})
    return Table(
        "panel",
        model,
        "面板",
        "One row an issuer and year, one column a core indicator",
        ("issuer_id", "report_year"),
    )
