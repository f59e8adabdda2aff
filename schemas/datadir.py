"""The one way to ``data/``: everything people edit without Python.

``FAZHI_DATA`` overrides the folder; otherwise it is the ``data`` beside this package, which is so both in a
checkout and in an installed wheel.
"""

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from schemas.errors import FazhiError

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def data_dir() -> Path:
    """Return the folder that holds ``indicators/``, ``regions/`` and the rest.

    Raises FazhiError when ``FAZHI_DATA`` names something that is not a folder.
    """
    return _existing(os.environ.get("FAZHI_DATA"))


@lru_cache(maxsize=4)
def _existing(override: str | None) -> Path:
    # Asked for by every stage of every document: looked up on disk once.
    folder = Path(override) if override else Path(__file__).resolve().parent.parent / "data"
    if not folder.is_dir():
        raise FazhiError(f"data folder {folder} does not exist", "unset FAZHI_DATA or point it at a data folder")
    return folder


def load_yaml(path: Path) -> Any:
    """Parse one YAML file; raises FazhiError naming the file and line when it is not YAML or not there."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise FazhiError(f"cannot read {path}: {error.strerror}", "restore the file") from error
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.YAMLError as error:
        raise FazhiError(f"{path} is not valid YAML: {' '.join(str(error).split())}", "mend the file") from error
