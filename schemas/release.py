"""The release manifest: what a release holds, what it was made by, and what was left out of it.

``manifest.json`` is the typed form of :class:`Manifest`. Digests are of *content* (rows sorted by key, clock
columns left out, as newline-delimited JSON), so two releases with equal digests hold the same dataset even where
a later library writes other Parquet bytes; ``sha256`` is of the file as it lies there.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

SCHEMA_VERSION = "1.0.0"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One Parquet file: ``path`` is relative to the release."""

    path: str
    rows: int
    digest: str
    sha256: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table: its rows, the digest of its content, its files in order of path."""

    rows: int
    digest: str
    files: tuple[FileEntry, ...]


@dataclass(frozen=True, slots=True)
class AppliedCorrection:
    """A correction from ``data/corrections`` and what became of it: ``applied``, or ``stale`` with the reason."""

    file: str
    table: str
    key: dict[str, str]
    column: str
    old: str | None
    new: str | None
    reason: str
    outcome: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Something that was withdrawn from this release. It never repeats what was withdrawn but for a report's id."""

    withdrawal_id: str
    what: str
    reason: str
    date: str
    rows: int
    report_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateRecord:
    """What the gate said of the candidate; ``accepted`` is the reason given by whoever overruled its failures."""

    passed: bool
    failures: tuple[str, ...] = ()
    accepted: str | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything a consumer needs to know of a release without opening its tables."""

    version: str
    previous: str | None
    created_at: str
    kind: str
    schema_version: str
    code_versions: dict[str, list[str]]  # parse, catalogue, audit: every version that made rows of this release
    tables: dict[str, TableEntry]
    counts: dict[str, int]
    gate: GateRecord
    resolve: tuple[str, ...] = ()
    corrections: tuple[AppliedCorrection, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()
    notes: tuple[str, ...] = ()

    def to_json(self) -> bytes:
        """Return the manifest as it is written."""
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Manifest":
        """Read a manifest; KeyError or TypeError where it is not one."""
        raw: dict[str, Any] = json.loads(data)
        tables = {
            name: TableEntry(table["rows"], table["digest"], tuple(FileEntry(**file) for file in table["files"]))
            for name, table in raw.pop("tables").items()
        }
        gate = raw.pop("gate")
        return cls(
            tables=tables,
            gate=GateRecord(gate["passed"], tuple(gate["failures"]), gate["accepted"]),
            corrections=tuple(AppliedCorrection(**entry) for entry in raw.pop("corrections")),
            tombstones=tuple(
                Tombstone(**entry | {"report_ids": tuple(entry["report_ids"])}) for entry in raw.pop("tombstones")
            ),
            resolve=tuple(raw.pop("resolve")),
            notes=tuple(raw.pop("notes")),
            **raw,
        )
