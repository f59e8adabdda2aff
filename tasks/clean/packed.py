"""Zip archives: docx files, and the attachments that portals pack into one.

Bounded in what is unpacked, so a bomb is a damaged file. Members are told by the end of their names only, which is Latin
whatever the encoding of the rest (local tools write GBK and do not say so). An archive within an archive is not opened.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from schemas.errors import DocumentError

DOCUMENT = "word/document.xml"
NUMBERING = "word/numbering.xml"
STYLES = "word/styles.xml"
_LARGEST = 200_000_000  # bytes of one member, unpacked
_MOST = 20  # members that are read
_READ = (".docx", ".doc", ".wps", ".pdf", ".txt", ".htm", ".html")
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


@contextmanager
def opened(body: bytes) -> Iterator[zipfile.ZipFile]:
    """Open an archive."""
    try:
        archive = zipfile.ZipFile(BytesIO(body))
    except _BROKEN as error:
        raise _damaged(error) from error
    with archive:
        yield archive


def content(archive: zipfile.ZipFile, name: str) -> bytes:
    """Unpack one member; raises DocumentError ``damaged_file`` where it is broken, locked or endless."""
    try:
        with archive.open(name) as stream:
            raw = stream.read(_LARGEST + 1)
    except _BROKEN as error:
        raise _damaged(error) from error
    if len(raw) > _LARGEST:
        raise DocumentError("damaged_file", f"{name} unpacks to more than 200 MB; look at the archived file")
    return raw


def documents(archive: zipfile.ZipFile) -> list[str]:
    """The names of the members that may hold a text, in the archive's order; what a system left beside them is not."""
    names = (name for name in archive.namelist() if not name.startswith("__MACOSX/"))
    return [name for name in names if name.lower().endswith(_READ)][:_MOST]


def _damaged(error: Exception) -> DocumentError:
    return DocumentError("damaged_file", f"the archive or docx cannot be opened ({error}); fetch it again")
