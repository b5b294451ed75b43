"""Leaving a set, having one's seat ended, handing over; and that the past stays as it was."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from alsweb.lib.time import instant
from notifications.models import Notice
from notifications.sender import send_due
from organisations.models import Event, Membership, User
from organisations.operations import Refused
from reports.queries import participation
from sessions import operations as sessions
from sessions.models import Attendance, Mark
from sessions.queries import circle_at, sessions_of
from sets import operations
from sets.models import Facilitation, LearningSet, SetMembership, SetRole
from tests.cast import FOUNDED, NEXT_ON, NINE, NOW, ZONE, Cast, entering, join_set
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
LATER = NOW + timedelta(hours=1)
QUAY = "/o/harbour/sets/quay/"


def seat_of(member: Membership) -> SetMembership:
    return SetMembership.objects.current().select_related("membership").get(person=member.person_id)


def leave(member: Membership, **how: Any) -> bool:
    with entering(member):
        return operations.leave_set(seat_of(member), by=member, at=NOW, **how)


def runs_itself(cast: Cast) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.NONE)


def told(seeding: Callable, kind: str) -> list[int]:
    """Who is told since the story's moment; Greta's leaving was told before."""
    with seeding():
        return sorted(Notice.objects.filter(kind=kind, due_at__gte=NOW).values_list("person_id", flat=True))


# Leaving


def test_who_leaves_reads_nothing_there_and_their_facilitator_is_told_once(
    cast: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    client = signed_in(cast.bob.person)
    assert "Leave Quay?" in client.get(f"{QUAY}leave/").content.decode()
    for _sent_twice in range(2):
        assert client.post(f"{QUAY}leave/")["Location"] == "/o/harbour/"
    assert client.get(QUAY).status_code == 404
    assert told(seeding, "set_left") == [cast.alice.person_id]


def test_looking_at_the_page_leaves_nothing(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.bob.person).get(f"{QUAY}leave/")
    with entering(cast.bob):
        assert seat_of(cast.bob).ended_at is None


def test_the_mail_says_who_left_and_gives_no_reason(cast: Cast) -> None:
    leave(cast.bob)
    send_due(NOW + timedelta(days=1))
    (sent,) = [each for each in mail.outbox if "Bob has left" in each.subject]
    assert (sent.to, sent.subject) == (["alice@harbour.example"], "Bob has left Quay")
    assert "Nobody is asked why." in str(sent.body)
    assert "MARKER" not in str(sent.message())


def test_nobody_is_told_of_a_leaver_who_is_back_before_the_mail(cast: Cast) -> None:
    leave(cast.bob)
    with entering(cast.alice):
        again = operations.invite_to_set(cast.quay.learning_set, "bob@harbour.example", by=cast.alice, at=NOW)
        operations.accept(again.invitation, user=cast.bob.person, name="", at=LATER)
    send_due(NOW + timedelta(days=1))
    assert not [each for each in mail.outbox if "Bob has left" in each.subject]


def test_where_members_run_the_set_each_of_them_is_told(cast: Cast, seeding: Callable) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    runs_itself(cast)
    leave(cast.bob)
    assert told(seeding, "set_left") == sorted([cast.alice.person_id, kim.person_id])


def test_the_last_one_in_a_set_closes_it_first(cast: Cast, signed_in: SignedIn) -> None:
    leave(cast.bob)
    with pytest.raises(Refused, match="Close it first"):
        leave(cast.alice, successor=operations.SELF_RUN)
    page = signed_in(cast.alice.person).get(f"{QUAY}leave/").content.decode()
    assert reverse("sets:close", args=["harbour", "quay"]) in page
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    assert leave(cast.alice)


# Handing over


def test_the_last_facilitator_does_not_leave_a_standing_set_without_one(cast: Cast, signed_in: SignedIn) -> None:
    with pytest.raises(Refused, match="facilitate"):
        leave(cast.alice)
    response = signed_in(cast.alice.person).post(f"{QUAY}leave/", {})
    assert response.status_code == 422
    assert "Say who facilitates after you" in response.content.decode()
    with entering(cast.alice):
        assert seat_of(cast.alice).leads


def test_a_facilitator_hands_over_and_leaves(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    with entering(cast.alice):
        bobs = seat_of(cast.bob)
    client = signed_in(cast.alice.person)
    assert client.post(f"{QUAY}leave/", {"successor": str(bobs.pk)}).status_code == 302
    with entering(cast.bob):
        assert seat_of(cast.bob).leads
        assert not SetMembership.objects.current().filter(person=cast.alice.person_id).exists()
        assert Event.objects.filter(kind="set.handed_over", learning_set_id=cast.quay.learning_set.pk).count() == 1
    assert told(seeding, "set_left") == [cast.bob.person_id]
    send_due(NOW + timedelta(days=1))
    assert any("You facilitate it from now on." in str(each.body) for each in mail.outbox)


def test_a_facilitator_leaves_a_set_that_runs_itself_from_then_on(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    assert client.post(f"{QUAY}leave/", {"successor": "self-run"}).status_code == 302
    with entering(cast.bob):
        assert LearningSet.objects.get(pk=cast.quay.learning_set.pk).facilitation == Facilitation.NONE
    assert signed_in(cast.bob.person).get(f"{QUAY}invite/").status_code == 200


def test_nobody_hands_over_to_somebody_of_another_set(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.frank):
        erins = seat_of(cast.erin)
    assert signed_in(cast.alice.person).post(f"{QUAY}leave/", {"successor": str(erins.pk)}).status_code == 422
    with pytest.raises(Refused, match="has left the set"):
        leave(cast.alice, successor=erins)


def test_one_of_two_facilitators_just_leaves(cast: Cast) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.alice):
        SetMembership.objects.filter(person=kim.person_id).update(role=SetRole.FACILITATOR)
    assert leave(cast.alice)


def test_a_member_cannot_make_themselves_the_facilitator(cast: Cast, signed_in: SignedIn) -> None:
    response = signed_in(cast.bob.person).post(f"{QUAY}leave/", {"successor": "self-run"})
    assert response.status_code == 302
    with entering(cast.alice):
        assert LearningSet.objects.get(pk=cast.quay.learning_set.pk).facilitation == Facilitation.STANDING


# Ending somebody's seat


def test_whoever_runs_the_set_ends_a_seat_and_its_person_is_told(
    cast: Cast, signed_in: SignedIn, seeding: Callable
) -> None:
    with entering(cast.alice):
        url = f"{QUAY}seats/{seat_of(cast.bob).pk}/end/"
    client = signed_in(cast.alice.person)
    assert "Is Bob no longer in this set?" in client.get(url).content.decode()
    for _sent_twice in range(2):
        assert client.post(url)["Location"] == QUAY
    assert told(seeding, "seat_ended") == [cast.bob.person_id]
    assert signed_in(cast.bob.person).get(QUAY).status_code == 404
    send_due(NOW + timedelta(days=1))
    assert [each.to for each in mail.outbox if each.subject == "You are no longer in Quay"] == [["bob@harbour.example"]]


def test_a_member_ends_nobodys_seat_where_somebody_facilitates(cast: Cast, signed_in: SignedIn) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.bob):
        seat = seat_of(kim)
        with pytest.raises(Refused, match="no longer run"):
            operations.end_seat(seat, by=cast.bob, at=NOW)
    assert signed_in(cast.bob.person).post(f"{QUAY}seats/{seat.pk}/end/").status_code == 403


def test_a_seat_of_another_set_is_not_there(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.frank):
        erins = seat_of(cast.erin)
    assert signed_in(cast.alice.person).post(f"{QUAY}seats/{erins.pk}/end/").status_code == 404
    with entering(cast.erin):
        assert seat_of(cast.erin).ended_at is None


def test_ones_own_seat_is_left_and_not_ended(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        own = seat_of(cast.alice)
    assert signed_in(cast.alice.person).post(f"{QUAY}seats/{own.pk}/end/").status_code == 404


# The past


def test_somebody_who_moves_to_another_set_stays_in_the_past_of_the_first(cast: Cast) -> None:
    def figures() -> Any:
        with entering(cast.dora):
            return participation(cast.harbour, since=FOUNDED, until=NOW, now=NOW).total

    before, page_before = figures(), _who_came(cast)
    leave(cast.bob)
    with entering(cast.frank):
        asked = operations.invite_to_set(cast.lighthouse.learning_set, "bob@harbour.example", by=cast.frank, at=NOW)
        operations.accept(asked.invitation, user=cast.bob.person, name="", at=LATER)
    assert figures() == before
    assert _who_came(cast) == page_before == {"Bob": Mark.CAME, "Greta": Mark.ABSENT}
    with entering(cast.alice):
        (held, coming) = sessions_of(cast.quay.learning_set)
        assert (held.came, coming.coming) == (1, None)
        assert {each.membership.name for each in circle_at(cast.quay.coming)} == {"Alice"}
    with entering(cast.frank):
        assert {each.membership.name for each in circle_at(cast.lighthouse.held)} == {"Frank", "Erin"}


def test_the_page_of_a_past_session_still_names_who_presented(cast: Cast, signed_in: SignedIn) -> None:
    page = signed_in(cast.alice.person).get(f"{QUAY}sessions/{cast.quay.held.number}/").content.decode()
    leave(cast.bob)
    after = signed_in(cast.alice.person).get(f"{QUAY}sessions/{cast.quay.held.number}/").content.decode()
    for name in ("Bob", "Greta"):
        assert page.count(name) == after.count(name) > 0


def test_who_has_left_is_on_no_agenda_to_come(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        sessions.put_name_on_agenda(cast.quay.coming, challenge=cast.quay.challenge, by=cast.bob, at=NOW)
    leave(cast.bob)
    page = signed_in(cast.alice.person).get(f"{QUAY}sessions/{cast.quay.coming.number}/").content.decode()
    assert "Bob" not in page


def test_who_left_after_a_session_is_marked_when_it_is_closed(cast: Cast) -> None:
    """Closing marks whoever was in the set then, also those who have gone meanwhile."""
    begins = instant(NEXT_ON, NINE, ZONE)
    with entering(cast.bob):
        operations.leave_set(seat_of(cast.bob), by=cast.bob, at=begins + timedelta(hours=3))
    with entering(cast.alice):
        sessions.hold_session(cast.quay.coming, by=cast.alice, at=begins + timedelta(days=1))
        marks = Attendance.objects.filter(session=cast.quay.coming).values_list("person", "mark")
        assert dict(marks) == {cast.bob.person_id: Mark.ABSENT}


def test_whoever_takes_over_stays_a_member_in_the_past(cast: Cast) -> None:
    with entering(cast.alice):
        bobs = seat_of(cast.bob)
    leave(cast.alice, successor=bobs)
    assert _who_came(cast, by=cast.bob) == {"Bob": Mark.CAME, "Greta": Mark.ABSENT}


def _who_came(cast: Cast, *, by: Membership | None = None) -> dict[str, str]:
    with entering(by or cast.alice):
        seats: Iterable[Any] = circle_at(cast.quay.held)
        return {each.membership.name: each.mark for each in seats if each.role == SetRole.MEMBER}


# At the same moment


@pytest.mark.django_db(transaction=True)
def test_leaving_twice_at_once_is_one_leaving(cast: Cast, seeding: Callable) -> None:
    with entering(cast.bob):
        seat = seat_of(cast.bob)
    found = at_once(*[(cast.bob, lambda: operations.leave_set(seat, by=cast.bob, at=NOW))] * 4)
    assert sorted(found) == [False, False, False, True]
    assert told(seeding, "set_left") == [cast.alice.person_id]


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_successor_who_leaves_meanwhile_leaves_no_set_without_facilitator(
    cast: Cast, together: Callable[..., Any]
) -> None:
    with entering(cast.alice):
        alices, bobs = seat_of(cast.alice), seat_of(cast.bob)
    handed, left = together(
        (cast.alice, lambda: operations.leave_set(alices, by=cast.alice, at=LATER, successor=bobs)),
        (cast.bob, lambda: operations.leave_set(bobs, by=cast.bob, at=LATER)),
    )
    # Whoever was first went; the other stays, and facilitates.
    assert (handed is True and left is False) or (isinstance(handed, Refused) and left is True)
    with entering(cast.alice):
        assert [each.leads for each in SetMembership.objects.current().filter(learning_set__slug="quay")] == [True]


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_facilitators_who_leave_at_once_leave_one(cast: Cast, together: Callable[..., Any]) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.alice):
        SetMembership.objects.filter(person=kim.person_id).update(role=SetRole.FACILITATOR)
        alices, kims = seat_of(cast.alice), seat_of(kim)
    found = together(
        (cast.alice, lambda: operations.leave_set(alices, by=cast.alice, at=NOW)),
        (kim, lambda: operations.leave_set(kims, by=kim, at=NOW)),
    )
    assert {type(each) for each in found} == {bool, Refused}
    with entering(cast.bob):
        assert SetMembership.objects.current().filter(role=SetRole.FACILITATOR, learning_set__slug="quay").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_end_each_others_seats_end_one(cast: Cast) -> None:
    runs_itself(cast)
    with entering(cast.alice):
        alices, bobs = seat_of(cast.alice), seat_of(cast.bob)
    found = held_up(
        (cast.alice, lambda: operations.end_seat(bobs, by=cast.alice, at=NOW)),
        (cast.bob, lambda: operations.end_seat(alices, by=cast.bob, at=NOW)),
    )
    assert found[0] is True
    assert isinstance(found[1], Refused)
