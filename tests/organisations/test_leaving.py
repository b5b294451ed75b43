"""Leaving and coming back, where people work, and roles that are taken while somebody is at it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from organisations import operations
from organisations.models import Event, Membership, Position
from organisations.operations import Refused
from sessions.models import Attendance
from sets import operations as sets
from sets.models import LearningSet, SetMembership
from sets.queries import circle_of, seats_of_person
from tests.cast import NOW, Cast, entering, join_set
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)


def test_leaving_ends_the_places_in_sets_and_keeps_their_past(cast: Cast) -> None:
    with entering(cast.dora):
        came = list(Attendance.objects.filter(person=cast.bob.person_id).order_by("pk").values())
        assert came
        assert operations.end_membership(cast.bob, by=cast.dora, at=LATER)
        assert [seat.ended_at for seat in SetMembership.objects.filter(membership=cast.bob)] == [LATER]
        assert list(Attendance.objects.filter(person=cast.bob.person_id).order_by("pk").values()) == came
        kinds = Event.objects.filter(at=LATER).values_list("kind", "learning_set_id")
        assert set(kinds) == {("membership.ended", None), ("set.left", cast.quay.learning_set.pk)}
    with entering(cast.alice):
        assert cast.bob.person_id not in {seat.person_id for seat in circle_of(cast.quay.learning_set)}


def test_a_place_that_had_not_begun_ends_and_nobody_reads_of_it(cast: Cast, seeding: Callable) -> None:
    with seeding():
        seat = SetMembership.objects.create(
            organisation=cast.harbour,
            learning_set=cast.lighthouse.learning_set,
            membership=cast.bob,
            person_id=cast.bob.person_id,
            role="member",
        )
    with entering(cast.dora):
        assert cast.lighthouse.learning_set.pk not in {
            each.learning_set_id for each in seats_of_person(cast.dora, cast.bob)
        }
        operations.end_membership(cast.bob, by=cast.dora, at=LATER)
        seat.refresh_from_db()
        assert seat.ended_at == LATER
        assert not Event.objects.filter(kind="set.left", learning_set_id=cast.lighthouse.learning_set.pk).exists()


def test_leaving_twice_keeps_the_first_date(cast: Cast) -> None:
    with entering(cast.dora):
        assert operations.end_membership(cast.bob, by=cast.dora, at=NOW)
        assert not operations.end_membership(cast.bob, by=cast.dora, at=LATER)
        assert Membership.objects.get(pk=cast.bob.pk).ended_at == NOW


def test_the_last_owner_cannot_leave_and_another_one_may(cast: Cast) -> None:
    with entering(cast.olga):
        with pytest.raises(Refused, match="An organisation needs an owner"):
            operations.end_membership(cast.olga, by=cast.olga, at=NOW)
        operations.change_roles(cast.dora, ["hr", "owner"], by=cast.olga, at=NOW)
        assert operations.end_membership(cast.olga, by=cast.olga, at=NOW)


def test_hr_cannot_end_an_owners_time(cast: Cast) -> None:
    with entering(cast.olga):
        operations.change_roles(cast.frank, ["owner"], by=cast.olga, at=NOW)
    with entering(cast.dora), pytest.raises(PermissionDenied):
        operations.end_membership(cast.frank, by=cast.dora, at=NOW)


def test_coming_back_is_a_new_time_where_they_worked_and_in_no_set(cast: Cast) -> None:
    with entering(cast.dora):
        operations.place(cast.bob, department="Estates", seniority="team", manager=cast.alice)
        operations.end_membership(cast.bob, by=cast.dora, at=NOW)
        here = operations.bring_back(cast.bob, by=cast.dora, at=LATER)
        assert (here.name, here.roles, here.started_at) == (cast.bob.name, ["member"], LATER)
        assert Membership.objects.get(pk=cast.bob.pk).ended_at == NOW
        assert (here.position.department, here.position.manager) == ("Estates", cast.alice)
        assert not SetMembership.objects.current().filter(person=cast.bob.person_id).exists()
        assert operations.bring_back(cast.bob, by=cast.dora, at=LATER + timedelta(days=1)) == here


def test_who_comes_back_is_no_owner_and_no_hr_by_it(cast: Cast) -> None:
    with entering(cast.olga):
        operations.end_membership(cast.dora, by=cast.olga, at=NOW)
        assert operations.bring_back(cast.dora, by=cast.olga, at=LATER).roles == ["member"]


def test_moving_from_one_set_to_another_leaves_the_past_of_the_first(cast: Cast) -> None:
    with entering(cast.dora):
        before = list(seats_of_person(cast.dora, cast.bob).values_list("learning_set__name", "started_at"))
    with entering(cast.bob):
        seat = SetMembership.objects.current().get(learning_set=cast.quay.learning_set, person=cast.bob.person_id)
        SetMembership.objects.filter(pk=seat.pk).update(ended_at=NOW)
    with entering(cast.frank):
        asked = sets.invite_to_set(cast.lighthouse.learning_set, cast.bob.person.email, by=cast.frank, at=NOW)
        sets.accept(asked.invitation, user=cast.bob.person, name="", at=LATER)
    with entering(cast.dora):
        seats = list(seats_of_person(cast.dora, cast.bob))
        assert [(each.learning_set.name, each.ended_at) for each in seats] == [("Lighthouse", None), ("Quay", NOW)]
        assert ("Quay", seats[1].started_at) in before
        held = Attendance.objects.filter(person=cast.bob.person_id, session=cast.quay.held)
        assert [each.membership_id for each in held] == [cast.bob.pk]


# Where people work


def described(cast: Cast, person: Membership, manager: Membership | None, *, by: Membership) -> None:
    with entering(by):
        operations.describe_person(
            person, name=person.name, department="", site="", seniority="", manager=manager, by=by, at=NOW
        )


def test_a_line_that_would_come_back_to_somebody_is_refused(cast: Cast) -> None:
    described(cast, cast.bob, cast.alice, by=cast.dora)
    described(cast, cast.alice, cast.olga, by=cast.dora)
    with pytest.raises(Refused, match="Bob answers to Olga already, directly or through others"):
        described(cast, cast.olga, cast.bob, by=cast.dora)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_who_does_not_keep_people_writes_down_nobodys_place(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        described(cast, cast.bob, cast.alice, by=getattr(cast, who))


@pytest.mark.django_db(transaction=True)
def test_two_who_make_each_others_manager_at_once_make_no_circle(cast: Cast) -> None:
    found = at_once(
        (cast.dora, lambda: described(cast, cast.erin, cast.frank, by=cast.dora)),
        (cast.olga, lambda: described(cast, cast.frank, cast.erin, by=cast.olga)),
    )
    assert sorted(type(each).__name__ for each in found) == ["NoneType", "Refused"]
    with entering(cast.dora):
        assert Position.objects.filter(manager__in=[cast.erin, cast.frank]).count() == 1


# A role that goes while somebody is at it


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("deed", ["describe", "end", "bring back", "roles"])
def test_a_role_that_is_taken_at_that_moment_refuses_the_deed(cast: Cast, deed: str) -> None:
    """Dora's page was judged while she was HR; when it writes, she is not."""
    person, by = cast.bob, cast.dora
    with entering(cast.olga):
        if deed == "roles":
            operations.change_roles(cast.dora, ["owner"], by=cast.olga, at=NOW)
        if deed == "bring back":
            operations.end_membership(cast.bob, by=cast.olga, at=NOW)
    deeds: dict[str, Callable[[], object]] = {
        "describe": lambda: described(cast, person, cast.alice, by=by),
        "end": lambda: operations.end_membership(person, by=by, at=LATER),
        "bring back": lambda: operations.bring_back(person, by=by, at=LATER),
        "roles": lambda: operations.change_roles(by, ["owner", "hr"], by=by, at=LATER),
    }
    _, refused = held_up(
        (cast.olga, lambda: operations.change_roles(cast.dora, ["member"], by=cast.olga, at=NOW)), (by, deeds[deed])
    )
    assert isinstance(refused, PermissionDenied)
    with entering(cast.olga):
        assert Membership.objects.get(pk=cast.dora.pk).roles == ["member"]


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_at_once_leave_one(cast: Cast) -> None:
    with entering(cast.olga):
        operations.change_roles(cast.dora, ["hr", "owner"], by=cast.olga, at=NOW)
    found = at_once(
        (cast.olga, lambda: operations.end_membership(cast.olga, by=cast.olga, at=NOW)),
        (cast.dora, lambda: operations.end_membership(cast.dora, by=cast.dora, at=NOW)),
    )
    assert sorted(type(each).__name__ for each in found) == ["Refused", "bool"]


@pytest.mark.django_db(transaction=True)
def test_brought_back_by_two_at_once_is_one_time(cast: Cast) -> None:
    with entering(cast.dora):
        operations.end_membership(cast.greta, by=cast.dora, at=NOW)
    found = at_once(
        (cast.dora, lambda: operations.bring_back(cast.greta, by=cast.dora, at=LATER)),
        (cast.olga, lambda: operations.bring_back(cast.greta, by=cast.olga, at=LATER)),
    )
    assert found[0] == found[1]
    with entering(cast.dora):
        assert Event.objects.filter(kind="membership.resumed").count() == 1


def test_a_set_that_is_joined_meanwhile_is_not_kept(cast: Cast) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.dora):
        operations.end_membership(kim, by=cast.dora, at=LATER)
        assert not SetMembership.objects.current().filter(person=kim.person_id).exists()
        assert LearningSet.objects.get(pk=cast.quay.learning_set.pk).closed_at is None
