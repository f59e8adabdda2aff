"""Bytes to main text: the cleaning stage.

`clean` reads one captured payload and returns its main text with an exact map back into the decoded payload and
everything the page states of itself. Failures are DocumentErrors, one check each: ``undecodable``,
``no_text_layer``, ``damaged_file``, ``unsupported_attachment`` (see `decode`), and here ``soft_404`` (status 200, but the
page says it is not there), ``image_only`` (pictures in place of text), ``only_a_cover`` (the page points to an
attachment), ``no_prose`` (menus and the like), ``mojibake`` (wrongly converted before it was published) and
``empty_text``.
"""

import re
from dataclasses import replace

from schemas.documents import CleanDocument, Payload, SourceMap
from schemas.errors import DocumentError
from schemas.multipart import MULTIPART
from tasks.clean import html, metadata, paged
from tasks.clean.decode import DOC, DOCX, Decoded, decode
from tasks.clean.html import MainText
from tasks.clean.metadata import Stated
from tasks.clean.rules import FamilyRules, Rules, rules
from tasks.clean.textmap import Line, assemble, line_text

_MARKUP = ("text/html", MULTIPART)
_SHORT = 80  # characters; a text below this may be a notice that there is no text
_OWN = 20  # characters in clauses: fewer are chance
_BESIDE_COVER = 60  # characters in other clauses: fewer are a greeting, and the text is in the attachment
# UTF-8 punctuation read as GBK always begins with one of these two, which Chinese prose hardly ever uses.
_PARTED = re.compile(r"(?<=[。；！？\n])")
_CLAUSES = re.compile(r"[。；！？，]")  # what menus and addresses do not have
_MOJIBAKE = re.compile("[锛銆]")


def clean(payload: Payload, family: FamilyRules | None = None) -> CleanDocument:
    """Return the payload's main text, its map into the decoded payload and the page's statements of itself.

    ``family`` narrows down where a known portal family keeps its text. Raises DocumentError, see the module.
    """
    decoded = decode(payload.body, payload.mime, payload.charset)
    known = rules()
    if decoded.mime in {"text/plain", DOC}:
        text, source_map, stated = (
            decoded.pages[0],
            SourceMap.identity(),
            metadata.from_text(decoded.pages[0], known),
        )
    elif decoded.mime in _MARKUP:
        read = _read_html if decoded.mime == "text/html" else _read_article
        lines, stated = read(decoded, known, family, payload.listed_title)
        text, source_map = assemble(lines)
    else:
        text, source_map = assemble(_read_paged(decoded))
        stated = metadata.from_text(text, known)
    _check(text)
    if decoded.mime in _MARKUP:
        _check_own(text, known)
    metadata.add_capture_dates(stated, payload)
    fields = stated.fields
    sources = ("ContentSource", *known.content_source)
    return CleanDocument(
        text=text,
        source_map=source_map,
        mime=decoded.mime,
        encoding=decoded.encoding,
        title=stated.title or payload.listed_title,
        published_date=stated.published,
        date_basis=stated.basis,
        content_source=next((fields[name] for name in sources if name in fields), None),
        site_name=stated.site,
        column_name=fields.get("ColumnName") or payload.column,
        meta=fields,
    )


def _read_html(
    decoded: Decoded, known: Rules, family: FamilyRules | None, title: str | None
) -> tuple[list[Line], Stated]:
    page = html.read_page(decoded.pages[0])
    main = html.main_text(page, known, family, title=title)
    stated = metadata.from_page(page, main, known, title)
    if len(decoded.pages) > 1:
        main = _longer(main, decoded.pages[1], known, 1)
    _check_page(main, decoded.pages[0], known)
    return main.lines, stated


def _longer(main: MainText, carried: str, known: Rules, number: int) -> MainText:
    """The page's main text, or the longer one that it carries in a script as page ``number``."""
    embedded = html.main_text(html.read_page(carried), known, FamilyRules(containers=("body",)), number)
    return embedded if _is_prose(embedded) and _length(embedded.lines) > _length(main.lines) else main


def _is_prose(main: MainText) -> bool:
    return any("。" in line_text(line) for line in main.lines)


def _read_article(
    decoded: Decoded, known: Rules, family: FamilyRules | None, title: str | None
) -> tuple[list[Line], Stated]:
    """Read an article in several pages: what the first states of itself, and the lines of all."""
    count = len(decoded.pages) // 2
    sources, carried = decoded.pages[:count], decoded.pages[count:]
    pages = [html.read_page(source) for source in sources]
    shown = [html.main_text(page, known, family, number, title) for number, page in enumerate(pages)]
    mains = [_longer(main, inner, known, count + n) for n, (main, inner) in enumerate(zip(shown, carried, strict=True))]
    links = "".join(map(str, range(1, count + 1)))
    # a first page without a sentence shows its text in a frame
    lines = paged.without_page_links(mains[0].lines, links) if _is_prose(mains[0]) else []
    seen = {paged.text_of(lines)}
    for main in mains[1:]:
        following = paged.without_page_links(main.lines, links)
        if (text := paged.text_of(following)) not in seen:  # a site may link the first page under a number too
            seen.add(text)
            lines = paged.with_next_page(lines, following)
    _check_page(replace(mains[0], lines=lines), sources[0], known)
    return lines, metadata.from_page(pages[0], shown[0], known, title)


def _read_paged(decoded: Decoded) -> list[Line]:
    return paged.docx_lines(decoded.pages[0]) if decoded.mime == DOCX else paged.pdf_lines(decoded.pages)


def _check_page(main: MainText, source: str, known: Rules) -> None:
    if _length(main.lines) >= _SHORT:
        return
    notice = known.soft_404.search(source)
    if notice:
        raise DocumentError("soft_404", f"the page says {notice.group()!r} with status 200; check its address")
    if main.is_pictures:
        raise DocumentError("image_only", "pictures stand in place of text; run OCR on them, then --files")


def _check(text: str) -> None:
    if not text.strip():
        raise DocumentError("empty_text", "no text was found; look at the archived page for where it stands")
    if len(_MOJIBAKE.findall(text)) > max(5, 0.01 * len(text)):
        raise DocumentError("mojibake", "the site converted the text wrongly before publishing it; find another copy")


def _check_own(text: str, known: Rules) -> None:
    """Refuse what a page shows where its text is elsewhere: a line that points to an attachment, or its menus."""
    clauses = [part for part in _PARTED.split(text) if _CLAUSES.search(part)]
    covers = [clause for clause in clauses if known.covers.search(clause)]
    if sum(map(len, clauses)) - sum(map(len, covers)) >= (_BESIDE_COVER if covers else _OWN):
        return
    if covers:
        raise DocumentError("only_a_cover", f"the page says {covers[0].strip()!r} and no more; read its attachment")
    raise DocumentError("no_prose", "menus or headings stand where the text should; look at the archived page")


def _length(lines: list[Line]) -> int:
    return sum(len(piece[0]) for line in lines for piece in line)
