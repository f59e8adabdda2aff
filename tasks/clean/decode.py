"""A captured payload as pages of characters, and published spans cut out of them again.

``Decoded.pages`` is what ``src_start`` and ``src_end`` count in: the file itself for plain text, the page's
source for HTML (and, as a second page, an article that a script shows from a string or a hidden field),
``word/document.xml`` for docx, its automatic numbers written out, the text of a binary Word file, each page's text layer
for PDF (of a scan, what `ocr` sees on it), the source of each page for an article in several pages, and behind these what
each carries for a script; for a zip archive, those of the document in it. It depends on nothing but the bytes and what was
declared of them, so a published span can be found in the archived bytes at any time. What has no text to give is a
DocumentError that says what to do: ``undecodable``, ``no_text_layer``, ``damaged_file``, ``unsupported_attachment``, ``empty_text``.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile

from schemas.documents import OCR
from schemas.errors import DocumentError
from schemas.multipart import MULTIPART, split
from tasks.clean import encoding, numbering, ocr, packed, word
from tasks.clean.markup import decode_entities, entity_end, strip_tags

DOC = "application/msword"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_HTML_START = re.compile(r"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html)[\s>]", re.I | re.S)
_MARKUP = re.compile(r"<(?:[a-zA-Z/]|!--|!doctype)", re.I)
_SCRIPT, _SCRIPT_END = re.compile(r"(?i)<script\b[^<>]*>"), re.compile(r"(?i)</script")
_FIELD = re.compile(r"""(?i)<(?:input\b[^<>]{0,200}\bvalue\s{0,9}=\s{0,9}(["'])|textarea\b[^<>]{0,200}>)""")
_FIELD_ENDS = {'"': re.compile('"'), "'": re.compile("'"), None: re.compile(r"(?i)</textarea")}
# A string of a script; one that does not end on its line is none, but is passed over as a whole.
_STRING = re.compile(r""""(?>[^"\\\n]++|\\.)*+(?:"|\\?(?=\n|\Z))|'(?>[^'\\\n]++|\\.)*+(?:'|\\?(?=\n|\Z))""", re.S)
_SCRIPTED = re.compile(r"(?i)(?:<|\\u003c)/?(?:p|div|span|br)\b")  # markup in a string
_SHORTEST = 100  # characters; a shorter string is no article
_UNREAD = {True: "no characters are seen on them", False: "install the extra `ocr` to read scanned ones"}
_FORMATS = (
    (b"{\\rtf", "application/rtf", "a rich text file (rtf)"),
    (b"Rar!", "application/vnd.rar", "a rar archive"),
    (b"7z\xbc\xaf", "application/x-7z-compressed", "a 7z archive"),
    (b"\xff\xd8\xff", "image/jpeg", "a picture (jpeg)"),
    (b"\x89PNG", "image/png", "a picture (png)"),
    (b"GIF8", "image/gif", "a picture (gif)"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A payload's characters: its pages, how its bytes were read, and what it truly is."""

    pages: tuple[str, ...]
    encoding: str
    mime: str


def decode(body: bytes, mime: str, charset: str | None) -> Decoded:
    """Turn a payload into pages of characters; ``mime`` and ``charset`` are as declared, and not trusted.

    Raises DocumentError where there is no text to be had: see the module.
    """
    return _article(body) if mime == MULTIPART else _decode(body, mime, charset)


def _decode(body: bytes, mime: str, charset: str | None, is_member: bool = False) -> Decoded:
    if not body.strip():
        raise DocumentError("empty_text", "the file has no content; fetch it again")
    if body[:1024].lstrip().startswith(b"%PDF"):
        return Decoded(*_pdf_pages(body), "application/pdf")
    if body.startswith(b"PK\x03\x04"):
        return _unpacked(body, charset, is_member)
    if body.startswith(word.MAGIC):
        return Decoded((word.text(body),), "word-97", DOC)
    for magic, _, name in _FORMATS:
        if body.startswith(magic):
            raise _unsupported(name)
    text, name = encoding.read(body, charset)
    if _is_html(text, mime.partition(";")[0].strip().lower()):
        return Decoded((text, *_embedded_article(text)), name, "text/html")
    return Decoded((text,), name, "text/plain")


def _article(body: bytes) -> Decoded:
    """The pages of an article in several."""
    try:
        pages = split(body)
    except ValueError as error:
        raise DocumentError("damaged_file", f"the pages cannot be told apart ({error}); look at the archive") from error
    read = [encoding.read(page.body, page.charset) for page in pages]
    texts = tuple(text for text, _ in read)
    carried = tuple("".join(_embedded_article(text)) for text in texts)
    return Decoded((*texts, *carried), read[0][1], MULTIPART)


def source_slice(page: str, start: int, end: int, mime: str) -> str:
    """Cut [start, end) out of a decoded page as `squeeze` would leave the published span that stands there.

    In markup, tags and what holds no text are removed and character references decoded; no tree is built.
    """
    if mime in {"text/html", MULTIPART, DOCX}:
        return squeeze(decode_entities(strip_tags(page[start : entity_end(page, end)], mime)))
    return squeeze(page[start:end])


def squeeze(text: str) -> str:
    """Return ``text`` without any whitespace: what a span and its source have in common."""
    return "".join(text.split())


def _is_html(text: str, mime: str) -> bool:
    if mime == "text/plain":  # a text that merely mentions tags stays a text
        return _HTML_START.match(text, 0, 5000) is not None
    return _MARKUP.search(text) is not None


def _embedded_article(text: str) -> tuple[str, ...]:
    """The article that a page carries for a script to show, as markup in a hidden field or in a string; the longest, if any."""
    carried = [
        each for each in (*_fields(text), _longest_string(text)) if len(each) > _SHORTEST and _SCRIPTED.search(each)
    ]
    return (max(carried, key=len),) if carried else ()


def _longest_string(text: str) -> str:
    """What the longest string of markup in the page's scripts says; empty where none is one of JSON's."""
    strings = (
        string
        for script in _scripts(text)
        for string in _STRING.findall(script)
        if len(string) > _SHORTEST and string[-1] == string[0] and _SCRIPTED.search(string)
    )
    longest = max(strings, key=len, default='""')
    plain = longest[1:-1] if longest.startswith('"') else re.sub(r"\\(.)|(\")", _as_json, longest[1:-1])
    try:
        return str(json.loads(f'"{plain}"', strict=False))
    except ValueError:  # not JSON's string syntax: the page then has to do without
        return ""


def _fields(text: str) -> Iterator[str]:
    """Yield what the page's hidden fields and text areas hold."""
    for found in _FIELD.finditer(text):
        closed = _FIELD_ENDS[found[1]].search(text, found.end())
        if closed is None:  # looking on for others would take the square of the page's length
            return
        yield html.unescape(text[found.end() : closed.start()])


def _scripts(text: str) -> Iterator[str]:
    """Yield what stands in the page's scripts, in time linear in its length."""
    end = 0
    while (start := _SCRIPT.search(text, end)) and (closed := _SCRIPT_END.search(text, start.end())):
        end = closed.end()
        yield text[start.end() : closed.start()]


def _as_json(found: re.Match[str]) -> str:
    escaped, quote = found.groups()
    return '\\"' if quote else "'" if escaped == "'" else found.group()


def _unpacked(body: bytes, charset: str | None, is_member: bool) -> Decoded:
    """A docx file; or of the files in an archive the one with the most text, if any can be read."""
    with packed.opened(body) as archive:
        if packed.DOCUMENT in archive.namelist():
            return Decoded((_word_document(archive),), "utf-8", DOCX)
        read = []
        for name in [] if is_member else packed.documents(archive):
            try:
                read.append(_decode(packed.content(archive, name), "application/octet-stream", charset, is_member=True))
            except DocumentError:  # a scan or a picture beside the text; where nothing is left it is said below
                continue
        if read:
            return max(
                read, key=lambda each: sum(len(source_slice(page, 0, len(page), each.mime)) for page in each.pages)
            )
        raise _unsupported(
            "an OFD file" if "OFD.xml" in archive.namelist() else "an archive without a readable document"
        )


def _word_document(archive: ZipFile) -> str:
    document = encoding.read(packed.content(archive, packed.DOCUMENT), "utf-8")[0]
    if packed.NUMBERING not in archive.namelist():
        return document
    styles = packed.content(archive, packed.STYLES) if packed.STYLES in archive.namelist() else None
    return numbering.written_out(document, packed.content(archive, packed.NUMBERING), styles)


def _unsupported(name: str) -> DocumentError:
    remedy = "save it as docx, pdf with a text layer, or txt, and run that with --files"
    return DocumentError("unsupported_attachment", f"{name} is not read; {remedy}")


def _pdf_pages(body: bytes) -> tuple[tuple[str, ...], str]:
    """The text layer of each page; of a scan, what the extra ``ocr`` sees, where it is installed."""
    import pypdfium2  # noqa: PLC0415 - a library to load for the few documents that need it

    try:
        document = pypdfium2.PdfDocument(body)
    except pypdfium2.PdfiumError as error:
        raise DocumentError("damaged_file", f"the pdf cannot be opened ({error}); fetch it again") from error
    with document:
        pages = tuple(document[index].get_textpage().get_text_range() for index in range(len(document)))
        if any(page.strip() for page in pages):
            return pages, "pdf-text-layer"
        if ocr.is_installed():
            pages = ocr.read_pages(document)
    if not any(page.strip() for page in pages):
        raise DocumentError("no_text_layer", f"{len(pages)} pages without text; {_UNREAD[ocr.is_installed()]}")
    return pages, OCR
