"""Named points at every durable write, where a test can make the process die.

``FAZHI_FAULT=name`` (or ``name:3`` for its third passing) kills the process at that point as the machine would:
at once, with no cleaning up. ``FAZHI_FAULT_LOG=file`` writes down every point passed, so that a harness can
learn which there are. Without these variables a point costs one dictionary look-up.
"""

import os
import signal
from pathlib import Path

_passed: dict[str, int] = {}


def point(name: str) -> None:
    """Pass the point ``name``: write it down and die here, where the environment asks for it."""
    log = os.environ.get("FAZHI_FAULT_LOG")
    if log:
        with Path(log).open("a", encoding="utf-8") as lines:
            lines.write(name + "\n")
    wanted = os.environ.get("FAZHI_FAULT")
    if not wanted:
        return
    _passed[name] = _passed.get(name, 0) + 1
    if wanted == f"{name}:{_passed[name]}" or (wanted == name and _passed[name] == 1):
        os.kill(os.getpid(), signal.SIGKILL)
