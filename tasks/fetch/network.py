"""Where the crawler may connect: names are resolved once, pinned, and private addresses refused.

Every connection goes through the resolver here, literal addresses included. An address that is not public (private,
loopback, link-local, reserved, multicast) is refused, and so is whatever resolves to one, unless a ``--resolve`` entry
for that host and port names it. A refused name resolves to nothing, and ``refusal_of`` says why.
"""

import ipaddress
import logging
from typing import Any

from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IHostnameResolver, IHostResolution, IResolutionReceiver
from zope.interface import implementer, provider  # type: ignore[import-untyped]

from tasks.fetch.model import Resolve

RESOLVE_SETTING = "FAZHI_RESOLVE"
logger = logging.getLogger(__name__)
_refusals: dict[str, str] = {}


def refusal_of(host: str) -> str | None:
    """Return why a host's addresses were refused in this process, or None."""
    return _refusals.get(host)


def is_public(address: str) -> bool:
    """Whether an IP address may be connected to without a ``--resolve`` entry; an IPv4 one inside IPv6 is looked at."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return parsed.is_global and not parsed.is_multicast


@implementer(IHostResolution)
class _Resolution:
    def __init__(self, name: str) -> None:
        self.name = name

    def cancel(self) -> None:
        """A finished resolution has nothing to cancel."""


@implementer(IHostnameResolver)
class PinnedResolver:
    """Scrapy's TWISTED_DNS_RESOLVER: ``--resolve`` entries first, then the system's resolver, once a name."""

    def __init__(self, reactor: Any, entries: list[str]) -> None:
        self._reactor = reactor
        self._system = reactor.nameResolver
        self._named = {(entry.host, entry.port): entry for entry in map(Resolve.parse, entries)}
        self._pinned: dict[str, list[str]] = {}
        for entry in self._named.values():
            logger.info("resolve %s", entry)

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> "PinnedResolver":
        """Build from Scrapy's settings."""
        return cls(reactor, crawler.settings.getlist(RESOLVE_SETTING))

    def install_on_reactor(self) -> None:
        """Make every connection of this process go through here."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802 - twisted's name
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        """Resolve as twisted's IHostnameResolver asks."""
        host = hostName.lower()
        entry = self._named.get((host, portNumber))
        if entry:
            return _answer(resolutionReceiver, hostName, [(entry.address, entry.to_port)])
        if host in self._pinned:
            return _answer(resolutionReceiver, hostName, [(address, portNumber) for address in self._pinned[host]])
        receiver = _Sieve(resolutionReceiver, host, self._pinned, portNumber)
        return self._system.resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)


@provider(IResolutionReceiver)
class _Sieve:
    """Collects what the system answers, pins what is public, passes that on."""

    def __init__(self, receiver: Any, host: str, pinned: dict[str, list[str]], port: int) -> None:
        self._receiver = receiver
        self._host = host
        self._pinned = pinned
        self._port = port
        self._found: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._found.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        public = [address for address in self._found if is_public(address)]
        if self._found and not public:
            _refusals[self._host] = f"address {self._found[0]} is not public: refused"
            logger.warning("%s: %s", self._host, _refusals[self._host])
        if public:  # a failed look-up may be repeated, a found name never changes in one crawl
            self._pinned[self._host] = public
        for address in public:
            self._receiver.addressResolved(_twisted_address(address, self._port))
        self._receiver.resolutionComplete()


def _answer(receiver: Any, name: str, addresses: list[tuple[str, int]]) -> _Resolution:
    resolution = _Resolution(name)
    receiver.resolutionBegan(resolution)
    for address, port in addresses:
        receiver.addressResolved(_twisted_address(address, port))
    receiver.resolutionComplete()
    return resolution


def _twisted_address(address: str, port: int) -> IPv4Address | IPv6Address:
    return (IPv6Address if ":" in address else IPv4Address)("TCP", address, port)
