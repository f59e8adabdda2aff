"""Reports and the parts of their text: sections and sentences."""

import pandera.polars as pa
import polars as pl

from schemas.tables.base import Model, Table, col, id_col

ISSUER_TYPES = ("government", "department", "street_office", "zone_committee")
LEVELS = ("province", "city", "county", "town", "street")
TIMELINESS = ("on_time", "late", "date_uncertain", "no_deadline")
PARTS = ("R0", "R1", "R2", "R3", "R4", "R5", "R6")
REGION_CODE = r"^(\d{2}|\d{4}|\d{6}|\d{9}|X[0-9A-Z-]+)$"
THEME = r"^T(0[1-9]|10|11)$"


class Checklist(Model):
    """What was concluded for a report as a whole: whether it was in time, and what the reporting duty asks for."""

    deadline_date: pl.Date = col("公开期限", "Day by which it had to be public", nullable=True)
    timeliness: str = col("是否按时", "Whether it was public by the deadline", isin=TIMELINESS)
    names_year_in_title: bool = col("标题含年度", "Title names the year", nullable=True)
    has_results_part: bool = col("有举措和成效部分", "Has the part on measures and results", nullable=True)
    has_shortcomings: bool = col("写明不足", "States shortcomings", nullable=True)
    has_causes: bool = col("写明原因", "States their causes", nullable=True)
    has_principal_heads_part: bool = col(
        "有第一责任人履职部分", "Has the part on the principal heads' duty", nullable=True
    )
    has_plan_part: bool = col("有下一年度安排部分", "Has the part on next year's plan", nullable=True)
    has_all_mandatory_parts: bool = col("必备部分齐全", "All mandatory parts are there", nullable=True)
    has_comparison: bool = col("有同比或上年数据", "Compares with an earlier year", nullable=True)
    theme_count: pl.Int32 = col("涉及纲要主题数", "Themes of the outline it covers", nullable=True, ge=0, le=11)


class ReportText(Model):
    """A report's identity and text."""

    report_id: str = id_col("报告编号(由主体和年度得出)", "Report id, made from issuer and report year")
    revision: pl.Int32 = col("版本序号,从1起", "Revision, counted from 1 in the order first seen", ge=1)
    is_current: bool = col("是否为网站当前版本", "Whether this is the revision the site last showed")
    capture_id: str = id_col("首次见到该版本的抓取", "Capture in which this revision was first seen")
    url: str = col("网址", "URL")
    title: str = col("标题", "Title as the page states it", nullable=True)
    issuer_id: str = col("主体编号", "Issuer id")
    issuer: str = col("主体名称", "Issuer's name")
    issuer_type: str = col("主体类型", "Kind of issuer", isin=ISSUER_TYPES)
    level: str = col("层级", "Level of administration", isin=LEVELS)
    region_code: str = col(
        "行政区划代码", "Region code (GB/T 2260, nine digits for towns, or overlay)", str_matches=REGION_CODE
    )
    region_path: str = col("行政区划全称", "Region names from the province down")
    region_basis: str = col("区划判定依据", "What the region was decided by")
    report_year: pl.Int32 = col("报告年度", "Year the report is about", ge=2004, le=2100)
    year_basis: str = col("年度判定依据", "What the year was decided by")
    published_date: pl.Date = col("发布日期", "Date of publication as stated", nullable=True)
    date_basis: str = col("日期判定依据", "Where the date was read", nullable=True)
    other_date: pl.Date = col("另一日期", "A second date that the page, its list or its address states", nullable=True)
    other_date_basis: str = col("另一日期依据", "Where the second date was read", nullable=True)
    text: str = col("正文(个人信息已遮盖)", "Main text, personal data masked")
    text_sha256: str = col("正文SHA-256", "SHA-256 of the masked text in UTF-8", str_matches=r"^[0-9a-f]{64}$")
    char_count: pl.Int32 = col("正文字数", "Characters in the text", ge=1)
    is_ocr: bool = col(
        "是否由扫描件识别", "Whether the text was read from scanned pages by a machine, its figures less certain"
    )
    masked_count: pl.Int32 = col("遮盖处数", "Number of personal data masked", ge=0)


class Reports(Checklist, ReportText):
    """One revision of one issuer's report for one year."""

    parse_version: str = col("解析版本", "Version of the code and data that read it")

    @pa.dataframe_check(name="char_count_is_text_length")
    def char_count_is_text_length(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """``char_count`` counts the text's characters."""
        return data.lazyframe.select(pl.col("text").str.len_chars() == pl.col("char_count"))


class Sections(Model):
    """A node of a report's section tree."""

    report_id: str = id_col("报告编号", "Report id")
    revision: pl.Int32 = col("版本序号", "Revision", ge=1)
    section_id: str = id_col("章节编号", "Section id", unique=True)
    parent_id: str = id_col("上级章节编号", "Section it stands in", nullable=True)
    number: str = col("序号", "Number as printed", nullable=True)
    heading: str = col("标题", "Heading", nullable=True)
    level: pl.Int32 = col("层次", "Depth: 0 title, 1 for 一、, 2 for (一), …", ge=0, le=9)
    part: str = col("法定部分", "Part of the report: R0 preamble to R6", isin=PARTS)
    theme: str = col("主题", "Theme of the 2021 outline", nullable=True, str_matches=THEME)
    start: pl.Int32 = col("起始字符", "First character", ge=0)
    end: pl.Int32 = col("结束字符", "Character after the last", ge=0)

    @pa.dataframe_check(name="start_before_end")
    def start_before_end(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A section is not inside out."""
        return data.lazyframe.select(pl.col("start") <= pl.col("end"))


class Sentences(Model):
    """A sentence with its words."""

    report_id: str = id_col("报告编号", "Report id")
    revision: pl.Int32 = col("版本序号", "Revision", ge=1)
    sentence_id: str = id_col("句子编号", "Sentence id", unique=True)
    section_id: str = id_col("章节编号", "Section it stands in")
    start: pl.Int32 = col("起始字符", "First character", ge=0)
    end: pl.Int32 = col("结束字符", "Character after the last", ge=0)
    tokens: pl.List(pl.String) = col("分词", "Words in order")  # type: ignore[valid-type]

    @pa.dataframe_check(name="start_before_end")
    def start_before_end(cls, data: pa.PolarsData) -> pl.LazyFrame:  # noqa: N805
        """A sentence has at least one character."""
        return data.lazyframe.select(pl.col("start") < pl.col("end"))


REPORTS = Table("reports", Reports, "报告", "Reports and their revisions", key=("report_id", "revision"), by_year=True)
SECTIONS = Table("sections", Sections, "章节", "Section trees", key=("section_id", "revision"), by_year=True)
SENTENCES = Table("sentences", Sentences, "句子", "Sentences and words", key=("sentence_id", "revision"), by_year=True)
