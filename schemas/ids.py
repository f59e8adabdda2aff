"""Ids made from what they stand for, so that every run and every machine gives the same."""

import hashlib

_BETWEEN = "\x1f"


def make_id(*parts: object) -> str:
    """Return 20 hex digits that stand for ``parts``; the same parts give the same id on every machine."""
    joined = _BETWEEN.join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:20]


def numbered_ids(*parts: str, count: int) -> list[str]:
    """Return ``make_id(*parts, 0)``, ``make_id(*parts, 1)`` … ``count`` of them, hashing what they share only once."""
    shared = hashlib.sha256(_BETWEEN.join((*parts, "")).encode())
    ids = []
    for index in range(count):
        own = shared.copy()
        own.update(b"%d" % index)
        ids.append(own.hexdigest()[:20])
    return ids
