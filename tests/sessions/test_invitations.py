"""The mails about dates, as they arrive: taken in by a strict calendar, through everything that happens to a session."""

from datetime import date, datetime, time, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail

from alsweb.lib import phrases
from alsweb.lib.tenancy.scope import scope
from notifications.models import Notice
from notifications.planner import plan
from notifications.sender import send_due
from organisations import operations as organisations
from organisations.models import Membership, User
from sessions import operations as sessions
from sessions.models import Answer, MoveReason, Session
from sets import operations as sets
from sets.models import LearningSet, SetMembership
from tests.cast import NEXT_ON, NINE, NOW, Cast, entering
from tests.sessions.reader import Reader, events

SETTLED = timedelta(minutes=2)
NEW = date(2027, 3, 1)


def arrive(*, at: datetime, to: Membership | None = None) -> list[EmailMessage]:
    """Send what is due, and read the mails as a mail program does; those to one person where one is named."""
    mail.outbox.clear()
    send_due(at + SETTLED)
    made: list[Any] = [each.message() for each in mail.outbox]  # Django's as_bytes takes a line's end
    found = [message_from_bytes(each.as_bytes(linesep="\r\n"), policy=default) for each in made]
    return [each for each in found if to is None or each["To"] == to.person.email]


def calendar_in(message: EmailMessage) -> bytes | None:
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            text = part.get_payload(decode=True)
            assert isinstance(text, bytes)
            assert f"METHOD:{part.get_param('method')}\r\n".encode() in text
            assert part.get_param("charset") == "utf-8"
            return text
    return None


def text_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    text: str = body.get_content()
    return text.replace("\r\n", "\n")


def take_all(reader: Reader, messages: list[EmailMessage]) -> int:
    """How many of them were for the calendar."""
    parts = [part for part in map(calendar_in, messages) if part]
    for part in parts:
        assert reader.take(part)
    return len(parts)


def plan_on(cast: Cast, day: date, *, at: datetime = NOW, at_time: time = NINE, **fields: Any) -> Session:
    with entering(cast.alice):
        given = {"minutes": 120, "place": "Library", "video_link": "https://meet.example/secret"} | fields
        return sessions.plan_session(cast.quay.learning_set, day=day, at_time=at_time, by=cast.alice, at=at, **given)


def move_to(cast: Cast, session: Session, day: date, *, at: datetime, at_time: time = NINE) -> None:
    with entering(cast.alice):
        session = Session.objects.get(pk=session.pk)
        assert sessions.move_session(
            session,
            day=day,
            at_time=at_time,
            minutes=session.minutes,
            place=session.place,
            reason=MoveReason.WORK,
            by=cast.alice,
            at=at,
        )


@pytest.fixture(autouse=True)
def nothing_waits(cast: Cast) -> None:
    """What the story so far has to tell has been told."""
    send_due(NOW - timedelta(minutes=5))


def test_planned_moved_moved_and_cancelled_is_one_event_that_moves_and_goes(cast: Cast) -> None:
    bob = Reader(cast.bob.person.email)
    session = plan_on(cast, NEW)
    (first,) = arrive(at=NOW, to=cast.bob)
    assert take_all(bob, [first]) == 1
    assert bob.dates("Europe/London") == ["2027-03-01 09:00"]
    for hours, day in ((1, NEW + timedelta(days=1)), (2, date(2027, 6, 1))):
        move_to(cast, session, day, at=NOW + timedelta(hours=hours))
        assert take_all(bob, arrive(at=NOW + timedelta(hours=hours), to=cast.bob)) == 1
        assert bob.dates("Europe/London") == [f"{day} 09:00"]
    with entering(cast.alice):
        session = Session.objects.get(pk=session.pk)
        sessions.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=NOW + timedelta(hours=3))
    assert take_all(bob, arrive(at=NOW + timedelta(hours=3), to=cast.bob)) == 1
    assert bob.kept == {}
    assert list(bob.heard) == [f"{session.uid}@localhost"]
    assert [sequence for sequence, _stamp in bob.heard.values()] == [3]


