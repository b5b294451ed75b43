"""Polls, lateness and clashes in raw SQL: nobody answers, decides or asks in somebody else's place, whatever their page is."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import models

from organisations.models import Membership
from sessions import operations
from sessions.models import Feed, Poll, PollReply, Punctuality, Series, Session, Slot, SlotAnswer
from tests.cast import NOW, Cast, entering
from tests.sessions.test_clashes import take_part
from tests.wall.tables import acting, change, count, fetch, name, new_key, nothing_to, put, refused, row_as_json

pytestmark = pytest.mark.django_db
OF_POLLS = [Poll, Slot, PollReply, SlotAnswer]


def outside(cast: Cast) -> dict[str, Membership]:
    """Everybody whom what Quay can, and when, is nothing to."""
    return {**cast.outsiders, "leaver": cast.greta, "asks to join": cast.hugo, "another organisation": cast.charlie}


@pytest.mark.parametrize("model", [*OF_POLLS, Punctuality], ids=name)
def test_availability_and_lateness_are_read_in_the_circle_alone(cast: Cast, model: type[models.Model]) -> None:
    quay = f"learning_set_id = {cast.quay.learning_set.pk}"
    for insider in (cast.alice, cast.bob):
        with entering(insider):
            assert count(model, quay)
    for who, outsider in outside(cast).items():
        with entering(outsider):
            assert count(model, quay) == 0, who
    for scope in ({"organisation": cast.harbour.pk}, {"person": cast.bob.person_id}, {}):
        with acting(**scope):
            assert count(model, quay) == 0, scope
    with acting(person=cast.dora.person_id, role="alsweb_me"):
        if model in (Poll, PollReply):
            assert count(model, quay) == 0


@pytest.mark.parametrize("model", [PollReply, SlotAnswer], ids=name)
def test_nobody_answers_for_another_or_takes_an_answer_away(cast: Cast, model: type[models.Model]) -> None:
    bobs = f"person_id = {cast.bob.person_id}"
    with entering(cast.bob):
        row = row_as_json(model, bobs)
    for attacker in (cast.alice, *outside(cast).values()):
        with entering(attacker):
            refused(lambda: put(model, row, **new_key(model)))
            for set_to in ("replied_at = now()",) if model is PollReply else ("answer = 'no'",):
                nothing_to(lambda set_to=set_to: change(f'UPDATE "{name(model)}" SET {set_to} WHERE {bobs}'))
            refused(lambda: change(f'DELETE FROM "{name(model)}" WHERE {bobs}'))
    with entering(cast.bob):  # and an answer of one's own is changed, never missing
        refused(lambda: change(f'DELETE FROM "{name(model)}" WHERE {bobs}'))


def test_an_answer_hangs_on_no_slot_and_no_reply_on_a_poll_of_another_set(cast: Cast) -> None:
    with entering(cast.bob):
        answer = row_as_json(SlotAnswer, f"person_id = {cast.bob.person_id}")
        reply = row_as_json(PollReply, f"person_id = {cast.bob.person_id}")
    theirs = cast.lighthouse
    for model, row, there in (
        (SlotAnswer, answer, {"slot_id": theirs.slots[0].pk}),
        (PollReply, reply, {"poll_id": theirs.poll.pk}),
    ):
        with entering(cast.bob):
            refused(lambda m=model, r=row, t=there: put(m, r, **new_key(m), **t), in_words="violates foreign key")
            inside = {**there, "learning_set_id": theirs.learning_set.pk}
            refused(lambda m=model, r=row, i=inside: put(m, r, **new_key(m), **i))


def test_only_whoever_runs_the_set_asks_about_dates_and_chooses(cast: Cast) -> None:
    with entering(cast.alice):
        poll = row_as_json(Poll, f"id = {cast.quay.poll.pk}")
        slot = row_as_json(Slot, f"id = {cast.quay.slots[0].pk}")
    for attacker in (cast.bob, *outside(cast).values()):
        with entering(attacker):
            refused(lambda: put(Poll, poll, **new_key(Poll), number=77))
            refused(lambda: put(Slot, slot, **new_key(Slot)))
            for deed in ("decided_at = now()", "withdrawn_at = now()", "closes_at = now()"):
                nothing_to(lambda deed=deed: change(f'UPDATE "{name(Poll)}" SET {deed} WHERE id = {cast.quay.poll.pk}'))
            chosen = f"SET session_id = {cast.quay.coming.pk} WHERE id = {cast.quay.slots[0].pk}"
            nothing_to(lambda chosen=chosen: change(f'UPDATE "{name(Slot)}" {chosen}'))
            refused(lambda: change(f'DELETE FROM "{name(Slot)}" WHERE poll_id = {cast.quay.poll.pk}'))


def test_whoever_runs_one_set_opens_no_poll_in_another_and_makes_no_slot_a_session_of_another(cast: Cast) -> None:
    with entering(cast.alice):
        poll = row_as_json(Poll, f"id = {cast.quay.poll.pk}")
        slot = row_as_json(Slot, f"id = {cast.quay.slots[0].pk}")
        theirs = {"learning_set_id": cast.lighthouse.learning_set.pk}
        refused(lambda: put(Poll, poll, **new_key(Poll), **theirs, number=77))
        refused(lambda: put(Slot, slot, **new_key(Slot), **theirs, poll_id=cast.lighthouse.poll.pk))
        refused(
            lambda: change(
                f'UPDATE "{name(Slot)}" SET session_id = {cast.lighthouse.coming.pk} WHERE id = {cast.quay.slots[0].pk};'
                " SET CONSTRAINTS ALL IMMEDIATE"
            ),
            in_words="violates foreign key",
        )


def test_a_poll_that_was_decided_stays_decided(cast: Cast) -> None:
    poll, slot = cast.quay.poll, cast.quay.slots[0]
    with entering(cast.alice):
        operations.decide_poll(poll, [slot], by=cast.alice, at=NOW)
        for again in ("decided_at = NULL", "decided_at = NULL, withdrawn_at = now()", "closes_at = now()"):
            nothing_to(lambda again=again: change(f'UPDATE "{name(Poll)}" SET {again} WHERE id = {poll.pk}'))
        for other in ("NULL", str(cast.quay.coming.pk)):
            nothing_to(
                lambda other=other: change(f'UPDATE "{name(Slot)}" SET session_id = {other} WHERE id = {slot.pk}')
            )
        with pytest.raises(AssertionError, match="PostgreSQL let it"):  # the attempt itself can be made
            refused(lambda: change(f'UPDATE "{name(Slot)}" SET session_id = NULL WHERE id = {cast.quay.slots[1].pk}'))


def test_lateness_is_noted_by_whoever_runs_the_set(cast: Cast) -> None:
    bobs = f"person_id = {cast.bob.person_id}"
    with entering(cast.alice):
        row = row_as_json(Punctuality, bobs)
        assert change(f'UPDATE "{name(Punctuality)}" SET left_early_at = now() WHERE {bobs}') == 1
    for attacker in (cast.bob, *outside(cast).values()):
        with entering(attacker):
            refused(lambda: put(Punctuality, row, **new_key(Punctuality), person_id=cast.alice.person_id))
            nothing_to(lambda: change(f'UPDATE "{name(Punctuality)}" SET late_at = NULL WHERE {bobs}'))
            nothing_to(lambda: change(f'DELETE FROM "{name(Punctuality)}" WHERE {bobs}'))


def test_a_series_of_one_set_takes_no_session_of_another(cast: Cast) -> None:
    with entering(cast.alice):
        series = Series.objects.filter(learning_set=cast.quay.learning_set).values_list("pk", flat=True)[0]
        refused(
            lambda: change(
                f'UPDATE "{name(Session)}" SET series_id = {series} WHERE id = {cast.lighthouse.coming.pk};'
                " SET CONSTRAINTS ALL IMMEDIATE"
            ),
            in_words="violates foreign key",
        )


def test_a_feed_is_its_persons_alone(cast: Cast) -> None:
    for attacker in (cast.alice, *outside(cast).values()):
        for role in ("alsweb_app", "alsweb_me"):
            with acting(person=attacker.person_id, organisation=attacker.organisation_id, role=role):
                assert count(Feed, f"person_id = {cast.bob.person_id}") == 0
        with entering(attacker):
            refused(
                lambda: change(
                    f'INSERT INTO "{name(Feed)}" (person_id, key, made_at) VALUES (%s, gen_random_uuid(), now())',
                    [cast.bob.person_id],
                )
            )


# The doors


def clashes(cast: Cast, starts: list[Any], ends: list[Any]) -> list[tuple[Any, ...]]:
    return fetch(
        "SELECT * FROM clashes(%s, %s::timestamptz[], %s::timestamptz[]) ORDER BY 1",
        [cast.quay.learning_set.pk, starts, ends],
    )


def test_clashes_say_yes_or_no_of_a_time_that_a_session_could_take_and_nothing_of_ever(cast: Cast) -> None:
    take_part(cast.bob, cast.gate)
    begins = cast.gate.coming.starts_at
    day, minute = timedelta(days=1), timedelta(minutes=1)
    with entering(cast.alice):
        assert clashes(cast, [begins], [begins + day]) == [(1, cast.bob.person_id)]
        for starts, ends in (
            (["-infinity"], ["infinity"]),
            ([begins - 300 * day], [begins + 300 * day]),
            ([begins], ["infinity"]),
            ([begins], [begins + day + minute]),
            ([None], [begins]),
            ([begins], [None]),
            ([begins, begins], []),
            ([begins] * 101, [begins + minute] * 101),
            ([begins + minute], [begins - minute]),
            (None, None),
        ):
            assert clashes(cast, starts, ends) == [], (starts, ends)


def test_clashes_answer_nobody_who_is_nobody_there(cast: Cast) -> None:
    take_part(cast.bob, cast.gate)
    begins = cast.gate.coming.starts_at
    asked = [begins], [begins + timedelta(hours=1)]
    for attacker in outside(cast).values():
        with entering(attacker):
            assert clashes(cast, *asked) == []
    for scope in ({}, {"organisation": cast.harbour.pk}, {"person": cast.alice.person_id}):
        with acting(**scope):
            assert clashes(cast, *asked) == [], scope
    with acting(person=cast.bob.person_id, organisation=cast.northgate.pk):  # the right person in the wrong house
        assert clashes(cast, *asked) == []
    with acting(person=cast.alice.person_id, role="alsweb_me"):
        refused(lambda: clashes(cast, *asked))


def test_the_workbench_tells_only_whoever_runs_something(cast: Cast) -> None:
    for person in (cast.bob, cast.dora, cast.olga, cast.greta, cast.erin, cast.hugo):
        for role in ("alsweb_app", "alsweb_me"):
            with acting(person=person.person_id, organisation=person.organisation_id, role=role):
                assert fetch("SELECT * FROM workbench(%s)", [NOW]) == []
    with acting():
        assert fetch("SELECT * FROM workbench(%s)", [NOW]) == []
    with acting(person=cast.alice.person_id, role="alsweb_me"):
        assert [row[1] for row in fetch("SELECT * FROM workbench(%s)", [NOW])] == [cast.quay.learning_set.pk]


@pytest.mark.parametrize("door", ["sessions_ahead(%s)", "polls_due(%s, '2030-01-01', '2030-01-01')"])
def test_what_planners_read_is_read_in_no_scope_alone(cast: Cast, door: str) -> None:
    with acting():
        assert fetch(f"SELECT * FROM {door}", [NOW])
    for person in (cast.alice, cast.bob, cast.dora, cast.olga):
        with entering(person):
            assert fetch(f"SELECT * FROM {door}", [NOW]) == []
    for scope in ({"organisation": cast.harbour.pk}, {"person": cast.alice.person_id}):
        with acting(**scope):
            assert fetch(f"SELECT * FROM {door}", [NOW]) == []
    for role in ("alsweb_me", "alsweb_home"):
        with acting(person=cast.alice.person_id, organisation=cast.harbour.pk, role=role):
            refused(lambda: fetch(f"SELECT * FROM {door}", [NOW]))


def test_a_mark_of_another_is_not_disputed_in_their_place_by_any_page(cast: Cast) -> None:
    """Marks are facts of the organisation, so PostgreSQL lets its scope write them: the operation asks for oneself alone."""
    with entering(cast.alice):
        operations.mark_attendance(cast.quay.held, {cast.bob.person_id: "absent"}, by=cast.alice, at=NOW)
        assert not operations.dispute_mark(cast.quay.held, by=cast.alice, at=NOW)
    with entering(cast.bob):
        assert operations.dispute_mark(cast.quay.held, by=cast.bob, at=NOW)
