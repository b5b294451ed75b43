from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError

from alsweb.lib.tenancy.scope import scope
from organisations.models import Membership
from organisations.operations import Refused
from sets import operations
from sets.models import Agreement, GroundRules, GroundRulesWords, LearningSet, SetMembership, SetRole, SetState
from sets.models.words import HEADS
from tests.cast import NOW, ZONE, Cast, entering, make_user
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db


def heads(text: str) -> dict[str, str]:
    return dict.fromkeys(HEADS, text)


def test_a_founder_leads_the_set_and_holds_its_key(cast: Cast) -> None:
    with entering(cast.alice):
        learning_set = operations.found_set(name="Quay", topic="", time_zone=ZONE, places=6, by=cast.alice, at=NOW)
        assert learning_set.slug == "quay-2"
        assert [seat.role for seat in SetMembership.objects.filter(learning_set=learning_set)] == [SetRole.FACILITATOR]
        assert operations.write_ground_rules(learning_set, heads("ours"), based_on=0, by=cast.alice, at=NOW)


def test_an_invitation_ends_with_its_inviters_seat(cast: Cast) -> None:
    with entering(cast.bob):
        asked = operations.invite_to_set(cast.quay.learning_set, "hana@harbour.example", by=cast.bob, at=NOW)
        seat = SetMembership.objects.current().get(person=cast.bob.person_id)
        operations.leave_set(seat, by=cast.bob, at=NOW)
    user = make_user("hana@harbour.example")
    with entering(cast.bob):
        with pytest.raises(Refused):
            operations.accept(asked.invitation, user=user, name="", at=NOW)
        assert not Membership.objects.filter(person=user).exists()


def test_whoever_is_invited_twice_sits_once(cast: Cast) -> None:
    with entering(cast.alice):
        again = operations.invite_to_set(cast.quay.learning_set, "bob@harbour.example", by=cast.alice, at=NOW)
        operations.accept(again.invitation, user=cast.bob.person, name="", at=NOW)
        assert SetMembership.objects.current().filter(person=cast.bob.person_id).count() == 1


def test_a_leaver_asked_back_reads_again_and_their_past_stays(cast: Cast) -> None:
    with entering(cast.alice):
        again = operations.invite_to_set(cast.quay.learning_set, "greta@harbour.example", by=cast.alice, at=NOW)
        operations.accept(again.invitation, user=cast.greta.person, name="", at=NOW)
    with entering(cast.greta):
        assert GroundRulesWords.objects.exists()
        seats = SetMembership.objects.filter(person=cast.greta.person_id).order_by("started_at")
        assert [seat.ended_at is None for seat in seats] == [False, True]


def test_the_first_rules_let_the_set_run(cast: Cast) -> None:
    with entering(cast.alice):
        learning_set = operations.found_set(name="New", topic="", time_zone=ZONE, places=6, by=cast.alice, at=NOW)
        assert learning_set.state is SetState.FORMING
        operations.write_ground_rules(learning_set, heads("a"), based_on=0, by=cast.alice, at=NOW)
        later = NOW + timedelta(days=1)
        operations.write_ground_rules(learning_set, heads("b"), based_on=1, by=cast.alice, at=later)
        assert LearningSet.objects.get(pk=learning_set.pk).running_at == NOW


def test_rules_written_upon_an_old_version_are_refused(cast: Cast) -> None:
    with entering(cast.bob), pytest.raises(Refused):
        operations.write_ground_rules(cast.quay.learning_set, heads("mine"), based_on=0, by=cast.bob, at=NOW)


def test_agreeing_twice_keeps_the_first_date(cast: Cast) -> None:
    with entering(cast.bob):
        before = Agreement.objects.get(rules=cast.quay.rules, person=cast.bob.person_id).agreed_at
        operations.agree(cast.quay.rules, by=cast.bob, at=NOW)
        assert Agreement.objects.get(rules=cast.quay.rules, person=cast.bob.person_id).agreed_at == before


def test_closing_a_set_twice_keeps_the_first_date(cast: Cast) -> None:
    with entering(cast.alice):
        assert operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        assert not operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW + timedelta(days=1))
        assert LearningSet.objects.get(pk=cast.quay.learning_set.pk).closed_at == NOW


