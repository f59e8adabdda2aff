"""Scrapy's scheduler: a queue a host, and one request of a host at a time, from its asking to its archiving.

So no host's pages crowd out another's, a slow host holds up nobody, the order of a host's pages (lists first) is kept
to the last moment, and a crawl that is killed has at most one answer a host to fetch again.
"""

from collections import deque
from heapq import heappop, heappush
from itertools import count
from typing import Any
from urllib.parse import urlsplit

from scrapy import Request


class HostQueue:
    """The requests that wait, by host."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._waiting: dict[str, list[tuple[int, int, Request]]] = {}
        self._turn: deque[str] = deque()  # hosts with something waiting
        self._out: dict[str, Request] = {}  # the request that a host was last given
        self._order = count()
        self._size = 0

    @classmethod
    def from_crawler(cls, crawler: Any) -> "HostQueue":
        """Build as Scrapy asks."""
        return cls(crawler)

    def open(self, spider: Any) -> None:
        """Nothing to open."""

    def close(self, reason: str) -> None:
        """Nothing to close: what is not done stands in the journal."""

    def __len__(self) -> int:
        return self._size

    def has_pending_requests(self) -> bool:
        """Whether anything waits."""
        return self._size > 0

    def enqueue_request(self, request: Request) -> bool:
        """Let a request wait for its host's turn."""
        host = urlsplit(request.url).hostname or ""
        waiting = self._waiting.setdefault(host, [])
        if not waiting:
            self._turn.append(host)
        heappush(waiting, (-request.priority, next(self._order), request))
        self._size += 1
        return True

    def next_request(self) -> Request | None:
        """Return a request of the next host whose last answer is dealt with, None where there is none."""
        # What is asked, or answered and not yet archived; nothing public tells both.
        in_hand = self._crawler.engine._slot.inprogress
        for _ in range(len(self._turn)):
            host = self._turn.popleft()
            if self._out.get(host) in in_hand:
                self._turn.append(host)
                continue
            request = heappop(self._waiting[host])[2]
            self._out[host] = request
            self._size -= 1
            if self._waiting[host]:
                self._turn.append(host)
            return request
        return None
