"""``make bench-extraction``: this project beside other readers of Chinese numerals, on the same documents.

Each of the others runs in its own process and environment (``peers.py``). The table goes into ``docs/extraction.md``.
"""

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from schemas.documents import Quantity
from tasks.discover.registry import site_regions
from tasks.extract.quantities import extract
from tasks.inspect import inspect
from tasks.read import read
from tasks.segment import segment
from tests.bench.documents import FIGURES, ROOT, Document, Figure, documents
from tests.bench.scoring import Score, score
from tests.bench.table import rows, write_between

OURS = "**this project**, figures only"
PEERS = {
    "recognizers": "Recognizers-Text",
    "recognizers_undated": "Recognizers-Text, less its dates and ordinals",
    "chinese2digits": "chinese2digits",
    "jionlp": "jionlp `extract_money`",
    "jionlp_numerals": "jionlp `parse_money` ¹",
    "cn2an": "cn2an ¹",
}
WITHOUT_UNITS = [PEERS[name] for name in ("chinese2digits", "jionlp_numerals", "cn2an")]
NOTES = (
    "A figure is what the truth calls reported or a target. A number that a reader finds is on a figure where they share",
    "half of the shorter one's characters, and right where the value (of a range both bounds) is equal; who reads 6000 of 6000余",
    "is right here. *Precision* counts all numbers that a reader returns, dates, ordinals and names among them: to tell these",
    "from figures is the task, and of the others only Recognizers-Text tries; the third column forgives it. KB/s is UTF-8 text",
    "per second of processor time on one core, loading not counted. The others read line by line.",
    "",
    "¹ has no finder of numerals: it parses those that a pattern in `tests/bench/peers.py` finds.",
)


def main() -> None:
    """Read all documents with every reader, and write the table."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--peers", type=Path, required=True, help="Python of the environment that has the others")
    python = arguments.parse_args().peers
    given = documents()
    kilobytes = sum(len(document.text.encode()) for document in given) / 1000
    whole_speed = kilobytes / _whole(given)
    found, speeds = {}, {}
    found[OURS], seconds = _own(given)
    speeds[OURS] = kilobytes / seconds
    for name, title in PEERS.items():
        found[title], seconds = _peer(python, name, given)
        speeds[title] = kilobytes / seconds
    lines: list[str] = []
    for truth in dict.fromkeys(document.truth for document in given):
        scores = {name: _pooled(truth, given, numbers) for name, numbers in found.items()}
        size = f"{sum(d.truth == truth for d in given)} documents, {scores[OURS].true} figures"
        lines += ["", f"On the {truth} ({size}), in percent:", "", *rows(scores, speeds, WITHOUT_UNITS)]
    lines += ["", f"All of this project, from bytes to findings: {whole_speed:.0f} KB/s.", "", *NOTES, ""]
    write_between(ROOT / "docs/extraction.md", "bench-extraction", lines)
    print("\n".join(lines))


def _pooled(truth: str, given: Sequence[Document], found: Sequence[Sequence[Figure]]) -> Score:
    own = (score(d, numbers) for d, numbers in zip(given, found, strict=True) if d.truth == truth)
    return sum(own, Score())


def _own(given: Sequence[Document]) -> tuple[list[list[Figure]], float]:
    """This project's figures, from the text on: its sentences, numerals, status, units, periods and measures."""
    parsed = [read(document.payload, site_regions()) for document in given]
    began = time.process_time()
    for one in parsed:
        extract(one.masked.text, segment(one.masked.text, one.identity.report_year), one.identity.report_year)
    seconds = time.process_time() - began
    return [[_figure(q) for q in one.quantities if q.status in FIGURES] for one in parsed], seconds


def _figure(quantity: Quantity) -> Figure:
    return Figure(*(getattr(quantity, name) for name in ("start", "end", "value", "value_low", "value_high", "unit")))


def _whole(given: Sequence[Document]) -> float:
    """CPU seconds of everything, from bytes to findings."""
    inspect(given[0].payload)
    began = time.process_time()
    for document in given:
        inspect(document.payload)
    return time.process_time() - began


def _peer(python: Path, name: str, given: Sequence[Document]) -> tuple[list[list[Figure]], float]:
    with tempfile.TemporaryDirectory() as folder:
        texts, out = Path(folder, "texts.json"), Path(folder, "out.json")
        texts.write_text(json.dumps([d.text for d in given], ensure_ascii=False), encoding="utf-8")
        subprocess.run(
            [python, Path(__file__).with_name("peers.py"), name, texts, out], check=True, stdout=subprocess.DEVNULL
        )
        said = json.loads(out.read_text(encoding="utf-8"))
    found = [
        [Figure(start, end, Decimal(value), unit=unit) for start, end, value, unit in numbers]
        for numbers in said["found"]
    ]
    return found, said["seconds"]


if __name__ == "__main__":
    main()
