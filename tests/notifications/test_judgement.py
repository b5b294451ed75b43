"""When somebody is written to: not in their quiet hours, not what they turned off, not nudged twice in seven days."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection

from alsweb.lib.tenancy.scope import scope
from notifications import operations
from notifications.kinds import Kind, Message
from notifications.models import NoticeState, Preference, RotaDay
from notifications.sender import send_due
from organisations.models import User
from tests.notifications.conftest import (
    HARBOUR,
    MOVED,
    NORTHGATE,
    NUDGE,
    REMINDER,
    later,
    make_person,
    notice_of,
    notices_of,
    tell,
)
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

EVENING = datetime(2027, 2, 1, 22, 30, tzinfo=UTC)
"""A Monday."""


def _prefer(person: User, **chosen: object) -> None:
    with scope(person=person.pk):
        Preference.objects.create(person_id=person.pk, **chosen)


def test_quiet_hours_are_those_of_the_persons_own_zone(mail_server: MailServer) -> None:
    london, new_york, kolkata = (
        make_person("london", time_zone="Europe/London"),
        make_person("new-york", time_zone="America/New_York"),
        make_person("kolkata", time_zone="Asia/Kolkata"),
    )
    for person in (london, new_york, kolkata):
        tell(person, EVENING)

    assert send_due(EVENING)["held"] == 2
    assert mail_server.recipients == ["new-york@harbour.example"]
    assert notice_of(london).next_at == datetime(2027, 2, 2, 7, 0, tzinfo=UTC)
    assert notice_of(kolkata).next_at == datetime(2027, 2, 2, 1, 30, tzinfo=UTC)
    send_due(datetime(2027, 2, 2, 7, 0, tzinfo=UTC))
    assert len(mail_server.taken) == 3


def test_quiet_hours_end_by_the_clock_on_the_wall_when_the_clocks_change(mail_server: MailServer) -> None:
    bob = make_person("bob", time_zone="Europe/London")
    _prefer(bob, days=[6, 7])
    saturday = datetime(2027, 3, 27, 23, 0, tzinfo=UTC)
    tell(bob, saturday)
    send_due(saturday)

    assert notice_of(bob).next_at == datetime(2027, 3, 28, 6, 0, tzinfo=UTC)  # seven o'clock, summer time


def test_what_must_arrive_at_once_is_not_held_back(mail_server: MailServer) -> None:
    bob = make_person("bob")
    _prefer(bob, paused_until=later(EVENING, days=10), days=[2])
    tell(bob, EVENING, kind=MOVED)

    assert send_due(EVENING)["sent"] == 1


def test_a_pause_and_days_off_are_kept(mail_server: MailServer) -> None:
    bob = make_person("bob")
    _prefer(bob, paused_until=datetime(2027, 2, 6, 0, 0, tzinfo=UTC), days=[1, 2, 3, 4, 5])
    tell(bob, EVENING)
    send_due(EVENING)

    assert notice_of(bob).next_at == datetime(2027, 2, 8, 7, 0, tzinfo=UTC)  # Monday: the 6th is a Saturday


def test_whoever_chose_nothing_is_written_to_on_working_days(mail_server: MailServer) -> None:
    bob = make_person("bob")
    saturday = datetime(2027, 2, 6, 12, 0, tzinfo=UTC)
    tell(bob, saturday)
    send_due(saturday)

    assert notice_of(bob).next_at == datetime(2027, 2, 8, 7, 0, tzinfo=UTC)


def test_what_is_of_use_for_a_while_only_comes_on_a_day_off_rather_than_never(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer
) -> None:
    friday, sunday = datetime(2027, 2, 5, 22, 0, tzinfo=UTC), datetime(2027, 2, 7, 22, 0, tzinfo=UTC)
    known_kinds(replace(REMINDER, useful_until=lambda notice, at: sunday))
    bob = make_person("bob")
    tell(bob, friday)
    send_due(friday)

    assert notice_of(bob).next_at == datetime(2027, 2, 6, 7, 0, tzinfo=UTC)


def test_a_rota_says_when_mail_may_come(mail_server: MailServer) -> None:
    bob = make_person("bob")
    _prefer(bob, rota_starts_on=date(2027, 2, 1))
    with scope(person=bob.pk):
        RotaDay.objects.create(person_id=bob.pk, day=1, free_from=time(15), free_until=time(20))
        RotaDay.objects.create(person_id=bob.pk, day=2)
    tell(bob, EVENING)
    send_due(EVENING)

    assert notice_of(bob).next_at == datetime(2027, 2, 3, 15, 0, tzinfo=UTC)


def test_a_reminder_that_quiet_hours_would_make_useless_is_dropped(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer
) -> None:
    known_kinds(replace(REMINDER, stale_after=timedelta(hours=2)))
    bob = make_person("bob")
    tell(bob, EVENING)

    assert send_due(EVENING)["suppressed"] == 1


def test_a_kind_that_was_turned_off_is_not_sent(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    with scope(person=bob.pk):
        operations.stop_kind(REMINDER.name, person=bob.pk, at=now)
    tell(bob, now)
    tell(bob, now, kind=MOVED)

    outcomes = send_due(now)
    assert (outcomes["suppressed"], outcomes["sent"]) == (1, 1)


def test_one_nudge_in_seven_days_over_all_organisations(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now, kind=NUDGE, organisation=HARBOUR)
    tell(bob, now, kind=NUDGE, organisation=NORTHGATE)

    outcomes = send_due(now)
    assert (outcomes["sent"], outcomes["held"]) == (1, 1)
    assert send_due(later(now, days=6, hours=23)).total() == 0
    assert send_due(later(now, days=7))["sent"] == 1


def test_two_senders_at_once_nudge_once(mail_server: MailServer, now: datetime) -> None:
    people = [make_person(f"person{number}") for number in range(6)]
    for person in people:
        for organisation in (HARBOUR, NORTHGATE):
            tell(person, now, kind=NUDGE, organisation=organisation)
    together = threading.Barrier(2)

    def run() -> None:
        together.wait()
        send_due(now)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(mail_server.recipients) == sorted(person.email for person in people)


def test_a_nudge_that_is_suppressed_gives_the_week_back(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime
) -> None:
    bob = make_person("later-bob")
    tell(bob, now, kind=NUDGE)
    send_due(now)  # takes the week, and is to be tried again
    known_kinds(replace(NUDGE, still_true=lambda notice, at: notice.organisation_id != HARBOUR))
    send_due(later(now, minutes=5))
    assert notice_of(bob).state is NoticeState.SUPPRESSED
    bob.email = "bob@harbour.example"
    bob.save(update_fields=["email"])
    tell(bob, now, kind=NUDGE, organisation=NORTHGATE)

    assert send_due(later(now, minutes=6))["sent"] == 1


def test_reminders_and_moved_dates_stand_apart_from_nudges(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    for kind in (NUDGE, REMINDER, MOVED):
        tell(bob, now, kind=kind)

    assert send_due(now)["sent"] == 3


def test_at_most_two_nudges_about_one_subject(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    for week in range(3):
        tell(bob, later(now, days=7 * week), kind=NUDGE, subject="action:4", occasion=str(week))
        send_due(later(now, days=7 * week))

    assert [notice.state for notice in notices_of(bob)] == [NoticeState.SENT, NoticeState.SENT, NoticeState.SUPPRESSED]


def test_a_nudge_over_several_subjects_goes_out_while_one_of_them_is_new(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime
) -> None:
    about = [("action:1",), ("action:1",), ("action:1", "action:2"), ("action:1",)]

    def render(notice: object, at: datetime) -> Message:
        message: Message = NUDGE.render(notice, at)  # type: ignore[arg-type]
        return replace(message, about=about[(at - now).days // 7])

    known_kinds(replace(NUDGE, render=render))
    bob = make_person("bob")
    for week in range(4):
        tell(bob, later(now, days=7 * week), kind=NUDGE, subject=f"person:{bob.pk}", occasion=str(week))
        send_due(later(now, days=7 * week))

    assert [bool(notice.sent_at) for notice in notices_of(bob)] == [True, True, True, False]
