"""Which documents a host holds: from the ``columns`` of its entry in a family's file to documents with their texts."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from tests.portal.mess import soiled
from tests.portal.model import REPORT, Column, Document
from tests.portal.writing import Subject, compose_other, compose_report, texts

TITLES = [
    "{issuer}关于{year}年度法治政府建设情况的报告",
    "{issuer}{year}年法治政府建设情况报告",
    "{issuer}{year}年度法治政府建设工作报告",
    "{issuer}关于{year}年法治政府建设工作情况的报告",
    "{issuer}{year}年度推进法治政府建设情况报告",
    "{issuer}{year}年法治政府建设年度报告",
]


def plant(facts: Mapping[str, Any], host: str) -> list[Column]:
    """The columns of a host with their documents."""
    columns = [_column(entry, facts, host) for entry in facts["columns"]]
    by_path = {column.path: column for column in columns}
    for entry in facts["columns"]:
        for path in entry.get("also", []):  # the same documents again, under another column's addresses
            by_path[path].documents += [each for each in by_path[entry["path"]].documents if each.what == REPORT]
    for column in columns:
        column.documents.sort(key=lambda document: (document.published, document.key), reverse=True)
    return columns


def _column(entry: Mapping[str, Any], facts: Mapping[str, Any], host: str) -> Column:
    column = Column(entry["path"], entry["name"], entry.get("per_page", 15))
    place = facts["place"]["name"]
    for series in entry.get("reports", []):
        column.documents += _reports(series, place, host)
    for what, years in entry.get("others", {}).items():
        where = f"{host}{column.path}"
        column.documents += [_other(what, Subject(facts["site"], "government", place, year), where) for year in years]
    column.documents += _news(entry.get("news", 0), facts, f"{host}{column.path}")
    for document in column.documents:
        document.listed = document.published + timedelta(days=facts.get("listed_after", 0))
        document.blocks = soiled(document.blocks, facts.get("mess", []), document.key)
    return column


def _reports(series: Mapping[str, Any], place: str, host: str) -> Iterator[Document]:
    """The reports of one issuer; ``forms`` says for single years how they are published, else as a page.

    A year whose form is dead stands in the lists, and its link leads nowhere.
    """
    issuer, kind = series["issuer"], series.get("type", "government")
    for year in series["years"]:
        subject = Subject(issuer, kind, series.get("place", place), year, series.get("length", "medium"))
        key = f"{host}/{issuer}/{year}"
        rng = random.Random(key)
        published = date(year + 1, 1, 3) + timedelta(days=rng.randint(0, 84))
        if year in series.get("early", []):  # published before the year was over
            published = date(year, 12, 8)
        signed = published - timedelta(days=rng.randint(1, 20))
        yield Document(
            key=key,
            title=(series.get("title") or rng.choice(TITLES)).format(issuer=issuer, year=year),
            published=published,
            signed=signed,
            issuer=issuer,
            year=year,
            what=REPORT,
            period="year",
            blocks=compose_report(subject, f"{signed.year}年{signed.month}月{signed.day}日"),
            form=series.get("forms", {}).get(year, "page"),
            issuer_type=kind,
        )


def _other(what: str, subject: Subject, where: str) -> Document:
    entry, year = texts("others")[what], subject.year
    key = f"{where}{what}/{year}"
    words = {"place": subject.place, "year": year, "later": year + 4, "first": year - 4}
    years, month = entry["after"]
    published = date(year + years, month, 1) + timedelta(days=random.Random(key).randint(7, 27))
    blocks = compose_other(entry["text"], words, key, entry.get("more", 0))
    if "period" in entry:  # as long as a report on a year, and in the same words
        blocks += compose_report(subject, f"{published.year}年{published.month}月1日")[1:]
    return Document(
        key=key,
        title=entry["title"].format_map(words),
        published=published,
        signed=published - timedelta(days=2),
        issuer=subject.issuer,
        year=year,
        what=what,
        period=entry.get("period", ""),
        blocks=blocks,
    )


def _news(count: int, facts: Mapping[str, Any], where: str) -> Iterator[Document]:
    headlines = texts("words")["news"]
    for number in range(count):
        key, published = f"{where}news/{number}", date(2024, 6, 1) - timedelta(days=9 * number)
        headline = f"{headlines[number % len(headlines)]}（{number + 1}）"
        text = [
            f"{facts['place']['name']}融媒体中心讯　近日，{headline.split('（', maxsplit=1)[0]}，各项工作有序进行。"
        ]
        blocks = compose_other(text, {}, key)
        yield Document(key, headline, published, published, facts["site"], published.year, "news", "", blocks)
