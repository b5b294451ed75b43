"""From “we want six sessions” to six dates, and moving them: looked at before anything is saved."""

import re
from collections.abc import Callable
from datetime import date, time, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from organisations.models import User
from sessions import operations as sessions
from sessions.models import JoiningWords, Session
from tests.cast import NEXT_ON, NINE, NOW, Cast, entering, join_set
from tests.pages.test_query_counts import MOST, TRANSACTION_CONTROL
from tests.sessions.test_clashes import take_part
from tests.sessions.test_series import SIX, plan

SignedIn = Callable[[User | None], Client]
pytestmark = pytest.mark.django_db(transaction=True)

PLAN = "/o/harbour/sets/quay/sessions/new/"
RHYTHM = {
    "count": "6",
    "cadence": "fortnight",
    "day": "2027-03-02",
    "at_time": "09:00",
    "minutes": "180",
    "place": "Library",
    "address": "1 Quay Street",
    "access_notes": "Step-free through the yard",
    "video_link": "https://meet.example/series",
}


@pytest.fixture
def alice(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.alice.person)


def planned(cast: Cast) -> list[date]:
    """What stands after the session that the story plans."""
    with entering(cast.alice):
        sessions = Session.objects.filter(learning_set=cast.quay.learning_set, cancelled_at=None)
        return sorted(each.local_date for each in sessions if each.local_date > NEXT_ON)


def fields(response: Any) -> dict[str, str]:
    """What the page's form would send along by itself."""
    inputs = re.findall(r"<input[^>]*>", response.content.decode())
    named = {name[1]: each for each in inputs if (name := re.search(r'name="([^"]+)"', each))}
    return {
        name: unescape(value[1]) if (value := re.search(r'value="([^"]*)"', each)) else ""
        for name, each in named.items()
        if name != "csrfmiddlewaretoken"
    }


def text(response: Any) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def look(client: Client, **more: str) -> Any:
    return client.post(PLAN, {**RHYTHM, **more})


def live_in(member: object, zone: str, country: str = "") -> None:
    User.objects.filter(pk=member.person_id).update(time_zone=zone, country=country)


# The page


def test_the_page_knows_what_the_set_agreed_to_and_how_many_dates_it_lacks(alice: Client) -> None:
    page = alice.get(PLAN).content.decode()
    assert 'name="count" value="4"' in page  # six, of which one was held and one is planned
    assert '<option value="six_weeks" selected>' in page
    assert '<option value="180" selected>' in page
    assert "The time is London time, all year" in page


def test_one_session_has_its_own_short_form(alice: Client) -> None:
    page = alice.get(PLAN + "?how=one").content.decode()
    assert 'name="count"' not in page
    assert 'name="day"' in page


# Looking


def test_nothing_is_saved_by_looking(cast: Cast, alice: Client) -> None:
    response = look(alice)
    assert response.status_code == 200
    assert "Six dates, from Tuesday 2 March to Tuesday 11 May 2027." in text(response)
    assert planned(cast) == []


def test_members_elsewhere_see_their_own_clock_beside_each_date(cast: Cast, alice: Client, seeding: Callable) -> None:
    with seeding():
        live_in(cast.bob, "America/New_York")
    told = text(look(alice))
    assert told.count("04:00 New York time") == 5
    assert "Tuesday 16 March 2027, 09:00 to 12:00 05:00 New York time" in told  # its clocks went forward before


def test_holidays_are_told_and_nobody_is_named_for_one(cast: Cast, alice: Client, seeding: Callable) -> None:
    with seeding():
        live_in(cast.bob, "Europe/London", country="ES")
    told = text(look(alice, day="2027-10-12"))
    assert "Public holiday in Spain (National Day): one of you." in told
    assert "Bob" not in told


def test_who_meets_elsewhere_is_told_and_never_what(cast: Cast, alice: Client) -> None:
    take_part(cast.bob, cast.gate)
    with entering(cast.nora):
        sessions.move_session(
            cast.gate.coming,
            day=SIX[2],
            at_time=NINE,
            minutes=180,
            place="MARKER-the-other-place",
            reason="work",
            by=cast.nora,
            at=NOW,
        )
    response = look(alice)
    assert text(response).count("Bob meets with another set then.") == 1
    assert "One of them has something against it; you decide." in text(response)
    for secret in ("MARKER-the-other-place", "Gate", "gate", "Northgate", "northgate"):
        assert secret not in response.content.decode()


