"""``fazhi releases``, ``show``, ``diff``, ``verify``, ``export``, ``sql``, ``rollback``, ``prune``: what is published."""

import sys
from pathlib import Path

import click

from flows.commands.options import STORE, opened
from tasks.publish.reader import Release, latest, versions


@click.command()
@STORE
def releases(store: str | None) -> None:
    """List the versions, oldest first; the one readers are served is marked.

    Example: fazhi releases --store sample-store
    """
    place = opened(store)
    served = latest(place)
    for version in versions(place):
        manifest = Release.open(place, version).manifest
        mark = "latest" if version == served else ""
        click.echo(f"{version:<16}{manifest.counts.get('reports', 0):>8} reports  {manifest.created_at}  {mark}")


@click.command()
@click.argument("version", required=False)
@STORE
def show(version: str | None, store: str | None) -> None:
    """Show one version's manifest: tables, rows, gate, corrections, tombstones.

    Example: fazhi show 2026.11.20
    """
    release = Release.open(opened(store), version)
    click.echo(release.manifest.to_json().decode(), nl=False)


@click.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@STORE
def diff(old: str, new: str, as_json: bool, store: str | None) -> None:
    """Say what changed from one version to another, row by row and by indicator, and why.

    Example: fazhi diff 2026.11.19 2026.11.20 --json
    """
    from tasks.publish.changes import diff as compare
    from tasks.publish.package import changes_markdown

    place = opened(store)
    changes = compare(Release.open(place, old), Release.open(place, new))
    click.echo(changes.to_json() if as_json else changes_markdown(new, changes))


@click.command()
@click.argument("version", required=False)
@STORE
def verify(version: str | None, store: str | None) -> None:
    """Recompute checksums and cut every published span out of the archived bytes again.

    Example: fazhi verify 2026.11.20
    """
    from itertools import islice

    from tasks.publish.verify import verify as offenders

    release = Release.open(opened(store), version)
    found = list(islice(offenders(release), 20))
    for line in found:
        click.echo(line, err=True)
    if found:
        click.echo(f"{release.version}: not as it was published (the first {len(found)} above)", err=True)
        sys.exit(1)
    spans = release.manifest.tables["quantities"].rows
    click.echo(f"{release.version}: checksums hold, {spans} spans stand in the archived bytes")


@click.command()
@click.argument("version")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--format", "formats", default="parquet", show_default=True, help="Any of parquet,csv.")
@STORE
def export(version: str, folder: Path, formats: str, store: str | None) -> None:
    """Copy a release into a new folder as a self-contained Data Package.

    Example: fazhi export 2026.11.20 ./for-a-colleague --format parquet,csv
    """
    from tasks.publish.export import export as write

    written = write(Release.open(opened(store), version), folder, formats.split(","))
    click.echo(f"{len(written)} files in {folder}")


@click.command()
@click.argument("statement")
@click.option("--release", "version", metavar="VERSION", help="Another release than the latest.")
@click.option("--csv", "as_csv", is_flag=True, help="As CSV instead of a table.")
@STORE
def sql(statement: str, version: str | None, as_csv: bool, store: str | None) -> None:
    """Ask a release in SQL; its tables are there by name.

    Example: fazhi sql "SELECT region_code, value FROM indicators WHERE indicator_id = 'review.accepted'"
    """
    import polars as pl

    from tasks.publish.export import flat
    from tasks.publish.sql import query

    found = query(Release.open(opened(store), version), statement)
    if as_csv:
        click.echo(flat(found).write_csv(), nl=False)
        return
    with pl.Config(tbl_rows=100, tbl_cols=-1, fmt_str_lengths=60, tbl_hide_dataframe_shape=True):
        click.echo(found)


@click.command()
@click.argument("version")
@STORE
def rollback(version: str, store: str | None) -> None:
    """Serve an older version again: move `latest` back to it.

    Example: fazhi rollback 2026.11.19
    """
    from tasks.publish.release import rollback as move

    place = opened(store)
    with place.writing():
        move(place, version)
    click.echo(f"latest is {version}")


@click.command()
@click.option("--keep", type=click.IntRange(1), required=True, help="How many versions to keep, the latest among them.")
@STORE
def prune(keep: int, store: str | None) -> None:
    """Delete old releases; nothing else ever does.

    Example: fazhi prune --keep 30
    """
    from tasks.publish.release import prune as delete

    place = opened(store)
    with place.writing():
        gone = delete(place, keep)
    click.echo(f"deleted {len(gone)}: {', '.join(gone)}" if gone else "nothing to delete")
