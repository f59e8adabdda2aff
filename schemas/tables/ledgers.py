"""What was done and what was held back: the two ledgers of work and the quarantine."""

from schemas.tables.base import Instant, Model, Table, col, id_col
from schemas.tables.reports import Checklist


class Parses(Model):
    """Working ledger: a captured content that was read. Committed last in a batch, so it makes the batch visible."""

    document_id: str = id_col("文档编号(由网址和内容得出)", "Document id, made from URL and content")
    sha256: str = col("字节SHA-256", "SHA-256 of the payload", str_matches=r"^[0-9a-f]{64}$")
    url: str = col("网址", "URL")
    parse_version: str = col("解析版本", "Version of the code and data that read it")
    outcome: str = col("结果", "What came of it", isin=("parsed", "quarantined", "not_report"))
    detail: str = col("说明", "The reason, where it was not parsed", nullable=True)
    encoding: str = col("字符编码", "Character encoding the payload was decoded with", nullable=True)
    batch_id: str = id_col("批次", "Batch that read it")
    parsed_at: Instant = col("解析时间", "When it was read (UTC)")


class AssessmentKey(Model):
    """Which document was assessed against which, by what."""

    document_id: str = id_col("文档编号", "Document id")
    parse_batch_id: str = id_col("解析批次", "Batch that read the document")
    prior_document_id: str = id_col("上一年度文档", "Document of the year before it was compared with", nullable=True)
    catalogue_version: str = col("目录版本", "Version of the catalogue")
    audit_version: str = col("核查版本", "Version of the audit")
    batch_id: str = id_col("批次", "Batch that assessed it")
    assessed_at: Instant = col("核查时间", "When it was assessed (UTC)")


class Assessments(Checklist, AssessmentKey):
    """Working ledger: a report that was assigned indicators and audited, with what was concluded for it as a whole."""


class Quarantine(Model):
    """What was held back: a document or a row, the check that failed, and the row itself."""

    quarantine_id: str = id_col("隔离编号", "Quarantine id", unique=True)
    capture_id: str = id_col("抓取编号", "Capture it comes from", nullable=True)
    url: str = col("网址", "URL", nullable=True)
    stage: str = col("环节", "Stage that held it", isin=("parse", "assess", "publish"))
    table_name: str = col("表", "Table the row was meant for; documents where the whole document is held")
    check_name: str = col("未通过的检查", "The check that failed")
    detail: str = col("说明", "What was found")
    row_json: str = col("原行(JSON,个人信息已遮盖)", "The row as JSON, personal data masked")


PARSES = Table(
    "parses",
    Parses,
    "解析台账",
    "Ledger of documents read",
    key=("document_id", "batch_id"),
    clocks=("parsed_at",),
)
ASSESSMENTS = Table(
    "assessments", Assessments, "核查台账", "Ledger of reports assessed", key=("document_id", "batch_id"), clocks=("assessed_at",)
)  # fmt: skip
QUARANTINE = Table("quarantine", Quarantine, "隔离区", "What was held back, and why", key=("quarantine_id",))
