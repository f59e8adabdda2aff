"""From stored rows to indicator rows: the sign of a change, and the prior year's report."""

from dataclasses import replace
from decimal import Decimal

import pytest

from schemas.documents import Quantity
from tasks.assess import signed

RATE = Quantity(
    index=0, sentence=0, section=0, start=0, end=4, text="34.9%", value=Decimal("34.9"), value_low=Decimal("34.85"),
    value_high=Decimal("34.95"), unit="%", modifier="exact", kind="change", status="reported", statistic="yoy_pct",
)  # fmt: skip


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ("同比下降", ("-34.95", "-34.9", "-34.85")),
        ("较上年减少", ("-34.95", "-34.9", "-34.85")),
        ("同比增长", ("34.85", "34.9", "34.95")),
    ],
)
def test_a_decrease_is_negative_and_its_bounds_change_places(comparison: str, expected: tuple[str, ...]) -> None:
    assert signed(replace(RATE, comparison=comparison)) == tuple(map(Decimal, expected))


def test_a_level_is_never_signed() -> None:
    level = replace(RATE, statistic="level", comparison=None)
    assert signed(level) == (level.value_low, level.value, level.value_high)
