"""The wordings in which reports state relations, with numbers that agree and with one that does not."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

Audit = Callable[..., Any]
_CHOICE = re.compile(r"\{([^|}]*)\|([^}]*)\}")
_WORDINGS = yaml.safe_load((Path(__file__).parent / "wordings.yaml").read_text(encoding="utf-8"))
_READ = [(kind, line) for kind, lines in _WORDINGS.items() if kind != "unread" for line in lines]
_DOUBTED = [(kind, line) for kind, line in _READ if not line.startswith("~")]


def agreeing(line: str) -> str:
    return _CHOICE.sub(r"\1", line.lstrip("~"))


@pytest.mark.parametrize(("kind", "line"), _READ)
def test_numbers_that_agree_are_told_and_not_doubted(audited: Audit, kind: str, line: str) -> None:
    result = audited(agreeing(line))
    assert kind in {finding.type for finding in result.findings if finding.verdict == "holds"}
    assert [finding.message_zh for finding in result.raised] == []


@pytest.mark.parametrize(("kind", "line"), _DOUBTED)
def test_a_number_that_does_not_agree_is_doubted(audited: Audit, kind: str, line: str) -> None:
    result = audited(_CHOICE.sub(r"\2", line))
    assert {finding.type for finding in result.raised} & ({kind, "subset", "ratio"} if kind == "equal" else {kind})


@pytest.mark.parametrize("line", _WORDINGS["unread"])
def test_what_is_not_read_is_not_doubted_either(audited: Audit, line: str) -> None:
    assert [finding.message_zh for finding in audited(agreeing(line)).raised] == []


@pytest.mark.parametrize("mark", ["；", "，"])
def test_sentences_run_together_raise_nothing(audited: Audit, mark: str) -> None:
    """Relations side by side in one long sentence are not read across one another."""
    lines = [agreeing(line).rstrip("。") for _, line in _READ if not line.lstrip("~").startswith(("其中", "占"))]
    for one, other in zip(lines, lines[7:] + lines[:7], strict=True):
        text = f"{one}{mark}{other}。"
        assert [finding.message_zh for finding in audited(text).raised] == [], text
