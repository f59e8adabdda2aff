"""A self-contained copy of a release for somebody else: a Data Package in the formats asked for.

Parquet files are copied as they are; CSV is UTF-8 with a byte-order mark, so that Excel reads its Chinese.
Nothing
in the folder points back to the store.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import polars as pl

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
    target = folder / "csv" / f"{table}.csv"
    target.parent.mkdir(exist_ok=True)
    flat(release.scan(table).collect()).write_csv(target, include_bom=True)
    return target


def flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with every list as its items joined by ``|``, since CSV has none."""
    lists = [name for name, dtype in frame.schema.items() if isinstance(dtype, pl.List)]
    return frame.with_columns(pl.col(name).cast(pl.List(pl.String)).list.join("|") for name in lists)


def _package(release: Release, folder: Path, formats: Sequence[str]) -> Path:
    """Write datapackage.json for what was exported: the release's own, less the files that are not there."""
    package = json.loads(release.store.read_bytes(f"{release.path}/datapackage.json"))
    if "parquet" not in formats:
        package["resources"] = [r for r in package["resources"] if not str(r["path"]).endswith(".parquet")]
    if "csv" in formats:
        package["resources"] += [
            {"name": f"{table}-as-csv", "path": f"csv/{table}.csv", "format": "csv", "encoding": "utf-8-sig"}
            for table in release.manifest.tables
        ]
    target = folder / "datapackage.json"
    target.write_text(json.dumps(package, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return target
