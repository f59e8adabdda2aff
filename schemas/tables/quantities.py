"""Numeral mentions, the indicators they state, and what the audit finds between them."""

import pandera.polars as pa
import polars as pl

from schemas.tables.base import Model, Table, Value, col, id_col
from schemas.tables.reports import ISSUER_TYPES, LEVELS, REGION_CODE

KINDS = (
    "count", "rate", "change", "money", "area", "duration", "rank", "date", "period", "ordinal",
    "document_number", "name_part", "list_number", "other",
)  # fmt: skip
MODIFIERS = ("exact", "at_least", "at_most", "approx", "range")
STATUSES = ("reported", "target", "none")
STATISTICS = ("level", "yoy_pct", "yoy_abs", "yoy_points")
BASES = ("stated", "implied", "cross-section", "cross-year")
FINDING_TYPES = ("sum", "ratio", "subset", "equal", "yoy", "flow")
VERDICTS = ("holds", "violated", "suspect")


class Quantities(Model):
    """One numeral mention: where it stands, what it says, what it counts."""

    report_id: str = id_col("报告编号", "Report id")
    revision: pl.Int32 = col("版本序号", "Revision", ge=1)
    quantity_id: str = id_col("数量编号", "Quantity id", unique=True)
    sentence_id: str = id_col("句子编号", "Sentence it stands in")
    section_id: str = id_col("章节编号", "Section it stands in")
    start: pl.Int32 = col("正文起始字符", "First character in the text", ge=0)
    end: pl.Int32 = col("正文结束字符", "Character after the last", ge=1)
    src_start: pl.Int64 = col("原始文件起始字符", "First character in the decoded payload", ge=0)
    src_end: pl.Int64 = col("原始文件结束字符", "Character after the last in the decoded payload", ge=1)
    src_page: pl.Int32 = col(
        "原始文件页码,从0起", "Page of the payload (of a PDF, of an article in several pages), from 0", ge=0
    )
    text: str = col("原文", "The words of the text")
    value: Value = col("数值(万、亿已展开)", "Value as stated, 万/亿 expanded", nullable=True)
    value_low: Value = col("下界", "Lower bound, empty where there is none", nullable=True)
    value_high: Value = col("上界", "Upper bound, empty where there is none", nullable=True)
    unit: str = col("单位", "Unit as written, money in 元, area in 平方米", nullable=True)
    modifier: str = col("修饰", "How exact the number claims to be", isin=MODIFIERS)
    kind: str = col("种类", "What sort of numeral it is", isin=KINDS)
    status: str = col("状态", "Reported fact, target, or no measured quantity", isin=STATUSES)
    statistic: str = col("统计量", "Level, or year-on-year change", isin=STATISTICS)
    period: str = col("时期", "Period it is about, as stated", nullable=True)
    measure: str = col("计量内容", "What is counted", nullable=True)
    action: str = col("动作", "What was done", nullable=True)
    scope: str = col("范围", "Of what or whom", nullable=True)
    comparison: str = col("比较", "Base and direction of a change", nullable=True)

    @pa.dataframe_check(name="bounds_hold_value")
    def bounds_hold_value(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """low ≤ value ≤ high wherever each is there."""
        low, value, high = pl.col("value_low"), pl.col("value"), pl.col("value_high")
        within = (low <= value).fill_null(True) & (value <= high).fill_null(True)
        return data.lazyframe.select(within & (low <= high).fill_null(True))

    @pa.dataframe_check(name="span_has_text_length")
    def span_has_text_length(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """The span is as long as its words."""
        return data.lazyframe.select(pl.col("end") - pl.col("start") == pl.col("text").str.len_chars())

    @pa.dataframe_check(name="reported_has_a_number")
    def reported_has_a_number(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A reported figure has a value, or the bounds of a range."""
        known = pl.col("value").is_not_null() | (pl.col("value_low").is_not_null() & pl.col("value_high").is_not_null())
        return data.lazyframe.select(known | (pl.col("status") != "reported"))

    @pa.dataframe_check(name="source_span_not_empty")
    def source_span_not_empty(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Every mention stands somewhere in the payload."""
        return data.lazyframe.select(pl.col("src_start") < pl.col("src_end"))


class Indicators(Model):
    """The cross-region long table: one indicator that one quantity states."""

    report_id: str = id_col("报告编号", "Report id")
    revision: pl.Int32 = col("版本序号", "Revision", ge=1)
    region_code: str = col("行政区划代码", "Region code", str_matches=REGION_CODE)
    level: str = col("层级", "Level of administration", isin=LEVELS)
    issuer_id: str = col("主体编号", "Issuer id")
    issuer_type: str = col("主体类型", "Kind of issuer", isin=ISSUER_TYPES)
    report_year: pl.Int32 = col("报告年度", "Report year", ge=2004, le=2100)
    indicator_id: str = col("指标", "Indicator id, see catalogue", str_matches=r"^[a-z0-9_]+\.[a-z0-9_]+$")
    dims: str = col("维度(JSON)", "Dimensions as a JSON object", nullable=True)
    statistic: str = col("统计量", "Level, or year-on-year change (signed)", isin=STATISTICS)
    value: Value = col("数值,变化带正负号", "Value; a change is signed", nullable=True)
    value_low: Value = col("下界", "Lower bound", nullable=True)
    value_high: Value = col("上界", "Upper bound", nullable=True)
    unit: str = col("指标单位", "The catalogue's unit", nullable=True)
    status: str = col("状态", "Reported or target", isin=("reported", "target"))
    period: str = col("时期", "Period it is about", nullable=True)
    quantity_id: str = id_col("数量编号", "Quantity that states it")
    rule: str = col("判定规则", "Catalogue rule that assigned it")
    confidence: float = col("把握", "Confidence of the assignment, 0 to 1", ge=0, le=1)
    is_primary: bool = col("是否主值", "Whether this is the report's main statement of the indicator")
    is_current: bool = col("是否为当前版本", "Whether the report's revision is the current one")
    flags: pl.List(pl.String) = col("标记", "Warnings, such as out_of_range")  # type: ignore[valid-type]


class Findings(Model):
    """What the arithmetic says of a relation between quantities."""

    report_id: str = id_col("报告编号", "Report id")
    revision: pl.Int32 = col("版本序号", "Revision", ge=1)
    finding_id: str = id_col("核查编号", "Finding id", unique=True)
    type: str = col("关系", "Kind of relation", isin=FINDING_TYPES)
    basis: str = col("依据", "Whether the text states the relation", isin=BASES)
    verdict: str = col("结论", "Holds, violated or suspect", isin=VERDICTS)
    expected: str = col("应为", "What the relation asks for")
    observed: str = col("实为", "What the text says")
    members: pl.List(pl.String) = col("涉及的数量", "Quantity ids")  # type: ignore[valid-type]
    message_zh: str = col("说明(中文)", "The arithmetic in words, Chinese")
    message_en: str = col("说明(英文)", "The arithmetic in words, English")

    @pa.dataframe_check(name="soft_basis_is_never_violated")
    def soft_basis_is_never_violated(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """Only a relation the text itself states can be violated."""
        return data.lazyframe.select((pl.col("verdict") != "violated") | (pl.col("basis") == "stated"))


QUANTITIES = Table(
    "quantities", Quantities, "数量", "Every numeral mention", key=("quantity_id", "revision"), by_year=True
)
INDICATORS = Table(
    "indicators", Indicators, "指标值", "Indicator values across regions",
    key=("quantity_id", "revision", "indicator_id", "dims", "statistic"), by_year=True,
)  # fmt: skip
FINDINGS = Table(
    "findings", Findings, "核查结果", "Findings of the audit", key=("finding_id", "revision"), by_year=True
)
