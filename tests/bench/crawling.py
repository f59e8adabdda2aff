"""How fast the crawler is: beside what politeness alone asks for, and, without a delay, beside plain tools.

    python -m tests.bench.crawling polite [HOSTS PAGES DELAY]     # 60 10 0.5 where nothing is said
    python -m tests.bench.crawling bare   [HOSTS PAGES]           # pages a second: ours, bare Scrapy, wget

The hosts are one server on loopback in a process of its own. ``polite`` prints the time taken, the time that the delay
alone asks of a host (robots.txt, the list and its pages, one delay apart) and their ratio, with the crawling process's
largest memory. ``bare`` prints pages a second; bare Scrapy stores the same bytes through the same WARC writer.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CrawlSummary, Resolve


@dataclass(frozen=True)
class Load:
    """What is crawled."""

    hosts: int
    pages: int
    delay: float

    def sites(self) -> list[Site]:
        """The hosts as entries of a registry."""
        return [self._site(f"h{number}.gov.example") for number in range(self.hosts)]

    def _site(self, host: str) -> Site:
        column = Column(f"http://{host}/fz/", "法治政府建设年度报告")
        return Site(host.split(".", maxsplit=1)[0], host, host, "trs", "X900121", (column,), True, self.delay)

    @property
    def polite_seconds(self) -> float:
        """What the delay alone takes: robots.txt, the list and the pages of one host, all hosts side by side."""
        return (self.pages + 1) * self.delay


@contextmanager
def served(pages: int) -> Iterator[int]:
    """Run the server; yields its port."""
    command = [sys.executable, "-m", "tests.bench.portal_server", str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield int(process.stdout.readline())
        process.stdin.close()


def crawled(load: Load, spool: Path, port: int) -> tuple[CrawlSummary, float]:
    """Crawl the load; returns the summary and the seconds it took, the process's start included."""
    sites = load.sites()
    entries = [Resolve(site.host, 80, "127.0.0.1", port) for site in sites]
    began = time.monotonic()
    summary = crawl(sites, spool, {}, entries, families=load_registry().families)
    return summary, time.monotonic() - began


def polite(load: Load) -> float:
    """Print how long the crawl takes beside what politeness asks for; returns the ratio."""
    with served(load.pages) as port, tempfile.TemporaryDirectory() as folder:
        summary, seconds = crawled(load, Path(folder), port)
    if summary.outcomes.get("ok") != load.hosts * load.pages:
        raise SystemExit(f"the crawl is not whole: {summary.outcomes}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    ratio = summary.seconds / load.polite_seconds
    print(f"{load.hosts} hosts × {load.pages} pages, {load.delay} s apart: {summary.seconds:.1f} s in the crawl")
    print(f"({seconds:.1f} s with its start); politeness alone {load.polite_seconds:.1f} s: ratio {ratio:.2f};")
    print(f"largest process {memory:.0f} MB")
    return ratio


def bare(load: Load) -> None:
    """Print pages a second without a delay: ours, bare Scrapy, wget where it is installed."""
    pages = load.hosts * load.pages
    with served(load.pages) as port:
        for name, measure in (("this crawler", _ours), ("bare Scrapy", _scrapy), ("wget --recursive", _wget)):
            with tempfile.TemporaryDirectory() as folder:
                began = _processor_seconds()
                seconds = measure(load, Path(folder), port)
            spent = _processor_seconds() - began
            print(f"{name}: {pages / seconds:.0f} pages/s, {1000 * spent / pages:.1f} ms of processor a page")


def _ours(load: Load, folder: Path, port: int) -> float:
    return crawled(load, folder, port)[0].seconds


def _scrapy(load: Load, folder: Path, port: int) -> float:
    command = [sys.executable, "-m", "tests.bench.bare_spider", str(port), str(load.hosts), str(folder)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _wget(load: Load, folder: Path, port: int) -> float:
    """One wget a host, one after the other, as its --recursive works on one connection."""
    began = time.monotonic()
    for number in range(load.hosts):
        home = folder / str(number)
        home.mkdir()
        subprocess.run(["wget", "-q", "-r", "-P", str(home), f"http://127.0.0.1:{port}/fz/"], check=False)
    return time.monotonic() - began


def _processor_seconds() -> float:
    """Of the processes that have ended, which the server's has not."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    given = sys.argv[2:]
    if sys.argv[1] == "bare":
        bare(Load(int(given[0]), int(given[1]), 0.0) if given else Load(20, 20, 0.0))
    else:
        polite(Load(int(given[0]), int(given[1]), float(given[2])) if given else Load(60, 10, 0.5))
