"""Statements that are written once find for each who asks what they would find if they were written for them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.test.utils import CaptureQueriesContext

from alsweb.lib.composed import composed
from alsweb.lib.tenancy.scope import Scope, current_scope
from alsweb.pages import home
from alsweb.pages import sets as pages
from organisations.models import Membership
from sets.models import LearningSet, SetMembership
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db


@composed
def seats_of(membership: Membership, now: datetime) -> QuerySet[SetMembership]:
    return SetMembership.objects.filter(
        organisation=membership.organisation,
        person=membership.person_id,
        started_at__gt=now - timedelta(days=9999),
        started_at__lt=now,
    ).order_by("pk")


def told(rows: list[Any]) -> list[dict[str, Any]]:
    return [{name: value for name, value in vars(row).items() if name != "_state"} for row in rows]


def test_nobody_is_told_what_was_told_to_whoever_asked_first(cast: Cast, seeding: Callable[[], Any]) -> None:
    people = (cast.bob, cast.charlie, cast.erin, cast.bob)
    with seeding():  # past the policies, so that it is the statement that keeps them apart
        found = [{each.person_id for each in seats_of(person, NOW)} for person in people]
        assert found == [{person.person_id} for person in people]
        assert seats_of(cast.bob, cast.quay.learning_set.founded_at - timedelta(days=1)) == []


@pytest.mark.parametrize("name", ["alice", "bob", "greta", "dora", "olga", "erin", "charlie", "nora"])
def test_a_page_finds_what_it_would_find_composed_anew(cast: Cast, name: str) -> None:
    """For one after the other in one process, in whichever organisation and role."""
    membership: Membership = getattr(cast, name)
    with entering(membership):
        asked: list[Any] = [partial(home._sets, membership, NOW), partial(home._upcoming, membership, NOW)]
        for learning_set in LearningSet.objects.all():
            asked += [
                partial(pages._found, membership, learning_set.slug, NOW),
                partial(pages._sessions, learning_set),
                partial(pages._sessions_for_circle, learning_set, membership),
            ]
        assert len(asked) > 2
        for each in asked:
            assert told(each()) == told(list(each.func.__wrapped__(*each.args)))


def test_it_is_one_statement_each_time(cast: Cast) -> None:
    with entering(cast.bob):
        with CaptureQueriesContext(
            connection,
        ) as first:
            seats_of(cast.bob, NOW)
        with CaptureQueriesContext(connection) as second:
            seats_of(cast.bob, NOW)
    assert len(first) == len(second) == 1


def test_what_is_given_cannot_be_looked_at_while_it_is_composed(cast: Cast) -> None:
    @composed
    def branching(membership: Membership, person: int) -> QuerySet[SetMembership]:
        return SetMembership.objects.filter(person=person) if person else SetMembership.objects.all()

    @composed
    def comparing(membership: Membership, person: int) -> QuerySet[SetMembership]:
        return SetMembership.objects.filter(role="member" if membership.person_id == person else "facilitator")

    @composed
    def asking(membership: Membership, person: int) -> QuerySet[SetMembership]:
        return SetMembership.objects.filter(learning_set__name=membership.is_guest)

    with entering(cast.bob):
        for each in (branching, comparing):
            with pytest.raises(TypeError, match="cannot depend on it"):
                each(cast.bob, cast.bob.person_id)
        with pytest.raises(AttributeError, match="is_guest"):
            asking(cast.bob, cast.bob.person_id)


def test_nothing_is_no_value_to_ask_for(cast: Cast) -> None:
    with entering(cast.bob), pytest.raises(ValueError, match="given None as now"):
        seats_of(cast.bob, None)


@composed
def sets_with(person: int, least: int, note: str) -> QuerySet[LearningSet]:
    """Several parameters, and a constant with a per cent sign."""
    seat = SetMembership.objects.current().filter(learning_set=OuterRef("pk"), person=person)
    own = LearningSet.objects.filter(Exists(seat), pk__gte=least).exclude(name="100 % % s")
    return own.exclude(slug=note).annotate(rows=Count("pk")).select_related("organisation").order_by("pk")


def test_asked_in_many_scopes_at_once_each_is_answered_as_if_alone(cast: Cast) -> None:
    people = (cast.bob, cast.charlie, cast.erin, cast.dora, cast.bob)
    scopes = [Scope(person=each.person_id, organisation=each.organisation_id) for each in people]
    questions = [(each.person_id, 0, f"{each.name}’s; %s '") for each in people]
    alone = []
    for membership, question in zip(people, questions, strict=True):
        with entering(membership):
            alone.append(sets_with(*question))
    with entering(cast.alice):
        before = current_scope()
        together = sets_with.in_each(list(zip(scopes, questions, strict=True)))
        assert current_scope() == before
        assert LearningSet.objects.filter(pk=cast.quay.learning_set.pk).exists()  # PostgreSQL is back in it, too

    assert [told(each) for each in together] == [told(each) for each in alone]
    assert [bool(each) for each in together] == [True, True, True, False, True]
    assert together[0][0].organisation.pk == cast.bob.organisation_id


def test_asked_in_many_scopes_the_policies_meet_each(cast: Cast) -> None:
    """Whoever asks for somebody else finds what they may read of it, which of another organisation is nothing."""
    bob, stranger = cast.bob, cast.charlie
    own, foreign = (Scope(person=each.person_id, organisation=each.organisation_id) for each in (bob, stranger))
    found = sets_with.in_each([(scope, (bob.person_id, 0, "")) for scope in (own, foreign, Scope(), own)])
    assert [len(each) for each in found] == [len(found[0]), 0, 0, len(found[0])]
    assert found[0]
    assert sets_with.in_each([]) == []
