"""CleanDocument → is it a report, who wrote it, where, for which year, by when it was due.

``is_report`` raises NotAReport for a neighbouring kind of document. ``identify`` never guesses: what is undecided is None,
and ``require_decided`` raises DocumentError (``undecided_issuer``, ``undecided_year``) with the candidates.
"""

from tasks.identify.deadlines import Deadline, deadline, timeliness
from tasks.identify.genre import is_report
from tasks.identify.identity import identify, require_decided
from tasks.identify.regions import RegionTable, load_regions, region_rows

__all__ = [
    "Deadline",
    "RegionTable",
    "deadline",
    "identify",
    "is_report",
    "load_regions",
    "region_rows",
    "require_decided",
    "timeliness",
]
