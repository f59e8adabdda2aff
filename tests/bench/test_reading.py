"""The reading benchmark does a night's whole work, on reports whose figures change and whose dates stay."""

import random
import re
from itertools import islice
from pathlib import Path

from tasks.inspect import payload_of
from tests.bench.reading import Clock, other_figures, read_all, sources, whole_reports


def test_other_figures_leave_years_document_numbers_and_the_hotline_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("2024年3月办结1250件，占41.2%，柳政发〔2024〕17号，12345热线办件96件。", encoding="utf-8")
    changed = other_figures(payload_of(path), random.Random(7)).body.decode()
    kept = re.fullmatch(r"2024年3月办结(\d{4})件，占(\d\d\.\d)%，柳政发〔2024〕17号，12345热线办件(\d\d)件。", changed)
    assert kept
    assert kept.groups() != ("1250", "41.2", "96")


def test_no_two_of_the_reports_are_the_same() -> None:
    given = list(islice(sources(), 3 * len(whole_reports())))
    assert len({source.document_id for source in given}) == len(given)


def test_every_report_is_read_to_the_end() -> None:
    given, clock = list(islice(sources(), 2)), Clock()
    read_all(given, clock)
    assert clock.reports == 2
    assert clock.characters == sum(len(source.payload.body.decode()) for source in given)
    assert 0 < clock.seconds["validate"] < clock.seconds["all"]
