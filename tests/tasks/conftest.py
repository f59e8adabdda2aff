"""What tests of several stages share."""

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[str]:
    """The address of a store in an object store that runs here."""
    s3fs = pytest.importorskip("s3fs", minversion="2024.2")  # older ones know no conditional put
    import boto3
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    settings = {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "REGION": "us-east-1", "DEFAULT_REGION": "us-east-1"}
    for name, value in (settings | {"ENDPOINT_URL": f"http://{host}:{port}"}).items():
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    boto3.client("s3").create_bucket(Bucket="fazhi")
    s3fs.S3FileSystem.clear_instance_cache()  # one of an earlier test has that one's server
    yield f"s3://fazhi/{tmp_path.name}"
    server.stop()