def test_the_mail_is_three_alternatives_and_holds_no_word(cast: Cast) -> None:
    plan_on(cast, NEW)
    (message,) = arrive(at=NOW, to=cast.bob)
    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html", "text/calendar"]
    assert "secret" not in message.as_string()
    text = calendar_in(message)
    assert text is not None
    (event,) = events(text)
    assert event["SUMMARY"] == "Set meeting"
    assert event["LOCATION"] == "Library"
    assert str(event["CONFERENCE"]).startswith("http://localhost:8000/j/")
    assert event["ATTENDEE"] == "mailto:bob@harbour.example"
    assert "Quay" not in text.decode().replace("quay", "")
    assert "Alice" not in text.decode()


def test_a_session_without_a_video_link_has_none_to_join_by(cast: Cast) -> None:
    plan_on(cast, NEW, video_link="")
    (message,) = arrive(at=NOW, to=cast.bob)
    assert b"/j/" not in (calendar_in(message) or b"")


def test_what_its_reader_said_stands_in_a_later_copy(cast: Cast) -> None:
    session = plan_on(cast, NEW)
    arrive(at=NOW)
    with entering(cast.bob):
        sessions.answer_session(session, answer=Answer.CANNOT, by=cast.bob, at=NOW)
    with entering(cast.alice):
        session = Session.objects.get(pk=session.pk)
        sessions.move_session(
            session, day=NEW, at_time=NINE, minutes=120, place="Pier", reason=MoveReason.WORK, by=cast.alice, at=NOW
        )
    (message,) = arrive(at=NOW + timedelta(hours=1), to=cast.bob)
    (event,) = events(calendar_in(message) or b"")
    assert (event["ATTENDEE"].params["PARTSTAT"], event["LOCATION"]) == ("DECLINED", "Pier")


def test_a_second_copy_of_the_same_mail_is_the_same_calendar(cast: Cast) -> None:
    plan_on(cast, NEW)
    (first,) = arrive(at=NOW, to=cast.bob)
    with scope(person=cast.bob.person_id, organisation=cast.harbour.pk):
        notice = Notice.objects.get(kind="session_planned", subject__startswith="session:", sent_at__gt=NOW)
        from notifications.kinds import kind_named

        kind = kind_named(notice.kind)
        assert kind is not None
        again = kind.render(notice, NOW + timedelta(days=3))
    assert again.calendar is not None
    assert again.calendar.text == calendar_in(first)


# Whoever subscribes


def subscribe(who: Membership, *, at: datetime = NOW) -> None:
    with scope(person=who.person_id):
        sessions.choose_invitations(False, person=who.person_id, at=at)


def test_whoever_subscribes_gets_plain_mail_for_new_dates(cast: Cast) -> None:
    subscribe(cast.bob)
    session = plan_on(cast, NEW, at=NOW + timedelta(hours=1))
    (planned,) = arrive(at=NOW + timedelta(hours=1), to=cast.bob)
    assert calendar_in(planned) is None
    move_to(cast, session, NEW + timedelta(days=1), at=NOW + timedelta(hours=2))
    (moved,) = arrive(at=NOW + timedelta(hours=2), to=cast.bob)
    assert calendar_in(moved) is None
    assert "it now meets on Tuesday 2 March" in text_of(moved)


def test_what_they_were_invited_to_before_is_still_moved_and_taken_away(cast: Cast) -> None:
    bob = Reader(cast.bob.person.email)
    session = plan_on(cast, NEW)
    take_all(bob, arrive(at=NOW, to=cast.bob))
    subscribe(cast.bob, at=NOW + timedelta(minutes=30))
    move_to(cast, session, NEW + timedelta(days=1), at=NOW + timedelta(hours=1))
    assert take_all(bob, arrive(at=NOW + timedelta(hours=1), to=cast.bob)) == 1
    assert bob.dates("Europe/London") == ["2027-03-02 09:00"]
    move_to(cast, session, NEW + timedelta(days=2), at=NOW + timedelta(hours=2))
    assert take_all(bob, arrive(at=NOW + timedelta(hours=2), to=cast.bob)) == 1
    with entering(cast.alice):
        session = Session.objects.get(pk=session.pk)
        sessions.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=NOW + timedelta(hours=3))
    take_all(bob, arrive(at=NOW + timedelta(hours=3), to=cast.bob))
    assert bob.kept == {}


def test_their_choice_is_undone_for_what_comes_after(cast: Cast) -> None:
    subscribe(cast.bob)
    with scope(person=cast.bob.person_id):
        sessions.choose_invitations(True, person=cast.bob.person_id, at=NOW)
    plan_on(cast, NEW)
    (message,) = arrive(at=NOW, to=cast.bob)
    assert calendar_in(message)