def test_leaving_twice_keeps_the_first_date(cast: Cast) -> None:
    with entering(cast.bob):
        seat = SetMembership.objects.current().get(person=cast.bob.person_id)
        assert operations.leave_set(seat, by=cast.bob, at=NOW)
        assert not operations.leave_set(seat, by=cast.bob, at=NOW + timedelta(days=1))
        assert SetMembership.objects.get(pk=seat.pk).ended_at == NOW


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_an_invitation_to_a_set_accepted_twice_at_once_is_one_seat(cast: Cast) -> None:
    user = make_user("ivy@harbour.example")
    invitation = cast.quay.waiting.invitation

    def accept() -> LearningSet | None:
        return operations.accept(invitation, user=user, name="Ivy", at=NOW)

    found = at_once(*[(cast.alice, accept)] * 4)
    assert len([each for each in found if isinstance(each, LearningSet)]) == 1
    assert len([each for each in found if isinstance(each, Refused)]) == 3
    with entering(cast.alice):
        assert SetMembership.objects.filter(person=user).count() == 1


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_who_write_the_rules_at_once_lose_nothing(cast: Cast, together: Callable[..., Any]) -> None:
    """One version more, one refusal; what the first wrote stands, and the second still has theirs to join."""
    quay = cast.quay.learning_set
    found = together(
        (cast.alice, lambda: operations.write_ground_rules(quay, heads("Alice's"), based_on=1, by=cast.alice, at=NOW)),
        (cast.bob, lambda: operations.write_ground_rules(quay, heads("Bob's"), based_on=1, by=cast.bob, at=NOW)),
    )
    (written,) = [each for each in found if isinstance(each, GroundRules)]
    (refused,) = [each for each in found if each is not written]
    assert isinstance(refused, Refused)
    with entering(cast.alice):
        assert [each.number for each in GroundRules.objects.order_by("number")] == [1, 2]
        author = "Alice's" if written is found[0] else "Bob's"
        assert GroundRulesWords.objects.get(rules=written).safety == author


@pytest.mark.django_db(transaction=True)
def test_a_set_closed_by_several_at_once_is_closed_once(cast: Cast) -> None:
    quay = cast.quay.learning_set
    later = [NOW + timedelta(minutes=number) for number in range(4)]
    found = at_once(*[(cast.alice, lambda at=at: operations.close_set(quay, by=cast.alice, at=at)) for at in later])
    assert sorted(found) == [False, False, False, True]
    with entering(cast.alice):
        assert LearningSet.objects.get(pk=quay.pk).closed_at == later[found.index(True)]


@pytest.mark.django_db(transaction=True)
def test_accepting_while_the_inviter_leaves_lets_nobody_in_unseen(cast: Cast) -> None:
    """Either it was accepted while Bob was still there, or he had left and it is refused, at last by PostgreSQL."""
    with entering(cast.bob):
        asked = operations.invite_to_set(cast.quay.learning_set, "hana@harbour.example", by=cast.bob, at=NOW)
        seat = SetMembership.objects.current().get(person=cast.bob.person_id)
    user = make_user("hana@harbour.example")
    left, accepted = held_up(
        (cast.alice, lambda: operations.leave_set(seat, by=cast.alice, at=NOW)),
        (cast.bob, lambda: operations.accept(asked.invitation, user=user, name="", at=NOW)),
    )
    assert left is True
    assert isinstance(accepted, Refused | LearningSet | ProgrammingError)
    with entering(cast.alice):
        seated = SetMembership.objects.current().filter(person=user).exists()
    assert seated == isinstance(accepted, LearningSet)


@pytest.mark.django_db(transaction=True)
def test_two_sets_of_one_name_at_once_get_two_addresses(cast: Cast) -> None:
    def found(by: Membership) -> LearningSet:
        return operations.found_set(name="Jetty", topic="", time_zone=ZONE, places=6, by=by, at=NOW)

    both = held_up((cast.alice, lambda: found(cast.alice)), (cast.frank, lambda: found(cast.frank)))
    assert [type(each) for each in both] == [LearningSet, LearningSet]
    assert {each.slug for each in both} == {"jetty", "jetty-2"}


def test_accepting_in_the_name_of_somebody_outside_the_set_is_refused(cast: Cast) -> None:
    """A forged link would enter another scope; the set's invitation is not even there."""
    user = make_user("ivy@harbour.example")
    with scope(person=cast.dora.person_id, organisation=cast.harbour.pk):
        with pytest.raises(Refused):
            operations.accept(cast.quay.waiting.invitation, user=user, name="", at=NOW)
        assert not SetMembership.objects.filter(person=user).exists()
