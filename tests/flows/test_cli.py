"""The command line: every command has help with an example, and small commands start without the heavy parts."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from flows.cli import COMMANDS, cli


@pytest.mark.parametrize("command", COMMANDS)
def test_help_shows_an_example(command: str) -> None:
    shown = CliRunner().invoke(cli, [command, "--help"])
    assert shown.exit_code == 0
    assert f"Example: fazhi {command}" in shown.output


@pytest.mark.parametrize("words", [["--help"], ["show", "--help"], ["inspect", "--help"], ["sql", "--help"]])
def test_small_commands_load_neither_prefect_nor_great_expectations(words: list[str]) -> None:
    code = (
        "import sys\nfrom flows.cli import cli\n"
        f"cli.main({words!r}, standalone_mode=False)\n"
        "heavy = {'prefect', 'great_expectations'} & set(sys.modules)\nassert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_unknown_command_is_refused() -> None:
    done = subprocess.run([sys.executable, "-m", "flows.cli", "paint"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No such command 'paint'" in done.stderr
