"""``fazhi run``, ``backfill`` and ``publish``: the commands that write a store."""

import sys

import click

from flows.commands.options import STORE, opened

_ACCEPT = click.option("--accept", metavar="REASON", help="Publish though the gate refuses; the reason is recorded.")
_WORKERS = click.option("--workers", type=click.IntRange(1), help="Worker processes (default: the cores there are).")


@click.command()
@click.option(
    "--sample", is_flag=True, help="Crawl the bundled sample portal, served on loopback, into ./sample-store."
)
@click.option("--sources", metavar="PATH", help="A registry of sites to crawl instead of the project's own.")
@click.option(
    "--files", multiple=True, metavar="PATH", help="Local documents or folders instead of the web; repeatable."
)
@click.argument("more_files", nargs=-1, metavar="")
@click.option("--years", metavar="2021-2024", help="Crawl only reports that a list shows for these years.")
@click.option("--regions", metavar="4401,330102", help="Crawl only sites of these regions and below.")
@click.option(
    "--resolve", multiple=True, metavar="HOST:PORT:ADDRESS", help="Ask this address for that host, as curl's."
)
@click.option("--parse-budget", type=click.IntRange(0), default=0, help="Documents read by an older version to redo.")
@STORE
@_ACCEPT
@_WORKERS
def run(more_files: tuple[str, ...], **request: object) -> None:
    """Run the nightly job once: discover, fetch, archive, parse, audit, validate, gate, publish.

    Example: fazhi run --files ./reports --store ./my-store
    """
    if more_files and not request["files"]:
        raise click.UsageError(f"unexpected argument {more_files[0]!r}; put --files before it")
    from flows.job import Job
    from flows.launch import launch_nightly

    files = [*request.pop("files"), *more_files]  # type: ignore[misc]
    job = Job.model_validate({**request, "files": files, "resolve": list(request["resolve"])})  # type: ignore[call-overload]
    sys.exit(launch_nightly(job))


@click.command()
@click.option("--years", required=True, metavar="2021-2024", help="Report years to redo.")
@click.option("--regions", metavar="4401,330102", help="Only these regions and below.")
@click.option("--stages", default="parse,audit,publish", show_default=True, help="Which of fetch,parse,audit,publish.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@STORE
@_ACCEPT
@_WORKERS
def backfill(stages: str, dry_run: bool, **request: object) -> None:
    """Redo any slice, from the archive unless `fetch` is among the stages.

    Example: fazhi backfill --years 2021-2024 --regions 3301 --dry-run
    """
    from flows.launch import launch_backfill

    sys.exit(launch_backfill({**request, "stages": stages.split(",")}, dry_run))


@click.command()
@STORE
@_ACCEPT
def publish(store: str | None, accept: str | None) -> None:
    """Publish what is in the tables, with no crawling and no parsing.

    Example: fazhi publish --accept "the site was redesigned; rows checked by hand"
    """
    from flows.console import show
    from flows.night import Outcome
    from flows.night import publish as publish_tables
    from flows.runners import PlainRunner

    place, outcome, runner = opened(store), Outcome(), PlainRunner()
    with runner.bars, place.writing():
        publish_tables(place, runner, outcome, accept)
    show(outcome.summary(place))
    sys.exit(outcome.exit_code)
