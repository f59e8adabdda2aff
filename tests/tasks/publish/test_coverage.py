"""Coverage: what is said of a year without a report."""

import polars as pl
import pytest

from tasks.publish.assemble import Static, assemble


def states(world, static: Static) -> dict[int, str]:
    frame = assemble(world.store, static).scan("coverage").filter(pl.col("issuer_id") == "X90010001:gov").collect()
    return dict(frame.select("report_year", "state").rows())


def test_a_gap_in_a_crawled_list_is_missing(world, static: Static) -> None:
    world.report(year=2021)
    world.report(year=2023)
    world.commit()
    assert states(world, static) == {2021: "published", 2022: "missing", 2023: "published"}


def test_a_gap_among_given_files_is_not_crawled(world, static: Static) -> None:
    for year in (2021, 2023):
        world.report(year=year, source_id=None, listed_title=None, column_name=None)
    world.commit()
    assert states(world, static)[2022] == "not_crawled"


@pytest.mark.parametrize(
    ("title", "state"), [("2022年度报告", "blocked"), ("年度报告", "blocked"), ("2019年度报告", "missing")]
)
def test_a_page_that_could_be_the_year_and_cannot_be_fetched_is_no_missing_report(world, static, title, state) -> None:
    world.report(year=2021)
    world.report(year=2023)
    world.look("https://site.example/x.html", None, outcome="blocked", listed_title=title)
    world.commit()
    assert states(world, static)[2022] == state


def test_a_page_that_was_blocked_and_then_read_does_not_count_as_blocked(world, static: Static) -> None:
    world.look("https://site.example/1/2021.html", None, outcome="blocked")
    world.commit()
    world.report(year=2021)
    world.report(year=2023)
    world.commit()
    assert states(world, static)[2022] == "missing"


def test_a_held_document_that_could_be_the_year_makes_it_unparsed(world, static: Static) -> None:
    world.report(year=2021)
    world.report(year=2023)
    world.quarantined("https://site.example/q.html", "乱码", '{"title": "2022年法治政府建设报告"}')
    world.commit()
    assert states(world, static)[2022] == "unparsed"


def test_the_most_favourable_document_decides_whether_a_report_was_late(world, static: Static) -> None:
    world.report(timeliness="late")
    world.commit()
    assert states(world, static) == {2023: "late"}
    world.report(url="https://mirror.example/a.html", timeliness="date_uncertain")
    world.commit()
    assert states(world, static) == {2023: "date_uncertain"}


def test_a_street_office_is_expected_to_publish_not_bound_by_statute(world, static: Static) -> None:
    world.report(issuer=1)
    world.report(issuer=2, issuer_type="street_office", level="street")
    world.commit()
    frame = assemble(world.store, static).scan("coverage").sort("issuer_id").collect()
    assert frame["basis"].to_list() == ["statutory", "expected"]
