"""`fazhi inspect` for people: the terminal's text and the page say what was read, safely and without unmasked names."""

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.cells import cell_len

REPORT = """柳汀县2023年法治政府建设年度报告
2023年，柳汀县全面推进依法行政，现将法治政府建设情况报告如下。
一、主要举措和成效
县政府常务会议学法6次。全年办结行政处罚案件1,250件，其中简易程序800件、普通程序440件、其他20件，同比下降5.2%，罚没金额约35万元。
人民调解员柳青禾调解纠纷120余件。依法行政、行政复议、行政执法监督、规范性文件合法性审查持续加强。
二、存在的不足和原因
执法力量不足。
三、2024年工作安排
举办培训3期以上。
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("inspected")
    (path / "report.txt").write_text(REPORT, encoding="utf-8")
    hostile = REPORT.replace("执法力量不足", "执法<script>alert()</script>力量\x1b[31m不足\u202e")
    (path / "hostile.txt").write_text(hostile, encoding="utf-8")
    return path


def inspect(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.cli", "inspect", *words]
    root = Path(__file__).parents[2]
    environment = {"PATH": "", "PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "80"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)


@pytest.fixture(scope="module")
def shown(folder: Path) -> str:
    done = inspect(folder, "report.txt")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def page(folder: Path) -> str:
    done = inspect(folder, "hostile.txt", "--html", "page.html")
    assert done.returncode == 0, done.stderr
    return (folder / "page.html").read_text(encoding="utf-8")


class Tags(HTMLParser):
    """The tags of a page with their attributes, and its ids and inner links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, name: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(name)) is not None]


def test_the_terminal_numbers_each_figure_and_notes_what_it_counts(shown: str) -> None:
    assert "学法6次[1]" in shown
    assert re.search(r"\[1\] 6次 +\S*学法", shown)
    assert "study.exec_meetings" in shown
    assert "2023" in shown


def test_a_bound_and_a_target_are_told_in_words_too(shown: str) -> None:
    assert "345000 – 355000 元" in shown
    assert re.search(r"3期 .*≥ 3 期 · target 目标", shown)


def test_a_contradiction_stands_first_among_the_findings_with_its_arithmetic(shown: str) -> None:
    findings = shown.split("Findings 核查")[1]
    assert findings.strip().startswith("✗ violated 不符")
    assert "800+440+20=1260" in findings


def test_without_colour_the_terminal_gets_no_escape_codes_and_no_line_is_too_wide(shown: str) -> None:
    assert "\x1b" not in shown
    assert [line for line in shown.splitlines() if cell_len(line) > 80] == []


def test_no_figure_is_broken_at_a_line_s_end(shown: str) -> None:
    assert "1,250件[2]" in shown
    assert not re.search(r"^[，。；、：]", shown, re.MULTILINE)


@pytest.mark.parametrize("words", [["report.txt"], ["report.txt", "--html", "masked.html"]])
def test_a_private_person_is_masked_for_people(folder: Path, words: list[str]) -> None:
    done = inspect(folder, *words)
    said = done.stdout + "".join(path.read_text(encoding="utf-8") for path in folder.glob("masked.html"))
    assert "柳青禾" not in said
    assert "某某某" in said


def test_characters_that_steer_a_terminal_are_shown_and_not_sent(folder: Path) -> None:
    said = inspect(folder, "hostile.txt").stdout
    assert "力量␛[31m不足·" in said
    assert "\x1b" not in said


def test_every_figure_of_the_page_leads_to_its_note_and_back(page: str) -> None:
    tags = Tags(page)
    ids, links = tags.all("id"), [href.removeprefix("#") for href in tags.all("href")]
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    notes = {f"n{i}" for i in range(1, sum(name.startswith("n") for name in ids) + 1)}
    assert notes
    assert notes <= set(links)
    assert {f"t{name[1:]}" for name in notes} <= set(links)


def test_the_page_asks_for_nothing_and_runs_nothing(page: str) -> None:
    tags = Tags(page)
    assert {tag for tag, _ in tags.tags}.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert all(href.startswith("#") for href in tags.all("href"))
    assert not tags.all("src")
    assert not re.search(r"url\(|@import|https?://", page)
    assert "&lt;script&gt;alert()&lt;/script&gt;" in page
    assert "\x1b" not in page
    assert "\u202e" not in page


@pytest.mark.parametrize(
    ("name", "content", "parts"),
    [
        ("missing.txt", None, ["missing.txt is not a file", "name one document"]),
        ("table.xyz", "x", ["table.xyz is of no known kind", "give a file ending in .txt"]),
        ("empty.txt", "", ["empty.txt is empty", "name a document with text"]),
        ("blank.txt", " \n \n", ["blank.txt cannot be used", "name another file, or mend this one"]),
        (
            "work.txt",
            "柳汀县政府工作报告\n各位代表：现在，我代表县人民政府，向大会报告工作，请予审议。\n一、2023年工作回顾\n全县生产总值增长5%。\n",
            ["work.txt is no annual rule-of-law report", "name the report itself"],
        ),
    ],
)
def test_what_cannot_be_inspected_is_told_in_a_line_with_the_remedy(
    folder: Path, name: str, content: str | None, parts: list[str]
) -> None:
    if content is not None:
        (folder / name).write_text(content, encoding="utf-8")
    done = inspect(folder, name)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    for part in parts:
        assert part in done.stderr


def test_a_page_for_a_folder_that_is_not_there_is_refused(folder: Path) -> None:
    done = inspect(folder, "report.txt", "--html", "nowhere/page.html")
    assert done.returncode == 2
    assert "there is no folder nowhere — make it, or name another" in done.stderr
