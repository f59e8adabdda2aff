"""A second, independent statement of a report's date: what confirms, or contradicts, the publication date."""

from datetime import date

from schemas.documents import CleanDocument
from tasks.clean.metadata import parse_date

# Field of CleanDocument.meta → its basis, the surest first. The page's visible dates come from one place and count once;
# the date of writing confirms a publication only where it is the same day.
_STATEMENTS = (
    ("发布日期", "page"),
    ("发布时间", "page"),
    ("list_row_date", "list_row"),
    ("file_index_date", "file_index"),
    ("url_date", "url"),
    ("成文日期", "date_of_writing"),
)
_PAGE = ("index_table", "visible_line")


def other_date(document: CleanDocument) -> tuple[date, str] | tuple[None, None]:
    """Return the first date stated elsewhere than the one taken as publication date, and where; or two None."""
    taken = "page" if document.date_basis in _PAGE else document.date_basis
    for name, basis in _STATEMENTS:
        found = parse_date(document.meta.get(name, ""))
        if found and basis != taken:
            return found, basis
    return None, None
