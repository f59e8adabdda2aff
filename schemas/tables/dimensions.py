"""Tables that name things: issuers, regions, the indicator catalogue, the sources; and what is covered."""

import polars as pl

from schemas.tables.base import Model, Table, col
from schemas.tables.reports import ISSUER_TYPES, LEVELS, REGION_CODE, THEME

STATES = ("published", "late", "date_uncertain", "missing", "blocked", "unparsed", "not_crawled")


class Issuers(Model):
    """An organ that publishes reports."""

    issuer_id: str = col("主体编号(区划代码:机关)", "Issuer id: region code and organ", unique=True)
    name: str = col("名称", "Name")
    issuer_type: str = col("类型", "Kind of issuer", isin=ISSUER_TYPES)
    level: str = col("层级", "Level of administration", isin=LEVELS)
    region_code: str = col("行政区划代码", "Region code", str_matches=REGION_CODE)


class Regions(Model):
    """A region of the division table or of its overlay."""

    region_code: str = col("行政区划代码", "Region code", str_matches=REGION_CODE, unique=True)
    name_zh: str = col("名称", "Name")
    level: str = col("层级", "Level of administration", isin=LEVELS)
    parent: str = col("上级代码", "Code of the region it lies in", nullable=True)
    valid_from: str = col("启用", "In force since, where known", nullable=True)
    valid_to: str = col("停用", "In force until, where known", nullable=True)
    vintage: str = col("数据年份", "State of the division table it comes from")


class Catalogue(Model):
    """An indicator's definition."""

    indicator_id: str = col("指标", "Indicator id", unique=True)
    panel_column: str = col("面板列名", "Column of the panel", unique=True, str_matches=r"^[a-z][a-z0-9_]{0,31}$")
    name_zh: str = col("中文名", "Chinese name")
    name_en: str = col("英文名", "English name")
    definition: str = col("定义", "Definition")
    theme: str = col("主题", "Theme", str_matches=THEME)
    tier: str = col("层次", "Core (all levels) or extended", isin=("core", "extended"))
    unit: str = col("单位", "Unit", nullable=True)
    kind: str = col("种类", "Kind of quantity")
    stock_or_flow: str = col("时点或时期", "Stock or flow", isin=("stock", "flow"))
    range_low: pl.Float64 = col("合理下限", "Lowest value that can be", nullable=True)
    range_high: pl.Float64 = col("合理上限", "Highest value that can be", nullable=True)
    catalogue_version: str = col("目录版本", "Version of the catalogue")


class Sources(Model):
    """A site that is, or could be, crawled."""

    source_id: str = col("来源编号", "Source id", unique=True)
    host: str = col("主机", "Host name")
    region_code: str = col("行政区划代码", "Region code", nullable=True, str_matches=REGION_CODE)
    family: str = col("门户类型", "Portal family", nullable=True)
    enabled: bool = col("是否启用", "Whether the nightly crawl visits it")
    verified_date: pl.Date = col("核实日期", "Day someone last checked the entry", nullable=True)


class Coverage(Model):
    """Whether an issuer's report for a year is there, and how we know."""

    issuer_id: str = col("主体编号", "Issuer id")
    report_year: pl.Int32 = col("报告年度", "Report year", ge=2004, le=2100)
    state: str = col("状态", "State", isin=STATES)
    basis: str = col(
        "义务性质", "Whether publication is required by statute or expected", isin=("statutory", "expected")
    )
    evidence: str = col("依据", "What the state was decided by")


ISSUERS = Table("issuers", Issuers, "主体", "Issuers", key=("issuer_id",))
REGIONS = Table("regions", Regions, "行政区划", "Regions", key=("region_code",))
CATALOGUE = Table("catalogue", Catalogue, "指标目录", "Indicator catalogue", key=("indicator_id",))
SOURCES = Table("sources", Sources, "来源", "Sources", key=("source_id",))
COVERAGE = Table("coverage", Coverage, "覆盖情况", "Coverage by issuer and year", key=("issuer_id", "report_year"))
