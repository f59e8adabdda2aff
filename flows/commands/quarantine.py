"""``fazhi quarantine``: what was held back, why, and trying again after a correction."""

import json
import sys

import click

from flows.commands.options import STORE, opened
from schemas.errors import FazhiError


@click.group()
def quarantine() -> None:
    """See what was held back and why, and try again.

    Example: fazhi quarantine list
    """


@quarantine.command("list")
@STORE
def list_held(store: str | None) -> None:
    """List what is held now: id, stage, table, check, page.

    Example: fazhi quarantine list --store sample-store
    """
    from tasks.publish.held import held

    rows = held(opened(store))
    for row in rows:
        click.echo(
            f"{row['quarantine_id']}  {row['stage']:<8}{row['table_name']:<12}{row['check_name']}  {row['url'] or ''}"
        )
    click.echo(f"{len(rows)} held", err=True)


@quarantine.command("show")
@click.argument("quarantine_id")
@STORE
def show_held(quarantine_id: str, store: str | None) -> None:
    """Show one entry whole: what was found, the row, its capture.

    Example: fazhi quarantine show 3f0c…
    """
    from tasks.publish.held import held

    found = [row for row in held(opened(store)) if row["quarantine_id"].startswith(quarantine_id)]
    if len(found) != 1:
        problem = "names several entries" if found else "is not in quarantine"
        raise FazhiError(f"{quarantine_id} {problem}", "see `fazhi quarantine list`")
    entry = dict(found[0])
    entry["row"] = json.loads(entry.pop("row_json"))
    click.echo(json.dumps(entry, ensure_ascii=False, indent=1, default=str))


@quarantine.command("replay")
@STORE
def replay(store: str | None) -> None:
    """Read every held document again, as after a correction, and publish.

    Example: fazhi quarantine replay
    """
    from flows.console import show
    from flows.night import run_replay
    from flows.runners import PlainRunner, default_workers

    place = opened(store)
    runner = PlainRunner(default_workers())
    with runner.bars:
        outcome = run_replay(place, runner)
    show(outcome.summary(place))
    sys.exit(outcome.exit_code)
