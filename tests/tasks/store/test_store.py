"""The store: stamped at birth, never mixed, every write whole."""

from pathlib import Path

import pytest

from schemas.errors import FazhiError
from tasks.store.store import Store


def test_a_new_folder_becomes_a_store_and_opens_again(tmp_path: Path) -> None:
    uri = str(tmp_path / "s")
    Store.create_or_open(uri, "sample")
    assert Store.open(uri).kind == "sample"


def test_sample_and_real_do_not_mix(tmp_path: Path) -> None:
    Store.create_or_open(str(tmp_path), "sample")
    with pytest.raises(FazhiError, match="is a sample store and this run is real"):
        Store.create_or_open(str(tmp_path), "real")


def test_somebody_elses_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("mine")
    with pytest.raises(FazhiError, match="not a store and not empty"):
        Store.create_or_open(str(tmp_path), "real")


def test_a_folder_that_is_not_a_store_says_so(tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match=r"is not a store"):
        Store.open(str(tmp_path))


def test_an_unknown_protocol_is_named(tmp_path: Path) -> None:
    with pytest.raises(FazhiError, match="gopher"):
        Store.open("gopher://x/y")


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FazhiError, match=r"cannot make a store|not a store and not empty"):
        Store.create_or_open(str(tmp_path / "file" / "below"), "real")


def test_put_new_refuses_a_taken_name(tmp_path: Path) -> None:
    store = Store.create_or_open(str(tmp_path / "s"), "real")
    store.put_new("releases/a", b"1")
    with pytest.raises(FileExistsError):
        store.put_new("releases/a", b"2")
    assert store.read_bytes("releases/a") == b"1"
    assert store.files("releases") == ["releases/a"]


def test_a_shared_file_outlives_its_first_name(tmp_path: Path) -> None:
    store = Store.create_or_open(str(tmp_path / "s"), "real")
    store.put_bytes("releases/1/t.parquet", b"rows")
    store.share("releases/1/t.parquet", "releases/2/t.parquet")
    store.remove_tree("releases/1")
    assert store.read_bytes("releases/2/t.parquet") == b"rows"
