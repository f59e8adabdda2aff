"""Certificates: one that no system trusts is refused, unless the site's entry says that it is known to be such."""

import ssl
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.config import load_config
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, Resolve
from tasks.fetch.read import read_captures

HOST = "www.self-made.gov.example"
SITE = Site("self", "x", HOST, "trs", "X9", (Column(f"https://{HOST}/fz/", None),), True, 0.0)
LIST = '<li><a href="/fz/t20240308_12345.html">墨溪县2023年法治政府建设年度报告</a> 2024-03-08</li>'


def certificate(folder: Path) -> Path:
    """A certificate that the host has signed itself, with its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)]), datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    path = folder / "both.pem"
    plain = key.private_bytes(encoding, private, serialization.NoEncryption())
    path.write_bytes(plain + made.public_bytes(encoding))
    return path


@pytest.fixture
def entry(tmp_path: Path) -> Iterator[Resolve]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            pages = {"/fz/": LIST, "/fz/t20240308_12345.html": f"<div class=TRS_Editor>{'法治政府建设。' * 90}</div>"}
            body = pages.get(self.path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(tmp_path))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield Resolve(HOST, 443, "127.0.0.1", server.server_address[1])
    server.shutdown()
    server.server_close()


def crawled(site: Site, spool: Path, entry: Resolve) -> list[CaptureRow]:
    limits = replace(load_config().limits, retry_times=0, timeout_seconds=10)
    summary = crawl([site], spool, {}, [entry], families=load_registry().families, limits=limits)
    return [row for path in summary.files for row in read_captures(path)]


def test_a_self_made_certificate_is_refused(entry: Resolve, tmp_path: Path) -> None:
    (row,) = crawled(SITE, tmp_path / "spool", entry)
    assert row.outcome == "error"
    assert "certificate" in (row.outcome_detail or "").lower()


def test_a_site_may_say_that_its_certificate_cannot_be_verified_and_its_captures_say_so(
    entry: Resolve, tmp_path: Path
) -> None:
    rows = crawled(replace(SITE, verify_tls=False), tmp_path / "spool", entry)
    assert [(row.outcome, row.outcome_detail) for row in rows] == [
        ("not_report", "list page; certificate not verified"),
        ("ok", "certificate not verified"),
    ]
