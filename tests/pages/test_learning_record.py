"""One's own learning record: meetings and hours to take along, a certificate, and a reflection that names nobody."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.test import Client

from alsweb.pages.learning_record.naming import Named, named_in
from alsweb.pages.learning_record.proof import LASTS, certificate_address
from organisations.models import Membership, User
from reports.queries import own_meetings
from sessions.models import Attendance, Mark
from sets import operations as sets
from sets.models import CompletionRule, LearningSet, Programme, Reflection, ReflectionWords
from sets.queries.reflecting import names_beside, own_reflections
from tests.cast import AFTER_FIRST, FOUNDED, NOW, Cast, entering, marker
from tests.pages.test_query_counts import _statements
from tests.pages.test_record import bob_leaves
from tests.pages.test_record import read as text_of

SignedIn = Callable[[User | None], Client]
Seeding = Callable[[], AbstractContextManager[None]]
PAGE = "/o/harbour/learning-record/"
REFLECTION = f"{PAGE}quay/reflection/"
SAID = marker("reflectionwords", "text", "bob")


def read(client: Client, url: str, *, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return " ".join(unescape(response.content.decode()).split())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("A colleague asked me what I want.", []),
        ("Zoe said so.", [Named("Zoe", "Zoë Marsh")]),
        ("I met alice, and ALICE’s team.", [Named("alice", "Alice Okafor"), Named("ALICE’s", "Alice Okafor")]),
        ("Okafor would know.", [Named("Okafor", "Alice Okafor")]),
        ("Anne-Marie and Marie", [Named("Anne", "Anne-Marie de Vries"), Named("Marie", "Anne-Marie de Vries")]),
        ("I made my mark; de facto.", []),
        ("Mark made his.", [Named("Mark", "Mark Ray")]),
        ("Write to zoe.m@harbour.example!", [Named("zoe.m@harbour.example", ""), Named("zoe", "Zoë Marsh")]),
        ("Al\u00adice and O'Neill", [Named("Alice", "Alice Okafor"), Named("O'Neill", "Sam O’Neill")]),
        ("I, Bob Hill, climbed a hill: the Malice of Alicea.", []),
        ("My nickname for her is Zo; A. O. is my boss.", []),
    ],
)
def test_names_are_found_however_they_are_written_and_what_cannot_be_seen_is_not(text: str, found: list[Named]) -> None:
    people = ["Alice Okafor", "Anne-Marie de Vries", "Mark Ray", "Sam O’Neill", "Zoë Marsh"]
    assert named_in(text, people, own="Bob Hill") == found


def test_ones_own_name_that_somebody_else_has_too_is_theirs() -> None:
    assert named_in("Bob asked.", ["Bob Lee"], own="Bob Hill") == [Named("Bob", "Bob Lee")]


@pytest.mark.django_db
def test_it_tells_meetings_hours_and_roles_and_nobody_elses(cast: Cast, signed_in: SignedIn) -> None:
    bob, alice = signed_in(cast.bob.person), signed_in(cast.alice.person)
    page = read(bob, PAGE)
    assert "You came to one meeting: 3 hours." in page
    assert "Member · 1 of 1 meeting, 3 hours" in page
    assert "You are on course: come to four more meetings to complete. You can still miss one." in page
    assert "The rule: Attend five of six meetings: one may be missed." in page
    assert SAID in page
    paper = text_of(bob.get(f"{PAGE}learning-record.pdf").content)
    assert ("25 January 2027" in paper, SAID in paper, "Alice" in paper) == (True, True, False)
    rows = list(csv.reader(io.StringIO(bob.get(f"{PAGE}learning-record.csv").content.decode("utf-8-sig"))))
    assert rows[1:] == [["Quay", "", "2027-01-25", "member", "yes", "3"]]
    assert "Facilitator · 1 of 1 meeting, 3 hours" in read(alice, PAGE)
    for who in ("alice", "greta", "dora", "erin"):
        client = signed_in(getattr(cast, who).person)
        assert SAID not in read(client, PAGE)
        assert SAID not in text_of(client.get(f"{PAGE}learning-record.pdf").content)
    assert "You have not been to a meeting here yet." in read(signed_in(cast.dora.person), PAGE)


@pytest.mark.django_db
def test_a_certificate_is_for_whoever_met_the_rule_alone(cast: Cast, signed_in: SignedIn, seeding: Seeding) -> None:
    address = f"{PAGE}quay/certificate.pdf"
    bob = signed_in(cast.bob.person)
    assert bob.get(address).status_code == 404
    with seeding():
        CompletionRule.objects.update(attend=1, sessions=1)
    assert "You have completed: you came to one meeting." in read(bob, PAGE)
    response = bob.get(address)
    text = text_of(response.content)
    for said in (
        "Bob",
        "Quay",
        "1 of 1 meeting attended",
        "3 hours",
        "attend the one meeting",
        "Harbour",
        "25 January 2027",
    ):
        assert said in text
    assert "Issued on 1 February 2027" in text
    assert ("MARKER" in text, "Alice" in text) == (False, False)
    assert response["Content-Disposition"] == 'attachment; filename="certificate-2027-02-01.pdf"'
    for who in ("alice", "greta", "dora", "olga", "erin"):
        assert signed_in(getattr(cast, who).person).get(address).status_code == 404, who
    with entering(cast.dora):
        programme = Programme.objects.create(
            organisation=cast.harbour, slug="docks", name="Docks", founded_by=cast.dora, founded_at=FOUNDED
        )
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(programme=programme)
    text = text_of(bob.get(address).content)
    assert ("Docks" in text, "Quay" in text) == (True, False)


@pytest.mark.django_db
def test_a_reflection_that_names_somebody_is_not_printed(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    typed = {"text": "Greta’s question stays with me; alice@harbour.example.", "based_on": AFTER_FIRST.isoformat()}
    assert bob.post(REFLECTION, typed)["Location"] == f"{PAGE}#quay"
    page = read(bob, f"{PAGE}learning-record.pdf", status=409)
    assert "“Greta’s”: Greta is in a set of yours. Write “a colleague”, or take it out." in page
    assert "“alice@harbour.example” looks like an e-mail address." in page
    assert "It is not printed while it names somebody" in read(bob, PAGE)
    without = text_of(bob.get(f"{PAGE}learning-record.pdf?reflections=no").content)
    assert ("25 January 2027" in without, "question" in without) == (True, False)
    written = {"text": "A colleague’s question stays with me.", "based_on": NOW.isoformat()}
    with entering(cast.bob):
        written["based_on"] = Reflection.objects.get().written_at.isoformat()
    bob.post(REFLECTION, written)
    assert "A colleague’s question" in text_of(bob.get(f"{PAGE}learning-record.pdf").content)


@pytest.mark.django_db
def test_a_word_that_is_no_name_is_said_to_be_none_each_time_and_an_address_never(
    cast: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    with seeding():
        Membership.objects.filter(pk=cast.greta.pk).update(name="Greta May")
    bob = signed_in(cast.bob.person)
    typed = {"text": "Since May I ask first, as Greta does.", "based_on": AFTER_FIRST.isoformat()}
    bob.post(REFLECTION, typed)
    paper = f"{PAGE}learning-record.pdf"
    assert "“May” is a word here, and means nobody." in read(bob, paper, status=409)
    only = bob.post(paper, {"no_name": ["May"]})
    again = " ".join(unescape(only.content.decode()).split())
    assert (only.status_code, 'value="May" checked' in again, 'value="Greta" checked' in again) == (409, True, False)
    both = bob.post(paper, {"no_name": ["May", "Greta"]})
    assert "Since May I ask first" in text_of(both.content)
    assert bob.get(paper).status_code == 409
    assert bob.get(f"{paper}?no_name=May&no_name=Greta").status_code == 409  # in a body alone: addresses are logged
    with entering(cast.bob):
        written = Reflection.objects.get().written_at.isoformat()
    bob.post(REFLECTION, {"text": "Ask alice@harbour.example.", "based_on": written})
    assert bob.post(paper, {"no_name": ["alice@harbour.example", "alice"]}).status_code == 409


@pytest.mark.django_db
def test_who_has_left_keeps_hours_and_certificate_and_finds_their_words_in_the_record(
    cast: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    with seeding():
        CompletionRule.objects.update(attend=1, sessions=1)
    there = f"{bob_leaves(cast)}learning-record/"
    bob = signed_in(cast.bob.person)
    assert f'href="{there}"' in read(bob, there.removesuffix("learning-record/"))
    page = read(bob, there)
    # one of these is the way out of the scope, which a test inside a transaction goes by hand
    assert len(_statements(bob, there)[1]) == 12
    assert "My learning record · Harbour, which you left on 1 February 2027" in page
    assert "You came to one meeting: 3 hours." in page
    assert (SAID in page, 'href="/o/harbour/' in page) == (False, False)
    assert "reflection/" not in page
    assert "1 of 1 meeting attended" in text_of(bob.get(f"{there}quay/certificate.pdf").content)
    paper = text_of(bob.get(f"{there}learning-record.pdf").content)
    assert ("25 January 2027" in paper, SAID in paper) == (True, False)
    assert SAID in text_of(bob.get(f"{there.removesuffix('learning-record/')}my-record.pdf").content)
    assert "Quay" in bob.get(f"{there}learning-record.csv").content.decode()
    for who in ("alice", "dora", "greta", "charlie"):
        client = signed_in(getattr(cast, who).person)
        for address in ("", "learning-record.pdf", "learning-record.csv", "quay/certificate.pdf"):
            assert client.get(there + address).status_code == 404


@pytest.mark.django_db
def test_a_certificate_is_confirmed_to_whoever_has_its_address_and_nothing_else_is_told(
    cast: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    address = urlsplit(certificate_address(cast.bob, cast.quay.learning_set.pk, at=NOW)).path
    stranger = signed_in(None)
    assert "No certificate can be confirmed" in read(stranger, address, status=404)
    with seeding():
        CompletionRule.objects.update(attend=1, sessions=1)
    response = stranger.get(address)
    page = " ".join(unescape(response.content.decode()).split())
    assert "Bob has completed Quay." in page
    assert "Harbour · certificate issued on 1 February 2027" in page
    for kept in ("MARKER", "Alice", "Greta", "25 January", "1 of 1", "3 hours"):
        assert kept not in page
    assert (response["Referrer-Policy"], response["X-Robots-Tag"]) == ("same-origin", "noindex")
    assert "Bob has completed Quay." in read(signed_in(cast.charlie.person), address)
    assert "No certificate can be confirmed" in read(stranger, f"{address[:-3]}x/", status=404)
    longer_ago = certificate_address(cast.bob, cast.quay.learning_set.pk, at=NOW - LASTS - timedelta(days=1))
    assert "This address has run out." in read(stranger, urlsplit(longer_ago).path, status=410)
    for who, learning_set in ((cast.greta, cast.quay), (cast.bob, cast.lighthouse), (cast.charlie, cast.quay)):
        other = certificate_address(who, learning_set.learning_set.pk, at=NOW)
        assert stranger.get(urlsplit(other).path).status_code == 404
    bob = signed_in(cast.bob.person)
    assert address in read(bob, PAGE)
    assert "sees that it is real" not in text_of(bob.get(f"{PAGE}quay/certificate.pdf").content)
    assert "sees that it is real" in text_of(bob.get(f"{PAGE}quay/certificate.pdf?proof=yes").content)
    bob_leaves(cast)
    assert "Bob has completed Quay." in read(stranger, address)
    with seeding():
        Attendance.objects.filter(session=cast.quay.held, person=cast.bob.person_id).update(mark=Mark.ABSENT)
    assert stranger.get(address).status_code == 404


@pytest.mark.django_db
def test_nothing_typed_into_a_reflection_is_lost(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    late = bob.post(REFLECTION, {"text": "I began here.", "based_on": ""})
    page = unescape(late.content.decode())
    assert (late.status_code, "I began here." in page, SAID in page) == (409, True, True)
    long = bob.post(REFLECTION, {"text": "word " * 900, "based_on": AFTER_FIRST.isoformat()})
    assert (long.status_code, "word word word" in long.content.decode()) == (422, True)
    assert bob.post(REFLECTION, {"text": "x", "based_on": "soon"}).status_code == 422
    bob.post(REFLECTION, {"text": "", "based_on": AFTER_FIRST.isoformat()})
    with entering(cast.bob):
        assert (Reflection.objects.count(), ReflectionWords.objects.count()) == (0, 0)
    assert "Write what I take from it" in read(bob, PAGE)


@pytest.mark.django_db
def test_it_goes_with_its_authors_words_and_with_the_end_of_the_set(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        sets.remove_own_words(cast.quay.learning_set, by=cast.bob)
        assert not ReflectionWords.objects.exists()
        sets.write_reflection(cast.quay.learning_set, "Again.", based_on=None, by=cast.bob, at=NOW)
    with entering(cast.alice):
        sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
    bob = signed_in(cast.bob.person)
    assert "Again." in read(bob, PAGE)
    assert "Again." in read(bob, REFLECTION)
    with entering(cast.alice):
        sets.erase_words(LearningSet.objects.get(pk=cast.quay.learning_set.pk), at=NOW)
    page = read(bob, PAGE)
    assert ("Again." in page, "Member · 1 of 1 meeting, 3 hours" in page) == (False, True)
    assert bob.get(REFLECTION).status_code == 404


@pytest.mark.django_db
def test_it_is_its_owners_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    with entering(cast.bob), seeding():
        assert {each.text for each in own_reflections(cast.bob).values()} == {SAID}
        assert names_beside(cast.bob) == ["Alice", "Greta"]
        assert {each.learning_set for each in own_meetings(cast.bob)} == {cast.quay.learning_set.pk}
        assert own_meetings(cast.dora) == []
