"""Mutated reports through the whole of `inspect`: it answers or says why not, and always in time.

Reports (the real ones beside the checkout where they are, else the sample's) are cut, spliced, repeated, salted with
hostile characters and with broken bytes. The only errors allowed are those that hold a document in quarantine. The
seed of a failure is in its message; FAZHI_FUZZ_SECONDS sets how long it goes on.
"""

import hashlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.documents import Payload
from schemas.errors import DocumentError
from tasks.inspect import inspect, to_dict

SECONDS = float(os.environ.get("FAZHI_FUZZ_SECONDS", "60"))
LONGEST = 20  # seconds that one document may take on a busy machine; the longest are 60,000 characters
HOSTILE = (
    "\u200b", "\u200d", "\u202e", "\u200f", "\ufeff", "\u00a0", "\u3000", "\x00", "\x1b[31m", "\U0001f600", "\ud83d", "㎡",
    "①", "十", "百", "万", "亿", "余", "多", "约", "第", "至", "—", "-", "0", "9" * 40, "%", "％", "．", "，", "、", "。", "\n", "\r\n",
    "\t", "“", "”", "《", "》", "（", "）", "其中", "同比", "2023年", "１２３", "١٢٣", "百分之", "分之", "+", "<b>", "&#x4e00;",
)  # fmt: skip
ENCODINGS = ("utf-8", "gb18030", "utf-16", "big5", "latin-1")


def pick(rng: random.Random, text: str) -> tuple[int, int]:
    start = rng.randrange(len(text) + 1)
    return start, min(len(text), start + int(rng.expovariate(1 / 60)))


def delete(rng: random.Random, text: str, _other: str) -> str:
    start, end = pick(rng, text)
    return text[:start] + text[end:]


def repeat(rng: random.Random, text: str, _other: str) -> str:
    start, end = pick(rng, text)
    return text[:end] + text[start:end] * rng.randrange(1, 20) + text[end:]


def splice(rng: random.Random, text: str, other: str) -> str:
    (start, end), at = pick(rng, other), rng.randrange(len(text) + 1)
    return text[:at] + other[start:end] + text[at:]


def salt(rng: random.Random, text: str, _other: str) -> str:
    for _ in range(rng.randrange(1, 30)):
        at = rng.randrange(len(text) + 1)
        text = text[:at] + rng.choice(HOSTILE) * rng.choice((1, 1, 1, 3, 200)) + text[at:]
    return text


def swap_digits(rng: random.Random, text: str, _other: str) -> str:
    return "".join(rng.choice("0123456789一二三千万 ") if c.isdigit() and rng.random() < 0.3 else c for c in text)


def drop_stops(rng: random.Random, text: str, _other: str) -> str:
    dropped = rng.choice(("\n", "，", "。，；、\n", " ", "年"))
    return text.translate({ord(c): None for c in dropped})


MUTATIONS: tuple[Callable[[random.Random, str, str], str], ...] = (
    delete, repeat, splice, salt, swap_digits, drop_stops,
)  # fmt: skip


def mutated(rng: random.Random, texts: list[str]) -> Payload:
    """A report after some mutations, in some encoding, sometimes with bytes broken, as text or as a page."""
    text, other = rng.choice(texts), rng.choice(texts)
    for _ in range(rng.randrange(1, 6)):
        text = rng.choice(MUTATIONS)(rng, text, other)[:60_000]
    mime = rng.choice(("text/plain", "text/plain", "text/html"))
    if mime == "text/html":
        text = f"<html><title>{text[:30]}</title><body><p>{text.replace(chr(10), '</p><p>')}</body></html>"
    body = bytearray(text.encode(rng.choice(ENCODINGS), errors="replace"))
    for _ in range(rng.choice((0, 0, 1, 20)) if body else 0):
        body[rng.randrange(len(body))] = rng.randrange(256)
    digest = hashlib.sha256(body).hexdigest()
    return Payload("file:mutated", bytes(body), digest, mime, datetime(2024, 3, 1, tzinfo=UTC))


@contextmanager
def alarm(seconds: int) -> Iterator[None]:
    """Fail where the block takes longer."""

    def ring(_signal: int, _frame: object) -> None:
        raise TimeoutError(f"no answer within {seconds} seconds")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def answers(seed: int, texts: list[str]) -> bool:
    """Say whether `inspect` made something of the report mutated by ``seed``; every error but quarantine is let through."""
    payload = mutated(random.Random(seed), texts)
    try:
        with alarm(LONGEST):
            found = to_dict(inspect(payload))
    except DocumentError:
        return False
    for quantity in found["quantities"]:
        assert found["text"][quantity["start"] : quantity["end"]] == quantity["text"]
    return True


@pytest.mark.slow
def test_nothing_hangs_and_nothing_crashes(root: Path) -> None:
    real = sorted((root.parent / "shared" / "reports").glob("*.txt"))
    paths = real or sorted((root / "data" / "sample" / "reports").rglob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    end, seed, read = time.monotonic() + SECONDS, 0, 0
    while time.monotonic() < end:
        try:
            read += answers(seed, texts)
        except Exception as error:
            error.add_note(f"seed {seed}; repeat it with answers({seed}, texts)")
            raise
        seed += 1
    print(f"{seed} mutated reports, {read} read, the others held")
    assert read > seed / 10, "the mutations leave too few reports that are read at all"
