"""One row a captured content: a page as fetched, or the failure to fetch it."""

import polars as pl

from schemas.tables.base import Instant, Model, Table, col, id_col

OUTCOMES = ("ok", "unchanged", "blocked", "gone", "not_report", "error")


class Captures(Model):
    """What was fetched from where, with what outcome, and where its bytes lie in the archive."""

    capture_id: str = id_col(
        "抓取编号(由网址、内容和结果得出)", "Capture id, made from URL, content and outcome", unique=True
    )
    url: str = col("请求的网址", "URL asked for")
    final_url: str = col("跳转后的网址", "URL after redirects", nullable=True)
    source_id: str = col("来源编号", "Source the page belongs to", nullable=True)
    fetched_at: Instant = col("首次抓取时间(UTC)", "When this content was first fetched (UTC)")
    http_status: pl.Int32 = col("HTTP状态码", "HTTP status", nullable=True, ge=100, le=599)
    mime: str = col("内容类型", "Media type", nullable=True)
    encoding: str = col("字符编码", "Character encoding the payload was decoded with", nullable=True)
    sha256: str = col("正文字节的SHA-256", "SHA-256 of the payload bytes", nullable=True, str_matches=r"^[0-9a-f]{64}$")
    warc_file: str = col("档案文件", "WARC file, relative to the archive", nullable=True)
    warc_offset: pl.Int64 = col("档案内偏移", "Offset of the record in the WARC file", nullable=True, ge=0)
    outcome: str = col("结果", "What came of it", isin=OUTCOMES)
    outcome_detail: str = col("结果说明", "The reason, where it is not ok", nullable=True)


class Observations(Captures):
    """Working table: one row a look at a page, also where nothing new was found. Releases fold these into captures."""

    capture_id: str = id_col("抓取编号", "Capture id; looks that found the same content share it")
    document_id: str = id_col("文档编号(由网址和内容得出)", "Document id, made from URL and content", nullable=True)
    charset: str = col("声明的字符编码", "Character encoding the server declared", nullable=True)
    etag: str = col("ETag", "ETag header", nullable=True)
    last_modified: str = col("Last-Modified", "Last-Modified header", nullable=True)
    listed_title: str = col("列表页标题", "Title on the list page", nullable=True)
    listed_date: pl.Date = col("列表页日期", "Date on the list page", nullable=True)
    column_name: str = col("栏目", "Column of the site it was listed in", nullable=True)
    batch_id: str = id_col("批次", "Archive file it was recorded with")


CAPTURES = Table(
    "captures",
    Captures,
    "抓取记录",
    "What was fetched, and where its bytes lie in the archive",
    key=("capture_id",),
    clocks=("fetched_at", "warc_file", "warc_offset"),
)
OBSERVATIONS = Table("observations", Observations, "抓取观察", "Every look at a page", key=("batch_id", "url"))
