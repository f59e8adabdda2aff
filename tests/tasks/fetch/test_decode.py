import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.fetch.decode import BadEncoding, TooLarge, decode_content


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@given(st.binary(max_size=5000))
def test_every_coding_is_undone(body: bytes) -> None:
    limit = len(body)
    assert decode_content(body, None, limit) == body
    assert decode_content(body, "identity", limit) == body
    assert decode_content(gzip.compress(body, mtime=0), "gzip", limit) == body
    assert decode_content(zlib.compress(body), "deflate", limit) == body
    assert decode_content(gzip.compress(zlib.compress(body), mtime=0), "deflate, gzip", len(body) + 100) == body
    assert decode_content(gzip.compress(body, mtime=0) + gzip.compress(b"!"), "x-gzip", limit + 1) == body + b"!"


def test_deflate_without_its_frame_is_undone_too() -> None:
    assert decode_content(raw_deflate("法治".encode()), "deflate", 100) == "法治".encode()


def test_a_declared_coding_that_was_not_applied_is_let_be() -> None:
    assert decode_content(b"<html>", "gzip", 100) == b"<html>"


def test_a_bomb_is_stopped_at_the_limit() -> None:
    with pytest.raises(TooLarge):
        decode_content(gzip.compress(b"0" * 10_000_000, mtime=0), "gzip", 1000)
    with pytest.raises(TooLarge):
        decode_content(b"0" * 1001, None, 1000)


@pytest.mark.parametrize("body", [gzip.compress(b"x" * 1000, mtime=0)[:-10], b"\x1f\x8b\x08\x00rubbish"])
def test_a_cut_or_broken_body_is_an_error(body: bytes) -> None:
    with pytest.raises(BadEncoding):
        decode_content(body, "gzip", 10_000)


def test_an_unknown_coding_is_an_error() -> None:
    with pytest.raises(BadEncoding, match="br"):
        decode_content(b"x", "br", 100)
