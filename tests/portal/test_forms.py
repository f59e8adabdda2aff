"""A report is a page, several pages, or a file, and in each form the text is the one planted."""

import html
import io
import re
import struct
import zipfile
from urllib.parse import quote, urljoin

import docx
import pypdfium2
from docx.table import Table
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from tests.portal import Planted, Portals, pdf, squeezed
from tests.portal.browser import Browser, words

SAFE = "/:?&=%;#"


class TestForms:
    """A report is a page, several pages, or a file."""

    def test_every_form_is_planted(self, portals: Portals) -> None:
        forms = {planted.form for planted in portals.reports}
        assert forms == {"page", "parts", "both", "docx", "doc", "wps", "pdf", "scan", "zip"}

    def test_the_parts_together_are_the_text(self, portals: Portals, browser: Browser) -> None:
        for planted in (each for each in portals.reports if each.form == "parts"):
            encoding = portals.sites[planted.host].facts["encoding"]
            assert len(planted.urls) == 3
            shown = []
            for url in planted.urls:
                browser.get(url)
                shown.append(words(browser.body.decode(encoding)))
            lines = [squeezed(line) for line in planted.text.splitlines()]
            assert all(any(line in page for page in shown) for line in lines)
            assert not any(all(line in page for line in lines) for page in shown)

    def test_an_attachment_is_linked_from_its_page_and_holds_the_text(self, portals: Portals, browser: Browser) -> None:
        attached = [each for each in portals.reports if each.form in ("docx", "pdf", "scan", "zip", "doc", "wps")]
        for planted in attached:
            browser.get(planted.url)
            page = browser.body.decode(portals.sites[planted.host].facts["encoding"])
            assert squeezed(planted.cover) in words(page)
            assert squeezed(planted.text) not in words(page)
            links = {
                urljoin(planted.url, quote(html.unescape(link), safe=SAFE))
                for link in re.findall(r'href="([^"]+)"', page)
            }
            file = next(
                url
                for url in planted.urls
                if url in links
                and url != planted.url
                and "wap" not in url
                and "post_" not in url
                and "print" not in url
            )
            assert browser.get(file).status == 200
            assert planted.is_told_by(READERS[planted.form](browser.body, planted))


def docx_text(payload: bytes, planted: Planted) -> str:
    document = docx.Document(io.BytesIO(payload))
    texts = []
    for child in document.iter_inner_content():
        rows = [cell.text for row in child.rows for cell in row.cells] if isinstance(child, Table) else [child.text]
        texts += rows
    return "\n".join(texts)


def pdf_text(payload: bytes, planted: Planted) -> str:
    document = pypdfium2.PdfDocument(payload)
    pages = [page.get_textpage().get_text_range() for page in document]
    return re.sub(r"— \d+ —", "", "\n".join(pages))


def scan_text(payload: bytes, planted: Planted) -> str:
    """Nothing can be read off a scan; that its pages are images, one each, is what is checked."""
    document = pypdfium2.PdfDocument(payload)
    assert len(document) > 1
    for page in document:
        assert page.get_textpage().get_text_range() == ""
        if pdf.can_draw_chinese():
            assert 0.01 < (page.render(grayscale=True).to_numpy() < 128).mean() < 0.3
        assert [each.type for each in page.get_objects()] == [FPDF_PAGEOBJ_IMAGE]
    return planted.text


def zip_text(payload: bytes, planted: Planted) -> str:
    with zipfile.ZipFile(io.BytesIO(payload)) as archive:
        (name,) = archive.namelist()
        assert name.encode("cp437").decode("gbk") == f"附件/{planted.title}.docx"
        return docx_text(archive.read(name), planted)


def word_text(payload: bytes, planted: Planted) -> str:
    """Read the file as the format's specification says: the text is where the piece table says."""
    assert payload.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    start, end = struct.unpack_from("<ii", payload, 512 + 0x18)
    return payload[512 + start : 512 + end].decode("utf-16-le").replace("\r", "\n")


READERS = {"docx": docx_text, "pdf": pdf_text, "scan": scan_text, "zip": zip_text, "doc": word_text, "wps": word_text}
