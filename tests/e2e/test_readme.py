"""README's examples, as a consumer would paste them: only public libraries, only the release's files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = re.findall(
    r"```python\n# (\w+)\n(.*?)```", Path(__file__).parents[2].joinpath("README.md").read_text(), re.S
)


@pytest.mark.parametrize(("library", "code"), EXAMPLES, ids=[library for library, _ in EXAMPLES])
def test_an_example_reads_the_release(library: str, code: str, sample_store: Path) -> None:
    assert len(code.strip().splitlines()) == 3
    done = subprocess.run(
        [sys.executable, "-I", "-c", code], cwd=sample_store.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "X9" in done.stdout


def test_the_readme_has_an_example_in_each_of_the_three() -> None:
    assert [library for library, _ in EXAMPLES] == ["polars", "DuckDB", "pandas"]
