"""Takes quotes of policies as they are written, tells which numbers and days they give."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from gongti.engine.cases.lint.figures import says_day, says_day_of_year, says_number


@pytest.mark.parametrize(
    ("quote", "value"),
    [
        ("至少1/3的门诊号源、1/4的住院床位", Fraction(1, 4)),
        ("不少于三分之一的门诊号源", Fraction(1, 3)),
        ("县域内就诊率达到９０％左右", Fraction(9, 10)),
        ("百分之八十五", Fraction(17, 20)),
        ("八成五", Fraction(17, 20)),
        ("提高2个百分点", Fraction(1, 50)),
        ("原则上不少于2个", Fraction(2)),
        ("两家", Fraction(2)),
        ("一百二十张床位", Fraction(120)),
        ("12,000人", Fraction(12_000)),
        ("1.5万元", Fraction(15_000)),
        ("超过一半", Fraction(1, 2)),
    ],
)
def test_a_number_in_any_writing(quote: str, value: Fraction) -> None:
    assert says_number(quote, value)
    assert not says_number(quote, value + 7)


@pytest.mark.parametrize(
    ("quote", "day", "says"),
    [
        ("2023年8月底前", date(2023, 8, 31), True),
        ("2024年8月底前", date(2023, 8, 31), False),
        ("8月底前", date(2023, 8, 31), True),
        ("自2018年起，每年8月底前", date(2023, 8, 31), True),
        ("2023年底", date(2023, 12, 31), True),
        ("2022年底", date(2023, 12, 31), False),
        ("年底前", date(2023, 12, 31), True),
        ("2023年7月至2025年1月", date(2023, 7, 1), True),
        ("2023年7月至2025年1月", date(2025, 1, 31), True),
        ("2023年7月至2025年1月", date(2025, 7, 31), False),
        ("2023年11月5日", date(2023, 11, 5), True),
        ("2023年11月15日", date(2023, 11, 5), False),
        ("11月底", date(2024, 1, 31), False),
        ("到2025年", date(2025, 12, 31), False),  # a reading
        ("十一月底", date(2024, 11, 30), True),
    ],
)
def test_a_day(quote: str, day: date, says: bool) -> None:
    assert says_day(quote, day) is says


@pytest.mark.parametrize(
    ("quote", "day", "says"),
    [
        ("分别于每年8月底和11月底前", (8, 31), True),
        ("分别于每年8月底和11月底前", (11, 30), True),
        ("分别于每年8月底和11月底前", (12, 31), False),
        ("每年年底前", (12, 31), True),
        ("2月底", (2, 28), True),
    ],
)
def test_a_day_of_every_year(quote: str, day: tuple[int, int], says: bool) -> None:
    assert says_day_of_year(quote, day) is says
