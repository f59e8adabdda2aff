"""Certificates: one that no system trusts is refused, unless the site's entry says that it is known to be such."""

import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tasks.discover.registry import Column, Site, load_registry
from tasks.fetch.config import load_config
from tasks.fetch.crawl import crawl
from tasks.fetch.model import CaptureRow, Resolve
from tasks.fetch.read import read_captures

HOST = "www.self-made.gov.example"
SITE = Site("self", "x", HOST, "trs", "X9", (Column(f"https://{HOST}/fz/", None),), True, 0.0)
LIST = '<li><a href="/fz/t20240308_12345.html">墨溪县2023年法治政府建设年度报告</a> 2024-03-08</li>'
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """Who signs: a key and its own certificate."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def made(cls) -> "Authority":
        key = ec.generate_private_key(ec.SECP256R1())
        return cls(key, _certificate("authority", key, None, is_authority=True))

    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def _certificate(
    host: str,
    key: ec.EllipticCurvePrivateKey,
    signer: Authority | None,
    ends_in: timedelta = DAY,
    is_authority: bool = False,
) -> x509.Certificate:
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)]), datetime.now(UTC)
    public = key.public_key()
    issuer_key = signer.key if signer else key
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(signer.certificate.subject if signer else name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 9 * DAY)
        .not_valid_after(now + ends_in)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False)
        .sign(issuer_key, hashes.SHA256())
    )


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    """An authority that the crawling machine trusts, as it does those of its system."""
    authority = Authority.made()
    path = tmp_path / "authorities.pem"
    path.write_bytes(authority.pem())
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return authority


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


Serve = Callable[..., Resolve]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve the pages with a certificate as told; the host's name leads there."""
    servers = []

    def _serve(signer: Authority | None, named: str = HOST, ends_in: timedelta = DAY) -> Resolve:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = _certificate(named, key, signer, ends_in)
        encoding, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        path = tmp_path / "both.pem"
        plain = key.private_bytes(encoding, private, serialization.NoEncryption())
        path.write_bytes(plain + certificate.public_bytes(encoding))
        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        servers.append(server)
        return Resolve(HOST, 443, "127.0.0.1", server.server_address[1])

    yield _serve
    for server in servers:
        server.shutdown()
        server.server_close()


def crawled(site: Site, spool: Path, entry: Resolve) -> list[CaptureRow]:
    limits = replace(load_config().limits, retry_times=0, timeout_seconds=10)
    summary = crawl([site], spool, {}, [entry], families=load_registry().families, limits=limits)
    return [row for path in summary.files for row in read_captures(path)]


def test_a_certificate_of_an_authority_that_the_system_trusts_is_good(
    serve: Serve, trusted: Authority, tmp_path: Path
) -> None:
    rows = crawled(SITE, tmp_path / "spool", serve(trusted))
    assert [(row.outcome, row.outcome_detail) for row in rows] == [("not_report", "list page"), ("ok", None)]


REFUSED = {
    "self-made": ({"signer": None}, "TLS: certificate verify failed"),
    "of an unknown authority": ({"signer": Authority.made()}, "TLS: certificate verify failed"),
    "expired": ({"ends_in": -DAY}, "TLS: certificate verify failed"),
    "of another host": ({"named": "www.other.gov.example"}, "certificate is of another host"),
}


@pytest.mark.parametrize(("told", "said"), REFUSED.values(), ids=REFUSED)
def test_any_other_is_refused_and_the_capture_says_why(
    serve: Serve, trusted: Authority, tmp_path: Path, told: dict[str, object], said: str
) -> None:
    (row,) = crawled(SITE, tmp_path / "spool", serve(**{"signer": trusted} | told))
    assert row.outcome == "error"
    assert row.outcome_detail == f"robots.txt: {said}"


@pytest.mark.parametrize("told", [told for told, _ in REFUSED.values()], ids=REFUSED)
def test_a_site_may_say_that_its_certificate_cannot_be_verified_and_its_captures_say_so(
    serve: Serve, trusted: Authority, tmp_path: Path, told: dict[str, object]
) -> None:
    rows = crawled(replace(SITE, verify_tls=False), tmp_path / "spool", serve(**{"signer": trusted} | told))
    assert [(row.outcome, row.outcome_detail) for row in rows] == [
        ("not_report", "list page; certificate not verified"),
        ("ok", "certificate not verified"),
    ]
