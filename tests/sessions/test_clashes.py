"""Who meets elsewhere: yes or no over all sets and organisations, never what the other meeting is, and not for everybody."""

from datetime import date, time, timedelta

import pytest

from organisations.models import Membership
from sessions import operations, queries
from sessions.cadence import Span, instants
from sessions.models import Answer, MoveReason
from sets import operations as sets
from sets.models import LearningSet
from tests.cast import FOUNDED, NEXT_ON, NOW, ZONE, Cast, Story, entering

pytestmark = pytest.mark.django_db


def at(day: date = NEXT_ON, at_time: time = time(10)) -> Span:
    (found,), _ = instants([day], at_time=at_time, zone=ZONE, minutes=60)
    return found


def take_part(member: Membership, story: Story) -> None:
    """Somebody comes into a set elsewhere, in their own organisation or another."""
    with entering(story.facilitator):
        asked = sets.invite_to_set(story.learning_set, member.person.email, by=story.facilitator, at=FOUNDED)
        sets.accept(asked.invitation, user=member.person, name=member.name, at=FOUNDED)


def asked_by(member: Membership, learning_set: LearningSet, *spans: Span) -> dict[Span, set[int]]:
    with entering(member):
        return queries.clashes(learning_set, spans)


@pytest.mark.parametrize("elsewhere", ["lighthouse", "gate"])
def test_whoever_runs_the_set_learns_who_meets_elsewhere_and_when(cast: Cast, elsewhere: str) -> None:
    take_part(cast.bob, getattr(cast, elsewhere))
    free, taken = at(NEXT_ON + timedelta(days=1)), at()
    found = asked_by(cast.alice, cast.quay.learning_set, free, taken)
    assert found == {taken: {cast.bob.person_id}}


def test_the_facilitators_own_other_sets_count(cast: Cast) -> None:
    take_part(cast.alice, cast.gate)
    assert asked_by(cast.alice, cast.quay.learning_set, at()) == {at(): {cast.alice.person_id}}


def test_times_that_only_touch_are_no_clash(cast: Cast) -> None:
    take_part(cast.bob, cast.lighthouse)  # meets from nine to eleven
    before, after = at(at_time=time(8)), at(at_time=time(11))
    assert asked_by(cast.alice, cast.quay.learning_set, before, after) == {}


def test_what_was_cancelled_or_declined_is_no_clash(cast: Cast) -> None:
    take_part(cast.bob, cast.lighthouse)
    with entering(cast.bob):
        operations.answer_session(cast.lighthouse.coming, answer=Answer.CANNOT, by=cast.bob, at=NOW)
    assert asked_by(cast.alice, cast.quay.learning_set, at()) == {}
    with entering(cast.bob):
        operations.answer_session(cast.lighthouse.coming, answer=Answer.COMING, by=cast.bob, at=NOW)
    assert asked_by(cast.alice, cast.quay.learning_set, at()) != {}
    with entering(cast.frank):
        operations.cancel_session(cast.lighthouse.coming, reason=MoveReason.WORK, by=cast.frank, at=NOW)
    assert asked_by(cast.alice, cast.quay.learning_set, at()) == {}


def test_nobody_else_learns_anything(cast: Cast) -> None:
    """Each of them asks about a time at which there is something to learn."""
    take_part(cast.bob, cast.gate)
    assert asked_by(cast.alice, cast.quay.learning_set, at()) != {}
    strangers = {**cast.outsiders, "leaver": cast.greta, "another organisation": cast.charlie, "their owner": cast.nora}
    assert {who: asked_by(person, cast.quay.learning_set, at()) for who, person in strangers.items()} == dict.fromkeys(
        strangers, {}
    )


def test_a_member_learns_it_of_themselves_only(cast: Cast) -> None:
    take_part(cast.bob, cast.lighthouse)
    assert asked_by(cast.bob, cast.quay.learning_set, at()) == {at(): {cast.bob.person_id}}
    assert asked_by(cast.erin, cast.lighthouse.learning_set, at()) == {}
