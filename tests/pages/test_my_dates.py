"""My dates over all sets and organisations: right on every clock, with nobody else's name among them."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from html import unescape

import pytest
import time_machine
from django.test import Client

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from alsweb.pages.mine.month import Month
from alsweb.pages.mine.sentences import my_dates
from organisations import accounts
from organisations.models import Membership, User
from sessions import operations as sessions
from sessions.models import Answer, MoveReason, PollReply, Session
from sessions.queries import own_polls, own_seats, own_sessions
from sets import operations as sets
from sets.models import LearningSet, SetMembership
from tests.cast import FOUNDED, NEXT_ON, NOW, Cast, entering

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
NINE, TEN = time(9), time(10)
MONDAY = NOW.date()


def page_of(client: Client, query: str = "") -> str:
    response = client.get(f"/me/{query}")
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def heading(page: str) -> str:
    found = re.search(r"<h1>(.*?)</h1>", page)
    assert found
    return found[1]


def plan(learning_set: LearningSet, by: Membership, day: date, at_time: time = NINE, minutes: int = 120) -> Session:
    with entering(by):
        return sessions.plan_session(
            learning_set, day=day, at_time=at_time, minutes=minutes, place="", video_link="", by=by, at=FOUNDED
        )


def answer(session: Session, by: Membership, said: Answer) -> None:
    with entering(by):
        sessions.answer_session(session, answer=said, by=by, at=NOW)


def move_to(person: User, zone: str) -> None:
    accounts.change_own_zone(person, zone)


def square(page: str, day: date) -> str:
    """What the month shows on this day."""
    found = re.search(rf'<time datetime="{day}">.*?</td>', page)
    assert found
    return found[0]


# --- the sentence ---


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], "Nothing is in your diary at the moment."),
        ([0], "You meet today."),
        ([1], "You meet tomorrow."),
        ([3], "You meet on Thursday."),
        ([3, 4], "You meet on Thursday and once more this week."),
        ([3, 3, 4], "You meet on Thursday and twice more this week."),
        ([3, 7], "You meet on Thursday and once next week."),
        ([3, 7, 8], "You meet on Thursday and twice next week."),
        ([1, 3, 7, 8, 13], "You meet tomorrow, once more this week and three times next week."),
        ([7], "You meet on Monday 8 February."),
        ([8, 9], "You meet on Tuesday 9 February and once more next week."),
        ([6, 14], "You meet on Sunday."),
        ([21], "You meet on Monday 22 February."),
        ([60], "You meet on Friday 2 April."),
        ([400], "You meet on Tuesday 7 March 2028."),
    ],
)
def test_the_page_begins_with_when_i_meet(cast: Cast, signed_in: SignedIn, days: list[int], said: str) -> None:
    """Today is Monday 1 February."""
    _cancel_all(cast)
    for number, away in enumerate(days):
        plan(cast.quay.learning_set, cast.alice, MONDAY + timedelta(days=away), time(14, number))
    assert heading(page_of(signed_in(cast.bob.person))) == said


def test_whoever_never_met_and_has_no_date_is_told_so(cast: Cast, signed_in: SignedIn) -> None:
    for person in (cast.hugo.person, cast.stan):
        assert heading(page_of(signed_in(person))) == "Nothing is in your diary yet."


def test_a_meeting_that_goes_on_is_now(cast: Cast, signed_in: SignedIn) -> None:
    plan(cast.quay.learning_set, cast.alice, MONDAY, time(11, 30))
    assert heading(page_of(signed_in(cast.bob.person))) == "You are meeting now."


def test_where_i_cannot_come_i_do_not_meet(cast: Cast, signed_in: SignedIn) -> None:
    third = plan(cast.quay.learning_set, cast.alice, MONDAY + timedelta(days=2))
    answer(cast.quay.coming, cast.bob, Answer.CANNOT)
    client = signed_in(cast.bob.person)
    assert heading(page_of(client)) == "You meet on Wednesday."
    answer(third, cast.bob, Answer.CANNOT)
    assert heading(page_of(client)) == "You come to none of the dates in your diary."


@pytest.mark.parametrize(
    ("ahead", "behind", "said"),
    [
        (0, 0, "Nothing is in your diary yet."),
        (1, 0, "One date is ahead of you."),
        (0, 1, "One date is behind you."),
        (0, 3, "Three dates are behind you."),
        (1, 2, "One date is ahead of you, two behind."),
        (4, 12, "Four dates are ahead of you, twelve behind."),
    ],
)
def test_all_dates_are_counted(ahead: int, behind: int, said: str) -> None:
    assert my_dates(ahead, behind) == said


# --- what is mine ---


def test_my_dates_are_of_all_organisations_and_of_no_set_of_others(cast: Cast, signed_in: SignedIn) -> None:
    _bring_bob_to_northgate(cast)
    for query in ("", "?view=list", "?view=month&month=2027-02"):
        page = page_of(signed_in(cast.bob.person), query)
        assert [name for name in ("Quay", "Gate", "Lighthouse", "Slipway") if name in page] == ["Quay", "Gate"], query
    assert "Harbour" in page_of(signed_in(cast.bob.person), "?view=list")


def test_no_page_of_mine_names_anybody_else(cast: Cast, signed_in: SignedIn) -> None:
    """All of them are in a set with the reader, or near it, and each name stands on a page inside."""
    client = signed_in(cast.bob.person)
    inside = unescape(client.get("/o/harbour/sets/quay/").content.decode())
    assert "Alice" in inside
    others = [name.title() for name in ("alice", "greta", "dora", "olga", "erin", "frank", "hugo", "ines", "charlie")]
    for query in ("", "?view=list", "?view=month"):
        page = page_of(client, query)
        assert [name for name in others if name in page] == [], query
        assert "MARKER-" not in page, query


def test_a_set_that_i_left_is_gone(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.greta.person)
    for query in ("", "?view=list", "?view=month&month=2027-01", "?view=month&month=2027-02"):
        assert "Quay" not in page_of(client, query), query


def test_what_a_set_did_before_i_came_is_not_mine(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    with seeding():
        SetMembership.objects.filter(person=cast.bob.person_id).update(started_at=NOW - timedelta(days=1))
    page = page_of(signed_in(cast.bob.person), "?view=list")
    assert heading(page) == "One date is ahead of you."
    assert "25 January" not in page


def test_a_closed_set_keeps_what_was_and_nothing_that_is_to_come(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        assert sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    client = signed_in(cast.bob.person)
    page = page_of(client)
    assert heading(page) == "Nothing is in your diary at the moment."
    assert "15 February" not in page
    page = page_of(client, "?view=list")
    assert "25 January" in page
    assert "15 February" not in page
    assert heading(page) == "One date is behind you."


def test_a_cancelled_session_is_struck_with_the_word_and_leaves_the_agenda_after_a_week(
    cast: Cast, signed_in: SignedIn
) -> None:
    plan(cast.quay.learning_set, cast.alice, MONDAY + timedelta(days=2))
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason=MoveReason.WORK, by=cast.alice, at=NOW)
    client = signed_in(cast.bob.person)
    page = page_of(client)
    struck = page[page.index("row--struck") :]
    assert "15 February" in page
    assert "cancelled" in struck
    assert heading(page) == "You meet on Wednesday."
    month = square(page_of(client, "?view=month"), NEXT_ON)
    assert "entry--cancelled" in month
    assert "cancelled" in month
    with time_machine.travel(NOW + timedelta(days=8)):
        client.force_login(cast.bob.person)
        assert "row--struck" not in page_of(client)
        assert "cancelled" in page_of(client, "?view=list")


def test_my_mark_stands_in_the_list(cast: Cast, signed_in: SignedIn) -> None:
    page = page_of(signed_in(cast.bob.person), "?view=list")
    assert "you came" in page[page.index("Past") :]
    assert "you are coming" in page[page.index("Coming</h2>") : page.index("Past")]


def test_two_of_my_sessions_at_the_same_time_say_so(cast: Cast, signed_in: SignedIn) -> None:
    gate = _bring_bob_to_northgate(cast)
    client = signed_in(cast.bob.person)
    page = page_of(client)
    assert page.count("Two at the same time: also Gate") == page.count("Two at the same time: also Quay") == 1
    answer(gate, cast.charlie, Answer.COMING)
    answer(cast.quay.coming, cast.bob, Answer.CANNOT)
    assert "at the same time" not in page_of(client)


def test_a_session_that_begins_when_another_ends_is_no_clash(cast: Cast, signed_in: SignedIn) -> None:
    plan(cast.quay.learning_set, cast.alice, NEXT_ON, time(11))
    assert "at the same time" not in page_of(signed_in(cast.bob.person))


# --- my answer ---


def test_i_say_from_here_whether_i_come(cast: Cast, signed_in: SignedIn) -> None:
    session = plan(cast.quay.learning_set, cast.alice, MONDAY + timedelta(days=3))
    client = signed_in(cast.bob.person)
    address = "/o/harbour/sets/quay/sessions/3/answer/"
    assert f'formaction="{address}"' in page_of(client)
    response = client.post(address, {"answer": "coming", "next": "me"})
    assert response["Location"] == "/me/"
    page = page_of(client)
    assert f'formaction="{address}"' not in page
    assert "you are coming" in page
    assert session.number == 3


def test_whoever_facilitates_is_not_asked_whether_they_come(cast: Cast, signed_in: SignedIn) -> None:
    page = page_of(signed_in(cast.alice.person))
    assert "you facilitate" in page
    assert "formaction" not in page


def test_a_poll_waits_for_whoever_has_not_answered(cast: Cast, signed_in: SignedIn) -> None:
    asked = "It looks for two dates and asks until Friday 12 February when you can."
    assert asked in page_of(signed_in(cast.alice.person))
    assert asked not in page_of(signed_in(cast.bob.person))
    for person in (cast.greta.person, cast.erin.person):
        assert "Quay" not in page_of(signed_in(person))


def test_who_could_not_know_is_asked_again_on_the_day_they_named(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    with time_machine.travel(NOW + timedelta(days=4)):
        client.force_login(cast.bob.person)
        assert "It looks for two dates" in page_of(client)
    with entering(cast.bob):
        PollReply.objects.filter(person=cast.bob.person_id).update(ask_again_on=None)
    with time_machine.travel(NOW + timedelta(days=4)):
        assert "It looks for two dates" not in page_of(client)


# --- clocks ---


def test_a_late_evening_in_london_is_the_next_day_in_madrid(cast: Cast, signed_in: SignedIn) -> None:
    day = date(2027, 2, 28)
    plan(cast.quay.learning_set, cast.alice, day, time(23, 30), 90)
    client = signed_in(cast.bob.person)
    london = page_of(client, "?view=month")
    assert "23:30" in square(london, day)
    assert heading(london) == "You meet twice in February 2027."
    assert "until 01:00" in square(page_of(client, "?view=month&month=2027-03"), date(2027, 3, 1))
    move_to(cast.bob.person, "Europe/Madrid")
    march = page_of(client, "?view=month&month=2027-03")
    assert "00:30" in square(march, date(2027, 3, 1))
    assert heading(march) == "You meet once in March 2027."
    assert heading(page_of(client, "?view=month&month=2027-02")) == "You meet once in February 2027."
    listed = page_of(client, "?view=list")
    assert "Monday 1 March 2027, 00:30–02:00" in listed
    assert "Sunday 23:30, London time" in listed


def test_a_session_that_ends_at_midnight_takes_nothing_of_the_next_day(cast: Cast, signed_in: SignedIn) -> None:
    plan(cast.quay.learning_set, cast.alice, date(2027, 2, 9), time(22), 120)
    page = page_of(signed_in(cast.bob.person), "?view=month")
    assert "22:00" in square(page, date(2027, 2, 9))
    assert "until" not in square(page, date(2027, 2, 10))


@pytest.mark.parametrize(
    ("day", "zone", "here", "there"),
    [
        # Europe goes forward on 28 March 2027 and America on 14 March: two weeks in which they are an hour closer.
        (date(2027, 3, 12), "America/New_York", "04:00–06:00", "09:00, London time"),
        (date(2027, 3, 15), "America/New_York", "05:00–07:00", "09:00, London time"),
        (date(2027, 3, 29), "America/New_York", "04:00–06:00", "09:00, London time"),
        # And back on 31 October and 7 November.
        (date(2027, 10, 29), "America/New_York", "04:00–06:00", "09:00, London time"),
        (date(2027, 11, 1), "America/New_York", "05:00–07:00", "09:00, London time"),
        (date(2027, 11, 8), "America/New_York", "04:00–06:00", "09:00, London time"),
        # On another day over there.
        (date(2027, 3, 29), "Pacific/Honolulu", "22:00–00:00", "Monday 09:00, London time"),
        (date(2027, 3, 29), "Asia/Kathmandu", "13:45–15:45", "09:00, London time"),
    ],
)
def test_a_session_keeps_its_hour_where_the_set_is_and_moves_where_i_am(
    cast: Cast, signed_in: SignedIn, day: date, zone: str, here: str, there: str
) -> None:
    plan(cast.quay.learning_set, cast.alice, day)
    move_to(cast.bob.person, zone)
    page = page_of(signed_in(cast.bob.person), "?view=list")
    assert here in page
    assert there in page


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_the_day_on_which_the_clock_changes_is_one_day(cast: Cast, signed_in: SignedIn, day: date) -> None:
    """It has 23 or 25 hours, and a session that goes over the change ends by the clock that is right by then."""
    plan(cast.quay.learning_set, cast.alice, day, time(0, 30), 180)
    plan(cast.quay.learning_set, cast.alice, day, time(22), 90)
    client = signed_in(cast.bob.person)
    page = page_of(client, f"?view=month&month={day:%Y-%m}")
    assert page.count(f'datetime="{day}"') == 1
    assert [when in square(page, day) for when in ("00:30", "22:00")] == [True, True]
    ends = "04:30" if day.month == 3 else "02:30"
    assert f"00:30–{ends}" in page_of(client, "?view=list")


def test_a_zone_whose_wall_clock_is_the_same_is_not_told_twice(cast: Cast, signed_in: SignedIn) -> None:
    move_to(cast.bob.person, "Europe/Lisbon")
    page = page_of(signed_in(cast.bob.person))
    assert "All times are Lisbon time." in page
    assert "London time" not in page


# --- the month ---


def test_weeks_begin_on_monday_and_today_is_marked_by_a_word(cast: Cast, signed_in: SignedIn) -> None:
    page = page_of(signed_in(cast.bob.person), "?view=month")
    assert re.findall(r'<abbr title="(\w+)">', page)[0] == "Monday"
    assert page.count('aria-current="date"') == 1
    assert "today" in square(page, MONDAY)
    assert "dot--now" in square(page, MONDAY)
    assert page.index('datetime="2027-02-01"') < page.index('datetime="2027-02-28"')
    assert 'href="?view=month&month=2027-01" rel="prev"' in page
    assert 'href="?view=month&month=2027-03" rel="next"' in page


@pytest.mark.parametrize("text", ["", "2027-13", "2027-00", "rubbish", "0001-01", "9999-12", "2027-02-30", "'; --"])
def test_a_month_that_is_none_is_this_one(cast: Cast, signed_in: SignedIn, text: str) -> None:
    assert "<title>February 2027" in page_of(signed_in(cast.bob.person), f"?view=month&month={text}")


@pytest.mark.parametrize("first", [date(1971, 1, 1), date(2024, 2, 1), date(2027, 12, 1), date(2199, 12, 1)])
def test_months_follow_each_other(first: date) -> None:
    month = Month(first)
    assert month.before.after == month == month.after.before
    days = [each.day for week in month.weeks([], today=MONDAY) for each in week]
    assert len(days) % 7 == 0
    assert days[0].weekday() == 0
    here = [day for day in days if month.holds(day)]
    assert here[0] == first
    assert here[-1] + timedelta(days=1) == month.after.first


def test_a_month_without_sessions_says_so(cast: Cast, signed_in: SignedIn) -> None:
    page = page_of(signed_in(cast.bob.person), "?view=month&month=2027-08")
    assert heading(page) == "Nothing is in your diary in August 2027."
    assert heading(page_of(signed_in(cast.bob.person), "?view=month&month=2027-01")) == "You met once in January 2027."


# --- the list ---


def test_the_list_has_what_is_next_first_and_then_what_was_last(cast: Cast, signed_in: SignedIn) -> None:
    for away in range(20, 32):
        plan(cast.quay.learning_set, cast.alice, MONDAY + timedelta(days=away))
        plan(cast.quay.learning_set, cast.alice, MONDAY - timedelta(days=away - 18))
    client = signed_in(cast.bob.person)
    first, second = (page_of(client, f"?view=list&page={number}") for number in (1, 2))
    pages = first + second
    shown = re.findall(r'class="row__title" href="[^"]*">\w+ (\d+ \w+ \d{4}), ', pages)
    days = [datetime.strptime(each, "%d %B %Y").replace(tzinfo=UTC).date() for each in shown]
    ahead, behind = [day for day in days if day >= MONDAY], [day for day in days if day < MONDAY]
    assert days == sorted(ahead) + sorted(behind, reverse=True)
    assert (len(ahead), len(behind)) == (13, 13)
    assert len(re.findall('class="row__title"', first)) == 25


# --- walls and doors ---


def test_queries_stay_with_their_reader_with_the_policies_off(cast: Cast, seeding: Callable) -> None:
    bob, here = cast.bob.person_id, [cast.harbour.pk]
    with seeding():
        assert {each.learning_set_id for each in own_seats(bob, here, now=NOW)} == {cast.quay.learning_set.pk}
        assert {each.learning_set_id for each in own_sessions(bob, here)} == {cast.quay.learning_set.pk}
        assert list(own_sessions(bob, [cast.northgate.pk])) == []
        assert [each.own_answer for each in own_sessions(cast.alice.person_id, here)] == [None, None]
        for person, polls in ((cast.alice.person_id, [cast.quay.poll]), (bob, []), (cast.greta.person_id, [])):
            places = own_seats(person, here, now=NOW)
            assert list(own_polls(person, places, now=NOW, today=MONDAY)) == polls
        for gone in (cast.greta.person_id, cast.dora.person_id, cast.stan.pk):
            assert not own_seats(gone, here, now=NOW).exists()
            assert not own_sessions(gone, here).exists()


def test_no_filter_at_all_shows_the_dates_of_ones_own_sets_alone(cast: Cast) -> None:
    expected = {"bob": {"quay"}, "alice": {"quay"}, "erin": {"lighthouse"}, "charlie": {"gate"}, "greta": set()}
    for who, slugs in {**expected, "dora": set(), "olga": set()}.items():
        with scope(person=getattr(cast, who).person_id, role=Role.ME):
            found = set(Session.objects.values_list("learning_set", flat=True))
        assert found == {getattr(cast, slug).learning_set.pk for slug in slugs}, who


def test_somebody_whose_membership_ended_finds_nothing_of_that_organisation(
    cast: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    client = signed_in(cast.bob.person)
    assert "Quay" in page_of(client)
    with seeding():
        Membership.objects.filter(pk=cast.bob.pk).update(ended_at=NOW)
    for query in ("", "?view=list", "?view=month"):
        assert "Quay" not in page_of(client, query)
    User.objects.filter(pk=cast.bob.person_id).update(is_active=False)
    assert client.get("/me/").status_code == 302


def _cancel_all(cast: Cast) -> None:
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason=MoveReason.WORK, by=cast.alice, at=FOUNDED)


def _bring_bob_to_northgate(cast: Cast) -> Session:
    """Into “Gate”, which meets at the hour at which Quay does."""
    with entering(cast.nora):
        asked = sets.invite_to_set(cast.gate.learning_set, cast.bob.person.email, by=cast.nora, at=FOUNDED)
        sets.accept(asked.invitation, user=cast.bob.person, name="Bob", at=FOUNDED)
        return Session.objects.get(pk=cast.gate.coming.pk)


def test_hr_reads_the_next_day_of_a_set_on_their_own_calendar(
    cast: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    with entering(cast.olga):
        docks = sets.found_programme(name="Docks", purpose="", sets=0, sessions_planned=6, by=cast.olga, at=FOUNDED)
    with seeding():
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(programme=docks)
    plan(cast.quay.learning_set, cast.alice, date(2027, 2, 3), time(23, 30), 60)
    client = signed_in(cast.dora.person)
    assert "Wed 3 Feb" in client.get("/o/harbour/programmes/docks/").content.decode()
    move_to(cast.dora.person, "Europe/Madrid")
    assert "Thu 4 Feb" in client.get("/o/harbour/programmes/docks/").content.decode()
