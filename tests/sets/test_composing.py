"""Putting a set together: nobody is put into one, and a “no” is seen by nobody."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import ProgrammingError, connection

from notifications.models import Notice
from notifications.planner import plan
from notifications.sender import send_due
from organisations.models import Event, Membership
from organisations.operations import Refused
from sets import operations, queries
from sets.models import Admission, Decline, Facilitation, LearningSet, Proposal, SetMembership, SetRole
from tests.cast import NEXT_ON, NOW, Cast, entering
from tests.races import at_once, held_up
from tests.sets.forming import UNTIL, ask_all, compose, found_pool, people_in, says_not_this_set, says_yes
from tests.sets.test_requests import ask as ask_to_join

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]


# Beginning


def test_whoever_said_yes_is_in_it_and_nobody_else(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, cast.frank, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    says_yes(cast.erin, asked["Erin"])
    assert compose(pool, cast.alice) == 2
    assert people_in(pool, reader=cast.bob) == {"Bob", "Erin"}
    with entering(cast.alice):
        begun = LearningSet.objects.get(pk=pool.pk)
        assert (begun.composed_at, begun.composed_by_id) == (NOW, cast.alice.pk)


def test_whoever_asked_to_join_and_was_given_a_place_comes_in_too(cast: Cast) -> None:
    pool = found_pool(cast.alice, admission=Admission.OPEN)
    with entering(cast.alice):
        operations.list_set(pool, about="", cost="", contact="", outside=False, public=False, by=cast.alice, at=NOW)
    granted = ask_to_join(cast.erin, pool)
    with entering(cast.alice):
        assert operations.grant_request(granted, by=cast.alice, at=NOW)
    says_yes(cast.bob, ask_all(pool, cast.bob, by=cast.alice)["Bob"])
    assert compose(pool, cast.alice) == 2
    assert people_in(pool, reader=cast.bob) == {"Bob", "Erin"}


def test_a_founder_who_facilitates_lets_in_whoever_said_yes(cast: Cast) -> None:
    pool = found_pool(cast.alice, facilitation=Facilitation.STANDING, own_role=SetRole.FACILITATOR)
    asked = ask_all(pool, cast.erin, by=cast.alice)
    says_yes(cast.erin, asked["Erin"])
    assert compose(pool, cast.alice) == 1
    assert people_in(pool, reader=cast.erin) == {"Alice", "Erin"}


def test_hr_puts_a_set_together_that_nobody_is_in(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.dora)
    says_yes(cast.bob, asked["Bob"])
    assert compose(pool, cast.dora) == 1
    assert people_in(pool, reader=cast.bob) == {"Bob"}
    with entering(cast.erin):
        assert not Proposal.objects.filter(learning_set=pool).exists()


@pytest.mark.parametrize("own_role", [None, SetRole.MEMBER])
def test_a_set_with_a_facilitator_begins_with_theirs(cast: Cast, own_role: str | None) -> None:
    pool = found_pool(cast.alice, facilitation=Facilitation.STANDING, own_role=own_role)
    with entering(cast.alice):
        lead = operations.propose(pool, cast.frank, role=SetRole.FACILITATOR, by=cast.alice, at=NOW)
    asked = ask_all(pool, cast.erin, by=cast.alice)
    says_yes(cast.erin, asked["Erin"])
    with pytest.raises(Refused, match="Whoever is to facilitate has not said yes"):
        compose(pool, cast.alice)
    says_yes(cast.frank, lead)
    compose(pool, cast.alice)
    with entering(cast.frank):
        assert SetMembership.objects.get(learning_set=pool, person=cast.frank.person_id).leads


def test_a_member_of_a_set_that_somebody_leads_lets_no_second_facilitator_in(cast: Cast) -> None:
    pool = found_pool(cast.alice, facilitation=Facilitation.STANDING, own_role=SetRole.MEMBER)
    with entering(cast.alice):
        operations.admit(pool, cast.frank, role=SetRole.FACILITATOR, at=NOW)
        with pytest.raises(ProgrammingError, match="row-level security"):
            operations.admit(pool, cast.erin, role=SetRole.FACILITATOR, at=NOW)


def test_a_set_does_not_begin_without_a_yes(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    ask_all(pool, cast.bob, by=cast.alice)
    with pytest.raises(Refused, match="Nobody has said yes yet"):
        compose(pool, cast.alice)
    with entering(cast.bob):
        assert Proposal.objects.filter(learning_set=pool).exists()


def test_a_yes_of_somebody_who_has_left_the_organisation_seats_nobody(cast: Cast, seeding: Seeding) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    says_yes(cast.erin, asked["Erin"])
    with seeding():
        Membership.objects.filter(pk=cast.erin.pk).update(ended_at=NOW)
    assert compose(pool, cast.alice) == 1


def test_nobody_can_write_a_yes_for_somebody_else(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, by=cast.alice)
    with entering(cast.alice):
        assert Proposal.objects.filter(pk=asked["Bob"].pk).update(accepted_at=NOW) == 0
        with pytest.raises(ProgrammingError, match="row-level security"):
            Proposal.objects.create(
                organisation=cast.harbour,
                learning_set=pool,
                membership=cast.erin,
                person=cast.erin.person,
                proposed_by=cast.alice,
                proposed_at=NOW,
                accepted_at=NOW,
            )


def test_nobody_is_chosen_once_the_set_has_begun(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    says_yes(cast.bob, ask_all(pool, cast.bob, by=cast.alice)["Bob"])
    compose(pool, cast.alice)
    with entering(cast.alice), pytest.raises(Refused):
        operations.propose(pool, cast.erin, by=cast.alice, at=NOW)


def test_the_audit_of_a_beginning_holds_counts_only(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    says_not_this_set(cast.erin, asked["Erin"])
    compose(pool, cast.alice)
    with entering(cast.dora):
        events = {each.kind: each.change for each in Event.objects.filter(learning_set_id=pool.pk)}
    assert events == {
        "set.founded": {},
        "set.asked": {"people": 2, "answer_by": UNTIL.isoformat()},
        "set.composed": {"people": 1},
    }


# Before it begins


def test_whoever_is_chosen_reads_no_other_name_before_they_are_asked(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    with entering(cast.alice):
        for each in (cast.bob, cast.erin):
            operations.propose(pool, each, by=cast.alice, at=NOW)
    with entering(cast.erin):
        assert set(Proposal.objects.values_list("person_id", flat=True)) == {cast.erin.person_id}
    with entering(cast.alice):
        operations.ask(pool, answer_by=UNTIL, by=cast.alice, at=NOW)
    with entering(cast.erin):
        assert Proposal.objects.count() == 2


def test_a_mind_may_change_until_it_begins(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    proposal = ask_all(pool, cast.bob, by=cast.alice)["Bob"]
    for say, accepted, declined in (
        (says_yes, True, False),
        (says_not_this_set, False, True),
        (says_not_this_set, False, True),
        (says_yes, True, False),
    ):
        assert say(cast.bob, proposal)
        with entering(cast.bob):
            found = queries.own_proposal(cast.bob, pool.slug)
            assert found is not None
            assert (found.accepted_at is not None, found.is_declined) == (accepted, declined)
    compose(pool, cast.alice)
    assert not says_not_this_set(cast.bob, proposal)
    assert people_in(pool, reader=cast.bob) == {"Bob"}


def test_a_set_that_is_given_up_forgets_who_was_asked(cast: Cast, seeding: Seeding) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    says_not_this_set(cast.erin, asked["Erin"])
    with entering(cast.alice):
        assert operations.close_set(pool, by=cast.alice, at=NOW)
    with seeding():
        assert not Decline.objects.filter(learning_set=pool).exists()
        assert not Proposal.objects.filter(learning_set=pool).exists()


# Asking


def told(person: Membership, kind: str, seeding: Seeding) -> int:
    with seeding():
        return Notice.objects.filter(kind=kind, person_id=person.person_id).count()


def test_asking_twice_is_one_mail_and_somebody_new_gets_theirs(cast: Cast, seeding: Seeding) -> None:
    pool = found_pool(cast.alice)
    ask_all(pool, cast.bob, by=cast.alice)
    with entering(cast.alice):
        assert operations.ask(pool, answer_by=UNTIL, by=cast.alice, at=NOW) == 0
        later = NOW + timedelta(hours=1)
        operations.propose(pool, cast.erin, by=cast.alice, at=later)
        assert operations.ask(pool, answer_by=UNTIL, by=cast.alice, at=later) == 1
    assert (told(cast.bob, "set_proposal", seeding), told(cast.erin, "set_proposal", seeding)) == (1, 1)


def test_the_mails_say_what_the_set_is_and_not_what_others_said(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        Notice.objects.all().delete()
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    send_due(NOW)
    assert {message.to[0] for message in mail.outbox} == {"bob@harbour.example", "erin@harbour.example"}
    text = mail.outbox[0].body
    assert "Alice would like to have you in a set: Pool." in text
    assert "Please answer by Thursday 11 February." in text
    assert "/o/harbour/proposals/pool/" in text
    mail.outbox.clear()
    says_yes(cast.bob, asked["Bob"])
    compose(pool, cast.alice)
    send_due(NOW)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["bob@harbour.example"], "Your set begins: Pool")
    ]


def test_only_who_has_not_answered_is_reminded_two_days_before_and_once(cast: Cast, seeding: Seeding) -> None:
    """Bob says yes, Erin no, Greta nothing. The planner cannot tell Erin from Greta; Erin's own scope can."""
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, cast.greta, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    says_not_this_set(cast.erin, asked["Erin"])
    with seeding():
        Notice.objects.all().update(sent_at=NOW, next_at=None)
    too_early = NOW + timedelta(days=7)
    assert plan(too_early)["set_proposal_reminder"] == 0
    due = NOW + timedelta(days=8)
    assert plan(due)["set_proposal_reminder"] == 2
    assert plan(due + timedelta(hours=1))["set_proposal_reminder"] == 0
    send_due(due)
    reminded = [message.to for message in mail.outbox if "Pool" in message.subject]
    assert reminded == [["greta@harbour.example"]]


