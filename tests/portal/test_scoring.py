"""The score of a crawl over the replicas counts what it says."""

from dataclasses import replace

from tests.portal import Portals
from tests.portal.model import Planted
from tests.portal.scoring import Found, score


def perfect(planted: Planted) -> Found:
    return Found(planted.url, f"　　{planted.text}\n\n", planted.title, planted.published, planted.issuer)


def test_a_perfect_crawl(portals: Portals) -> None:
    result = score(portals, [perfect(each) for each in portals.reports])
    assert (result.recall, result.precision) == (1.0, 1.0)
    assert {result.share(respect) for respect in result.right} == {1.0}


def test_a_twin_counts_as_the_report_and_both_as_one_too_many(portals: Portals) -> None:
    twofold = next(each for each in portals.reports if len(each.urls) > 1 and each.form == "page")
    others = [perfect(each) for each in portals.reports if each is not twofold and each.url != twofold.url]
    twin = replace(perfect(twofold), url=twofold.urls[-1])
    assert score(portals, [*others, twin]).recall == 1.0
    assert score(portals, [*others, twin, perfect(twofold)]).taken == [twofold.url]


def test_what_is_no_report_of_a_year_is_taken_wrongly(portals: Portals) -> None:
    half = next(each for each in portals.all_reports if each.period == "half_year")
    result = score(portals, [perfect(half), Found(portals.others[0].url)])
    assert result.taken == [half.url, portals.others[0].url]
    assert result.recall == 0.0


def test_a_wrong_text_and_date_are_named(portals: Portals) -> None:
    planted = portals.reports[0]
    one = replace(perfect(planted), text=planted.text[:-30], published=planted.published.replace(year=2001))
    result = score(portals, [one])
    assert [respect for _, respect, _, _ in result.wrong] == ["text", "published"]
    assert result.share("title") == 1.0


def test_what_a_machine_cannot_read_may_be_left_out(portals: Portals) -> None:
    read = [perfect(each) for each in portals.reports if each.form != "scan"]
    assert score(portals, read).recall < 1.0
    assert score(portals, read, without=["scan"]).recall == 1.0
