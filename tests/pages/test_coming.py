"""Coming or not, from a mail without signing in and from the pages; with a note that the set alone reads."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.urls import reverse

from alsweb.lib import tokens
from notifications.models import Notice
from notifications.sender import send_due
from organisations.models import Membership, User
from sessions import operations
from sessions.coming import coming_link
from sessions.models import Answer, Attendance, AttendanceWords, CancelWords, MoveReason, Session
from sessions.operations.telling import SETTLES
from sets import operations as sets
from sets.models import GroundRules, SetMembership
from sets.models.words import HEADS
from tests.cast import NEXT_ON, NINE, NOW, Cast, entering, marker

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
NOTE = "The night train is cancelled"


@pytest.fixture(autouse=True)
def clock(story_time: None) -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def client(signed_in: SignedIn) -> Client:
    """Nobody's browser."""
    return signed_in(None)


@pytest.fixture
def link(cast: Cast) -> str:
    """Bob's, as it stands in his mail."""
    with entering(cast.bob):
        return urlsplit(coming_link(cast.quay.coming, person=cast.bob.person_id)).path


def answer_of(cast: Cast, member: Membership) -> tuple[str, str]:
    """What somebody said, and their note beside it, as they read it themselves."""
    with entering(member):
        found = Attendance.objects.filter(session=cast.quay.coming, person=member.person_id).first()
        words = AttendanceWords.objects.filter(attendance=found).first() if found else None
        return (found.answer if found else "", words.note if words else "")


def move(cast: Cast, days: int = 1) -> None:
    with entering(cast.alice):
        session = Session.objects.select_related("learning_set", "organisation").get(pk=cast.quay.coming.pk)
        assert operations.move_session(
            session,
            day=NEXT_ON + timedelta(days=days),
            at_time=NINE,
            minutes=120,
            place="",
            reason=MoveReason.WORK,
            by=cast.alice,
            at=NOW,
        )


# From the mail


def test_looking_changes_nothing_and_one_press_answers(cast: Cast, client: Client, link: str) -> None:
    for _ in range(2):
        assert client.get(link).status_code == client.head(link).status_code == 200
    assert answer_of(cast, cast.bob)[0] == Answer.COMING
    assert client.post(link, {"answer": "cannot"}).status_code == 302
    assert answer_of(cast, cast.bob)[0] == Answer.CANNOT
    page = client.get(link).content.decode()
    assert "You cannot come." in page
    assert "I come" in page
    assert "I cannot</button>" not in page
    client.post(link, {"answer": "coming"})
    assert answer_of(cast, cast.bob)[0] == Answer.COMING


def test_it_shows_the_date_in_its_readers_zone_the_calendar_name_and_nobody_and_no_words(
    cast: Cast, client: Client, link: str, seeding: Any
) -> None:
    with seeding():
        User.objects.filter(pk=cast.bob.person_id).update(time_zone="Europe/Madrid")
    response = client.get(link)
    page = response.content.decode()
    assert "Monday 15 February, 10:00" in page
    assert "Madrid time" in page
    assert "Set meeting" in page
    assert not [name for name in ("Quay", "Alice", "Bob", "Greta", "MARKER") if name in page]
    assert response.headers["Referrer-Policy"] == "strict-origin"
    assert "no-store" in response.headers["Cache-Control"]


def test_a_note_goes_with_it_and_is_shown_back_only_on_a_device_where_its_author_is_signed_in(
    cast: Cast, client: Client, signed_in: SignedIn, link: str
) -> None:
    client.post(link, {"answer": "cannot", "note": NOTE})
    assert answer_of(cast, cast.bob) == (Answer.CANNOT, NOTE)
    assert NOTE not in client.get(link).content.decode()
    assert NOTE not in signed_in(cast.erin.person).get(link).content.decode()
    assert NOTE in signed_in(cast.bob.person).get(link).content.decode()
    client.post(link, {"answer": "cannot", "note": ""})  # the field is empty because it shows nothing
    assert answer_of(cast, cast.bob) == (Answer.CANNOT, NOTE)
    client.post(link, {"no_note": "cannot"})
    assert answer_of(cast, cast.bob) == (Answer.CANNOT, "")


def test_another_answer_takes_the_note_of_the_first_away(cast: Cast, client: Client, link: str) -> None:
    client.post(link, {"answer": "cannot", "note": NOTE})
    client.post(link, {"answer": "coming"})
    assert answer_of(cast, cast.bob) == (Answer.COMING, "")