def test_nobody_is_reminded_of_a_set_that_has_begun(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    compose(pool, cast.alice)
    assert plan(NOW + timedelta(days=8))["set_proposal_reminder"] == 0


def test_a_planners_question_has_no_answer_inside_a_scope(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    ask_all(pool, cast.bob, by=cast.alice)
    with entering(cast.alice), connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM proposals_unanswered(%s, %s, %s)",
            [NOW.date(), NEXT_ON + timedelta(days=30), NOW + timedelta(days=3)],
        )
        assert cursor.fetchall() == []


# At the same moment


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_at_once_one_does(cast: Cast, together: Callable[..., Any]) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    moves = [(each, lambda each=each: operations.compose(pool, by=each, at=NOW)) for each in (cast.alice, cast.dora)]
    found = together(*moves)
    assert sorted(str(type(each).__name__) for each in found) == ["Refused", "int"]
    assert people_in(pool, reader=cast.bob) == {"Bob"}


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_yes_at_the_moment_of_beginning_is_in_it_or_hears_that_it_came_too_late(
    cast: Cast, together: Callable[..., Any]
) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    said, came = together(
        (cast.erin, lambda: operations.say_yes(asked["Erin"], at=NOW)),
        (cast.alice, lambda: operations.compose(pool, by=cast.alice, at=NOW)),
    )
    assert came == (2 if said else 1)
    assert ("Erin" in people_in(pool, reader=cast.bob)) is said


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_no_at_the_moment_of_beginning_holds_nobody_up_and_leaves_nothing(
    cast: Cast, seeding: Seeding, together: Callable[..., Any]
) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    found = together(
        (cast.erin, lambda: operations.say_not_this_set(asked["Erin"], at=NOW)),
        (cast.alice, lambda: operations.compose(pool, by=cast.alice, at=NOW)),
    )
    assert found[0] in (True, False)
    assert found[1] == 1
    with seeding():
        assert not Decline.objects.filter(learning_set=pool).exists()


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_leave_one_of_them(cast: Cast, seeding: Seeding, together: Callable[..., Any]) -> None:
    proposal = ask_all(found_pool(cast.alice), cast.bob, by=cast.alice)["Bob"]
    found = together(
        (cast.bob, lambda: operations.say_yes(proposal, at=NOW)),
        (cast.bob, lambda: operations.say_not_this_set(proposal, at=NOW)),
    )
    assert found == [True, True]
    with seeding():
        is_accepted = Proposal.objects.get(pk=proposal.pk).accepted_at is not None
        assert is_accepted is not Decline.objects.filter(pk=proposal.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_somebody_chosen_twice_at_once_is_chosen_once(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    found = at_once(*[(cast.alice, lambda: operations.propose(pool, cast.bob, by=cast.alice, at=NOW).pk)] * 3)
    assert len(set(found)) == 1
