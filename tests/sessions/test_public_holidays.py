import subprocess
import sys
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alsweb.lib.countries import country_names
from sessions.public_holidays import Holiday, on, sentences

EPIPHANY = date(2027, 1, 6)


def test_each_country_has_its_own_days() -> None:
    found = on([EPIPHANY, date(2027, 1, 7)], countries={"ES", "GB", "DE"})
    assert found == {EPIPHANY: {"ES": Holiday("Epiphany", everywhere=True)}}


@pytest.mark.parametrize(
    ("country", "day", "everywhere"),
    [
        ("GB", date(2027, 12, 25), True),
        ("GB", date(2027, 8, 30), False),  # the bank holiday, not in Scotland
        ("ES", date(2027, 3, 25), False),  # Maundy Thursday, not in Catalonia
        ("AU", date(2027, 3, 28), True),  # named by each state, and by none for all
    ],
)
def test_what_holds_in_half_of_the_regions_is_told_with_that_said(country: str, day: date, everywhere: bool) -> None:
    assert on([day], countries=[country])[day][country].everywhere is everywhere


def test_what_a_single_region_keeps_is_not_told() -> None:
    assert on([date(2027, 11, 30)], countries=["GB"]) == {}  # St Andrew's, Scotland


def test_nobody_from_nowhere_has_a_holiday() -> None:
    assert on([EPIPHANY], countries=["", "ZZ", "AQ"]) == {}


def test_the_sentence_says_where_and_how_many() -> None:
    found = on([date(2027, 12, 25)], countries=["GB", "ES"])[date(2027, 12, 25)]
    assert sentences(found, people=Counter({"ES": 2, "GB": 1})) == [
        "Public holiday in Spain (Christmas Day): two of you.",
        "Public holiday in the United Kingdom (Christmas Day): one of you.",
    ]
    assert sentences({"ES": Holiday("Maundy Thursday", everywhere=False)}, people=Counter({"ES": 1, "GB": 1})) == [
        "Public holiday in most of Spain (Maundy Thursday): one of you."
    ]


def test_where_all_live_there_it_is_all_of_you_and_the_day_is_called_as_people_call_it() -> None:
    found = on([date(2027, 12, 27)], countries=["GB"])[date(2027, 12, 27)]
    assert sentences(found, people=Counter({"GB": 7})) == [
        "Public holiday in the United Kingdom (Christmas Day): all of you."
    ]


@settings(deadline=None, max_examples=60)
@given(country=st.sampled_from(list(country_names())), day=st.dates(date(2026, 1, 1), date(2031, 12, 31)))
def test_every_country_answers_for_the_years_that_are_planned(country: str, day: date) -> None:
    week = [day + timedelta(days=number) for number in range(7)]
    for here in on(week, countries=[country]).values():
        assert set(here) == {country}
        assert here[country].name


def test_the_library_is_not_loaded_until_somebody_looks_at_dates() -> None:
    asked = "import sessions.public_holidays, sys; print('holidays' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "False"