def test_a_note_too_long_stays_in_its_field(cast: Cast, client: Client, link: str) -> None:
    response = client.post(link, {"answer": "cannot", "note": "x" * 501})
    assert response.status_code == 422
    assert "x" * 501 in response.content.decode()
    assert answer_of(cast, cast.bob)[0] == Answer.COMING


def test_before_agreeing_the_answer_is_saved_and_the_note_waits_on_the_page(
    cast: Cast, client: Client, link: str
) -> None:
    _new_rules(cast)
    assert "Add a note" not in client.get(link).content.decode()
    response = client.post(link, {"answer": "cannot", "note": NOTE})
    assert response.status_code == 409
    assert NOTE in response.content.decode()
    assert answer_of(cast, cast.bob)[0] == Answer.CANNOT
    assert answer_of(cast, cast.bob)[1] == ""


def test_after_a_move_it_shows_the_new_date_and_asks_again(cast: Cast, client: Client, link: str) -> None:
    seen = re.search(r'name="about" value="(\d+)"', client.get(link).content.decode())
    assert seen
    move(cast)
    client.post(link, {"answer": "cannot", "about": seen[1]})  # from the page of the old date
    assert answer_of(cast, cast.bob)[0] == ""
    page = client.get(link).content.decode()
    assert "It has moved since that mail was written" in page
    assert "Tuesday 16 February" in page
    assert "Do you come?" in page
    client.post(link, {"answer": "cannot"})
    assert answer_of(cast, cast.bob)[0] == Answer.CANNOT


@pytest.mark.parametrize("why", ["tampered", "cut", "empty scope", "left", "ended", "not theirs", "other organisation"])
def test_whoever_is_not_in_the_set_any_more_meets_a_friendly_page(
    cast: Cast, client: Client, link: str, why: str
) -> None:
    claims: dict[str, Any] = {"o": cast.harbour.pk, "p": cast.bob.person_id, "s": cast.quay.coming.pk, "t": 0}
    token = link.removeprefix("/c/").rstrip("/")
    if why == "tampered":
        token = ("A" if token[0] != "A" else "B") + token[1:]
    elif why == "cut":
        token = token[:-3]
    elif why == "empty scope":
        token = tokens.sign_for_ever("coming", **{**claims, "o": 999_999})
    elif why == "left":
        with entering(cast.bob):
            seat = SetMembership.objects.current().get(person=cast.bob.person_id)
            assert sets.leave_set(seat, by=cast.bob, at=NOW)
    elif why == "ended":
        with entering(cast.olga):
            Membership.objects.filter(pk=cast.bob.pk).update(ended_at=NOW)
    elif why == "not theirs":
        token = tokens.sign_for_ever("coming", **{**claims, "p": cast.erin.person_id})
    else:
        token = tokens.sign_for_ever("coming", **{**claims, "o": cast.northgate.pk})
    address = reverse("coming_by_mail", args=[token])
    for response in (client.get(address), client.post(address, {"answer": "cannot"})):
        page = response.content.decode()
        assert response.status_code == 410
        assert "This link no longer opens." in page
        assert not [word for word in ("Monday 15", "Set meeting", "Quay", "MARKER") if word in page]
    assert answer_of(cast, cast.alice)[0] == ""


@pytest.mark.parametrize(
    ("what", "said"), [("cancelled", "This session is cancelled."), ("over", "This session is over.")]
)
def test_what_does_not_take_place_is_not_answered(
    cast: Cast, client: Client, link: str, what: str, said: str, clock: Any
) -> None:
    if what == "cancelled":
        with entering(cast.alice):
            operations.cancel_session(cast.quay.coming, reason="work", by=cast.alice, at=NOW)
    else:
        clock.move_to(cast.quay.coming.ends_at)
    for response in (client.get(link), client.post(link, {"answer": "cannot"})):
        assert response.status_code == 410
        assert said in response.content.decode()
    assert answer_of(cast, cast.bob)[0] == Answer.COMING