# Coming in and leaving


def come_in(cast: Cast, *, at: datetime = NOW) -> None:
    """Erin, into Quay."""
    with entering(cast.alice):
        asked = sets.invite_to_set(cast.quay.learning_set, cast.erin.person.email, by=cast.alice, at=at)
        sets.accept(asked.invitation, user=cast.erin.person, name="", at=at)


def leave(cast: Cast, *, at: datetime) -> None:
    with entering(cast.erin):
        seat = SetMembership.objects.current().get(person=cast.erin.person_id, learning_set=cast.quay.learning_set)
        sets.leave_set(seat, by=cast.erin, at=at)


def test_whoever_comes_in_is_invited_to_what_is_to_come_once(cast: Cast) -> None:
    erin = Reader(cast.erin.person.email)
    plan_on(cast, NEW)
    come_in(cast)
    take_all(erin, arrive(at=NOW, to=cast.erin))
    assert erin.dates("Europe/London") == ["2027-02-15 09:00", "2027-03-01 09:00"]
    assert [calendar_in(each) for each in arrive(at=NOW + timedelta(days=1), to=cast.erin)] == []


def test_a_leaver_loses_what_they_were_invited_to_and_coming_back_brings_it_again(cast: Cast) -> None:
    erin = Reader(cast.erin.person.email)
    come_in(cast)
    assert take_all(erin, arrive(at=NOW, to=cast.erin)) == 1
    leave(cast, at=NOW + timedelta(hours=1))
    (gone,) = arrive(at=NOW + timedelta(hours=1), to=cast.erin)
    assert take_all(erin, [gone]) == 1
    assert erin.kept == {}
    assert "You are no longer in Quay: its session on Monday 15 February, 09:00 leaves your calendar." in text_of(gone)
    move_to(cast, cast.quay.coming, NEXT_ON, at=NOW + timedelta(hours=2), at_time=time(11))
    assert arrive(at=NOW + timedelta(hours=2), to=cast.erin) == []
    come_in(cast, at=NOW + timedelta(hours=3))
    assert take_all(erin, arrive(at=NOW + timedelta(hours=3), to=cast.erin)) == 1
    assert erin.dates("Europe/London") == ["2027-02-15 11:00"]
    leave(cast, at=NOW + timedelta(hours=4))
    assert take_all(erin, arrive(at=NOW + timedelta(hours=4), to=cast.erin)) == 1
    assert erin.kept == {}


def test_whoever_was_never_invited_is_not_uninvited(cast: Cast) -> None:
    with entering(cast.erin):
        pass
    come_in(cast)
    leave(cast, at=NOW)
    assert [each["Subject"] for each in arrive(at=NOW, to=cast.erin) if calendar_in(each)] == []


def test_whoever_is_seen_out_or_leaves_the_organisation_is_told_too(cast: Cast) -> None:
    for hours, end in enumerate((_end_seat, _end_membership), start=1):
        at = NOW + timedelta(hours=2 * hours)
        erin = Reader(cast.erin.person.email)
        come_in(cast, at=at)
        assert take_all(erin, arrive(at=at, to=cast.erin)) >= 1
        end(cast, at + timedelta(hours=1))
        assert take_all(erin, arrive(at=at + timedelta(hours=1), to=cast.erin)) >= 1
        assert erin.kept == {}


def _end_seat(cast: Cast, at: datetime) -> None:
    with entering(cast.alice):
        seat = SetMembership.objects.current().get(person=cast.erin.person_id, learning_set=cast.quay.learning_set)
        sets.end_seat(seat, by=cast.alice, at=at)


def _end_membership(cast: Cast, at: datetime) -> None:
    with entering(cast.dora):
        organisations.end_membership(cast.erin, by=cast.dora, at=at)


def test_handing_over_keeps_everybodys_calendar(cast: Cast) -> None:
    bob = Reader(cast.bob.person.email)
    session = plan_on(cast, NEW)
    take_all(bob, arrive(at=NOW, to=cast.bob))
    with entering(cast.alice):
        seats = {
            each.person_id: each for each in SetMembership.objects.current().filter(learning_set=cast.quay.learning_set)
        }
        sets.leave_set(
            seats[cast.alice.person_id], by=cast.alice, at=NOW + timedelta(hours=1), successor=seats[cast.bob.person_id]
        )
    assert take_all(bob, arrive(at=NOW + timedelta(hours=1), to=cast.bob)) == 0
    assert list(bob.kept) == [f"{session.uid}@localhost"]


