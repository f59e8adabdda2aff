"""``fazhi …``: the command line. Commands load what they need when they are called, so that small ones start fast.

Exit codes: 0 done; 1 the gate refused or verification failed; 2 bad arguments or configuration; 3 some sources or
documents failed and the rest was published.
"""

import sys
from importlib import import_module
from typing import Any

import click

from schemas.errors import FazhiError

# command → the module of flows.commands that holds it, in the order of --help
COMMANDS = {
    "run": "run",
    "backfill": "run",
    "publish": "run",
    "inspect": "inspect",
    "releases": "releases",
    "show": "releases",
    "diff": "releases",
    "verify": "releases",
    "export": "releases",
    "sql": "releases",
    "rollback": "releases",
    "prune": "releases",
    "quarantine": "quarantine",
    "sources": "sources",
    "doctor": "doctor",
}


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is called or its help is shown."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the command names in their order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command; None where there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"flows.commands.{COMMANDS[cmd_name]}"), cmd_name)
        return command


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fazhi-atlas")
def cli() -> None:
    """Read 法治政府建设年度报告 into a versioned cross-region dataset.

    Example: fazhi run --sample
    """


def main(argv: list[str] | None = None) -> None:
    """Run the command line; a FazhiError becomes one line on standard error and its exit code."""
    try:
        code: Any = cli.main(args=argv, prog_name="fazhi", standalone_mode=False)
    except click.exceptions.Exit as leave:
        code = leave.exit_code
    except click.Abort:
        click.echo("fazhi: interrupted", err=True)
        code = 130
    except click.ClickException as error:
        error.show()
        code = 2
    except FazhiError as error:
        click.echo(f"fazhi: {error}", err=True)
        code = error.exit_code
    except OSError as error:  # no space, no permission: the machine's, and the caller's to mend
        click.echo(f"fazhi: {error.filename or ''}: {error.strerror or error} — make room or permit it", err=True)
        code = 2
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
