"""The binary Word format of 1997, as far as one plain document needs it: what .doc and .wps files hold.

A compound file (512-byte sectors) with two streams: WordDocument, the file information block and the text in UTF-16; and
1Table, the piece table that says where the text stands.
"""

import struct

from tests.portal.writing import Block

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_TEXT_AT = 2048


def word_document(title: str, blocks: tuple[Block, ...]) -> bytes:
    """The document as a Word 97 file."""
    lines = [title, *(line for block in blocks for line in block.lines)]
    text = "".join(f"{line}\r" for line in lines)
    table = _piece_table(len(text))
    return _compound_file({"WordDocument": _word_stream(text, len(table)), "1Table": table})


def _word_stream(text: str, table_size: int) -> bytes:
    """The information block with the fields that readers look at, and the text behind it."""
    data = text.encode("utf-16-le")
    block = bytearray(_TEXT_AT)
    # wIdent, nFib, nProduct, lid, pnNext, flags (1Table, UTF-16), nFibBack
    struct.pack_into("<HHHHHHH", block, 0, 0xA5EC, 0x00C1, 0, 0x0804, 0, 0x0200 | 0x1000, 0x00BF)
    struct.pack_into("<ii", block, 0x18, _TEXT_AT, _TEXT_AT + len(data))  # fcMin, fcMac
    struct.pack_into("<H", block, 0x20, 14)  # csw
    struct.pack_into("<H", block, 0x3E, 22)  # cslw
    struct.pack_into("<i", block, 0x40, _TEXT_AT + len(data))  # cbMac
    struct.pack_into("<i", block, 0x4C, len(text))  # ccpText
    struct.pack_into("<H", block, 0x98, 0x5D)  # cbRgFcLcb
    struct.pack_into("<ii", block, 0x9A + 33 * 8, 0, table_size)  # fcClx, lcbClx
    return bytes(block) + data


def _piece_table(characters: int) -> bytes:
    """One piece: all characters, not compressed, from the text's offset on."""
    plc = struct.pack("<II", 0, characters) + struct.pack("<HIH", 0, _TEXT_AT, 0)
    return b"\x02" + struct.pack("<I", len(plc)) + plc


def _compound_file(streams: dict[str, bytes]) -> bytes:
    """Streams laid one behind the other, each of at least 4096 bytes, so that none belongs into the mini stream."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    chains: list[tuple[int, int]] = []
    for data in padded.values():
        whole = data.ljust(-(-len(data) // _SECTOR) * _SECTOR, b"\0")
        chains.append((len(sectors), len(whole) // _SECTOR))
        sectors += [whole[at : at + _SECTOR] for at in range(0, len(whole), _SECTOR)]
    directory = _directory(list(padded), chains, [len(data) for data in padded.values()])
    chains.append((len(sectors), 1))
    sectors.append(directory)
    return _header(len(sectors), chains) + b"".join(sectors) + _allocation(len(sectors), chains)


def _allocation(count: int, chains: list[tuple[int, int]]) -> bytes:
    per_sector = _SECTOR // 4
    fat_sectors = _fat_sectors(count)
    entries = [_FREE] * (fat_sectors * per_sector)
    for start, length in chains:
        for number in range(start, start + length - 1):
            entries[number] = number + 1
        entries[start + length - 1] = _END
    for number in range(count, count + fat_sectors):
        entries[number] = _FAT
    return struct.pack(f"<{len(entries)}I", *entries)


def _fat_sectors(count: int) -> int:
    per_sector = _SECTOR // 4
    needed = 1
    while needed * per_sector < count + needed:
        needed += 1
    return needed


def _header(count: int, chains: list[tuple[int, int]]) -> bytes:
    fat_sectors = _fat_sectors(count)
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(_SECTOR, b"\0"))
    struct.pack_into("<HHHHH", head, 0x18, 0x003E, 0x0003, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIII", head, 0x2C, fat_sectors, chains[-1][0], 0, 4096, _END, 0, _END, 0)
    places = [count + number for number in range(fat_sectors)]
    struct.pack_into("<109I", head, 0x4C, *places, *[_FREE] * (109 - fat_sectors))
    return bytes(head)


def _directory(names: list[str], chains: list[tuple[int, int]], sizes: list[int]) -> bytes:
    # A directory is a tree of names ordered by length; two names need a root and one neighbour.
    order = sorted(range(len(names)), key=lambda number: (len(names[number]), names[number]))
    first, second = (number + 1 for number in order)
    entries = [_entry("Root Entry", 5, child=first, start=_END, size=0)]
    for number, name in enumerate(names, start=1):
        right = second if number == first else _FREE
        entries.append(_entry(name, 2, right=right, start=chains[number - 1][0], size=sizes[number - 1]))
    return b"".join(entries).ljust(_SECTOR, b"\0")


def _entry(name: str, kind: int, child: int = _FREE, right: int = _FREE, start: int = 0, size: int = 0) -> bytes:
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBBIII", len(encoded) + 2, kind, 1, _FREE, right, child)
    return head.ljust(0x74, b"\0") + struct.pack("<IQ", start, size)