def test_each_date_whose_time_does_not_exist_is_told_beside_it(cast: Cast, alice: Client) -> None:
    response = look(alice, day="2027-03-14", at_time="01:30", cadence="week", count="3")
    assert response.status_code == 422
    assert "There is no 01:30 on Sunday 28 March in London time" in text(response)
    again = alice.post(PLAN, {**fields(response), "save": "1"})
    assert again.status_code == 422
    assert planned(cast) == []


def test_a_break_and_a_date_left_out_still_leave_six(cast: Cast, alice: Client) -> None:
    response = look(alice, pause_from="2027-03-25", pause_until="2027-04-05")
    assert "Six dates, from Tuesday 2 March to Tuesday 18 May 2027." in text(response)
    response = alice.post(PLAN, {**fields(response), "leave_out": "1"})
    assert "Left out: Tuesday 16 March 2027." in text(response)
    assert "Six dates, from Tuesday 2 March to Tuesday 1 June 2027." in text(response)
    response = alice.post(PLAN, {**fields(response), "leave_out": "5"})
    assert "Six dates, from Tuesday 2 March to Tuesday 15 June 2027." in text(response)
    alice.post(PLAN, {**fields(response), "save": "1"})
    assert planned(cast) == [
        date(2027, 3, 2),
        *[date(2027, 4, 6) + timedelta(weeks=2 * n) for n in (0, 1, 2, 3)],
        date(2027, 6, 15),
    ]


def test_a_date_may_be_put_in_place_of_another_and_an_emptied_one_is_dropped(cast: Cast, alice: Client) -> None:
    response = alice.post(PLAN, {**fields(look(alice)), "date_0": "2027-03-03", "date_5": "", "look": "1"})
    assert "Five dates, from Wednesday 3 March to Tuesday 27 April 2027." in text(response)
    alice.post(PLAN, {**fields(response), "save": "1"})
    assert planned(cast) == [date(2027, 3, 3), *SIX[1:5]]


def test_dates_of_ones_own_are_asked_for_one_by_one(cast: Cast, alice: Client) -> None:
    response = look(alice, cadence="list", count="3")
    assert response.content.decode().count('type="date"') == 3
    own = {**fields(response), "date_1": "2027-04-01", "date_2": "2027-05-20"}
    assert alice.post(PLAN, {**own, "save": "1"}).status_code == 302
    assert planned(cast) == [date(2027, 3, 2), date(2027, 4, 1), date(2027, 5, 20)]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"count": "0"}, "Ensure this value is greater than or equal to 1."),
        ({"count": "400"}, "Ensure this value is less than or equal to 24."),
        ({"day": "2027-01-31"}, "Sunday 31 January has passed. Choose a date that is still to come."),
        ({"day": "2032-01-31"}, "This date is more than three years away. Check the year."),
        ({"pause_from": "2027-04-01"}, "A break has a first and a last day."),
        ({"pause_from": "2027-04-02", "pause_until": "2027-04-01"}, "A break ends after it begins, and within a year."),
        ({"pause_from": "2027-03-01", "pause_until": "2027-04-01"}, "Your first date lies in a break."),
    ],
)
def test_what_cannot_be_is_said_next_to_its_field(
    cast: Cast, alice: Client, wrong: dict[str, str], sentence: str
) -> None:
    response = look(alice, **wrong)
    assert response.status_code == 422
    assert sentence in text(response)
    assert planned(cast) == []


# Saving


def test_saved_all_six_stand_with_place_and_link(cast: Cast, alice: Client) -> None:
    response = alice.post(PLAN, {**fields(look(alice)), "save": "1"}, follow=True)
    assert "Six sessions are planned, the first for Tuesday 2 March, 09:00, London time." in text(response)
    assert planned(cast) == SIX
    with entering(cast.alice):
        each = Session.objects.get(learning_set=cast.quay.learning_set, local_date=SIX[0])
        assert (each.place, each.address, each.access_notes) == (
            "Library",
            "1 Quay Street",
            "Step-free through the yard",
        )
        assert JoiningWords.objects.get(session=each).video_link == "https://meet.example/series"


