"""``fazhi doctor``: can this machine run everything, and what to do where it cannot."""

import importlib.util
import shutil
import sys
import tempfile
from pathlib import Path

import click

NEEDED_SPACE = 2 << 30  # bytes; a first sample store with its spool takes far less


@click.command()
def doctor() -> None:
    """Check this machine: Python, packages, data, a writable disk, a loopback port.

    Example: fazhi doctor
    """
    problems = 0
    for name, trouble in _checks():
        problems += trouble is not None
        click.echo(f"{'ok ' if trouble is None else 'NO '} {name}{'' if trouble is None else f': {trouble}'}")
    sys.exit(2 if problems else 0)


def _checks() -> list[tuple[str, str | None]]:
    return [
        (
            "Python 3.11 or 3.12",
            None if (3, 11) <= sys.version_info < (3, 13) else "install one and run make run again",
        ),
        *(
            (f"package {name}", _package(name))
            for name in ("prefect", "polars", "great_expectations", "scrapy", "rjieba")
        ),
        ("data folder and catalogue", _data()),
        ("2 GiB of free disk here", None if shutil.disk_usage(Path.cwd()).free > NEEDED_SPACE else "make room"),
        ("a writable temporary folder", _temporary()),
        ("a loopback port", _loopback()),
    ]


def _package(name: str) -> str | None:
    return None if importlib.util.find_spec(name) else "run make setup again"


def _data() -> str | None:
    from schemas.catalogue import load_catalogue
    from schemas.errors import FazhiError

    try:
        load_catalogue()
    except FazhiError as error:
        return str(error)
    return None


def _temporary() -> str | None:
    try:
        with tempfile.TemporaryFile():
            return None
    except OSError as error:
        return f"{error.strerror}; set TMPDIR to a folder that can be written"


def _loopback() -> str | None:
    import socket

    try:
        with socket.create_server(("127.0.0.1", 0)):
            return None
    except OSError as error:
        return f"{error.strerror}; the sample and the embedded Prefect need one"
