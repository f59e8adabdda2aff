"""The kinds of bodies that publish reports, and how to read one at a place in a text.

Layout: ``data/organs/organs.yaml``. ``read_organ`` matches at one offset: 人民政府, 市场监管局 (written out as
市场监督管理局), 卫生健康委. A body of no listed kind is read only where the caller says that a whole name stands there (a
title, a line of its own), and gets a key from the hash of its name, so that its issuer_id is stable.
"""

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from schemas.datadir import data_dir, load_yaml
from schemas.documents import IssuerType


@dataclass(frozen=True, slots=True)
class Organ:
    """A body without its region: stable key, name as written out, kind."""

    key: str
    name: str
    issuer_type: IssuerType


class OrganReader:
    """Reads a body's name at an offset of a text."""

    def __init__(self, path: Path) -> None:
        content = load_yaml(path)
        self._whole: dict[str, Organ] = {}
        for entry in content["governing"]:
            organ = Organ(entry["key"], entry["name"], entry["issuer_type"])
            self._whole.update(dict.fromkeys([entry["name"], *entry["also"]], organ))
        self._fields: dict[str, tuple[str, str]] = {}
        for entry in content["departments"]:
            if "field" in entry:
                for field in [entry["field"], *entry.get("also", [])]:
                    self._fields[field] = (entry["key"], field)
                self._fields.update(dict.fromkeys(entry.get("short", []), (entry["key"], entry["field"])))
            for written, name in entry.get("whole", {}).items():
                self._whole[written] = Organ(entry["key"], name, "department")
        self._suffixes: dict[str, str] = content["suffixes"]
        alternatives = "|".join(sorted(self._whole, key=len, reverse=True))
        fields = "|".join(sorted(self._fields, key=len, reverse=True))
        suffixes = "|".join(sorted(self._suffixes, key=len, reverse=True))
        self._listed = re.compile(f"(?:(?P<whole>{alternatives})|(?P<field>{fields})(?P<suffix>{suffixes}))")
        endings = "|".join(sorted(content["unlisted_endings"], key=len, reverse=True))
        self._unlisted = re.compile(
            f"[一-鿿、（）()—-]{{1,20}}?(?:{endings})(?=关于|[0-9二〇(（\\s法依全推年度的公]|$)"
        )

    def governing(self, key: str) -> Organ:
        """Return the body that stands for a place: zf, xs, jd or gwh."""
        return next(organ for organ in self._whole.values() if organ.key == key)

    def read(self, text: str, start: int, *, unlisted: bool = False) -> tuple[Organ, int] | None:
        """Return the body named at ``start`` and where its name ends, or None where none stands there."""
        found = self._listed.match(text, start)
        if found is None:
            return self._read_unlisted(text, start) if unlisted else None
        if found["whole"]:
            return self._whole[found["whole"]], found.end()
        key, field = self._fields[found["field"]]
        return Organ(key, field + self._suffixes[found["suffix"]], "department"), found.end()

    def _read_unlisted(self, text: str, start: int) -> tuple[Organ, int] | None:
        found = self._unlisted.match(text, start)
        if found is None:
            return None
        name = found.group()
        kind: IssuerType = "zone_committee" if name.endswith(("管委会", "管理委员会")) else "department"
        return Organ(_hashed_key(name), name, kind), found.end()


def _hashed_key(name: str) -> str:
    normal = "".join(c for c in name if c.isalnum())
    return "x" + hashlib.sha256(normal.encode("utf-8")).hexdigest()[:10]


@lru_cache(maxsize=2)
def _load(path: Path) -> OrganReader:
    return OrganReader(path)


def load_organs() -> OrganReader:
    """Return the reader over the data folder's organs, built once a process."""
    return _load(data_dir() / "organs" / "organs.yaml")
