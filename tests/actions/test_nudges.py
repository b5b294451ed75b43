"""From a date that comes near to the mail that asks, and who is not asked."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from actions import operations
from actions.models import Action, PlanOutcome, ProgressState, Quiet
from actions.operations import NewAction
from actions.queries import what_each_waits_for, what_waits
from actions.queries.asking import NUDGE
from alsweb.lib.tenancy.scope import scope
from notifications.models import Notice, NudgedWeek, Preference
from notifications.planner import plan
from notifications.sender import send_due
from sessions import operations as sessions
from sessions.models import CancelReason, MoveReason, Session
from sets.models import ReminderRule, Rule
from tests.cast import AFTER_FIRST, NEXT_ON, NINE, NOW, Cast, entering

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
BOB = "bob@harbour.example"
MORNING = datetime(2027, 2, 8, 9, 0, tzinfo=UTC)
"""A Monday, ten days after Bob's last news."""


@pytest.fixture(autouse=True)
def told_before(cast: Cast, seeding: Seeding) -> None:
    """Bob takes mail at any hour, and all that waits is sent. His action was due a week ago."""
    with seeding():
        every = list(range(1, 8))
        Preference.objects.bulk_create(
            [
                Preference(person_id=each.person_id, quiet_from=NINE, quiet_until=NINE, days=every)
                for each in (cast.bob,)
            ]
        )
    send_due(NOW)
    mail.outbox.clear()


def asked(at: datetime, *, to: str = BOB) -> list[Any]:
    """The nudges of this moment."""
    plan(at)
    send_due(at)
    found = [each for each in mail.outbox if each.to == [to] and "at most once in seven days" in str(each.body)]
    mail.outbox.clear()
    return found


def due(cast: Cast, day: date | None, *, asks: bool = True) -> Action:
    with entering(cast.bob):
        Quiet.objects.all().delete()
        Action.objects.filter(pk=cast.quay.action.pk).update(due_on=day, last_news_at=None)
    return cast.quay.action


def test_what_is_due_soon_is_asked_about_once_with_its_reason_and_no_word(cast: Cast) -> None:
    due(cast, date(2027, 2, 11))
    (nudge,) = asked(MORNING)
    assert "Your action from 25 January: to be done by Thursday 11 February." in nudge.body
    assert "/p/" in nudge.body
    assert "MARKER" not in nudge.message().as_string()
    assert asked(MORNING) == asked(MORNING + timedelta(minutes=1)) == []


def test_an_answer_ends_the_question_before_its_mail_goes(cast: Cast) -> None:
    action = due(cast, date(2027, 2, 11))
    plan(MORNING)
    with entering(cast.bob):
        operations.report_progress(action, state=ProgressState.STUCK, line="", by=cast.bob, at=MORNING)
    assert asked(MORNING + timedelta(minutes=1)) == []
    assert asked(MORNING + timedelta(days=3)) == []


def test_many_nudges_ask_together_what_each_asks_alone_in_the_scope_of_its_reader(cast: Cast) -> None:
    due(cast, date(2027, 2, 11))
    people = (cast.bob, cast.alice, cast.dora, cast.charlie)
    nudges = [_nudge(each.person_id, each.organisation_id) for each in people]
    nudges += [
        _nudge(cast.charlie.person_id, cast.bob.organisation_id),
        _nudge(cast.bob.person_id, cast.bob.organisation_id),
    ]
    alone = []
    for nudge in nudges:
        with scope(person=nudge.person_id, organisation=nudge.organisation_id):
            alone.append(what_waits(nudge, at=MORNING))

    assert what_each_waits_for(nudges, at=MORNING) == alone
    assert [cast.quay.action in [each.action for each in waits] for waits in alone] == [True, *[False] * 4, True]


def _nudge(person: int, organisation: int) -> Notice:
    return Notice.waiting(
        kind=NUDGE, subject=f"person:{person}", occasion="1", due_at=MORNING, organisation=organisation, person=person
    )


def test_one_action_is_asked_about_twice_and_not_more_however_long_it_is_open(cast: Cast) -> None:
    due(cast, date(2027, 2, 11))
    times = [at for days in range(60) for at in [MORNING + timedelta(days=days)] if asked(at)]
    assert len(times) == 2
    assert times[1] - times[0] >= timedelta(days=7)


