"""Which names lead towards the columns of reports: ``data/lexicon/discover_columns.yaml``."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from schemas.datadir import data_dir, load_yaml
from schemas.errors import FazhiError


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """The patterns of ``data/lexicon/discover_columns.yaml``, whose comments say what each is for."""

    never: re.Pattern[str]
    own: re.Pattern[str]
    way: re.Pattern[str]
    part: re.Pattern[str]
    organ: re.Pattern[str]
    onward: re.Pattern[str]
    address: re.Pattern[str]
    twins: tuple[tuple[re.Pattern[str], str], ...]


def column_words() -> ColumnWords:
    """Return the words of ``data/lexicon/discover_columns.yaml``; a broken one raises FazhiError."""
    return _lexicon(data_dir() / "lexicon" / "discover_columns.yaml")


@cache
def _lexicon(path: Path) -> ColumnWords:
    data = load_yaml(path)
    try:
        return ColumnWords(
            never=re.compile(data["never"]),
            own=re.compile(data["own"]),
            way=re.compile(data["way"]),
            part=re.compile(data["part"]),
            organ=re.compile(data["organ"]),
            onward=re.compile(data["onward"]),
            address=re.compile(data["address"]),
            twins=tuple((re.compile(pattern), own) for pattern, own in data["twins"]),
        )
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise FazhiError(f"{path} is broken: {error!r}", "give the keys and patterns its comments describe") from error
