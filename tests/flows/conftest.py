"""One embedded Prefect server for all tests of flows that run through Prefect: it takes a dozen seconds to start."""

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def prefect_server() -> Iterator[None]:
    """Prefect's API on a database of its own, gone with the session."""
    from prefect.testing.utilities import prefect_test_harness

    import flows.nightly  # noqa: F401 - it tells Prefect's server not to call home, before there is one

    with prefect_test_harness(server_startup_timeout=120):
        yield
