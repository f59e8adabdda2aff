"""A self-contained copy of a release for somebody else: a Data Package in the formats asked for.

Parquet files are copied as they are; CSV is UTF-8 with a byte-order mark, so that Excel reads its Chinese. Nothing
in the folder points back to the store.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from schemas.errors import FazhiError
from tasks.publish.reader import Release

FORMATS = ("parquet", "csv")
_TEXTS = ("README.md", "CHANGES.md", "dictionary.csv", "dictionary.md", "manifest.json", "panel.csv")


def export(release: Release, folder: Path, formats: Sequence[str]) -> list[Path]:
    """Write the release into ``folder``, which must be new or empty; return the files written.

    Raises FazhiError on an unknown format or a folder that holds something.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats:
        raise FazhiError(f"--format: there is no format {', '.join(unknown)!r}", f"choose from {', '.join(FORMATS)}")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FazhiError(f"{folder} is not empty", "name a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    written = [_copy(release, name, folder) for name in _TEXTS if release.store.exists(f"{release.path}/{name}")]
    if "parquet" in formats:
        paths = [file.path for table in release.manifest.tables.values() for file in table.files]
        written += [_copy(release, path, folder) for path in paths]
    if "csv" in formats:
        written += [_csv(release, table, folder) for table in release.manifest.tables]
    written.append(_package(release, folder, formats))
    return written


def _copy(release: Release, name: str, folder: Path) -> Path:
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(release.store.read_bytes(f"{release.path}/{name}"))
    return target


def _csv(release: Release, table: str, folder: Path) -> Path:
    """Write one table as CSV; a list becomes its JSON, since CSV has none."""
    frame = release.scan(table).collect()
    lists = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    for name in lists:
        texts = [None if cell is None else json.dumps(cell.to_list(), ensure_ascii=False) for cell in frame[name]]
        frame = frame.with_columns(frame.select(name).to_series().clear().cast(str).extend_constant(None, 0).alias("_"))
        frame = frame.drop("_").with_columns(**{name: _series(texts)})
    target = folder / "csv" / f"{table}.csv"
    target.parent.mkdir(exist_ok=True)
    frame.write_csv(target, include_bom=True)
    return target
