"""Content decoding, once for the crawler and for the reader of the archive.

Output is bounded: a small answer that unpacks to gigabytes raises ``TooLarge``, a broken or unknown one ``BadEncoding``.
"""

import zlib


class BadEncoding(ValueError):
    """The body is not what its Content-Encoding says, or that is none this project reads."""


class TooLarge(ValueError):
    """The body unpacks to more than the limit."""


def decode_content(body: bytes, encoding: str | None, limit: int) -> bytes:
    """Undo Content-Encoding (gzip, deflate, identity; several in a row); at most ``limit`` bytes come out."""
    for name in reversed([part.strip().lower() for part in (encoding or "").split(",") if part.strip()]):
        if name in ("gzip", "x-gzip"):
            body = _gunzip(body, limit)
        elif name == "deflate":
            body = _inflate(body, limit)
        elif name != "identity":
            raise BadEncoding(f"content encoding {name}")
    if len(body) > limit:
        raise TooLarge(f"more than {limit} bytes")
    return body


def _gunzip(body: bytes, limit: int) -> bytes:
    if not body.startswith(b"\x1f\x8b"):  # declared, not done: seen on portals behind a second server
        return body
    out = b""
    while body.startswith(b"\x1f\x8b"):  # members one after another; anything else behind them is padding
        data, body = _unpack(body, zlib.MAX_WBITS | 16, limit - len(out))
        out += data
    return out


def _inflate(body: bytes, limit: int) -> bytes:
    try:
        return _unpack(body, zlib.MAX_WBITS, limit)[0]
    except BadEncoding:
        return _unpack(body, -zlib.MAX_WBITS, limit)[0]  # raw deflate, as some servers send it


def _unpack(body: bytes, wbits: int, limit: int) -> tuple[bytes, bytes]:
    unpacker = zlib.decompressobj(wbits=wbits)
    try:
        data = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise BadEncoding(f"broken compression: {error}") from error
    if len(data) > limit:
        raise TooLarge(f"unpacks to more than {limit} bytes")
    if not unpacker.eof:
        raise BadEncoding("compressed body is cut short")
    return data, unpacker.unused_data
