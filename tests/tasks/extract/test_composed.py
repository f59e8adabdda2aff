"""Composed figures are read as the contract says: span, value, bounds, unit, modifier, kind, status, statistic, period."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.documents import Quantity
from tasks.extract.quantities import extract
from tasks.segment import segment
from tests.tasks.extract.composed import Sentence, Truth, joined, sentences
from tests.tasks.extract.composed_figures import YEAR

TEXTS = st.lists(sentences(), min_size=1, max_size=20).map(joined)
CHECKS = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def said(text: str, quantity: Quantity) -> tuple[object, ...]:
    numbers = (quantity.value, quantity.value_low, quantity.value_high)
    place = (quantity.start, quantity.end, text[quantity.start : quantity.end])
    words = (quantity.unit, quantity.modifier, quantity.kind, quantity.status, quantity.statistic, quantity.period)
    return (*place, *numbers, *words)


def true(text: str, truth: Truth) -> tuple[object, ...]:
    figure = truth.figure
    kind = figure.kind if truth.statistic == "level" else "change"
    numbers = (figure.value, figure.low, figure.high)
    words = (figure.unit, figure.modifier, kind, truth.status, truth.statistic, truth.period)
    return (truth.start, truth.end, text[truth.start : truth.end], *numbers, *words)


def holds(sentence: Sentence) -> None:
    text = sentence.text
    found = [said(text, q) for q in extract(text, segment(text, YEAR), YEAR) if q.status != "none"]
    assert found == [true(text, truth) for truth in sentence.truths], text


@settings(max_examples=300, deadline=None, suppress_health_check=CHECKS)
@given(TEXTS)
def test_composed_figures_are_read_as_the_contract_says(text: Sentence) -> None:
    holds(text)


@pytest.mark.slow
@settings(max_examples=4400, deadline=None, suppress_health_check=CHECKS)
@given(st.lists(sentences(), min_size=20, max_size=20).map(joined))
def test_a_hundred_thousand_composed_figures(text: Sentence) -> None:
    holds(text)