@pytest.mark.parametrize("how", ["one", "series"])
def test_whoever_came_from_the_list_of_their_sets_goes_on_there(cast: Cast, alice: Client, how: str) -> None:
    here = f"{PLAN}?how={how}&then=sets"
    assert 'href="?how=one&amp;then=sets"' in alice.get(here).content.decode()
    one = {name: value for name, value in RHYTHM.items() if name != "count"}
    sent = {**fields(look(alice)), "save": "1"} if how == "series" else one
    planned_for = {"planned": cast.quay.learning_set.pk}
    assert alice.post(here, sent).headers["Location"] == reverse("my_sets", query=planned_for)


def test_pressed_twice_it_is_one_series(cast: Cast, alice: Client) -> None:
    sent = {**fields(look(alice)), "save": "1"}
    assert [alice.post(PLAN, sent).status_code for _ in range(2)] == [302, 302]
    assert planned(cast) == SIX


def test_a_clash_that_nobody_has_seen_yet_is_told_before_it_is_saved(cast: Cast, alice: Client) -> None:
    take_part(cast.bob, cast.lighthouse)
    with entering(cast.frank):
        _plan(cast, date(2027, 3, 3))
    sent = {**fields(look(alice)), "date_0": "2027-03-03", "save": "1"}
    response = alice.post(PLAN, sent)
    assert response.status_code == 409
    assert "Bob meets with another set then." in text(response)
    assert planned(cast) == []
    assert alice.post(PLAN, {**fields(response), "save": "1"}).status_code == 302
    assert planned(cast) == [date(2027, 3, 3), *SIX[1:]]


def test_a_single_date_that_clashes_is_saved_by_pressing_again(cast: Cast, alice: Client) -> None:
    take_part(cast.bob, cast.lighthouse)
    with entering(cast.frank):
        _plan(cast, SIX[0])
    one = {key: value for key, value in RHYTHM.items() if key not in ("count", "cadence")}
    response = alice.post(PLAN, one)
    assert response.status_code == 409
    assert "Save all the same" in text(response)
    assert planned(cast) == []
    assert alice.post(PLAN, {**one, "seen": fields(response)["seen"]}).status_code == 302
    assert planned(cast) == [SIX[0]]


def test_looking_asks_as_often_for_twenty_dates_as_for_one(cast: Cast, alice: Client) -> None:
    look(alice)
    at_one, at_twenty = (_statements(alice, count=count) for count in ("1", "20"))
    join_set("kim", cast.quay.learning_set, of=cast.alice)
    assert (at_one, at_twenty, _statements(alice, count="20")) == (10, 10, 10)
    assert at_twenty <= MOST


def test_the_forms_ask_as_often_whatever_stands_already(cast: Cast, alice: Client) -> None:
    with entering(cast.alice):
        first = plan(cast, SIX[:1])[0]
    pages = (PLAN, move_of(first.number))
    before = [_asked(lambda page=page: alice.get(page)) for page in pages]
    with entering(cast.alice):
        for days, place in enumerate(("Mill", "Mole", "Pier"), start=1):
            plan(cast, [day + timedelta(days=days) for day in SIX[1:]], place=place)
    assert (before, [_asked(lambda page=page: alice.get(page)) for page in pages]) == ([8, 12], [8, 12])


# Places


def test_a_place_from_before_comes_with_its_address_and_says_how_familiar_it_is(cast: Cast, alice: Client) -> None:
    with entering(cast.alice):
        for each in plan(cast, SIX[:3]):
            sessions.hold_session(each, by=cast.alice, at=each.ends_at)
    assert "Library · you have met here three times; somewhere less familiar can help" in text(alice.get(PLAN))
    bare = {"place": "", "address": "", "access_notes": "", "place_before": "Library"}
    response = look(alice, day="2027-06-01", count="1", **bare)
    assert "Library: You have met here three times; somewhere less familiar can help." in text(response)
    alice.post(PLAN, {**fields(response), "save": "1"})
    with entering(cast.alice):
        assert Session.objects.get(local_date=date(2027, 6, 1)).access_notes == "Step-free through the yard"


