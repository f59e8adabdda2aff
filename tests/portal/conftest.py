"""All families, served for the length of a file of tests."""

from collections.abc import Iterator

import pytest

from tests.portal import Portals, serve
from tests.portal.browser import Browser


@pytest.fixture(scope="module")
def portals() -> Iterator[Portals]:
    with serve() as running:
        yield running


@pytest.fixture
def browser(portals: Portals) -> Iterator[Browser]:
    one = Browser(portals)
    yield one
    one.close()
