"""What whoever runs a set notes about how it works: for their own eyes, however they ask and whoever comes after them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from organisations.models import User
from sessions.models import ProcessNote, ProcessNoteWords
from sessions.queries import own_notes
from sets import operations as sets
from sets.models import Facilitation, LearningSet, SetMembership
from tests.cast import AFTER_FIRST, NOW, Cast, entering, marker
from tests.pages.test_record import read as text_of

SignedIn = Callable[[User | None], Client]
Seeding = Callable[[], AbstractContextManager[None]]
SET = "/o/harbour/sets/quay/"
ALL, FIRST, SECOND = f"{SET}my-notes/", f"{SET}sessions/1/my-notes/", f"{SET}sessions/2/my-notes/"
SAID = marker("processnotewords", "text", "alice")
BASED = AFTER_FIRST.isoformat()


def read(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, url
    return " ".join(unescape(response.content.decode()).split())


@pytest.mark.django_db
def test_whoever_runs_the_set_finds_their_notes_and_the_last_one_beside_the_next(
    cast: Cast, signed_in: SignedIn
) -> None:
    alice = signed_in(cast.alice.person)
    assert ALL in read(alice, SET)
    assert FIRST in read(alice, f"{SET}sessions/1/")
    assert SAID in read(alice, ALL)
    next_one = read(alice, SECOND)
    assert ("What you noted after session 1" in next_one, SAID in next_one) == (True, True)
    assert alice.post(SECOND, {"text": "Count to ten.", "based_on": ""})["Location"] == ALL
    page = read(alice, ALL)
    assert page.index("Count to ten.") < page.index(SAID)


@pytest.mark.django_db
def test_nobody_else_reads_them_nor_learns_that_there_are_any(cast: Cast, signed_in: SignedIn) -> None:
    for who in ("bob", "dora", "olga", "frank", "greta", "erin"):
        client = signed_in(getattr(cast, who).person)
        for url in (ALL, FIRST):
            assert client.get(url).status_code in (403, 404), (who, url)
        for url in (SET, f"{SET}sessions/1/", f"{SET}access-log/", "/o/harbour/record/my-record.json"):
            content = unescape(client.get(url).content.decode())
            assert (SAID in content, "my-notes" in content) == (False, False), (who, url)
    assert SAID in unescape(signed_in(cast.alice.person).get("/o/harbour/record/my-record.json").content.decode())


@pytest.mark.django_db
def test_postgresql_keeps_them_from_everybody_else(cast: Cast) -> None:
    with entering(cast.alice):
        note = ProcessNote.objects.get()
        ProcessNoteWords.objects.get()
    for who in (cast.bob, cast.greta, cast.dora, cast.olga, cast.erin):
        with entering(who):
            assert (ProcessNote.objects.count(), ProcessNoteWords.objects.count()) == (0, 0)
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM learning_sessions_processnote")
                assert cursor.rowcount == 0
    with entering(cast.bob), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ProcessNote.objects.create(
            organisation=cast.harbour,
            learning_set=cast.quay.learning_set,
            session=cast.quay.held,
            person_id=cast.bob.person_id,
            written_at=NOW,
        )
    with entering(cast.alice):
        ProcessNoteWords.objects.all().delete()
    with entering(cast.bob), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        ProcessNoteWords.objects.create(
            organisation=cast.harbour,
            learning_set=cast.quay.learning_set,
            note_id=note.pk,
            author_id=cast.bob.person_id,
            text="In her place.",
        )


@pytest.mark.django_db
def test_whoever_runs_the_set_next_begins_with_an_empty_page_and_the_author_keeps_theirs(
    cast: Cast, signed_in: SignedIn
) -> None:
    with entering(cast.alice):
        seat, after = (
            SetMembership.objects.current().select_related("membership").get(membership=each)
            for each in (cast.alice, cast.bob)
        )
        sets.leave_set(seat, by=cast.alice, at=NOW, successor=after)
    bob, alice = signed_in(cast.bob.person), signed_in(cast.alice.person)
    assert SAID not in read(bob, ALL)
    assert alice.get(ALL).status_code == 404
    assert SAID in read(alice, "/o/harbour/record/my-record.json")
    assert SAID in text_of(alice.get("/o/harbour/record/my-record.pdf").content)


@pytest.mark.django_db
def test_who_ran_the_set_once_and_is_still_in_it_reads_theirs_and_adds_none(
    cast: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    with seeding():
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.NONE)
    bob = signed_in(cast.bob.person)
    bob.post(FIRST, {"text": "We found our own pace.", "based_on": ""})
    with seeding():
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.STANDING)
    page = read(bob, ALL)
    assert ("We found our own pace." in page, "Change it" in page, SAID in page) == (True, False, False)
    assert bob.get(FIRST).status_code == 403


@pytest.mark.django_db
def test_nothing_typed_is_lost(cast: Cast, signed_in: SignedIn) -> None:
    alice = signed_in(cast.alice.person)
    late = alice.post(FIRST, {"text": "From the train.", "based_on": ""})
    page = unescape(late.content.decode())
    assert (late.status_code, "From the train." in page, SAID in page) == (409, True, True)
    long = alice.post(FIRST, {"text": "word " * 900, "based_on": BASED})
    assert (long.status_code, "word word word" in long.content.decode()) == (422, True)
    assert "Taken away." in alice.post(FIRST, {"text": " ", "based_on": BASED}, follow=True).content.decode()
    with entering(cast.alice):
        assert (ProcessNote.objects.count(), ProcessNoteWords.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_they_go_with_their_authors_words_and_with_the_end_of_the_set(cast: Cast, signed_in: SignedIn) -> None:
    alice = signed_in(cast.alice.person)
    with entering(cast.alice):
        sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    page = read(alice, ALL)
    assert (SAID in page, "Change it" in page) == (True, False)
    assert alice.post(FIRST, {"text": "More.", "based_on": BASED}).status_code == 403
    with entering(cast.alice):
        sets.erase_words(LearningSet.objects.get(pk=cast.quay.learning_set.pk), at=NOW)
    assert SAID not in read(alice, ALL)
    with entering(cast.alice):
        assert not ProcessNoteWords.objects.exists()


@pytest.mark.django_db
def test_they_are_their_authors_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.alice), seeding():
        notes = own_notes(cast.quay.learning_set, person=cast.alice.person_id)
        assert {each.text for each in notes.values()} == {SAID}
        assert own_notes(cast.quay.learning_set, person=cast.bob.person_id) == {}
