"""``make bench-reading``: how many reports of about 5,000 characters one core reads a second, from bytes to validated rows.

The work is that of a night's batches (``tasks.parse``, ``tasks.assess``), all of it but the store's own reading and
writing. There are few whole reports at hand, so they come again and again, each time with other digits in their
figures; what a report costs when it is met for the first time is told besides. Time is processor time. Words cut by
jieba from the same texts in the same run are a yardstick: a slow or busy machine slows both.
"""

import argparse
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import count, islice
from types import ModuleType
from typing import Any

import jieba

from schemas.tables import make_id
from tasks import assess, parse, read
from tasks.assess import Work, assess_documents, rebuilt
from tasks.capture import Source
from tasks.parse import read_batch, validated
from tests.bench.documents import Payload, documents

BATCH = 200  # as a night's
CHARACTERS = 5000
# A number that may be changed: no part of a date, a document's number, a hotline's or a name in brackets.
_FIGURE = re.compile(r"(?<![\d.〔\[（(])(?!12345)[1-9]\d*(?:\.\d+)?(?=[^\d.年月日号〕\]）)])")
_STAGES: tuple[tuple[ModuleType, str, str], ...] = (  # module, function, name
    (read, "clean", "clean"),
    (read, "is_report", "genre"),
    (read, "identify", "identify"),
    (read, "mask", "mask"),
    (read, "segment", "segment"),
    (read, "extract", "extract"),
    (parse, "columns_of", "rows"),
    (assess, "assign_stored", "assign"),
    (assess, "audit_stored", "audit"),
    (assess, "checklist", "checklist"),
)
_FUNCTIONS = {stage: getattr(stage[0], stage[1]) for stage in _STAGES}


@dataclass
class Clock:
    """Processor seconds by stage, of so many reports and characters."""

    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    yardstick: float = 0.0
    measured: int = 0
    reports: int = 0
    characters: int = 0

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return ``function`` with its time added to the stage ``name``."""

        def run(*args: Any) -> Any:
            began = time.process_time()
            try:
                return function(*args)
            finally:
                self.seconds[name] += time.process_time() - began

        return run

    def milliseconds(self, seconds: float) -> float:
        """Return milliseconds for 5,000 characters."""
        return 1000 * seconds / self.characters * CHARACTERS


def whole_reports() -> list[Payload]:
    """Return the reports that are not shortened."""
    return [d.payload for d in documents() if 2500 <= len(d.text) <= 8000]


def sources() -> Iterator[Source]:
    """Yield the whole reports at hand again and again, each time with other digits in their figures."""
    whole, numbers = whole_reports(), random.Random(1)
    for turn in count():
        for payload in whole:
            yield source(payload if not turn else other_figures(payload, numbers))


def source(payload: Payload) -> Source:
    """Return a payload as it would come from the archive."""
    return Source(make_id(payload.url, payload.sha256), make_id("capture", payload.sha256), payload)


def other_figures(payload: Payload, numbers: random.Random) -> Payload:
    """Return a report with other digits in its figures, and as many."""
    text = payload.body.decode()
    body = _FIGURE.sub(lambda m: re.sub(r"\d", lambda _: str(numbers.randint(1, 9)), m[0]), text).encode()
    return replace(payload, body=body, sha256=sha256(body).hexdigest())


def read_all(given: Sequence[Source], clock: Clock) -> None:
    """Read a batch as a night does, and add its time to the clock."""
    began = time.process_time()
    batch = read_batch("0" * 20, given)
    frames = clock.timed("validate", validated)(batch)
    stored = clock.timed("rebuild", rebuilt)([frames[n] for n in ("reports", "sections", "sentences", "quantities")])
    work = [Work(document_id, batch.batch_id, None) for document_id in stored]
    assess_documents(work, stored, "1" * 20)
    clock.seconds["all"] += time.process_time() - began
    clock.reports += len(stored)
    clock.characters += sum(len(one.report["text"]) for one in stored.values())
    if len(stored) != len(given):
        raise AssertionError([row["detail"] for row in batch.ledger.values() if row["outcome"] != "parsed"])


def measure_yardstick(given: Sequence[Source], clock: Clock) -> None:
    """Cut some of the batch's texts into words with jieba."""
    texts = [one.payload.body.decode() for one in given[:16]]
    began = time.process_time()
    for text in texts:
        jieba.lcut(text)
    clock.yardstick += time.process_time() - began
    clock.measured += sum(map(len, texts))


def main() -> None:
    """Measure, and print what was measured."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--reports", type=int, default=600)
    wanted = arguments.parse_args().reports
    jieba.setLogLevel("WARNING")
    short = [source(d.payload) for d in documents() if d.truth == "sample" and len(d.text) < 2500]
    read_all(short, Clock())  # loads word lists, regions, catalogue
    measure_yardstick(short, Clock())

    clock, first = Clock(), Clock()
    _time_stages(first)
    read_all([source(payload) for payload in whole_reports()], first)
    _time_stages(clock)
    endless, began, quarters = sources(), time.monotonic(), [wanted * n // 4 for n in (1, 2, 3, 4)]
    while clock.reports < wanted:
        batch = list(islice(endless, min(BATCH, wanted - clock.reports)))
        measure_yardstick(batch, clock)
        read_all(batch, clock)
        if clock.reports >= quarters[0]:
            quarters = [quarter for quarter in quarters if quarter > clock.reports]
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"after {clock.reports:6} reports: peak memory {peak:.0f} MB", flush=True)
    report(clock, first, time.monotonic() - began)


def _time_stages(clock: Clock) -> None:
    for (module, attribute, name), function in _FUNCTIONS.items():
        setattr(module, attribute, clock.timed(name, function))


def report(clock: Clock, first: Clock, wall: float) -> None:
    """Print reports a second, milliseconds by stage, and the ratio to the yardstick."""
    total = clock.seconds.pop("all")
    each = clock.milliseconds(total)
    yardstick = 1000 * clock.yardstick / clock.measured * CHARACTERS
    print(f"\n{clock.reports} reports, {clock.characters / clock.reports:.0f} characters each on average")
    print(
        f"{1000 / each:.0f} reports of {CHARACTERS} characters a second on one core; {wall:.0f} s on the wall, yardstick included"
    )
    print(f"{each:.2f} ms for {CHARACTERS} characters; {each / yardstick:.2f} times jieba.lcut's {yardstick:.2f} ms\n")
    print("stage        ms   share   ms where a report is met for the first time")
    for name, seconds in clock.seconds.items():
        met = "" if name == "validate" else f"{first.milliseconds(first.seconds[name]):7.2f}"
        print(f"{name:10} {clock.milliseconds(seconds):5.2f}  {100 * seconds / total:4.1f} % {met}")
    print(f"{'all other':10} {clock.milliseconds(total - sum(clock.seconds.values())):5.2f}")


if __name__ == "__main__":
    main()