def test_who_asked_to_be_left_alone_is_and_is_asked_on_the_day_that_they_named(cast: Cast) -> None:
    action = due(cast, date(2027, 2, 11))
    with entering(cast.bob):
        operations.keep_quiet(action, until=date(2027, 2, 20), by=cast.bob, at=MORNING - timedelta(hours=1))
    quiet = [at for days in range(12) for at in [MORNING + timedelta(days=days)] if asked(at)]
    assert quiet == []
    (nudge,) = asked(MORNING + timedelta(days=12))
    assert "Your action from 25 January: to be done by" in nudge.body


def test_nobody_is_asked_about_an_action_of_which_they_want_to_hear_no_more(cast: Cast) -> None:
    action = due(cast, date(2027, 2, 11))
    with entering(cast.bob):
        operations.keep_quiet(action, until=None, by=cast.bob, at=MORNING - timedelta(hours=1))
    assert not any(asked(MORNING + timedelta(days=days)) for days in range(20))


def test_a_set_turns_a_rule_off_for_itself(cast: Cast) -> None:
    due(cast, date(2027, 2, 11))
    with entering(cast.alice):
        place = {"organisation": cast.harbour, "learning_set": cast.quay.learning_set}
        for rule in (Rule.DUE_SOON, Rule.HALF_WAY):
            ReminderRule.objects.create(**place, rule=rule, off_at=NOW, decided_at=NOW)
    assert asked(MORNING) == []
    assert len(asked(datetime(2027, 2, 11, 9, tzinfo=UTC))) == 1


def test_a_plan_that_was_put_off_is_asked_for_once_two_days_later(cast: Cast) -> None:
    due(cast, None)
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason=CancelReason.values[0], by=cast.alice, at=NOW)
    with entering(cast.bob):
        operations.write_plan(cast.quay.coming, outcome=PlanOutcome.LATER, by=cast.bob, at=MORNING)
    times = [hours for hours in range(0, 24 * 30, 12) if asked(MORNING + timedelta(hours=hours))]
    assert times == [48]


def test_half_way_follows_the_dates_of_the_set(cast: Cast) -> None:
    def half_way() -> datetime | None:
        with entering(cast.bob):
            return Action.objects.get(pk=cast.quay.action.pk).half_way_at

    coming = cast.quay.coming.starts_at
    assert half_way() == AFTER_FIRST + (coming - AFTER_FIRST) / 2
    with entering(cast.bob):
        done = operations.report_progress(cast.quay.action, state=ProgressState.DONE, line="", by=cast.bob, at=NOW)
    with entering(cast.alice):
        session = Session.objects.select_related("learning_set", "organisation").get(pk=cast.quay.coming.pk)
        later = NEXT_ON + timedelta(days=14)
        assert sessions.move_session(
            session, day=later, at_time=NINE, minutes=180, place="", reason=MoveReason.WORK, by=cast.alice, at=NOW
        )
    with entering(cast.bob):  # what was done when the date moved is open again
        assert operations.undo_progress(done, at=NOW)
    assert half_way() == AFTER_FIRST + (coming + timedelta(days=14) - AFTER_FIRST) / 2
    with entering(cast.alice):
        session.refresh_from_db()
        assert sessions.cancel_session(session, reason=CancelReason.values[0], by=cast.alice, at=NOW)
    assert half_way() is None
    with entering(cast.bob):
        new = operations.write_plan(
            cast.quay.coming, outcome=PlanOutcome.ACTIONS, new_actions=[NewAction(what="call")], by=cast.bob, at=NOW
        )
        assert Action.objects.get(plan=new).half_way_at is None


def test_of_two_organisations_at_one_moment_the_second_is_asked_a_week_later(cast: Cast, seeding: Seeding) -> None:
    """Bob is in a set of Northgate, too; both his actions are due on one day, and nobody is forgotten."""
    with seeding():
        Action.objects.filter(pk=cast.gate.action.pk).update(due_on=date(2027, 2, 11), last_news_at=None)
        Quiet.objects.all().delete()
        Notice.objects.filter(next_at__isnull=False).update(next_at=None)
        charlie = cast.charlie.person_id
    due(cast, date(2027, 2, 11))
    plan(MORNING)
    with seeding():
        # One person, as the sender sees it: the same week is taken by a nudge of another organisation.
        week = (MORNING, MORNING + timedelta(hours=168))
        notice = Notice.objects.filter(kind="progress_nudge", person_id=charlie).first()
        assert notice
        NudgedWeek.objects.create(person_id=cast.bob.person_id, notice=notice, week=week)
        Notice.objects.filter(pk=notice.pk).update(next_at=None)
    assert asked(MORNING) == []
    assert len(asked(MORNING + timedelta(hours=168))) == 1
