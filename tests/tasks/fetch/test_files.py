import zipfile
from pathlib import Path

import pytest

from schemas.errors import FazhiError
from tasks.fetch.files import import_files
from tasks.fetch.model import CaptureRow, KnownCapture
from tasks.fetch.read import read_captures, read_payload


def rows_of(files: tuple[Path, ...]) -> dict[str, CaptureRow]:
    return {row.url: row for path in files for row in read_captures(path)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    (folder / "towns").mkdir(parents=True)
    (folder / "report.txt").write_text("法治政府建设报告", encoding="utf-8")
    (folder / "towns" / "report.html").write_bytes("<p>鹿砚镇</p>".encode("gb18030"))
    (folder / "notes.xlsx").write_bytes(b"PK")
    (folder / "hollow.txt").write_bytes(b"")
    (folder / ".DS_Store").write_bytes(b"x")
    with zipfile.ZipFile(folder / "towns" / "report.docx", "w") as file:
        file.writestr("word/document.xml", "<w/>")
    (folder / "index.csv").write_text(
        "file,url,published_date,source_id\n"
        "report.txt,https://www.moxi.gov.example/1.html,2025-03-12,moxi\n"
        "towns/report.docx,,2025-02-01,\n",
        encoding="utf-8-sig",
    )
    return folder


def test_a_folder_is_taken_recursively_with_what_its_index_says(folder: Path, tmp_path: Path) -> None:
    done = import_files([folder], tmp_path / "spool")
    rows = rows_of(done.files)
    assert done.outcomes == {"ok": 3, "error": 2}
    listed = rows["https://www.moxi.gov.example/1.html"]
    assert (listed.source_id, str(listed.listed_date), listed.mime) == ("moxi", "2025-03-12", "text/plain")
    assert read_payload(done.files[0], listed.warc_offset).body == (folder / "report.txt").read_bytes()
    assert str(rows["file:towns/report.docx"].listed_date) == "2025-02-01"
    assert rows["file:towns/report.html"].mime == "text/html"
    assert rows["file:towns/report.html"].listed_date is None


def test_what_a_folder_holds_beside_documents_is_recorded_not_skipped(folder: Path, tmp_path: Path) -> None:
    rows = rows_of(import_files([folder], tmp_path / "spool").files)
    assert rows["file:notes.xlsx"].outcome_detail == "unsupported file type .xlsx"
    assert rows["file:hollow.txt"].outcome_detail == "empty file"
    assert not any(".DS_Store" in url or "index.csv" in url for url in rows)


def test_the_same_content_again_is_unchanged_and_not_stored(folder: Path, tmp_path: Path) -> None:
    first = rows_of(import_files([folder], tmp_path / "spool").files)
    known = {url: KnownCapture(row.sha256) for url, row in first.items() if row.sha256}
    (folder / "report.txt").touch()
    again = import_files([folder], tmp_path / "spool", known)
    assert again.outcomes == {"unchanged": 3, "error": 2}
    (folder / "report.txt").write_text("法治政府建设报告。", encoding="utf-8")
    changed = import_files([folder], tmp_path / "spool", known)
    assert changed.outcomes == {"ok": 1, "unchanged": 2, "error": 2}


def test_an_archive_file_is_read_and_its_records_taken_with_all_they_carry(folder: Path, tmp_path: Path) -> None:
    (warc,) = import_files([folder], tmp_path / "spool").files
    copied = import_files([warc], tmp_path / "other")
    before, after = rows_of((warc,)), rows_of(copied.files)
    assert after.keys() == {url for url, row in before.items() if row.outcome == "ok"}
    for url, row in after.items():
        assert (row.sha256, row.listed_date, row.fetched_at) == (
            before[url].sha256,
            before[url].listed_date,
            before[url].fetched_at,
        )


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.txt", None, "does not exist"),
        ("empty.txt", b"", "empty file"),
        ("table.xlsx", b"PK", "unknown kind"),
        ("archive.warc.gz", b"\x1f\x8b\x08\x00broken", "damaged WARC"),
    ],
)
def test_a_bad_path_is_named_and_nothing_is_written(
    tmp_path: Path, name: str, content: bytes | None, message: str
) -> None:
    good = tmp_path / "good.txt"
    good.write_text("报告", encoding="utf-8")
    bad = tmp_path / name
    if content is not None:
        bad.write_bytes(content)
    with pytest.raises(FazhiError, match=message) as caught:
        import_files([good, bad], tmp_path / "spool")
    assert name in str(caught.value)
    assert not (tmp_path / "spool").exists()


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ("name,url\na.txt,\n", "its columns are name, url"),
        ("file,publised_date\na.txt,2025-01-01\n", "its columns are file, publised_date"),
        ("file,url\nb.txt,\n", "line 2: file 'b.txt' is not there"),
        ("file,url\n,http://x.example/\n", "line 2: file '' is not there"),
        ("file,published_date\na.txt,12 March\n", "line 2: published_date 12 March is no date"),
        ("file,url\na.txt,\na.txt,\n", "line 3: a.txt is listed twice"),
        ("file,url\na.txt,1,2,3\n", "more fields than the header"),
        ("", "its columns are none"),
    ],
)
def test_a_broken_index_is_named_with_its_line(tmp_path: Path, index: str, message: str) -> None:
    (tmp_path / "a.txt").write_text("报告", encoding="utf-8")
    (tmp_path / "index.csv").write_text(index, encoding="utf-8")
    with pytest.raises(FazhiError, match=message):
        import_files([tmp_path], tmp_path / "spool")


def test_an_index_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "index.csv").write_bytes("file,url\n报告.txt,\n".encode("gb18030"))
    with pytest.raises(FazhiError, match="save it as CSV in UTF-8"):
        import_files([tmp_path], tmp_path / "spool")


def test_two_files_for_one_url_are_refused(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "report.txt").write_text(name, encoding="utf-8")
    with pytest.raises(FazhiError, match=r"would both be stored as file:report\.txt"):
        import_files([tmp_path / "one", tmp_path / "two"], tmp_path / "spool")


def test_a_folder_without_documents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match="holds no documents"):
        import_files([tmp_path], tmp_path / "spool")


def test_the_last_capture_of_a_url_counts_over_several_archives(tmp_path: Path) -> None:
    texts = tmp_path / "report.txt"
    warcs = []
    for number in (1, 2):
        texts.write_text(f"第{number}稿", encoding="utf-8")
        warcs += import_files([texts], tmp_path / f"spool{number}").files
    for order in (warcs, warcs[::-1]):
        done = import_files(order, tmp_path / "joined")
        assert (done.outcomes, done.ignored) == ({"ok": 1}, {"older capture of the same URL": 1})
        (row,) = rows_of(done.files).values()
        assert read_payload(done.files[0], row.warc_offset).body.decode() == "第2稿"


def test_an_archive_without_documents_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.xlsx").write_bytes(b"PK")
    (tmp_path / "a" / "y.txt").write_bytes(b"")
    (warc,) = import_files([tmp_path / "a"], tmp_path / "spool").files
    with pytest.raises(FazhiError, match="a WARC without documents"):
        import_files([warc], tmp_path / "other")


def test_a_spool_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text("报告", encoding="utf-8")
    with pytest.raises(FazhiError, match=r"report\.txt/spool cannot be made"):
        import_files([report], report / "spool")
