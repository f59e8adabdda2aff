import json
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from schemas.errors import FazhiError
from tasks.fetch.archive import ArchiveWriter, Content, Exchange, meta_of, recover, spool_lock, whole_records
from tasks.fetch.model import Listing
from tasks.fetch.read import read_captures, read_payload

AT = datetime(2025, 3, 12, 1, 2, 3, 456789, tzinfo=UTC)
LISTING = Listing("moxi", "墨溪县2024年法治政府建设年度报告", date(2025, 3, 12), "法治政府建设年度报告")


def exchange(name: str, body: bytes = "法治".encode(), status: int = 200) -> Exchange:
    url = f"http://www.moxi.gov.example/{name}.html"
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(body)))]
    return Exchange(url, url, status, "OK", headers, body, [("Host", "www.moxi.gov.example")], AT)


def fill(writer: ArchiveWriter, names: str) -> None:
    for name in names:
        item = exchange(name)
        facts = {"mime": "text/html", "charset": "utf-8", "etag": '"x"'}
        writer.write_document(item, meta_of(item.url, item.final_url, LISTING, "ok", **facts))


def closed(spool: Path, names: str = "abc", limit: int = 1 << 30) -> list[Path]:
    with ArchiveWriter(spool, "crawl", "fazhi-atlas/test", limit) as writer:
        fill(writer, names)
    return writer.files


def left_open(spool: Path, names: str = "abc") -> Path:
    writer = ArchiveWriter(spool, "crawl", "fazhi-atlas/test", 1 << 30)
    fill(writer, names)
    (path,) = spool.glob("*.open")
    return path


def test_a_file_is_a_warc_1_1_that_another_tool_reads_with_valid_digests(tmp_path: Path) -> None:
    (path,) = closed(tmp_path)
    with path.open("rb") as file:
        kinds = []
        for record in ArchiveIterator(file, check_digests="raise"):
            record.content_stream().read()
            assert record.rec_headers.protocol == "WARC/1.1"
            kinds.append(record.rec_type)
    assert kinds == ["warcinfo"] + ["response", "request"] * 3
    assert whole_records(path) == (path.stat().st_size, 7)


def test_request_and_response_point_at_each_other(tmp_path: Path) -> None:
    (path,) = closed(tmp_path, "a")
    with path.open("rb") as file:
        _, response, request = [record.rec_headers for record in ArchiveIterator(file)]
    assert request.get_header("WARC-Concurrent-To") == response.get_header("WARC-Record-ID")
    assert request.get_header("WARC-Target-URI") == response.get_header("WARC-Target-URI")


def test_captures_are_rebuilt_from_the_file_alone(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "crawl", "x/1", 1 << 30) as writer:
        fill(writer, "a")
        same = exchange("b", b"", 304)
        writer.write_unchanged(same, meta_of(same.url, same.url, LISTING, "unchanged", sha256="c" * 64))
        gone = "http://www.moxi.gov.example/没了.html"
        writer.write_failure(gone, AT, meta_of(gone, gone, LISTING, "gone", outcome_detail="HTTP 404", http_status=404))
        writer.write_resource(
            Content("file:年报.txt", b"abc", "text/plain", AT), meta_of("file:年报.txt", "", Listing(), "ok")
        )
    ok, unchanged, lost, local = read_captures(writer.files[0])
    assert (ok.outcome, ok.http_status, ok.mime, ok.charset, ok.etag) == ("ok", 200, "text/html", "utf-8", '"x"')
    assert (ok.listed_title, ok.listed_date, ok.column) == (LISTING.listed_title, LISTING.listed_date, LISTING.column)
    assert ok.fetched_at == AT
    assert (unchanged.outcome, unchanged.http_status, unchanged.sha256) == ("unchanged", 304, "c" * 64)
    assert (lost.url, lost.outcome, lost.http_status, lost.outcome_detail) == (gone, "gone", 404, "HTTP 404")
    assert (local.url, local.mime, local.source_id) == ("file:年报.txt", "text/plain", None)
    assert read_payload(writer.files[0], local.warc_offset).body == b"abc"


