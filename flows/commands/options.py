"""Options that several commands share."""

import os

import click

from tasks.store.store import Store

STORE = click.option("--store", metavar="URI", help="The store (default: $FAZHI_STORE, else ./store).")


def opened(uri: str | None) -> Store:
    """Open the store a command names; FazhiError where there is none."""
    return Store.open(uri or os.environ.get("FAZHI_STORE") or "./store")
