"""The replicas that a test starts: their hosts, their truth, and what was asked of them."""

from collections.abc import Iterator
from contextlib import contextmanager

from tasks.fetch.model import Resolve
from tests.portal.family import family_names, load_family
from tests.portal.model import Other, Planted
from tests.portal.server import Host, Request, Server
from tests.portal.site import Page, Site


class _Portal:
    """A well-behaved host."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.validators = site.validators

    def serve(self, request: Request) -> Page:
        return self.site.answer(request.target, request.body)


class Portals:
    """Running replicas."""

    def __init__(self, server: Server, sites: dict[str, Site]) -> None:
        self._server, self.sites = server, sites

    @property
    def addresses(self) -> dict[str, tuple[str, int]]:
        """Where each host is really reached."""
        return dict.fromkeys(self._server.hosts, ("127.0.0.1", self._server.port))

    @property
    def resolve(self) -> tuple[Resolve, ...]:
        """The ``--resolve`` entries for all hosts."""
        named = ((host.partition(":"), address) for host, address in self.addresses.items())
        return tuple(Resolve(name, int(port or 80), *address) for (name, _, port), address in named)

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in order of arrival."""
        return self._server.requests

    @property
    def reports(self) -> list[Planted]:
        """The annual reports, as they stand now."""
        return [planted for planted in self.all_reports if planted.period == "year"]

    @property
    def all_reports(self) -> list[Planted]:
        """With the reports on half a year and on five."""
        return [planted for site in self.sites.values() for planted in site.planted()]

    @property
    def others(self) -> list[Other]:
        """The documents that are no reports."""
        return [other for site in self.sites.values() for other in site.others()]

    def revise(self, url: str) -> None:
        """Publish a corrected text of the report at that address."""
        self._site(url).revise(url)

    def withdraw(self, url: str) -> None:
        """Take the report at that address away."""
        self._site(url).withdraw(url)

    def body_bytes(self) -> int:
        """Bytes of bodies sent so far."""
        return sum(request.sent for request in self.requests)

    def _site(self, url: str) -> Site:
        return self.sites[url.split("/")[2]]


@contextmanager
def serve(*families: str) -> Iterator[Portals]:
    """Serve the hosts of the families named, of all where none is, on a free port of loopback."""
    sites: dict[str, Site] = {}
    for name in families or family_names():
        family = load_family(name)
        sites |= {host: Site(family, host, facts) for host, facts in family.hosts.items()}
    hosts: dict[str, Host] = {host: _Portal(site) for host, site in sites.items()}
    with Server(hosts) as server:
        yield Portals(server, sites)


__all__ = ["Portals", "serve"]