def test_the_sets_page_and_hrs_say_how_to_get_in(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        number = plan(cast, SIX[:1])[0].number
    for reader in (cast.bob, cast.dora):
        page = text(signed_in(reader.person).get(f"/o/harbour/sets/quay/sessions/{number}/"))
        assert "1 Quay Street Step-free through the yard" in page
        assert ("Join by video" in page) is (reader is cast.bob)


def test_a_person_says_in_which_country_they_are(cast: Cast, signed_in: SignedIn, alice: Client) -> None:
    bob = signed_in(cast.bob.person)
    bob.post("/me/zone/", {"time_zone": "Europe/London", "country": "ES"})
    assert '<option value="ES" selected>' in bob.get("/me/zone/").content.decode()
    assert "Public holiday in Spain (National Day): one of you." in text(look(alice, day="2027-10-12"))
    assert bob.post("/me/zone/", {"time_zone": "Europe/London", "country": "XX"}).status_code == 422


# Later


def test_moving_one_of_a_series_offers_those_after_it_and_all(cast: Cast, alice: Client) -> None:
    with entering(cast.alice):
        plan(cast)
    assert 'name="scope"' not in alice.get(move_of(2)).content.decode()  # the story's own, in no series
    page = text(alice.get(move_of(5)))
    assert "Only this one" in page
    assert "This and the three after it" in page
    assert "All six still to come" in page
    assert "All six" not in text(alice.get(move_of(3)))  # the first: those after it are all


def test_those_that_move_together_are_looked_at_first(cast: Cast, alice: Client) -> None:
    with entering(cast.alice):
        plan(cast)
    sent = {**moving(SIX[2] + timedelta(days=1)), "scope": "following"}
    response = alice.post(move_of(5), sent)
    assert response.status_code == 200
    assert "Four sessions move together." in text(response)
    assert planned(cast) == SIX
    response = alice.post(move_of(5), {**fields(response), "save": "1"}, follow=True)
    assert "Four sessions have moved." in text(response)
    assert planned(cast) == [*SIX[:2], *[day + timedelta(days=1) for day in SIX[2:]]]


def test_what_somebody_changed_since_the_look_stops_the_whole_move(cast: Cast, alice: Client) -> None:
    with entering(cast.alice):
        series = plan(cast)
    seen = fields(alice.post(move_of(5), {**moving(SIX[2] + timedelta(days=1)), "scope": "all"}))
    with entering(cast.alice):
        sessions.cancel_session(series[5], reason="work", by=cast.alice, at=NOW)
    response = alice.post(move_of(5), {**seen, "save": "1"}, follow=True)
    assert "so none has moved" in text(response)
    assert planned(cast) == SIX[:5]


def test_a_move_that_one_of_them_cannot_make_is_refused_whole(cast: Cast, alice: Client) -> None:
    with entering(cast.alice):
        plan(cast, [date(2027, 3, 20), date(2027, 3, 27), date(2027, 4, 3)])
    response = alice.post(move_of(3), {**moving(date(2027, 3, 21), at_time="01:30"), "scope": "following"})
    assert response.status_code == 422
    assert "Session 4 cannot move there" in text(response)
    assert "There is no 01:30 on Sunday 28 March in London time" in text(response)
    assert alice.post(move_of(3), {**fields(response), "save": "1"}).status_code == 422


def test_a_session_that_would_clash_moves_by_pressing_again(cast: Cast, alice: Client) -> None:
    take_part(cast.bob, cast.lighthouse)
    with entering(cast.frank):
        _plan(cast, SIX[0])
    sent = moving(SIX[0])
    response = alice.post(move_of(2), sent)
    assert response.status_code == 409
    assert "Bob meets with another set then." in text(response)
    assert alice.post(move_of(2), {**sent, "seen": fields(response)["seen"]}).status_code == 302
    assert planned(cast) == [SIX[0]]


def move_of(number: int) -> str:
    return reverse("sessions:move", args=("harbour", "quay", number))


def moving(day: date, **more: str) -> dict[str, str]:
    return {"day": str(day), "at_time": "09:00", "minutes": "180", "place": "Library", "reason": "work", **more}


def _plan(cast: Cast, day: date) -> None:
    sessions.plan_session(
        cast.lighthouse.learning_set,
        day=day,
        at_time=time(9),
        minutes=120,
        place="",
        video_link="",
        by=cast.frank,
        at=NOW,
    )


def _statements(client: Client, **more: str) -> int:
    return _asked(lambda: look(client, **more))


def _asked(visit: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert visit().status_code == 200
    return len([each for each in asked.captured_queries if not each["sql"].startswith(TRANSACTION_CONTROL)])
