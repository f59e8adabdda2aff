"""The three versions: what a row was made by. Crawling, sites, flows, docs and logs count in none.

``parse``      the code and data that turn bytes into text, identity, sections and quantities
``catalogue``  those that assign indicators to quantities
``audit``      those that check arithmetic, deadlines and completeness

A version is a digest of files, so it changes exactly when one of them does, on every machine alike.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.datadir import data_dir

# What only assigns or only audits; it lies among the parser's files and does not count for it.
NOT_PARSE = ("tasks/extract/indicators", "tasks/identify/deadlines.py", "lexicon/audit.yaml")
PARSE_CODE = (
    "tasks/clean",
    "tasks/identify",
    "tasks/segment",
    "tasks/extract",
    "tasks/read.py",
    "tasks/parse.py",
    "tasks/rows.py",
    "schemas/documents.py",
)
PARSE_DATA = ("regions", "organs", "themes", "lexicon")
CATALOGUE_CODE = (
    "schemas/catalogue.py",
    "tasks/extract/indicators",
    "tasks/extract/joints.py",
    "tasks/extract/units.py",
)
CATALOGUE_DATA = ("indicators",)
AUDIT_CODE = (
    "tasks/audit",
    "tasks/assess.py",
    "tasks/identify/deadlines.py",
    "tasks/extract/lexicon.py",
)
AUDIT_DATA = ("obligations", "lexicon/audit.yaml", "lexicon/comparison.yaml")


@dataclass(frozen=True)
class Versions:
    """The three versions, each 12 hex digits."""

    parse: str
    catalogue: str
    audit: str


def current() -> Versions:
    """Return the versions of the code and data that would run now."""
    return with_data(data_dir())


@cache
def with_data(folder: Path) -> Versions:
    """Return the versions of the code with the data in ``folder``, as they were when first asked for."""
    return Versions(
        parse=_digest(PARSE_CODE, folder, PARSE_DATA, without=NOT_PARSE),
        catalogue=_digest(CATALOGUE_CODE, folder, CATALOGUE_DATA),
        audit=_digest(AUDIT_CODE, folder, AUDIT_DATA),
    )


def _digest(code: tuple[str, ...], folder: Path, data: tuple[str, ...], without: tuple[str, ...] = ()) -> str:
    root = Path(__file__).resolve().parent.parent.parent
    digest = hashlib.sha256()
    for base, names in ((root, code), (folder, data)):
        left_out = {file for name in without if (base / name).exists() for file in _files(base / name)}
        files = [file for name in names for file in _files(base / name) if file not in left_out]
        for file in sorted(files):
            digest.update(f"{file.relative_to(base).as_posix()}\n".encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    return [file for file in path.rglob("*") if file.is_file() and "__pycache__" not in file.parts]
