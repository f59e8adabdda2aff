"""The crawling process: ``python -m tasks.fetch.process JOB.json``. Started by ``crawl``, never imported by it.

Scrapy's reactor cannot share a process with a running event loop. Standard output carries one JSON line a capture and
the summary last; logs go to standard error. When standard input closes, the parent is gone and the process ends at
once, so that no orphan writes into the spool. An error leaves the archive file open, to be recovered; what a person
can mend is handed to the parent, anything else ends the process with a traceback.
"""

import json
import logging
import os
import resource
import sys
import threading
import time
from pathlib import Path
from typing import Any

from scrapy import signals
from scrapy.crawler import AsyncCrawlerProcess
from twisted.python.failure import Failure

from schemas.errors import FazhiError
from tasks.fetch.archive import ArchiveWriter, spool_lock
from tasks.fetch.asks import Journal
from tasks.fetch.config import CrawlConfig, Limits, load_config
from tasks.fetch.job import CrawlJob, hosts_of, plain_summary
from tasks.fetch.model import CrawlSummary
from tasks.fetch.network import RESOLVE_SETTING
from tasks.fetch.spider import ReportSpider
from tasks.fetch.tls import UNVERIFIED_SETTING


def main(job_file: Path) -> None:
    """Run one crawl job and print its summary."""
    threading.Thread(target=_die_with_parent, daemon=True).start()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a connection a host stays open between two requests
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(name)s %(message)s")
    job = CrawlJob.from_plain(json.loads(job_file.read_text(encoding="utf-8")))
    try:
        _say({"summary": _crawl(job)})
    except FazhiError as error:
        _say({"failed": [error.thing, error.remedy]})
    except OSError as error:  # the spool's disk: full, read-only, gone
        _say({"failed": [f"{job.spool}: {error.strerror or error}", "make room or mend permissions, and run again"]})


def _crawl(job: CrawlJob) -> dict[str, Any]:
    config = load_config()
    software = f"{config.project}/{config.version}"
    with spool_lock(job.spool), ArchiveWriter(job.spool, "crawl", software, job.limits.warc_bytes) as writer:
        journal = Journal(job.spool, job.identity())
        summary = _run(job, config, writer, journal)
    journal.finish()  # only now do all files count as archived
    return summary | {"files": [str(path) for path in writer.files]}


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _run(job: CrawlJob, config: CrawlConfig, writer: ArchiveWriter, journal: Journal) -> dict[str, Any]:
    began = time.monotonic()
    for name in ("scrapy.utils.log", "scrapy.crawler"):  # lists of versions and settings
        logging.getLogger(name).setLevel(logging.WARNING)
    process = AsyncCrawlerProcess(_settings(job, config))
    for name in ("scrapy", "twisted", "asyncio"):  # Scrapy has just set levels of its own
        logging.getLogger(name).setLevel(logging.WARNING)
    crawler: Any = process.create_crawler(ReportSpider)
    errors: list[Failure] = []

    def stop_at(failure: Failure, **_: Any) -> None:
        errors.append(failure)
        crawler.engine.close_spider(crawler.spider, "error")

    crawler.signals.connect(stop_at, signal=signals.spider_error)
    task = process.crawl(crawler, job=job, config=config, writer=writer, journal=journal)
    process.start()
    if errors:
        errors[0].raiseException()
    task.result()  # raises what kept the crawl from starting
    spider: Any = crawler.spider
    stats: Any = crawler.stats
    return plain_summary(
        CrawlSummary(
            files=(),
            outcomes=dict(spider.outcomes),
            sources=spider.sources,
            passed_over=tuple(spider.passed_over),
            bytes_received=stats.get_value("downloader/response_bytes", 0),
            requests=stats.get_value("downloader/request_count", 0),
            seconds=round(time.monotonic() - began, 3),
            stopped=spider.stopped,
        )
    )


def _settings(job: CrawlJob, config: CrawlConfig) -> dict[str, Any]:
    limits = job.limits
    package = "tasks.fetch"
    return {
        "USER_AGENT": config.user_agent(),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": config.project,
        "FAZHI_HOSTS": hosts_of(job.sites),
        RESOLVE_SETTING: list(job.resolve),
        "DOWNLOADER_CLIENTCONTEXTFACTORY": f"{package}.tls.TlsPolicy",
        UNVERIFIED_SETTING: hosts_of([site for site in job.sites if not site.verify_tls]),
        "TWISTED_DNS_RESOLVER": f"{package}.network.PinnedResolver",
        "HTTPPROXY_ENABLED": False,  # a proxy would resolve names out of our sight
        "DOWNLOADER_MIDDLEWARES": {
            f"{package}.due.FromArchive": 5,
            f"{package}.polite.HostGuard": 10,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            f"{package}.polite.RobotsPolicy": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            f"{package}.polite.PatientRetry": 550,
        },
        "COMPRESSION_ENABLED": False,  # the archive keeps bytes as sent; decode_content undoes them
        "METAREFRESH_ENABLED": False,
        "HTTPERROR_ALLOW_ALL": True,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
            "Accept-Language": "zh-CN,zh;q=0.9",
            "Accept-Encoding": "gzip, deflate",
        },
        "REFERRER_POLICY": "no-referrer",
        "REDIRECT_MAX_TIMES": limits.max_redirects,
        "RETRY_TIMES": limits.retry_times,
        "RETRY_HTTP_CODES": [408, 500, 502, 504, 522, 524],
        "RETRY_GIVE_UP_LOG_LEVEL": "INFO",
        "CONCURRENT_ITEMS": 1,  # Scrapy starts as many tasks for every answer, needed or not
        "CONCURRENT_REQUESTS": limits.concurrent_requests,
        "SCHEDULER": f"{package}.queue.HostQueue",
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 3.0,
        "DOWNLOAD_SLOTS": _slots(job),
        **_caps(limits),
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # reads the source of a callback, again and again
        "TELNETCONSOLE_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,
    }


def _slots(job: CrawlJob) -> dict[str, dict[str, Any]]:
    return {
        host: {"concurrency": 1, "delay": site.delay_seconds, "jitter": 0.0}
        for site in job.sites
        for host in (*site.other_hosts, site.host)
    }


def _caps(limits: Limits) -> dict[str, Any]:
    return {
        "DOWNLOAD_TIMEOUT": limits.timeout_seconds,
        "DOWNLOAD_MAXSIZE": limits.max_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "CLOSESPIDER_TIMEOUT": limits.max_seconds,
    }


def _die_with_parent() -> None:
    while os.read(0, 4096):  # not through sys.stdin, whose lock would outlive the interpreter
        pass
    os._exit(70)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
