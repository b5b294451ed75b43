"""The page of participation: narrowed down by its address, and what is wrong in that is said."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from html import unescape

import pytest
from django.test import Client

from organisations.models import User
from reports.filters import Narrowed
from reports.measures import MEASURES
from reports.periods import Period
from tests.cast import Cast, entering
from tests.reports.test_small_groups import plant

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
Seeding = Callable[[], AbstractContextManager[None]]
PAGE = "/o/harbour/reports/"


def _read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_a_view_is_its_address(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    page = _read(client, f"{PAGE}?set=quay&since=2027-01-01&until=2027-03-31")
    rows = page[page.index('"section__title">Sets<') :]
    assert "Set: Quay" in page
    assert "Friday 1 January to Wednesday 31 March 2027" in page
    assert "1 of 1" in rows  # the one to come is not over
    assert "Lighthouse" not in rows
    assert "?set=quay&period=year" in page  # the usual periods keep what else is chosen
    assert "January 2027" in page
    assert "selected>Quay" in page


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("?programme=nowhere&set=quay", "There is no “nowhere” here."),
        ("?since=soon&set=quay", "This is no day. Write it as 2027-03-16."),
        ("?since=2027-03-01&until=2027-02-01&set=quay", "The last day lies before the first."),
        ("?since=1027-03-01&until=2027-02-01&set=quay", "That is longer than ten years."),
        ("?until=2027-02-01&set=quay", "From which day?"),
        ("?period=decade&set=quay", "There is no such period"),
    ],
)
def test_a_wrong_value_is_said_and_takes_nothing_else_along(
    cast: Cast, signed_in: SignedIn, address: str, said: str
) -> None:
    page = _read(signed_in(cast.dora.person), PAGE + address)
    assert said in page
    assert "Set: Quay" in page


def test_another_organisations_set_is_no_choice(cast: Cast, signed_in: SignedIn) -> None:
    page = _read(signed_in(cast.dora.person), f"{PAGE}?set=gate")
    assert "There is no “gate” here." in page
    assert "Gate" not in page


def test_each_measure_is_defined_where_its_name_leads(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    overview, definitions = _read(client, PAGE), _read(client, f"{PAGE}definitions/")
    for measure in MEASURES:
        assert f'/reports/definitions/#{measure.key}"' in overview
        assert f'id="{measure.key}"' in definitions
        assert str(measure.counted) in definitions
        assert str(measure.left_out) in definitions


def test_a_period_falls_into_months_and_a_long_one_into_quarters() -> None:
    half = Period(date(2026, 11, 20), date(2027, 2, 3))
    assert [str(each.since) for each in half.parts] == ["2026-11-20", "2026-12-01", "2027-01-01", "2027-02-01"]
    assert half.parts[-1].until == half.until
    assert half.before == Period(date(2026, 9, 5), date(2026, 11, 19))
    long = Period(date(2025, 2, 10), date(2026, 11, 1))
    assert [str(each.since) for each in long.parts][:3] == ["2025-02-10", "2025-04-01", "2025-07-01"]


def test_an_address_holds_what_is_chosen_alone() -> None:
    assert Narrowed(programme="docks", site="Pier & mole").address(period="year") == (
        "?programme=docks&site=Pier+%26+mole&period=year"
    )


def test_the_set_worth_a_look_is_one_without_a_date(cast: Cast, signed_in: SignedIn) -> None:
    page = _read(signed_in(cast.dora.person), PAGE)
    assert "The set worth a look:" in page


def test_no_words_stand_in_a_report(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        assert cast.quay.action.pk
    client = signed_in(cast.dora.person)
    for url in (PAGE, f"{PAGE}?period=year&set=quay", f"{PAGE}definitions/"):
        assert "MARKER-" not in _read(client, url)


def test_counts_of_actions_stand_in_the_small_print_alone(cast: Cast, seeding: Seeding, signed_in: SignedIn) -> None:
    with seeding():
        plant(cast, {"docks": [7, 6], "wharf": [6, 7]})
    client, address = signed_in(cast.dora.person), "/o/harbour/reports/?since=2026-05-01&until=2026-08-31"
    page = client.get(address).content.decode()
    small_print = page[page.index('id="actions"') :]
    assert "26" in small_print[: small_print.index("</section>")]
    for told in ("let go", "median"):
        assert told in small_print.lower()
        assert told not in page[: page.index('id="actions"')].lower()
    narrowed = client.get(f"{address}&set=docks-0").content.decode()
    assert "too few to show" in narrowed
    assert "<table" not in narrowed[narrowed.index('id="actions"') :]
