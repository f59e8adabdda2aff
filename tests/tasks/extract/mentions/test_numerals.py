"""Numbers as written, and back."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.extract.mentions.numerals import parse, place_of

DIGITS = "零一二三四五六七八九"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", "0"), ("12,345", "12345"), ("1 234 567", "1234567"), ("23.65万", "236500"), ("1.2亿", "120000000"),
        ("3万4000", "34000"), ("5万3千", "53000"), ("2万5", "25000"), ("1亿2000万", "120000000"),
        ("10余万", "100000"), ("十", "10"), ("十二", "12"), ("二十", "20"), ("一百零五", "105"), ("一百二", "120"),
        ("一千零五十", "1050"), ("三万五", "35000"), ("三十几万", "300000"), ("二百余万", "2000000"),
        ("一亿二千万", "120000000"), ("三万亿", "3000000000000"), ("二〇二二", "2022"), ("两", "2"), ("廿五", "25"),
    ],
)  # fmt: skip
def test_a_number_is_worth_what_it_says(text: str, value: str) -> None:
    number = parse(text)
    assert number is not None
    assert number.value == Decimal(value)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("三四十", 30, 40), ("十五六", 15, 16), ("两三万", 20000, 30000), ("数百", 200, 1000), ("几十", 20, 100)],
)
def test_some_words_name_a_span_of_values(text: str, low: int, high: int) -> None:
    number = parse(text)
    assert number is not None
    assert (number.value, number.low, number.high) == (None, low, high)


@pytest.mark.parametrize("text", ["1.2.3", "12,34", "9" * 40])
def test_what_is_no_number_is_not_guessed(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("value", "place"), [("6000", "1000"), ("4850", "10"), ("23.65", "0.01"), ("0", "1"), ("41000", "1000")]
)
def test_the_place_is_one_unit_of_the_last_digit_that_is_not_zero(value: str, place: str) -> None:
    assert place_of(Decimal(value)) == Decimal(place)


def chinese(number: int) -> str:
    """Write a number below 10**8 in Chinese as a person would."""
    if number >= 10000:
        high, low = divmod(number, 10000)
        gap = "零" if 0 < low < 1000 else ""
        return f"{chinese(high)}万{gap}{chinese(low) if low else ''}"
    out, zero = "", False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            out += ("零" if zero and out else "") + DIGITS[digit] + name
        zero = not digit
    return out or "零"


@given(st.integers(0, 10**8 - 1))
def test_chinese_numerals_read_back_as_written(number: int) -> None:
    parsed = parse(chinese(number))
    assert parsed is not None
    # 二十三四 style spans cannot arise: a full numeral has a scale between its digits
    assert parsed.value == number


@given(st.integers(0, 10**12))
def test_separators_change_nothing(number: int) -> None:
    for written in (str(number), f"{number:,}"):
        parsed = parse(written)
        assert parsed is not None
        assert parsed.value == number


@given(st.decimals("0.01", "9999.99", places=2), st.sampled_from([("万", 10**4), ("亿", 10**8), ("万亿", 10**12)]))
def test_scales_multiply_exactly(number: Decimal, scale: tuple[str, int]) -> None:
    parsed = parse(f"{number}{scale[0]}")
    assert parsed is not None
    assert parsed.value == number * scale[1]
