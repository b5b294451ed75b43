"""The reminder of a session: as its set wants it, with the one line that leaves by mail, or held back."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from notifications.planner import plan
from notifications.sender import send_due
from organisations.operations import Refused
from sessions import operations, queries
from sessions.models import Session
from sets import operations as sets
from sets.models import Rule
from sets.queries import rules_of
from sets.reminder_rules import USUAL, read_as
from tests.cast import NEXT_ON, NINE, NOW, Cast, entering
from tests.notifications.test_mails import _is_as_kept
from tests.sessions.test_at_risk import letters

pytestmark = pytest.mark.django_db
STARTS = datetime.combine(NEXT_ON, NINE, UTC)
MEETS, OUT = "Quay meets on", "goes out on"
BOB = "bob@harbour.example"


def on(days: float) -> datetime:
    """So many days before the session."""
    return STARTS - timedelta(days=days)


def reminders(at: datetime, *, to: str = BOB) -> list[str]:
    plan(at)
    return letters(at, to=to, about=MEETS)


def session_of(cast: Cast) -> Session:
    return Session.objects.select_related("learning_set", "organisation").get(pk=cast.quay.coming.pk)


def rule(cast: Cast, rule: Rule, **values: Any) -> None:
    with entering(cast.alice):
        quay = cast.quay.learning_set
        based_on, wanted = read_as(rules_of(quay)), [replace(USUAL[rule], **values)]
        sets.change_rules(quay, wanted, based_on=based_on, by=cast.alice, at=NOW)


def make(cast: Cast, note: str = "", *, held: bool = False, at: datetime = NOW) -> None:
    with entering(cast.alice):
        session = session_of(cast)
        edited = queries.reminder_at(session).edited
        operations.change_reminder(session, note=note, held=held, based_on=edited, by=cast.alice, at=at)


def test_it_comes_as_many_days_before_as_the_set_wants_and_once(cast: Cast) -> None:
    rule(cast, Rule.SESSION_REMINDER, days=5)
    send_due(NOW)
    mail.outbox.clear()
    assert reminders(on(5.01)) == []
    assert len(reminders(on(4.9))) == 1
    assert reminders(on(2)) == []


def test_a_set_that_turned_it_off_reminds_nobody_until_it_is_on_again(cast: Cast) -> None:
    rule(cast, Rule.SESSION_REMINDER, is_on=False)
    send_due(NOW)
    mail.outbox.clear()
    assert reminders(on(2)) == []
    rule(cast, Rule.SESSION_REMINDER)
    assert len(reminders(on(1.9))) == 1


def test_its_line_is_told_as_its_writers_in_both_parts_and_stands_nowhere_else(cast: Cast) -> None:
    send_due(NOW)
    mail.outbox.clear()
    make(cast, "Bring <a> pencil.")
    plan(on(2))
    send_due(on(2))
    (sent,) = (each for each in mail.outbox if each.to == [BOB] and MEETS in str(each.body))
    assert "\n\nAlice adds: “Bring <a> pencil.”\n" in str(sent.body)
    assert "Alice adds: “Bring &lt;a&gt; pencil.”</p>" in str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert "pencil" not in str(sent.subject)


def test_held_back_nobody_is_reminded_and_sent_after_all_everybody_is_once(cast: Cast) -> None:
    rule(cast, Rule.SESSION_REMINDER, days=6)
    send_due(NOW)
    mail.outbox.clear()
    make(cast, "Not yet.", held=True)
    assert reminders(on(5)) == []
    make(cast, "Now.", at=on(4))
    (letter,) = reminders(on(3.9))
    assert "Alice adds: “Now.”" in letter
    assert reminders(on(3)) == []
    with pytest.raises(Refused):
        make(cast, "Too late.", at=on(3))


def test_what_was_held_back_for_one_date_is_sent_for_another(cast: Cast) -> None:
    make(cast, "Mind the step.", held=True)
    with entering(cast.alice):
        moved = operations.move_session(
            session_of(cast),
            day=NEXT_ON + timedelta(days=1),
            at_time=NINE,
            minutes=180,
            place="",
            reason="work",
            by=cast.alice,
            at=NOW + timedelta(hours=1),
        )
    assert moved
    send_due(NOW + timedelta(days=1))
    mail.outbox.clear()
    (letter,) = reminders(STARTS)
    assert "Mind the step." in letter


def test_a_draft_comes_to_whoever_runs_the_set_alone_once_and_reads_as_kept(cast: Cast) -> None:
    send_due(NOW)
    mail.outbox.clear()
    plan(on(4))
    send_due(on(4))
    (sent,) = (each for each in mail.outbox if OUT in str(each.body) and "the set Quay." in str(each.body))
    assert sent.to == ["alice@harbour.example"]
    assert _is_as_kept("reminder_draft", str(sent.subject), re.sub(r"/u/[^/\s]+/", "/u/token/", str(sent.body)))
    mail.outbox.clear()
    plan(on(3))
    assert letters(on(3), about=OUT) == []


@pytest.mark.parametrize("gone", ["off", "no reminder", "cancelled"])
def test_a_draft_of_what_will_not_go_out_is_not_sent(cast: Cast, gone: str) -> None:
    plan(on(4))
    if gone == "cancelled":
        with entering(cast.alice):
            operations.cancel_session(session_of(cast), reason="work", by=cast.alice, at=on(4))
    else:
        rule(cast, Rule.REMINDER_DRAFT if gone == "off" else Rule.SESSION_REMINDER, is_on=False)
    assert letters(on(3.9), about=OUT) == []
