from dataclasses import asdict
from pathlib import Path

import pytest

from schemas.datadir import data_dir
from schemas.errors import FazhiError
from tasks.fetch.config import load_config, read_limits
from tasks.fetch.outcome import failed_answer


def test_the_contact_of_the_environment_goes_into_the_user_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAZHI_CONTACT", "mailto:atlas@example.org")
    assert load_config().user_agent() == "fazhi-atlas/0.1 (+mailto:atlas@example.org)"


def test_limits_are_complete_and_known() -> None:
    limits = asdict(load_config().limits)
    assert read_limits(limits) == load_config().limits
    with pytest.raises(FazhiError, match="max_bites"):
        read_limits(limits | {"max_bites": 1})
    with pytest.raises(FazhiError, match="max_bytes is -1"):
        read_limits(limits | {"max_bytes": -1})


def test_a_broken_configuration_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sources").mkdir()
    text = (data_dir() / "sources" / "crawl.yaml").read_text(encoding="utf-8")
    (tmp_path / "sources" / "crawl.yaml").write_text(text.replace("project:", "projekt:"), encoding="utf-8")
    monkeypatch.setenv("FAZHI_DATA", str(tmp_path))
    with pytest.raises(FazhiError, match=r"crawl\.yaml is broken: KeyError\('project'\)"):
        load_config()


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, "<html><title>墨溪县人民政府</title>不存在的问题得到解决</html>", None),
        (304, "", None),
        (200, "<title>404-墨溪县人民政府</title>", "gone"),
        (404, "", "gone"),
        (412, "", "blocked"),
        (521, "", "blocked"),
        (202, "<script>$_ts=1</script>", "blocked"),
        (202, "accepted", "error"),
        (429, "", "blocked"),
        (500, "", "error"),
        (204, "", "error"),
    ],
)
def test_an_answer_means_what_the_rules_say(status: int, body: str, outcome: str | None) -> None:
    found = failed_answer(status, body.encode("gb18030"), load_config().answers)
    assert (found[0] if found else None) == outcome