def test_a_file_is_closed_at_its_limit_but_never_inside_an_exchange(tmp_path: Path) -> None:
    files = closed(tmp_path, "abc", limit=1)
    assert len(files) == 3
    assert [len(read_captures(path)) for path in files] == [1, 1, 1]
    assert [whole_records(path)[1] for path in files] == [3, 3, 3]


def test_a_reader_never_sees_an_open_file_under_its_final_name(tmp_path: Path) -> None:
    left_open(tmp_path)
    assert list(tmp_path.glob("*.warc.gz")) == []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 3000), junk=st.binary(max_size=20))
def test_recovery_keeps_every_whole_record_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, cut: int, junk: bytes
) -> None:
    spool = tmp_path_factory.mktemp("spool")
    path = left_open(spool)
    whole = path.read_bytes()
    ends = member_ends(whole)
    kept = whole[: min(cut, len(whole))]
    path.write_bytes(kept + junk)
    records = [end for end in ends if end <= len(kept)]
    files = recover(spool)
    if len(records) < 2:
        assert files == ()
        assert list(spool.glob("*.warc.gz*")) == []
    else:
        assert files[0].read_bytes() == whole[: records[-1]]
        assert len(read_captures(files[0])) == len(records) // 2
    assert recover(spool) == ()


def member_ends(content: bytes) -> list[int]:
    """Where each record of a sound file ends, by another reader."""
    iterator = ArchiveIterator(BytesIO(content))
    ends = []
    for record in iterator:
        record.content_stream().read()
        iterator.read_to_end(record)
        ends.append(iterator.get_record_offset() + iterator.get_record_length())
    return ends


def test_recovery_of_an_empty_or_missing_spool_is_nothing(tmp_path: Path) -> None:
    assert recover(tmp_path / "none") == ()
    assert recover(tmp_path) == ()


def test_recovery_leaves_a_live_writer_alone(tmp_path: Path) -> None:
    left_open(tmp_path)
    with spool_lock(tmp_path), pytest.raises(FazhiError, match="in use by another process"):
        recover(tmp_path)
    assert len(list(tmp_path.glob("*.open"))) == 1


@pytest.mark.parametrize("harm", ["cut", "flip", "empty tail"])
def test_a_damaged_archive_is_named_not_read_in_part(tmp_path: Path, harm: str) -> None:
    (path,) = closed(tmp_path)
    content = bytearray(path.read_bytes())
    if harm == "cut":
        content = content[:-30]
    elif harm == "flip":
        content[member_ends(bytes(content))[0] + 100] ^= 0xFF
    else:
        content += b"\x00" * 10
    path.write_bytes(bytes(content))
    with pytest.raises(FazhiError, match=r"warc\.gz is damaged"):
        read_captures(path)


def test_a_payload_that_is_not_what_was_captured_is_refused(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "crawl", "x/1", 1 << 30) as writer:
        item = exchange("a")
        writer.write_document(item, meta_of(item.url, item.url, LISTING, "ok", sha256="0" * 64))
    with pytest.raises(FazhiError, match="is not what was captured"):
        read_captures(writer.files[0])


def test_metadata_is_one_line_of_ascii_json_whatever_a_page_calls_itself(tmp_path: Path) -> None:
    title = "换行\r\nWARC-Type: evil\n年度报告"
    with ArchiveWriter(tmp_path, "crawl", "x/1", 1 << 30) as writer:
        item = exchange("a")
        writer.write_document(item, meta_of(item.url, item.url, Listing("moxi", title), "ok"))
    (row,) = read_captures(writer.files[0])
    assert row.listed_title == title
    with writer.files[0].open("rb") as file:
        headers = [record.rec_headers.get_header("WARC-JSON-Metadata") for record in ArchiveIterator(file)]
    assert json.loads(headers[1])["listed_title"] == title
