"""Bare Scrapy over the hosts of ``crawling``: no rules, no robots.txt, the same WARC files. A process of its own.

python -m tests.bench.bare_spider PORT HOSTS FOLDER      # prints the seconds its crawl took
"""

import sys
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response

from tasks.fetch.archive import ArchiveWriter, Exchange


class BareSpider(Spider):
    """Follows every link of each host's one list."""

    name = "bare"

    def __init__(self, port: int, hosts: int, writer: ArchiveWriter) -> None:
        super().__init__()
        self._port, self._hosts, self._writer = port, hosts, writer

    async def start(self) -> AsyncIterator[Request]:
        """One list a host; hosts are told apart by slot, because there is no resolver."""
        for number in range(self._hosts):
            slot = {"download_slot": f"h{number}"}
            yield Request(f"http://127.0.0.1:{self._port}/fz/", meta=slot, dont_filter=True)

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:
        """Store an article, or follow a list."""
        if response.url.endswith("/"):
            for href in response.css("a::attr(href)").getall():
                slot = {"download_slot": response.meta["download_slot"]}
                yield Request(response.urljoin(href), meta=slot, dont_filter=True)
            return
        headers = [(name.decode(), value[0].decode()) for name, value in response.headers.items()]
        exchange = Exchange(response.url, response.url, 200, "OK", headers, response.body, [], datetime.now(UTC))
        self._writer.write_document(exchange, {"url": response.url, "outcome": "ok"})


if __name__ == "__main__":
    settings = {
        "CONCURRENT_REQUESTS": 512,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": 0,
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    with ArchiveWriter(Path(sys.argv[3]), "bare", "bare", 1 << 30) as archive:
        process = AsyncCrawlerProcess(settings)
        began = time.monotonic()
        process.crawl(BareSpider, port=int(sys.argv[1]), hosts=int(sys.argv[2]), writer=archive)
        process.start()
        print(f"{time.monotonic() - began:.2f}")
