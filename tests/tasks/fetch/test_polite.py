import gzip
from datetime import UTC, datetime

import pytest
from scrapy.http import Response

from tasks.fetch.polite import retry_after, robots_rules

RULES = b"User-agent: *\nDisallow: /x/\n"


def robots(body: bytes, status: int = 200, **headers: str) -> Response:
    stated = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("http://a.example/robots.txt", status=status, headers=stated, body=body)


@pytest.mark.parametrize(
    "response",
    [
        robots(RULES, Content_Type="text/plain; charset=utf-8"),
        robots(RULES),
        robots(gzip.compress(RULES), Content_Type="text/plain", Content_Encoding="gzip"),
    ],
)
def test_text_is_rules(response: Response) -> None:
    assert robots_rules(response) == RULES


@pytest.mark.parametrize(
    "response",
    [
        robots(RULES, 404),
        robots(RULES, 403),
        robots(RULES, Content_Type="text/html"),
        robots(b"\n <!DOCTYPE html><p>Disallow: /", Content_Type="text/plain"),
        robots(b"<!-- x --><html>Disallow: /</html>"),
        robots(b"\x1f\x8bbroken", Content_Encoding="gzip"),
        robots(gzip.compress(b"0" * 10_000_000), Content_Encoding="gzip"),
    ],
)
def test_what_is_not_text_is_no_rules(response: Response) -> None:
    assert robots_rules(response) == b""


NOW = datetime(2025, 3, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        ("Wed, 12 Mar 2025 00:01:30 GMT", 90.0),
        ("Tue, 11 Mar 2025 00:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert retry_after(header, NOW) == seconds
