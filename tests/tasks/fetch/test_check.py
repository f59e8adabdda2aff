"""``fazhi sources``: against the bundled sample and a replica that shows its rows by script."""

from pathlib import Path

from click.testing import CliRunner

from flows.cli import cli
from flows.sample_portal import SamplePortal
from schemas.datadir import data_dir

SAMPLE = str(data_dir() / "sample" / "sources")


def test_the_list_shows_hosts_and_what_is_known_of_them() -> None:
    shown = CliRunner().invoke(cli, ["sources", "list", "gz.gov.cn"])
    assert shown.exit_code == 0
    assert "www.gz.gov.cn" in shown.output
    assert "disabled, nobody has crawled it yet" in shown.output


def test_a_check_says_what_would_be_taken_and_what_not_and_asks_for_no_document(tmp_path: Path) -> None:
    host = "www.lz.yunlan.gov.example"
    with SamplePortal() as portal:
        resolve = [word for entry in portal.resolve for word in ("--resolve", str(entry))]
        shown = CliRunner().invoke(cli, ["sources", "check", host, "--sources", SAMPLE, *resolve])
        articles = [url for url, _ in portal.requests if "/t20" in url]
    assert shown.exit_code == 0, shown.output
    assert "澜州市" in shown.output
    assert "  take 20" in shown.output
    assert "工作要点" in shown.output.split("  pass ", 1)[1]
    assert articles == []


def test_a_host_that_cannot_be_reached_fails_with_its_reason(tmp_path: Path) -> None:
    shown = CliRunner().invoke(cli, ["sources", "check", "www.moxi.gov.example", "--sources", SAMPLE])
    assert shown.exit_code == 3
    assert "does not resolve" in shown.output


def test_an_unknown_host_is_a_mistake_of_the_callers() -> None:
    shown = CliRunner().invoke(cli, ["sources", "check", "www.nowhere.example", "--sources", SAMPLE])
    assert "no site of the registry is www.nowhere.example" in str(shown.exception)
