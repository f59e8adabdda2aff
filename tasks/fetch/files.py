"""Local documents take the place of fetching: they enter the archive as ``resource`` records.

Accepted are txt, html, pdf and docx files, WARC files, and folders of these, recursively. A folder may hold an
``index.csv`` (file, url, published_date, source_id); without a URL a file's is ``file:<path inside its folder>``.
All paths are checked before anything is written: a bad path, an unreadable or empty file, an unknown kind given
directly and a broken index.csv raise FazhiError. What is found unsuitable inside a folder is recorded as ``error``.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from schemas.errors import FazhiError
from tasks.fetch.archive import ArchiveWriter, Content, make_spool, meta_of, spool_lock, whole_records
from tasks.fetch.config import load_config
from tasks.fetch.kinds import MIMES
from tasks.fetch.model import ImportSummary, KnownCapture, Listing, Outcome
from tasks.fetch.read import payload_of, url_of

_WARC = (".warc", ".warc.gz")
_INDEX = "index.csv"
_INDEX_COLUMNS = ("file", "url", "published_date", "source_id")


@dataclass(frozen=True, slots=True)
class _Found:
    """A file to import; ``problem`` says why it cannot be read as a document."""

    path: Path
    url: str
    listing: Listing
    problem: str | None = None


def import_files(paths: Sequence[Path], spool: Path, known: Mapping[str, KnownCapture] | None = None) -> ImportSummary:
    """Archive local documents into WARC files in ``spool``; the same content under a known URL is ``unchanged``.

    Returns the closed WARC files, the number of documents by outcome, and records of given WARCs left out.
    """
    found, latest = find_documents(paths)
    config = load_config()
    make_spool(spool)
    done: Counter[str] = Counter()
    ignored: Counter[str] = Counter()
    software = f"{config.project}/{config.version}"
    with spool_lock(spool), ArchiveWriter(spool, "files", software, config.limits.warc_bytes) as writer:
        importer = _Importer(writer, known or {}, latest, done, ignored)
        for item in found:
            importer.take(item)
    return ImportSummary(tuple(writer.files), dict(done), dict(ignored))


def find_documents(paths: Sequence[Path]) -> tuple[list[_Found], dict[str, tuple[datetime, Path, int]]]:
    """Return the documents below ``paths`` and where each URL of the WARC files among them stands last.

    Raises FazhiError for a path that is missing, empty, unreadable or of no known kind, a broken index.csv, two
    documents under one URL, or nothing found at all. Nothing is written.
    """
    found = [item for path in paths for item in _find(path)]
    latest = _latest(found)
    _refuse_clashes(found, latest)
    if not found:
        raise FazhiError(f"{', '.join(map(str, paths))} holds no documents", f"give {_kinds()} files")
    return found, latest


@dataclass(slots=True)
class _Importer:
    writer: ArchiveWriter
    known: Mapping[str, KnownCapture]
    latest: Mapping[str, tuple[datetime, Path, int]]
    done: Counter[str]
    ignored: Counter[str]

    def take(self, item: _Found) -> None:
        now = datetime.now(UTC)
        if item.problem:
            meta = meta_of(item.url, item.url, item.listing, "error", outcome_detail=item.problem)
            self.writer.write_failure(item.url, now, meta)
            self.done["error"] += 1
        elif _suffix(item.path) in _WARC:
            for record in _documents(item.path):
                self._take_record(record, item.path)
        else:
            content = Content(item.url, item.path.read_bytes(), MIMES[_suffix(item.path)], now)
            self._keep(content, None, item.listing)

    def _take_record(self, record: WarcRecord, path: Path) -> None:
        if record.is_http and record.http_headers and record.http_headers.status_code != 200:
            self.ignored[f"HTTP {record.http_headers.status_code}"] += 1
            return
        if self.latest[url_of(record)][1:] != (path, record.stream_pos):
            self.ignored["older capture of the same URL"] += 1
            return
        payload = payload_of(record, f"{path} at {record.stream_pos}")
        if payload.mime not in MIMES.values():
            self.ignored[payload.mime] += 1
            return
        listing = Listing(payload.source_id, payload.listed_title, payload.listed_date, payload.column)
        self._keep(Content(payload.url, payload.body, payload.mime, payload.fetched_at), payload.charset, listing)

    def _keep(self, content: Content, charset: str | None, listing: Listing) -> None:
        sha256 = hashlib.sha256(content.body).hexdigest()
        before = self.known.get(content.url)
        outcome: Outcome = "unchanged" if before and before.sha256 == sha256 else "ok"
        facts = {"sha256": sha256, "mime": content.mime, "charset": charset}
        meta = meta_of(content.url, content.url, listing, outcome, **facts)
        if outcome == "unchanged":
            self.writer.write_unchanged_resource(content, meta)
        else:
            self.writer.write_resource(content, meta)
        self.done[outcome] += 1


def _find(path: Path) -> list[_Found]:
    if path.is_dir():
        return list(_find_in(path))
    if not path.exists():
        raise FazhiError(f"{path} does not exist", "check the path")
    if _suffix(path) not in (*MIMES, *_WARC):
        raise FazhiError(f"{path} is of an unknown kind", f"give {_kinds()} files, or folders of them")
    problem = _problem(path)
    if problem:
        raise FazhiError(f"{path}: {problem}", "give a readable document")
    return [_Found(path, f"file:{path.name}", Listing())]


def _find_in(folder: Path) -> Iterator[_Found]:
    try:
        files = sorted(path for path in folder.rglob("*") if path.is_file() and not _is_hidden(path, folder))
    except OSError as error:
        raise FazhiError(f"{folder} cannot be read: {error.strerror}", "check its permissions") from error
    indexes = [path for path in files if path.name == _INDEX]
    listed: dict[Path, tuple[str | None, Listing]] = {}
    for index in indexes:
        listed |= _read_index(index)
    for path in files:
        if path in indexes:
            continue
        url, listing = listed.get(path, (None, Listing()))
        problem = _problem(path)
        if _suffix(path) not in (*MIMES, *_WARC):
            problem = f"unsupported file type {_suffix(path) or 'without ending'}"
        yield _Found(path, url or f"file:{path.relative_to(folder).as_posix()}", listing, problem)


def _read_index(index: Path) -> dict[Path, tuple[str | None, Listing]]:
    try:
        with index.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, strict=True)
            columns = rows.fieldnames or []
            if "file" not in columns or set(columns) - set(_INDEX_COLUMNS):
                raise FazhiError(
                    f"{index}: its columns are {', '.join(columns) or 'none'}",
                    f"begin it with the line {','.join(_INDEX_COLUMNS)} (file is needed, the others as known)",
                )
            listed: dict[Path, tuple[str | None, Listing]] = {}
            for row in rows:
                path, url, listing = _index_row(index, rows.line_num, row)
                if path in listed:
                    raise FazhiError(f"{index} line {rows.line_num}: {row['file']} is listed twice", "remove one line")
                listed[path] = (url, listing)
            return listed
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise FazhiError(f"{index} is not a readable CSV file: {error}", "save it as CSV in UTF-8") from error


def _index_row(index: Path, line: int, row: dict[str, str | None]) -> tuple[Path, str | None, Listing]:
    where = f"{index} line {line}"
    if None in row:
        raise FazhiError(f"{where} has more fields than the header", "quote values that hold commas")
    path = index.parent / (row["file"] or "")
    if not row["file"] or not path.is_file():
        raise FazhiError(f"{where}: file {row['file'] or ''!r} is not there", "name a file beside index.csv")
    day = row.get("published_date") or None
    try:
        published = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise FazhiError(f"{where}: published_date {day} is no date", "write it as 2024-03-29") from error
    return path, row.get("url") or None, Listing(source_id=row.get("source_id") or None, listed_date=published)


def _problem(path: Path) -> str | None:
    """Why a file cannot be read as a document of its kind, None where it can."""
    try:
        with path.open("rb") as file:
            if not file.read(1):
                return "empty file"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return _warc_problem(path) if _suffix(path) in _WARC else None


def _warc_problem(path: Path) -> str | None:
    if _suffix(path) == ".warc.gz" and whole_records(path)[0] != path.stat().st_size:
        return "damaged WARC: a record is cut short or broken"
    try:
        count = sum(1 for record in _documents(path) if payload_of(record, path).url)
    except (FazhiError, OSError) as error:
        return f"damaged WARC: {error}"
    return None if count else "a WARC without documents"


def _documents(path: Path) -> Iterator[WarcRecord]:
    with path.open("rb") as file:
        kinds = WarcRecordType.response | WarcRecordType.resource
        yield from ArchiveIterator(file, record_types=kinds, parse_http=True)


def _latest(found: Sequence[_Found]) -> dict[str, tuple[datetime, Path, int]]:
    """Where each URL's last good capture stands, over all given WARC files."""
    latest: dict[str, tuple[datetime, Path, int]] = {}
    for item in found:
        if item.problem or _suffix(item.path) not in _WARC:
            continue
        for record in _documents(item.path):
            place = (record.record_date, item.path, record.stream_pos)
            is_good = not record.http_headers or record.http_headers.status_code == 200
            if is_good and place > latest.get(url_of(record), (place[0], Path(), -1)):
                latest[url_of(record)] = place
    return latest


def _refuse_clashes(found: Sequence[_Found], latest: Mapping[str, tuple[datetime, Path, int]]) -> None:
    owners: dict[str, Path] = {url: place[1] for url, place in latest.items()}
    for item in found:
        if _suffix(item.path) in _WARC and not item.problem:
            continue  # its records have URLs of their own
        if item.url in owners:
            raise FazhiError(
                f"{owners[item.url]} and {item.path} would both be stored as {item.url}",
                "give them different URLs in an index.csv, or import them into stores of their own",
            )
        owners[item.url] = item.path


def _suffix(path: Path) -> str:
    name = path.name.lower()
    return ".warc.gz" if name.endswith(".warc.gz") else path.suffix.lower()


def _is_hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _kinds() -> str:
    return ", ".join([*(ending[1:] for ending in MIMES), "warc"])
