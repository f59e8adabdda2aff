"""Crawling, as the flows call it: one process a crawl, its archive in a spool, its summary in return.

After a crash the spool holds an ``.open`` file, which ``recover`` closes, and a journal, by which the next crawl of the
same sites goes on where the dead one stopped: nothing is fetched twice but what was in flight. A crawl process that
dies raises FazhiError.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from schemas.errors import FazhiError
from tasks.discover.registry import Family, Site
from tasks.fetch.archive import make_spool
from tasks.fetch.config import Limits, load_config, require_contact
from tasks.fetch.job import CrawlJob, read_summary
from tasks.fetch.model import CrawlSummary, KnownCapture, Resolve

Progress = Callable[[int, int], None]


def crawl(  # noqa: PLR0913 - every argument is a choice of the caller, most by name only
    sites: Sequence[Site],
    spool: Path,
    known: Mapping[str, KnownCapture],
    resolve: Sequence[Resolve] = (),
    *,
    families: Mapping[str, Family],
    years: tuple[int, ...] | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> CrawlSummary:
    """Crawl the sites' columns and archive every report candidate into WARC files in ``spool``.

    ``known`` maps URLs to their last good capture (conditional requests, ``unchanged``); ``years`` are the report years asked for, and a link that states another is passed over.
    ``progress`` is called with (captures made, documents asked for). Limits default to crawl.yaml.
    Raises FazhiError where a real site would be crawled without a contact, the spool is in use, or the process dies.
    """
    config = load_config()
    require_contact(sites, config)
    if not sites:
        return CrawlSummary((), {}, {}, (), 0, 0, 0.0)
    make_spool(spool)
    job = CrawlJob(tuple(sites), families, spool, known, tuple(map(str, resolve)), limits or config.limits, years)
    with tempfile.TemporaryDirectory(prefix="fazhi-crawl-") as folder:
        job_file = Path(folder) / "job.json"
        job_file.write_text(json.dumps(job.to_plain(), ensure_ascii=False), encoding="utf-8")
        return read_summary(_run(job_file, spool, progress))


def _run(job_file: Path, spool: Path, progress: Progress | None) -> dict[str, Any]:
    root = str(Path(__file__).resolve().parent.parent.parent)
    paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
    command = [sys.executable, "-m", "tasks.fetch.process", str(job_file)]
    summary: dict[str, Any] | None = None
    failed: FazhiError | None = None
    # The child watches its standard input: our end closes with us, however we end.
    with subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)},
        text=True,
        encoding="utf-8",
    ) as process:
        assert process.stdout is not None  # noqa: S101 - for the type checker
        for line in process.stdout:
            message = json.loads(line)
            if "summary" in message:
                summary = message["summary"]
            elif "failed" in message:
                failed = FazhiError(*message["failed"])
            elif progress:
                progress(message["done"], message["asked"])
        process.stdout.close()
        code = process.wait()
    if failed:
        raise failed
    if code != 0 or summary is None:
        raise FazhiError(
            f"the crawl into {spool} ended early (exit code {code}; its last log lines say why)",
            "run again: it takes up where it stopped",
        )
    return summary