def test_a_scanner_that_follows_every_link_of_every_mail_changes_nothing_and_the_click_works(
    cast: Cast, client: Client
) -> None:
    """Drill 12."""
    send_due(NOW)
    mail.outbox.clear()
    move(cast)
    send_due(NOW + SETTLES)
    found = [re.findall(r"https?://[^/\s]+(/\S+)", str(each.body)) for each in mail.outbox if "bob" in each.to[0]]
    links = {each for letter in found for each in letter}
    (own,) = [each for each in links if each.startswith("/c/")]
    before = answer_of(cast, cast.bob)
    for _ in range(2):
        for each in links:
            assert client.get(each).status_code < 500
            assert client.head(each).status_code < 500
    assert answer_of(cast, cast.bob) == before == ("", marker("attendancewords", "note", "bob"))
    assert client.post(own, {"answer": "coming"}).status_code == 302
    assert answer_of(cast, cast.bob)[0] == Answer.COMING


# On the pages


def _at(cast: Cast, name: str) -> str:
    return reverse(f"sessions:{name}", args=["harbour", "quay", cast.quay.coming.number])


def test_a_note_stands_beside_its_name_for_the_circle_and_for_nobody_else(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    bob.post(_at(cast, "answer"), {"answer": "cannot", "note": NOTE})
    page = reverse("pages:session", args=["harbour", "quay", cast.quay.coming.number])
    for who, reads in ((cast.bob, True), (cast.alice, True), (cast.dora, False), (cast.olga, False)):
        assert (NOTE in signed_in(who.person).get(page).content.decode()) is reads
    bob.post(_at(cast, "answer"), {"answer": "cannot", "note": ""})
    assert answer_of(cast, cast.bob) == (Answer.CANNOT, "")


def test_a_note_lapses_with_its_answer_when_the_session_moves(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.bob.person).post(_at(cast, "answer"), {"answer": "cannot", "note": NOTE})
    move(cast)
    page = reverse("pages:session", args=["harbour", "quay", cast.quay.coming.number])
    assert NOTE not in signed_in(cast.alice.person).get(page).content.decode()
    signed_in(cast.bob.person).post(_at(cast, "answer"), {"answer": "cannot"})
    assert answer_of(cast, cast.bob) == (Answer.CANNOT, "")


def test_an_answer_from_a_page_of_the_old_date_is_not_taken_for_the_new_one(cast: Cast, signed_in: SignedIn) -> None:
    about = int(cast.quay.coming.starts_at.timestamp())
    move(cast)
    signed_in(cast.bob.person).post(_at(cast, "answer"), {"answer": "coming", "about": about})
    assert answer_of(cast, cast.bob)[0] == ""


def test_before_agreeing_a_note_waits_on_its_page_and_the_answer_is_saved(cast: Cast, signed_in: SignedIn) -> None:
    _new_rules(cast)
    response = signed_in(cast.bob.person).post(_at(cast, "answer"), {"answer": "cannot", "note": NOTE})
    assert response.status_code == 409
    assert NOTE in response.content.decode()
    assert answer_of(cast, cast.bob)[0] == Answer.CANNOT


def test_a_move_is_undone_on_its_page_within_the_minute(cast: Cast, signed_in: SignedIn, clock: Any) -> None:
    alice = signed_in(cast.alice.person)
    where = {"day": "2027-02-16", "at_time": "09:00", "minutes": "120", "place": "", "reason": "work", "note": NOTE}
    page = alice.post(_at(cast, "move"), where, follow=True).content.decode()
    assert NOTE in page
    assert "Undo" in page
    page = alice.post(_at(cast, "undo"), follow=True).content.decode()
    assert "Taken back: session 2 is on Monday 15 February, 09:00, London time. Nobody is told." in page
    assert NOTE not in page
    with entering(cast.alice):
        assert Session.objects.get(pk=cast.quay.coming.pk).local_date == NEXT_ON
    page = alice.post(_at(cast, "undo"), follow=True).content.decode()  # the back button: it is as it was already
    with entering(cast.alice):
        assert Session.objects.get(pk=cast.quay.coming.pk).local_date == NEXT_ON
    alice.post(_at(cast, "move"), where)
    clock.shift(61)
    page = alice.post(_at(cast, "undo"), follow=True).content.decode()
    assert "The minute is over" in page


def test_a_cancelled_session_says_why_to_the_circle_and_is_brought_back_on_its_page(
    cast: Cast, signed_in: SignedIn, clock: Any
) -> None:
    alice = signed_in(cast.alice.person)
    page = reverse("pages:session", args=["harbour", "quay", cast.quay.coming.number])
    alice.post(_at(cast, "cancel"), {"reason": "work", "note": NOTE})
    assert NOTE in signed_in(cast.bob.person).get(page).content.decode()
    assert NOTE not in signed_in(cast.dora.person).get(page).content.decode()
    clock.shift(120)
    assert "Bring it back" in alice.get(page).content.decode()
    for _ in range(2):
        alice.post(_at(cast, "restore"))
    with entering(cast.alice):
        session = Session.objects.get(pk=cast.quay.coming.pk)
        assert (session.cancelled_at, session.sequence) == (None, cast.quay.coming.sequence + 2)
    assert NOTE not in alice.get(page).content.decode()


def test_another_cancellation_without_a_note_takes_the_old_one_away(cast: Cast) -> None:
    with entering(cast.alice):
        session = cast.quay.coming
        operations.cancel_session(session, reason="work", note=NOTE, by=cast.alice, at=NOW)
        operations.restore_session(session, by=cast.alice, at=NOW)
        operations.cancel_session(session, reason="work", by=cast.alice, at=NOW)
        assert not CancelWords.objects.filter(session=session).exists()


def test_the_confirmation_says_how_many_are_told(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.alice.person).get(_at(cast, "move")).content.decode()
    assert "One person is told in a minute, and asked again." in page


def test_too_few_is_said_to_the_circle_with_three_ways_out_for_whoever_runs_it(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.bob.person).post(_at(cast, "answer"), {"answer": "cannot"})
    said = "One cannot come; none of one can. Your set wants at least one."
    page = reverse("pages:session", args=["harbour", "quay", cast.quay.coming.number])
    for address in (page, reverse("pages:set", args=["harbour", "quay"]), reverse("pages:home", args=["harbour"])):
        assert said in signed_in(cast.bob.person).get(address).content.decode()
    assert said not in signed_in(cast.dora.person).get(page).content.decode()
    alice = signed_in(cast.alice.person)
    shown = alice.get(page).content.decode()
    assert all(way in shown for way in ("Move it", "Meet all the same", "Meet as a triad"))
    assert "Meet as a triad" not in signed_in(cast.bob.person).get(page).content.decode()
    preset = alice.get(f"{_at(cast, 'move')}?reason=too_few").content.decode()
    assert re.search(r'value="too_few"[^>]*checked', preset)
    for _ in range(2):
        alice.post(_at(cast, "settle"), {"as": "triad"})
    assert "You meet as a triad." in alice.get(page).content.decode()
    with entering(cast.bob):
        assert Notice.objects.filter(kind="session_settled").count() == 1


def test_every_press_of_these_pages_sent_twice_leaves_one_row(cast: Cast, signed_in: SignedIn) -> None:
    """Drill 10."""
    bob, alice = signed_in(cast.bob.person), signed_in(cast.alice.person)
    where = {"day": "2027-02-16", "at_time": "09:00", "minutes": "120", "place": "", "reason": "work", "note": NOTE}
    seen = re.search(r'name="as_seen" value="([^"]+)"', alice.get(_at(cast, "move")).content.decode())
    assert seen
    for _ in range(2):
        bob.post(_at(cast, "answer"), {"answer": "cannot", "note": NOTE})
    for _ in range(2):
        alice.post(_at(cast, "move"), {**where, "as_seen": seen[1]})
    for _ in range(2):
        alice.post(_at(cast, "cancel"), {"reason": "work", "note": NOTE})
    with entering(cast.bob):
        assert Attendance.objects.filter(session=cast.quay.coming, person=cast.bob.person_id).count() == 1
        told = Notice.objects.filter(subject=f"session:{cast.quay.coming.pk}", due_at__gt=NOW)
        assert sorted(told.filter(kind__in=["session_moved", "session_cancelled"]).values_list("kind", flat=True)) == [
            "session_cancelled",
            "session_moved",
        ]
        assert Session.objects.get(pk=cast.quay.coming.pk).sequence == cast.quay.coming.sequence + 2


def _new_rules(cast: Cast) -> None:
    """Nobody but their writer has agreed to these."""
    with entering(cast.alice):
        newest = GroundRules.objects.filter(learning_set=cast.quay.learning_set).latest("number").number
        sets.write_ground_rules(
            cast.quay.learning_set,
            dict.fromkeys(HEADS, "As we said."),
            based_on=newest,
            by=cast.alice,
            at=NOW,
        )
