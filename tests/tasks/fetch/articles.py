"""An article in several pages, and a night's archive of them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tasks.fetch.archive import ArchiveWriter, Exchange, meta_of
from tasks.fetch.model import CaptureRow, Listing
from tasks.fetch.read import read_captures

FIRST = "http://www.moxi.gov.example/fzbg/t20250312_88001.html"
AT = datetime(2025, 3, 12, 1, 2, 3, tzinfo=UTC)
LISTING = Listing("moxi", "墨溪县2024年法治政府建设年度报告", None, "法治政府建设年度报告")


def page_url(number: int) -> str:
    return FIRST if number == 1 else FIRST.replace(".html", f"_{number}.html")


def page_of(number: int, count: int, words: str = "") -> bytes:
    links = "".join(f'<a href="{page_url(n)}">{n}</a>' for n in range(1, count + 1))
    return f"<html><p>第{number}部分{words}</p>{links}</html>".encode()


def archived(spool: Path, pages: Mapping[str, bytes | str]) -> dict[Path, list[CaptureRow]]:
    """A night's archive of pages of the article: bytes for what came, an outcome for what did not."""
    with ArchiveWriter(spool, "crawl", "fazhi-atlas/test", 1 << 30) as writer:
        for number, (url, body) in enumerate(pages.items()):
            at, facts = AT + timedelta(seconds=number), {"part_of": FIRST}
            if isinstance(body, str):
                meta = meta_of(url, url, LISTING, body, outcome_detail="HTTP 404", http_status=404, **facts)  # type: ignore[arg-type]
                writer.write_failure(url, at, meta)
                continue
            headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
            item = Exchange(url, url, 200, "OK", headers, body, [("Host", "www.moxi.gov.example")], at)
            outcome = "ok" if url == FIRST else "not_report"
            facts |= {"mime": "text/html", "charset": "utf-8"}
            writer.write_document(item, meta_of(url, url, LISTING, outcome, **facts))  # type: ignore[arg-type]
    return {path: read_captures(path) for path in writer.files}
