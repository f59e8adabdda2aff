"""``SHA256SUMS`` as the coreutils write it: one line a file, digest, two spaces, path; all files but itself."""

import hashlib
from pathlib import Path


def sums_of(folder: Path, known: dict[str, str]) -> str:
    """Return the text for all files below ``folder``; ``known`` digests are not computed again."""
    lines = []
    for path in sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()):
        if path in known:
            lines.append((path, known[path]))
        else:
            with (folder / path).open("rb") as file:
                lines.append((path, hashlib.file_digest(file, "sha256").hexdigest()))
    return format_sums(dict(lines))


def format_sums(sums: dict[str, str]) -> str:
    """Return the file's text for path → digest."""
    return "".join(f"{digest}  {path}\n" for path, digest in sorted(sums.items()))


def parse_sums(text: str) -> dict[str, str]:
    """Return path → digest."""
    return {path: digest for digest, _, path in (line.partition("  ") for line in text.splitlines())}