def test_closing_a_set_cancels_what_was_to_come_once(cast: Cast) -> None:
    bob = Reader(cast.bob.person.email)
    plan_on(cast, NEW)
    take_all(bob, arrive(at=NOW, to=cast.bob))
    with entering(cast.alice):
        for _twice in range(2):
            sets.close_set(
                LearningSet.objects.get(pk=cast.quay.learning_set.pk), by=cast.alice, at=NOW + timedelta(hours=1)
            )
        assert not Session.objects.planned().filter(learning_set=cast.quay.learning_set, starts_at__gt=NOW).exists()
    messages = arrive(at=NOW + timedelta(hours=1), to=cast.bob)
    assert len([each for each in messages if calendar_in(each)]) == 2
    for each in messages:
        if part := calendar_in(each):
            bob.take(part)
    assert bob.kept == {}


def test_whoever_subscribes_and_comes_in_gets_one_mail_with_all_dates(cast: Cast) -> None:
    subscribe(cast.erin)
    plan_on(cast, NEW)
    come_in(cast, at=NOW + timedelta(minutes=10))
    arrived = arrive(at=NOW + timedelta(minutes=10), to=cast.erin)
    (message,) = (each for each in arrived if "which dates suit you" not in each["Subject"])  # Quay looks for more
    assert calendar_in(message) is None
    text = text_of(message)
    assert message["Subject"] == "Set meeting: two dates"
    assert text.startswith(
        "Quay has set two dates.\n\n- Monday 15 February, 09:00 · 2 hours\n- Monday 1 March, 09:00 · 2 hours · Library\n\n"
        "Times are London time. Your calendar brings them by itself, because you subscribe to your dates.\n"
    )


# The weekend of the change of clock


@pytest.mark.parametrize(
    ("zone", "day", "at_time", "reads"),
    [
        ("Europe/London", date(2027, 3, 28), time(9), "Asia/Kolkata"),
        ("Europe/London", date(2027, 10, 31), time(9), "America/St_Johns"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(10, 30), "Australia/Adelaide"),
        ("Australia/Lord_Howe", date(2027, 10, 3), time(10, 30), "Europe/London"),
        ("America/New_York", date(2027, 3, 14), time(14), "Europe/London"),
        ("Asia/Kathmandu", date(2027, 3, 28), time(10), "Europe/Dublin"),
    ],
)
def test_page_file_feed_mail_and_reminder_say_the_same_time(
    cast: Cast, zone: str, day: date, at_time: time, reads: str
) -> None:
    User.objects.filter(pk=cast.bob.person_id).update(time_zone=reads)
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(time_zone=zone)
        cast.quay.learning_set.refresh_from_db()
    session = plan_on(cast, day, at_time=at_time)
    starts_at = datetime.combine(day, at_time, ZoneInfo(zone))
    theirs = phrases.moment(starts_at, reads)
    assert f"{starts_at.astimezone(ZoneInfo(reads)):%H:%M}" in theirs
    (invitation,) = arrive(at=NOW, to=cast.bob)
    assert theirs in text_of(invitation)
    with scope(person=cast.bob.person_id, organisation=cast.harbour.pk):
        from sessions import calendars, queries

        (dated,) = queries.dated(Session.objects.filter(pk=session.pk), person=cast.bob.person_id)
        downloaded = calendars.download(dated.meeting(), host="localhost")
        in_feed = calendars.feed([dated.meeting()], name="Mine", host="localhost")
        page = phrases.moment(Session.objects.get(pk=session.pk).starts_at, reads)
    assert page == theirs
    for text in (calendar_in(invitation), downloaded, in_feed):
        (event,) = events(text or b"")
        assert event.start.replace(tzinfo=None) == datetime.combine(day, at_time)
        assert phrases.moment(event.start, reads) == theirs
    told: list[EmailMessage] = []
    for hours in range(-60, 0, 3):
        at = starts_at + timedelta(hours=hours)
        plan(at)
        told += [each for each in arrive(at=at, to=cast.bob) if theirs in text_of(each)]
    assert [text_of(each).partition("\n")[0] for each in told] == [f"Quay meets on {theirs}."]
