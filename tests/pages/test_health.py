"""Signs that a set may need somebody: to HR by set and dates, by name in the set alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.test import Client

from alsweb.pages.looking_after import _told
from organisations.models import Event, User
from reports.queries import SetsNeeding
from reports.sentences import signs_of
from sessions.models import Attendance, Mark, Session
from sets import operations
from sets.health_rules import USUAL, numbers_of, running
from sets.models import Agreement, HealthRule, Sign
from tests.cast import FOUNDED, NOW, ZONE, Cast, entering

SignedIn = Callable[[User], Client]
Seeding = Callable[[], AbstractContextManager[None]]
USUALLY = {sign: usual.number for sign, usual in USUAL.items()}
LATER = NOW + timedelta(days=60)


def test_who_came_last_is_not_away_in_a_row() -> None:
    assert [running(each) for each in ([], [True, False], [False, False, True, False], [False])] == [0, 0, 2, 1]


def test_a_number_is_usual_unless_a_row_says_otherwise() -> None:
    assert numbers_of([]) == USUALLY
    assert numbers_of([HealthRule(sign=Sign.CANCELLED, number=4)])[Sign.CANCELLED] == 4
    assert all(usual.least <= usual.number <= usual.most for usual in USUAL.values())


def _needing(cast: Cast, **numbers: int) -> list[tuple[str, list[str]]]:
    with entering(cast.dora):
        found = SetsNeeding(cast.harbour, {**USUALLY, **{Sign(key): n for key, n in numbers.items()}}, LATER)
        return [(each.name, signs_of(each, zone=ZONE)) for each in found[:]]


@pytest.mark.django_db
def test_hr_sees_by_dates_alone_which_set_needs_somebody(cast: Cast, seeding: Seeding) -> None:
    quay = cast.quay.learning_set
    with seeding():
        Session.objects.filter(learning_set=cast.lighthouse.learning_set).update(
            starts_at=LATER, ends_at=LATER + timedelta(hours=3)
        )
        for each in (quay, cast.lighthouse.learning_set):
            each.running_at, each.minimum = FOUNDED, 1
            each.save(update_fields=["running_at", "minimum"])
    assert _needing(cast) == [("Quay", ["No next date since 15 February."])]
    assert _needing(cast, no_next_date=50) == []
    with seeding():
        Session.objects.filter(learning_set=quay).update(held_at=None, cancelled_at=NOW)
        quay.minimum = 4
        quay.save(update_fields=["minimum"])
    ((name, said),) = _needing(cast)
    assert (name, len(said)) == ("Quay", 3)
    assert said[1].startswith("Two sessions cancelled in six months, the last on 1 February.")
    assert said[2].endswith("it wants four to meet.")
    assert len(_needing(cast, cancelled=3, below_minimum=4)[0][1]) == 1
    with seeding():
        quay.closing_at = NOW
        quay.closing_by = cast.alice
        quay.save(update_fields=["closing_at", "closing_by"])
    assert _needing(cast) == []


def _make_bob_silent(cast: Cast, seeding: Seeding) -> None:
    """Away twice in a row, an open action without news, and ground rules not agreed to: each of it could leak."""
    with seeding():
        session = cast.quay.coming
        Attendance.objects.filter(session=session, person=cast.bob.person_id).delete()
        for each in (cast.quay.held, session):
            Attendance.objects.update_or_create(
                session=each,
                person=cast.bob.person,
                defaults={
                    "mark": Mark.ABSENT,
                    "marked_at": NOW,
                    "disputed_at": None,
                    "membership": cast.bob,
                    "learning_set": each.learning_set,
                    "organisation": cast.harbour,
                },
            )
        Agreement.objects.filter(person=cast.bob.person).delete()
        type(cast.quay.action).objects.filter(pk=cast.quay.action.pk).update(
            done_at=None, let_go_at=None, let_go_because="", last_news_at=None
        )


@pytest.mark.django_db
def test_whoever_runs_a_set_reads_by_name_who_might_welcome_a_word(cast: Cast, seeding: Seeding) -> None:
    _make_bob_silent(cast, seeding)
    with seeding():
        HealthRule.objects.all().delete()
    with entering(cast.alice):
        told = {
            each.seat.membership.name: each.sentences for each in _told(cast.quay.learning_set, zone=ZONE, at=LATER)
        }
    assert told == {
        "Bob": [
            "Was away twice in a row.",
            "Has not said since 25 January how one action goes.",
            "Has not agreed to the ground rules yet.",
        ]
    }
    with seeding():
        Attendance.objects.filter(person=cast.bob.person_id, session=cast.quay.coming).update(disputed_at=NOW)
    with entering(cast.alice):
        (bob,) = _told(cast.quay.learning_set, zone=ZONE, at=LATER)
    assert len(bob.sentences) == 2  # what he disputes is not held against him


@pytest.mark.django_db
def test_hr_reaches_nothing_by_name_neither_by_page_nor_past_it(
    cast: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    _make_bob_silent(cast, seeding)
    client = signed_in(cast.dora.person)
    assert client.get("/o/harbour/sets/quay/looking-after/").status_code == 403
    for address in ("/o/harbour/reports/health/", "/o/harbour/reports/health/numbers/"):
        page = client.get(address).content.decode()
        assert "Bob" not in page.replace("Dora", "")
        assert "MARKER-" not in page
    with entering(cast.dora):
        # The view's own queries, with nobody at the door: attendance is HR's to know; actions and agreements are not.
        told = _told(cast.quay.learning_set, zone=ZONE, at=LATER)
    assert not any("action" in said for each in told for said in each.sentences)
    for outsider in (cast.frank, cast.bob):
        assert signed_in(outsider.person).get("/o/harbour/sets/quay/looking-after/").status_code in (403, 404)


@pytest.mark.django_db
def test_hr_changes_the_numbers_and_what_is_usual_leaves_no_row(cast: Cast, signed_in: SignedIn) -> None:
    client, url = signed_in(cast.dora.person), "/o/harbour/reports/health/numbers/"
    typed = {sign.value: str(usual.number) for sign, usual in USUAL.items()}
    refused = client.post(url, {**typed, "cancelled": "0"})
    assert (refused.status_code, "greater than or equal to 1" in refused.content.decode()) == (422, True)
    assert client.post(url, {**typed, "cancelled": "3"}).status_code == 302
    with entering(cast.dora):
        # The cast asked for three absences in a row; two is usual.
        assert list(HealthRule.objects.values_list("sign", "number")) == [("cancelled", 3)]
        (event,) = Event.objects.filter(kind="organisation.health_changed")
        assert event.change == {"signs": {"absences": 2, "cancelled": 3}}
    for member in (cast.alice, cast.bob):
        with entering(member), pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
            operations.change_health_rules({Sign.ABSENCES: 4}, by=member, at=NOW)


@pytest.mark.django_db
def test_readers_are_told_how_each_sign_is_counted_and_from_which_number_on(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        operations.change_health_rules({Sign.SILENT_ACTIONS: 42}, by=cast.dora, at=NOW)
    page = signed_in(cast.dora.person).get("/o/harbour/reports/definitions/").content.decode()
    for usual in USUAL.values():
        assert f"<dt>{usual.name}</dt><dd>{usual.counted}" in page
    assert "Told from 42 on. Inside the set." in page
