"""What is held back now: of the working tables, before any release."""

from typing import Any

from schemas.tables import QUARANTINE
from tasks.store.store import Store
from tasks.store.tables import quarantine


def held(store: Store) -> list[dict[str, Any]]:
    """Return the live quarantine rows, in a stable order."""
    names = QUARANTINE.schema.names()
    return (
        quarantine(store)
        .select(names)
        .sort("stage", "table_name", "check_name", "url", "quarantine_id")
        .collect()
        .to_dicts()
    )
