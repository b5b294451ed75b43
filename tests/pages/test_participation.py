"""The page of participation: narrowed down by its address, and what is wrong in that is said."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.models import User
from reports.filters import Narrowed
from reports.measures import MEASURES
from reports.periods import Period
from sessions.models import Attendance
from sets.models import LearningSet
from tests.cast import NOW, Cast, entering
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
        ("?since=2007-03-01&until=2027-02-01&set=quay", "That is longer than ten years."),
        ("?since=0001-01-01&set=quay", "Choose a day between 2000 and 2099."),
        ("?since=9999-12-31&until=9999-12-31&set=quay", "Choose a day between 2000 and 2099."),
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


def test_a_name_in_a_list_of_choices_is_text_whatever_it_looks_like(
    cast: Cast, seeding: Seeding, signed_in: SignedIn
) -> None:
    with seeding():
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(name='</select><b title="x">&')
    page = signed_in(cast.dora.person).get(f"{PAGE}?set=quay").content.decode()
    assert '<option value="quay" selected>&lt;/select&gt;&lt;b title=&quot;x&quot;&gt;&amp;</option>' in page
    assert "</select><b" not in page


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
    assert "The set worth a look in this period:" in page
    assert "counted over six months" in page


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


def test_from_the_overview_down_to_a_set_and_a_person(cast: Cast, signed_in: SignedIn) -> None:
    client, when = signed_in(cast.dora.person), "?since=2027-01-01&until=2027-03-31"
    assert f'href="{PAGE}sets/quay/{when}"' in _read(client, PAGE + when)
    of_set = _read(client, f"{PAGE}sets/quay/{when}")
    assert "Quay met once." in of_set
    assert f'href="{PAGE}people/{cast.bob.pk}/{when}"' in of_set
    person = _read(client, f"{PAGE}people/{cast.bob.pk}/{when}")
    assert "Bob came to one of one session." in person
    assert "Quay" in person
    for page in (of_set, person):
        assert "MARKER-" not in page


def test_nobody_of_another_organisation_and_no_other_set_is_found(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    for url in (f"{PAGE}sets/gate/", f"{PAGE}people/{cast.charlie.pk}/"):
        assert client.get(url).status_code == 404


def test_a_set_and_a_person_are_asked_about_as_often_however_much_there_is(
    cast: Cast, seeding: Seeding, signed_in: SignedIn
) -> None:
    client, when = signed_in(cast.dora.person), "?since=2026-01-01&until=2027-03-31"
    # one of each is the way out of the scope, which a test inside a transaction goes by hand
    pages = {f"{PAGE}sets/quay/{when}": 10, f"{PAGE}people/{cast.bob.pk}/{when}": 9}
    for url in pages:
        client.get(url)  # what is asked once a process is asked here
    few = {url: _asked(client, url) for url in pages}
    with seeding():
        for each in (cast.quay.coming, cast.lighthouse.held, cast.lighthouse.coming):
            seat = {"membership": cast.bob, "person": cast.bob.person, "mark": "came", "marked_at": NOW}
            Attendance.objects.update_or_create(
                organisation=cast.harbour,
                learning_set=each.learning_set,
                session=each,
                person=cast.bob.person,
                defaults=seat,
            )
    many = {url: _asked(client, url) for url in pages}
    assert {url: count for url, (_body, count) in few.items()} == pages
    assert {url: count for url, (_body, count) in many.items()} == pages
    assert all(len(many[url][0]) > len(few[url][0]) for url in pages)


def _asked(client: Client, url: str) -> tuple[bytes, int]:
    with CaptureQueriesContext(connection) as asked:
        body = client.get(url).content
    control = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
    return body, sum(not each["sql"].startswith(control) for each in asked.captured_queries)


def test_sets_stand_side_by_side_with_their_figures_as_text(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.dora.person)
    page = _read(client, f"{PAGE}sets/?since=2027-01-01&until=2027-01-31")
    assert page.count('class="panel"') > 2
    assert "25 January: " in page
    assert "MARKER-" not in page
    only = _read(client, f"{PAGE}sets/?since=2027-01-01&until=2027-01-31&set=quay")
    assert only.count('class="panel"') == 1
    assert (
        _read(client, f"{PAGE}sets/?since=2026-01-01&until=2026-01-31&department=Workshop").count("no marks yet") == 0
    )
