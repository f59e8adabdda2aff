"""Replicas of government portals: fifteen families as they are met, and a hostile host for each thing that goes wrong.

    with serve() as portals:                       # or serve("01_trs_date"), serve(hostile=True)
        crawl(resolve=portals.resolve)             # every host leads to one server on loopback
        assert found == {planted.url for planted in portals.reports}

A family's markup and its hosts are one file, ``families/<family>.yaml``; the documents' words are ``texts/*.yaml``. Nothing
here knows the crawler, and nothing here is to be shared with ``data/sources``.
"""

from tests.portal.model import Other, Planted, squeezed
from tests.portal.portals import Portals, serve
from tests.portal.server import Request

__all__ = ["Other", "Planted", "Portals", "Request", "serve", "squeezed"]
