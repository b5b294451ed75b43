"""The sender: nobody gets two, nobody gets none."""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connections

from alsweb.lib.tenancy.scope import Scope, current_scope
from notifications import leases, sender, tasks
from notifications.hand import Hand, Settlement
from notifications.kinds import Kind
from notifications.leases import Outcome
from notifications.models import Notice, NoticeState, Sweep
from notifications.queries import notice_counts, what_is_wrong
from notifications.sender import MAX_ATTEMPTS, back_off, send_due
from tests.notifications.conftest import HARBOUR, MOVED, REMINDER, later, make_person, notice_of, notices_of, tell
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_is_due_is_sent_once_and_what_is_not_waits(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now)
    tell(bob, later(now, hours=1))

    assert send_due(now)["sent"] == 1
    assert send_due(now).total() == 0
    assert mail_server.recipients == ["bob@harbour.example"]
    assert [notice.state for notice in notices_of(bob)] == [NoticeState.SENT, NoticeState.DUE]


def test_a_few_mails_take_one_connection(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    for _number in range(10):
        tell(bob, now)

    assert send_due(now)["sent"] == 10
    assert mail_server.lines == 1


def test_a_mail_has_both_parts_one_message_id_and_a_way_to_stop_it(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now)
    send_due(now)

    (mail,) = mail_server.taken
    assert [part.get_content_type() for part in mail.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    assert mail["Message-ID"] == notice_of(bob).message_id
    assert mail["List-Unsubscribe"].startswith("<http")
    assert "/u/" in mail["List-Unsubscribe"]
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    html = mail.get_payload()[1].get_payload(decode=True).decode()  # type: ignore[index,union-attr]
    assert 'style="' in html
    assert "prefers-color-scheme: dark" in html


def test_mail_that_cannot_be_turned_off_offers_no_way_to(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now, kind=MOVED)
    send_due(now)

    assert mail_server.taken[0]["List-Unsubscribe"] is None


def test_a_sender_that_dies_after_claiming_is_relieved_when_its_lease_ends(
    mail_server: MailServer, now: datetime
) -> None:
    bob = make_person("bob")
    tell(bob, now)
    (claimed,) = leases.claim(10, at=now, clock=now)  # and here it is killed

    assert send_due(now, clock=lambda: later(now, seconds=29)).total() == 0
    assert send_due(now, clock=lambda: later(now, seconds=31))["sent"] == 1
    assert notice_of(bob).state is NoticeState.SENT
    # The first one was only slow: what it still says no longer counts.
    assert not leases.begin(claimed, at=now, clock=later(now, seconds=32))
    assert not leases.settle(claimed, Outcome("failed", now))
    assert len(mail_server.taken) == 1


def test_a_mail_in_hand_when_its_sender_died_is_sent_again_and_shown_as_ambiguous(
    mail_server: MailServer, now: datetime
) -> None:
    bob = make_person("bob")
    tell(bob, now)
    (claimed,) = leases.claim(10, at=now, clock=now)
    assert leases.begin(claimed, at=now, clock=now)

    assert send_due(now, clock=lambda: later(now, seconds=60))["sent"] == 1
    assert notice_of(bob).state is NoticeState.AMBIGUOUS
    assert notice_of(bob).sent_at == now


def test_when_two_senders_died_with_it_in_hand_there_is_no_third_copy(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now)
    for minute in (0, 1):
        (claimed,) = leases.claim(10, at=now, clock=later(now, minutes=minute))
        assert leases.begin(claimed, at=now, clock=later(now, minutes=minute))

    send_due(now, clock=lambda: later(now, minutes=2))
    assert mail_server.taken == []
    assert notice_of(bob).state is NoticeState.AMBIGUOUS
    assert notice_of(bob).next_at is None


def test_what_was_sent_is_noted_while_no_other_mail_is_in_hand(now: datetime) -> None:
    """Else a process that is killed between the two leaves both in doubt."""
    bob, dora = make_person("bob"), make_person("dora")
    tell(bob, now)
    tell(dora, now)
    first, second = leases.claim(10, at=now, clock=now)
    hand, counted = Hand(), list[bool]()

    def settle() -> None:
        hand.settle()
        connections.close_all()

    hand.begin(first, at=now, clock=lambda: now)
    hand.put(Settlement(first, Outcome("sent", now), counted.append))
    settling = threading.Thread(target=settle)
    with hand.turn():
        settling.start()
        settling.join(0.1)
        assert not counted
        assert hand.begin(second, at=now, clock=lambda: now)
        assert counted == [True]
    settling.join(10)
    assert counted == [True]


def test_a_line_that_breaks_after_data_costs_one_second_copy_with_the_same_message_id(
    mail_server: MailServer, now: datetime
) -> None:
    bob, other = make_person("drop-bob"), make_person("erin")
    tell(bob, now)
    tell(other, now)

    outcomes = send_due(now)
    assert (outcomes["ambiguous"], outcomes["sent"]) == (1, 1)
    assert notice_of(bob).state is NoticeState.AMBIGUOUS
    assert send_due(later(now, minutes=2))["sent"] == 1
    assert send_due(later(now, days=1)).total() == 0
    copies = [mail["Message-ID"] for mail in mail_server.taken if mail["To"].startswith("drop")]
    assert copies == [notice_of(bob).message_id] * 2
    assert notice_of(bob).state is NoticeState.AMBIGUOUS


def test_a_server_that_always_drops_gets_no_third_copy(mail_server: MailServer, now: datetime) -> None:
    mail_server.always_drops = True
    bob = make_person("drop-bob")
    tell(bob, now)
    for minutes in range(0, 60, 5):
        send_due(later(now, minutes=minutes))

    assert len(mail_server.taken) == 2
    assert notice_of(bob).sent_at is None
    assert notice_of(bob).next_at is None


def test_an_address_that_does_not_exist_fails_at_once_and_holds_up_nobody(
    mail_server: MailServer, now: datetime
) -> None:
    gone, bob = make_person("never-gone"), make_person("bob")
    tell(gone, now)
    tell(bob, now)

    outcomes = send_due(now)
    assert (outcomes["failed"], outcomes["sent"]) == (1, 1)
    assert notice_of(gone).state is NoticeState.FAILED
    assert notice_of(gone).reason.startswith("550")
    assert notice_counts(now).failed == 1


def test_what_may_be_left_out_is_no_longer_sent_to_a_refused_address(mail_server: MailServer, now: datetime) -> None:
    gone = make_person("never-gone")
    tell(gone, now)
    send_due(now)
    tell(gone, later(now, days=1))
    tell(gone, later(now, days=1), kind=MOVED)

    outcomes = send_due(later(now, days=1))
    assert (outcomes["suppressed"], outcomes["failed"]) == (1, 1)


def test_a_temporary_refusal_is_tried_again_ever_more_rarely_and_given_up_visibly(
    mail_server: MailServer, now: datetime
) -> None:
    bob = make_person("later-bob")
    tell(bob, now, kind=MOVED)
    moments = []
    at = now
    while (notice := notice_of(bob)).next_at is not None:
        at = notice.next_at
        moments.append(at)
        send_due(at)

    assert len(moments) == MAX_ATTEMPTS
    assert notice.state is NoticeState.FAILED
    assert notice.reason.startswith("Given up after 10 attempts. 451")
    assert timedelta(hours=3) < moments[-1] - now < timedelta(hours=12)


def test_back_off_doubles_with_jitter_and_ends_at_four_hours() -> None:
    for attempts, seconds in ((1, 30), (2, 60), (5, 480), (20, 4 * 3600)):
        assert 0.75 * seconds <= back_off(attempts).total_seconds() <= 1.25 * seconds


def test_a_mail_server_that_is_away_counts_against_no_mail(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now, kind=MOVED)
    mail_server.stop()
    for minute in range(30):
        send_due(later(now, minutes=minute))

    assert notice_of(bob).state is NoticeState.DUE
    assert notice_of(bob).attempts == 0


def test_whether_it_is_still_true_is_asked_when_it_is_sent(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime
) -> None:
    answered: list[int] = []
    known_kinds(replace(REMINDER, still_true=lambda notice, at: notice.person_id not in answered))
    bob = make_person("bob")
    tell(bob, now)
    answered.append(bob.pk)

    assert send_due(now)["suppressed"] == 1
    assert notice_of(bob).reason == "no longer true"
    assert mail_server.taken == []


def test_what_comes_too_late_is_dropped_and_counted(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime
) -> None:
    known_kinds(replace(REMINDER, stale_after=timedelta(hours=6)))
    bob = make_person("bob")
    tell(bob, now)

    assert send_due(later(now, hours=7))["suppressed"] == 1
    assert notice_of(bob).state is NoticeState.SUPPRESSED


def test_a_kind_with_a_fault_holds_up_nobody(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime
) -> None:
    def render(notice: object, at: datetime) -> None:
        raise ZeroDivisionError

    known_kinds(replace(REMINDER, render=render))  # type: ignore[arg-type]
    bob = make_person("bob")
    tell(bob, now)
    tell(bob, now, kind=MOVED)

    outcomes = send_due(now)
    assert (outcomes["again later"], outcomes["sent"]) == (1, 1)
    assert notices_of(bob)[0].attempts == 1


def test_nothing_goes_to_a_closed_account(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob", is_active=False)
    tell(bob, now)

    assert send_due(now)["suppressed"] == 1


def test_each_task_twice_leaves_the_same_database(mail_server: MailServer, now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now - timedelta(days=400), kind=MOVED)
    tasks.sweep()
    tasks.send()
    once = [notice.__dict__ | {"_state": None} for notice in notices_of(bob)]
    tasks.sweep()
    tasks.send()

    assert [notice.__dict__ | {"_state": None} for notice in notices_of(bob)] == once
    assert len(mail_server.taken) == 1


def test_nobody_having_swept_for_three_minutes_is_said(now: datetime) -> None:
    assert what_is_wrong(now) == "no sweep yet"
    Sweep.objects.create(planned_at=now)
    assert what_is_wrong(later(now, minutes=2)) == ""
    assert what_is_wrong(later(now, minutes=3)) == "last sweep 180 seconds ago"


def test_mail_that_waits_too_long_is_said(now: datetime) -> None:
    bob = make_person("bob")
    tell(bob, now)
    Sweep.objects.create(planned_at=later(now, minutes=11))

    assert what_is_wrong(later(now, minutes=11)).startswith("1 notices wait")


def test_what_many_are_judged_by_is_looked_up_at_once_and_again_after_a_second(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody answers while the mails before theirs go out."""
    answered: set[int] = set()
    looked_up: list[int] = []

    def look_up(notices: list[Notice], at: datetime) -> None:
        looked_up.append(len(notices))
        for notice in notices:
            notice.found["answered"] = notice.person_id in answered

    def still_true(notice: Notice, at: datetime) -> bool:
        assert current_scope() == Scope()
        answered.add(bob.pk)
        return not notice.found["answered"]

    known_kinds(replace(REMINDER, look_up=look_up, still_true=still_true))
    monkeypatch.setattr(sender, "KNOWN_FOR", 60)
    erin, bob = make_person("erin"), make_person("bob")
    for person in (erin, erin, bob):
        tell(person, now)
    assert send_due(now)["sent"] == 3
    assert looked_up == [3]

    monkeypatch.setattr(sender, "KNOWN_FOR", 0)
    answered.clear()
    for person in (erin, bob):
        tell(person, now)
    outcomes = send_due(now)
    assert (outcomes["sent"], outcomes["suppressed"]) == (1, 1)
    assert looked_up == [3, 2, 2, 1]  # when claimed, and before each of them


def test_what_comes_next_is_looked_up_while_the_line_is_busy(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[int] = []
    all_are = threading.Event()

    def look_up(notices: list[Notice], at: datetime) -> None:
        looked_up.append(len(notices))
        if sum(looked_up) == 5:
            all_are.set()

    def still_true(notice: Notice, at: datetime) -> bool:
        return len(mail_server.taken) != 1 or all_are.wait(20)

    known_kinds(replace(REMINDER, look_up=look_up, still_true=still_true))
    for name, value in (("KNOWN_FOR", 60), ("BATCH", 2), ("FEW", 3)):
        monkeypatch.setattr(sender, name, value)
    bob = make_person("bob")
    for _number in range(5):
        tell(bob, now)

    assert send_due(now)["sent"] == 5
    assert looked_up == [2, 2, 1]
    assert mail_server.lines == 1


def test_what_cannot_be_looked_up_together_is_judged_one_by_one(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer, now: datetime
) -> None:
    def look_up(notices: list[Notice], at: datetime) -> None:
        raise ZeroDivisionError

    bob = make_person("bob")

    def still_true(notice: Notice, at: datetime) -> bool:
        return current_scope() == Scope(person=bob.pk, organisation=HARBOUR)

    known_kinds(replace(REMINDER, look_up=look_up, still_true=still_true))
    tell(bob, now)
    assert send_due(now)["sent"] == 1
