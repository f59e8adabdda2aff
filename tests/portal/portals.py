"""The replicas that a test starts: their hosts, their truth, and what was asked of them."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

from tasks.fetch.model import Resolve
from tests.portal.family import family_names, load_family
from tests.portal.hostile import HostileHost
from tests.portal.model import Other, Planted
from tests.portal.pages import Page
from tests.portal.server import Host, Request, Server
from tests.portal.site import Site
from tests.portal.writing import texts


class _Portal:
    """A well-behaved host."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.validators = site.validators

    def serve(self, request: Request) -> Page:
        return self.site.answer(request.target, request.body)


class _Mirror:
    """A copy of a portal on a domain that somebody else owns by now: traditional characters, and advertisements."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self.validators: list[str] = []
        self._written = str.maketrans(texts("mirror")["traditional"])

    def serve(self, request: Request) -> Page:
        page = self._site.answer(request.target, request.body)
        if not page.mime.startswith("text/html"):
            return page
        body = page.body.decode(self._site.facts["encoding"]).translate(self._written)
        return Page(body.replace("</body>", f"{texts('mirror')['spam']}</body>").encode(), page.mime, page.status)


class Portals:
    """Running replicas."""

    def __init__(self, server: Server, sites: dict[str, Site], hostile: dict[str, HostileHost]) -> None:
        self._server, self.sites, self.hostile = server, sites, hostile

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
def serve(
    *families: str, hostile: Iterable[str] | None = None, farm: Mapping[str, Host] | None = None
) -> Iterator[Portals]:
    """Serve the hosts of the families named, hostile ones, and those of a farm, on a free port of loopback.

    Where nothing is named, all families are served.
    """
    names = families if families or hostile is not None or farm is not None else family_names()
    sites = {
        host: Site(load_family(name), host, facts) for name in names for host, facts in load_family(name).hosts.items()
    }
    bad = {name: HostileHost(name) for name in hostile or ()}
    hosts: dict[str, Host] = {host: _Portal(site) for host, site in sites.items()}
    hosts |= {mirror: _Mirror(site) for site in sites.values() for mirror in site.facts.get("mirrors", ())}
    hosts |= {one.host: one for one in bad.values()}
    hosts |= farm or {}
    with Server(hosts) as server:
        for one in bad.values():
            one.port = server.port
        yield Portals(server, sites, bad)


__all__ = ["Portals", "serve"]
