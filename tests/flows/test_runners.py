"""Batches run apart from each other: an exception, or a worker's death, is the batch's own."""

import os
from pathlib import Path

from flows.runners import PlainRunner


def work(folder: str, what: str) -> None:
    if what == "raise":
        raise ValueError("bad batch")
    if what == "die":
        os._exit(1)
    (Path(folder) / what).touch()


def test_an_exception_is_handed_back_with_its_batch(tmp_path: Path) -> None:
    batches = [(str(tmp_path), what) for what in ("one", "raise", "two")]
    ended = {batch[1]: error for batch, error in PlainRunner(1).each("stage", work, batches)}
    assert isinstance(ended.pop("raise"), ValueError)
    assert ended == {"one": None, "two": None}


def test_a_dying_worker_takes_no_innocent_batch_along(tmp_path: Path) -> None:
    batches = [(str(tmp_path), what) for what in ("die", "one", "two")]
    ended = {batch[1]: error for batch, error in PlainRunner(2).each("stage", work, batches)}
    assert ended.pop("die") is not None
    assert ended == {"one": None, "two": None}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
