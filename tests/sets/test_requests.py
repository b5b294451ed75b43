"""Asking to join a set, waiting, and the answer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from notifications.models import Notice
from notifications.planner import plan
from organisations import operations as organisations
from organisations.models import Event, Invitation, Membership, User
from organisations.operations import Refused
from sets import operations, queries
from sets.models import (
    HopeWords,
    JoinRequest,
    LearningSet,
    LineException,
    LineReason,
    RequestState,
    SetInvitation,
    SetMembership,
)
from tests.cast import NOW, ZONE, Cast, entering, join, marker
from tests.races import at_once, held_up
from tests.sets.test_directory import announce, open_to_others
from tests.wall.tables import change, fetch

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
HOPE = marker("hopewords", "hope", "erin")


def ask(
    member: Membership, learning_set: LearningSet, *, hope: str = HOPE, name: str = "", at: Any = NOW
) -> JoinRequest:
    with entering(member):
        entry = queries.entries_of_sets(member, [learning_set.pk])[learning_set.pk]
        return operations.ask_to_join(entry, hope=hope, name=name, by=member, at=at)


def state_of(request: JoinRequest, *, seen_by: Membership) -> RequestState:
    with entering(seen_by):
        return JoinRequest.objects.get(pk=request.pk).state


def grant(request: JoinRequest, by: Membership, **how: Any) -> bool:
    with entering(by):
        return operations.grant_request(request, by=by, at=NOW, **how)


@pytest.fixture(autouse=True)
def nobody_asks(cast: Cast) -> None:
    """Each test begins with nobody waiting."""
    for asker, story in ((cast.hugo, cast.quay), (cast.hugo, cast.lighthouse), (cast.noah, cast.gate)):
        with entering(asker):
            operations.withdraw_request(story.request, at=NOW)


@pytest.fixture
def asked(cast: Cast) -> JoinRequest:
    """Erin asks to join Quay, which is in the directory."""
    announce(cast.quay)
    return ask(cast.erin, cast.quay.learning_set)


def fill(cast: Cast, *, leaving: int = 0) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(places=2 + leaving)  # Bob, and Ivy is invited


# Asking


def test_a_member_asks_on_the_page_and_whoever_runs_the_set_sees_it_in_order(cast: Cast, signed_in: SignedIn) -> None:
    entry = announce(cast.quay)
    for who, hope in ((cast.erin, "To be braver"), (cast.frank, "")):
        url = reverse("sets:entry", args=["harbour", entry.token])
        assert signed_in(who.person).post(url, {"hope": hope}).status_code == 302
    page = signed_in(cast.alice.person).get(reverse("sets:requests", args=["harbour", "quay"])).content.decode()
    assert "Two people ask to join." in page
    assert "To be braver" in page
    assert page.index("Erin") < page.index("Frank")


def test_asking_twice_is_one_request(cast: Cast, asked: JoinRequest) -> None:
    again = ask(cast.erin, cast.quay.learning_set, hope="Something else", at=NOW + timedelta(days=1))
    assert again == asked
    with entering(cast.erin):
        assert HopeWords.objects.get().hope == HOPE


@pytest.mark.django_db(transaction=True)
def test_asking_four_times_at_once_is_one_request(cast: Cast) -> None:
    announce(cast.quay)
    with entering(cast.erin):
        entry = queries.entries_of_sets(cast.erin, [cast.quay.learning_set.pk])[cast.quay.learning_set.pk]
    found = at_once(*[(cast.erin, lambda: operations.ask_to_join(entry, hope=HOPE, by=cast.erin, at=NOW))] * 4)
    assert len({each.pk for each in found}) == 1


def test_nobody_asks_to_join_a_set_that_is_not_announced(cast: Cast) -> None:
    with entering(cast.erin), pytest.raises(ProgrammingError):
        JoinRequest.objects.create(
            organisation=cast.harbour,
            learning_set=cast.quay.learning_set,
            person_id=cast.erin.person_id,
            name="Erin",
            email="erin@harbour.example",
            asked_at=NOW,
        )


@pytest.mark.parametrize("who", ["bob", "dora", "olga", "frank", "greta", "charlie", "nora"])
def test_who_asks_and_what_they_hope_for_is_read_by_whoever_answers_and_by_themselves(
    cast: Cast, asked: JoinRequest, who: str
) -> None:
    for reader in (cast.erin, cast.alice):
        with entering(reader):
            assert [each.hope for each in HopeWords.objects.all()] == [HOPE]
    with entering(getattr(cast, who)):
        assert not HopeWords.objects.filter(request=asked).exists()
        assert not JoinRequest.objects.filter(pk=asked.pk).exists()


def test_what_is_hoped_for_is_sealed(cast: Cast, asked: JoinRequest, seeding: Callable) -> None:
    with seeding():
        ((stored,),) = fetch("SELECT hope FROM sets_hopewords")
    assert HOPE.encode() not in bytes(stored)


def test_nobody_grants_their_own_request(cast: Cast, asked: JoinRequest) -> None:
    with entering(cast.erin), pytest.raises(ProgrammingError), transaction.atomic():
        change("UPDATE sets_joinrequest SET admitted_at = %s", [NOW])


def test_the_asker_sees_how_it_stands_and_takes_it_back(cast: Cast, asked: JoinRequest, signed_in: SignedIn) -> None:
    client = signed_in(cast.erin.person)
    find = reverse("sets:find", args=["harbour"])
    assert "You asked on Mon 1 Feb · waiting for an answer" in client.get(find).content.decode()
    assert "One set that you asked to join has not answered yet." in client.get("/me/").content.decode()
    assert client.post(reverse("sets:withdraw_request", args=["harbour", asked.pk])).status_code == 302
    assert state_of(asked, seen_by=cast.erin) is RequestState.WITHDRAWN
    with entering(cast.erin):
        assert not HopeWords.objects.exists()
    assert "has not answered" not in client.get("/me/").content.decode()
    assert ask(cast.erin, cast.quay.learning_set) != asked


def test_nobody_takes_somebody_elses_request_back(cast: Cast, asked: JoinRequest, signed_in: SignedIn) -> None:
    for who in (cast.frank, cast.dora, cast.bob):
        url = reverse("sets:withdraw_request", args=["harbour", asked.pk])
        assert signed_in(who.person).post(url).status_code == 404
    assert (
        signed_in(cast.alice.person).post(reverse("sets:withdraw_request", args=["harbour", asked.pk])).status_code
        == 404
    )
    assert state_of(asked, seen_by=cast.erin) is RequestState.WAITING


# The answer


def test_a_colleague_who_is_admitted_sits_in_the_set_at_once_and_is_told(cast: Cast, asked: JoinRequest) -> None:
    assert grant(asked, cast.alice)
    assert not grant(asked, cast.alice)
    with entering(cast.erin):
        assert (
            SetMembership.objects.current()
            .filter(learning_set=cast.quay.learning_set, person=cast.erin.person_id)
            .count()
            == 1
        )
        assert not HopeWords.objects.exists()
        assert Notice.objects.filter(kind="join_answer").count() == 1


def test_not_this_time_deletes_what_was_hoped_for_and_tells_no_reason(
    cast: Cast, asked: JoinRequest, signed_in: SignedIn
) -> None:
    url = reverse("sets:not_this_time", args=["harbour", "quay", asked.pk])
    for _ in range(2):
        assert signed_in(cast.alice.person).post(url).status_code == 302
    assert state_of(asked, seen_by=cast.erin) is RequestState.NOT_NOW
    with entering(cast.alice):
        assert not HopeWords.objects.exists()
    with entering(cast.erin):
        assert Notice.objects.filter(kind="join_answer").count() == 1
    assert "not this time" in signed_in(cast.erin.person).get(reverse("sets:find", args=["harbour"])).content.decode()


def test_the_audit_of_an_answer_names_nobody_who_was_not_taken(cast: Cast, asked: JoinRequest) -> None:
    with entering(cast.alice):
        operations.decline_request(asked, by=cast.alice, at=NOW)
        event = Event.objects.get(kind="join_request.answered")
        assert (event.subject, event.change) == (f"joinrequest:{asked.pk}", {})


@pytest.mark.parametrize("who", ["bob", "dora", "olga", "frank", "greta"])
def test_only_whoever_runs_the_set_answers(cast: Cast, asked: JoinRequest, signed_in: SignedIn, who: str) -> None:
    client = signed_in(getattr(cast, who).person)
    for page in ("sets:admit", "sets:not_this_time"):
        assert client.post(reverse(page, args=["harbour", "quay", asked.pk])).status_code in (403, 404)
    with entering(getattr(cast, who)):
        assert change("UPDATE sets_joinrequest SET not_now_at = %s WHERE id = %s", [NOW, asked.pk]) == 0


def test_a_request_to_another_set_is_not_found(cast: Cast, asked: JoinRequest, signed_in: SignedIn) -> None:
    url = reverse("sets:admit", args=["harbour", "lighthouse", asked.pk])
    assert signed_in(cast.frank.person).post(url).status_code == 404


def test_a_full_set_has_a_waiting_list_and_admits_beyond_its_places_only_when_told_so(
    cast: Cast, asked: JoinRequest, signed_in: SignedIn
) -> None:
    fill(cast)
    client = signed_in(cast.alice.person)
    assert "One waits for a place." in client.get(reverse("sets:requests", args=["harbour", "quay"])).content.decode()
    url = reverse("sets:admit", args=["harbour", "quay", asked.pk])
    warning = client.post(url)
    assert warning.status_code == 409
    assert "Admit Erin anyway" in warning.content.decode()
    assert "One person is in it, of 2 places. One more place is promised" in warning.content.decode()
    assert state_of(asked, seen_by=cast.erin) is RequestState.WAITING
    assert client.post(url, {"beyond_places": "1"}).status_code == 302
    assert state_of(asked, seen_by=cast.erin) is RequestState.ADMITTED


def test_somebody_with_a_line_to_a_member_is_admitted_only_with_a_reason(
    cast: Cast, asked: JoinRequest, signed_in: SignedIn
) -> None:
    with entering(cast.dora):
        organisations.place(cast.erin, manager=cast.bob)
    client, url = signed_in(cast.alice.person), reverse("sets:admit", args=["harbour", "quay", asked.pk])
    blocked = client.post(url)
    assert blocked.status_code == 422
    assert "Erin reports to Bob" in blocked.content.decode()
    assert state_of(asked, seen_by=cast.erin) is RequestState.WAITING
    with entering(cast.erin):
        assert HopeWords.objects.filter(request=asked).exists()
    assert client.post(url, {"all_the_same": "1"}).status_code == 422
    assert client.post(url, {"all_the_same": "1", "line_reason": LineReason.BOTH_ASK}).status_code == 302
    assert state_of(asked, seen_by=cast.erin) is RequestState.ADMITTED
    with entering(cast.alice):
        assert LineException.objects.get(learning_set=cast.quay.learning_set).reason == LineReason.BOTH_ASK


def test_somebody_who_left_the_organisation_is_not_admitted(cast: Cast, asked: JoinRequest, seeding: Callable) -> None:
    with seeding():
        Membership.objects.filter(pk=cast.erin.pk).update(ended_at=NOW)
    with pytest.raises(Refused):
        grant(asked, cast.alice)
    assert state_of(asked, seen_by=cast.alice) is RequestState.WAITING


# Before anybody is in the set


@pytest.fixture
def tide(cast: Cast) -> LearningSet:
    """HR puts a set together; nobody is in it, and it is in the directory."""
    with entering(cast.dora):
        learning_set = operations.found_set(
            name="Tide", topic="", time_zone=ZONE, places=2, own_role=None, by=cast.dora, at=NOW
        )
        operations.list_set(
            learning_set, about="", cost="", contact="", outside=True, public=False, by=cast.dora, at=NOW
        )
    return learning_set


def test_a_request_granted_while_nobody_is_in_the_set_is_a_yes_for_when_it_begins(
    cast: Cast, tide: LearningSet, signed_in: SignedIn
) -> None:
    assert grant(ask(cast.erin, tide), cast.dora)
    with entering(cast.dora):
        assert queries.granted_before_beginning(tide) == [cast.erin]
        assert queries.places_of(tide, at=NOW).left == 1
        assert not SetMembership.objects.filter(learning_set=tide).exists()
    assert (
        "you are in it as soon as it begins"
        in signed_in(cast.erin.person).get(reverse("sets:find", args=["harbour"])).content.decode()
    )
    assert (
        "Erin" in signed_in(cast.dora.person).get(reverse("sets:requests", args=["harbour", "tide"])).content.decode()
    )


def test_a_yes_is_taken_back_until_the_set_begins(cast: Cast, tide: LearningSet, signed_in: SignedIn) -> None:
    request = ask(cast.erin, tide)
    assert grant(request, cast.dora)
    signed_in(cast.erin.person).post(reverse("sets:withdraw_request", args=["harbour", request.pk]))
    assert state_of(request, seen_by=cast.erin) is RequestState.WITHDRAWN
    with entering(cast.dora):
        assert queries.granted_before_beginning(tide) == []
        assert queries.places_of(tide, at=NOW).left == 2
    with entering(cast.erin):
        assert change("UPDATE sets_joinrequest SET withdrawn_at = NULL WHERE id = %s", [request.pk]) == 0


def test_places_promised_before_the_beginning_count(cast: Cast, tide: LearningSet) -> None:
    for who in (cast.erin, cast.frank):
        assert grant(ask(who, tide), cast.dora)
    with pytest.raises(operations.Full):
        grant(ask(cast.bob, tide), cast.dora)


def test_people_from_elsewhere_are_taken_in_once_the_set_has_begun(cast: Cast, tide: LearningSet) -> None:
    open_to_others(cast.nora)
    open_to_others(cast.olga)
    request = ask(cast.charlie, tide, name="Chas")
    with pytest.raises(Refused):
        grant(request, cast.dora)
    assert state_of(request, seen_by=cast.charlie) is RequestState.WAITING


# Mail


def test_whoever_runs_the_set_hears_once_of_each_request_that_waits(
    cast: Cast, asked: JoinRequest, seeding: Callable
) -> None:
    for hour in range(3):
        plan(NOW + timedelta(hours=hour))
    with seeding():
        told = Notice.objects.filter(kind="join_request").values_list("person_id", "subject")
        assert list(told) == [(cast.alice.person_id, f"joinrequest:{asked.pk}")]


def test_nobody_hears_of_a_request_that_was_taken_back(cast: Cast, asked: JoinRequest, seeding: Callable) -> None:
    with entering(cast.erin):
        operations.withdraw_request(asked, at=NOW)
    plan(NOW)
    with seeding():
        assert not Notice.objects.filter(kind="join_request").exists()


def test_each_member_hears_where_the_set_runs_itself_and_the_founder_while_nobody_is_in_it(
    cast: Cast, tide: LearningSet, seeding: Callable
) -> None:
    announce(cast.quay)
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation="none")
    for learning_set in (cast.quay.learning_set, tide):
        ask(cast.erin, learning_set)
    plan(NOW)
    with seeding():
        told = set(Notice.objects.filter(kind="join_request").values_list("person_id", flat=True))
    assert told == {cast.alice.person_id, cast.bob.person_id, cast.dora.person_id}


# At the same moment


def _crowd(cast: Cast, many: int) -> list[JoinRequest]:
    announce(cast.quay)
    people = [join(f"p{number}", of=cast.olga, roles=["member"]) for number in range(many)]
    return [ask(each, cast.quay.learning_set, hope="") for each in people]


@pytest.mark.django_db(transaction=True)
def test_the_last_place_is_given_once_whoever_admits_twenty_at_the_same_moment(cast: Cast) -> None:
    requests = _crowd(cast, 20)
    fill(cast, leaving=1)
    found = at_once(
        *[(cast.alice, lambda each=each: operations.grant_request(each, by=cast.alice, at=NOW)) for each in requests]
    )
    assert found.count(True) == 1
    assert len([each for each in found if isinstance(each, operations.Full)]) == 19
    with entering(cast.alice):
        assert SetMembership.objects.current().members().filter(learning_set=cast.quay.learning_set).count() == 2
        assert len(queries.waiting_requests(cast.quay.learning_set)) == 19


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_one_request_answered_both_ways_at_once_has_one_answer(cast: Cast, together: Callable[..., Any]) -> None:
    (request,) = _crowd(cast, 1)
    found = together(
        (cast.alice, lambda: operations.grant_request(request, by=cast.alice, at=NOW)),
        (cast.alice, lambda: operations.decline_request(request, by=cast.alice, at=NOW)),
    )
    assert sorted(found) == [False, True]


@pytest.mark.django_db(transaction=True)
def test_four_invitations_to_one_address_at_once_are_one(cast: Cast) -> None:
    def invite() -> SetInvitation:
        return operations.invite_to_set(cast.quay.learning_set, "hana@harbour.example", by=cast.alice, at=NOW)

    found = at_once(*[(cast.alice, invite)] * 4)
    assert len({each.pk for each in found}) == 1
    with entering(cast.alice):
        assert Invitation.objects.filter(email="hana@harbour.example").count() == 1
