"""Certificates are verified, but for the hosts of sites that say ``verify_tls: false``.

Some portals have certificates that no system trusts: expired, self-made, or without their intermediate. Such a site says
so in its entry, and each of its captures says that its host was not verified. Old ciphers are spoken with everyone:
who answers has been verified, and nothing here is secret.
"""

from typing import Any

from scrapy.core.downloader.contextfactory import _ScrapyClientContextFactory
from twisted.web.iweb import IPolicyForHTTPS
from zope.interface import implementer  # type: ignore[import-untyped]

UNVERIFIED_SETTING = "FAZHI_UNVERIFIED_HOSTS"
NOTE = "certificate not verified"
CIPHERS = "DEFAULT:@SECLEVEL=0"


@implementer(IPolicyForHTTPS)
class TlsPolicy:
    """Scrapy's DOWNLOADER_CLIENTCONTEXTFACTORY: one of two ways for each host."""

    def __init__(self, crawler: Any) -> None:
        self._unverified_hosts = frozenset(crawler.settings.getlist(UNVERIFIED_SETTING))
        self._verified = _ScrapyClientContextFactory(tls_ciphers=CIPHERS, verify_certificates=True)
        self._unverified = _ScrapyClientContextFactory(tls_ciphers=CIPHERS, verify_certificates=False)

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> "TlsPolicy":
        """Build from Scrapy's settings."""
        return cls(crawler)

    def creatorForNetloc(self, hostname: bytes, port: int) -> Any:  # noqa: N802 - twisted's name
        """Return how to make a connection to that host."""
        is_named = hostname.decode("ascii").lower() in self._unverified_hosts
        return (self._unverified if is_named else self._verified).creatorForNetloc(hostname, port)
