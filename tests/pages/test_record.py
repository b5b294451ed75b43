"""My record: all that is mine, in three files, and nothing of anybody else's."""

import csv
import io
import json
import re
from collections.abc import Callable

import pypdfium2
import pytest
from django.test import Client

from alsweb.lib.sealed_rows import texts_of
from organisations import operations as organisations
from organisations.models import Membership, OrganisationRole, User
from organisations.reading import FORMULA_SIGNS
from sessions import operations as sessions
from sessions.models import ChallengeWords
from sets import operations as sets
from sets.models import Circle, LearningSet
from sets.own_words import models_of_own_words
from tests.cast import NOW, Cast, entering, marker

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
RECORD = "/o/harbour/record/"
FORMS = ("json", "csv", "pdf")


def download(client: Client, form: str, *, at: str = RECORD) -> bytes:
    response = client.get(f"{at}my-record.{form}")
    assert response.status_code == 200
    return bytes(response.content)


def read(content: bytes) -> str:
    """All text of a file, without the ends of its lines."""
    if not content.startswith(b"%PDF"):
        return content.decode()
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content)]
    return "".join(pages).replace("\r", "").replace("\n", "").replace("\ufffe", "-")


def texts_written_by(member: Membership) -> set[str]:
    with entering(member):
        return {
            text
            for model in models_of_own_words()
            for words in model._default_manager.filter(author=member.person_id)
            for _label, text in texts_of(words)
        }


@pytest.mark.parametrize("who", ["bob", "alice", "greta", "erin", "dora", "charlie"])
def test_it_holds_every_text_of_mine_and_none_of_anybody_elses(cast: Cast, signed_in: SignedIn, who: str) -> None:
    member: Membership = getattr(cast, who)
    mine, client = texts_written_by(member), signed_in(member.person)
    everybody = {getattr(cast, name).name for name in ("bob", "alice", "greta", "erin", "dora", "charlie", "frank")}
    everybody |= {"Olga", "Nora", "Hugo", "Ines", "Ivy"}
    for form in FORMS:
        text = read(download(client, form, at=f"/o/{member.organisation.slug}/record/"))
        assert {each for each in mine if each not in text} == set(), form
        # What somebody shares with the set they wrote as well, and it is the set's: the rules, the welcome.
        found = set(re.findall(r"MARKER-[a-z]+-[a-z_]+-([a-z]+)", text))
        assert found <= {who}, form
        assert {name for name in everybody - {member.name} if name in text} == set(), form
    assert len(mine) > 20 if who == "bob" else True


def test_notes_that_a_facilitator_keeps_for_themselves_are_in_nobody_elses(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        note = sessions.write_challenge(
            cast.quay.learning_set, headline="Who is quiet?", story="", by=cast.alice, at=NOW, challenge=None
        )
        ChallengeWords.objects.filter(challenge=note).update(circle=Circle.AUTHOR)
    assert "Who is quiet?" in read(download(signed_in(cast.alice.person), "json"))
    for who in ("bob", "greta", "dora", "olga", "frank"):
        for form in FORMS:
            assert "Who is quiet?" not in read(download(signed_in(getattr(cast, who).person), form)), who


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_no_cell_of_the_csv_runs(cast: Cast, signed_in: SignedIn, sign: str) -> None:
    with entering(cast.bob):
        sessions.write_challenge(
            cast.quay.learning_set,
            headline="One",
            story=f"{sign}1+1",
            by=cast.bob,
            at=NOW,
            challenge=cast.quay.challenge,
        )
    content = download(signed_in(cast.bob.person), "csv")
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Set", "When", "What", "Part", "My words"]
    assert [row[4] for row in rows if row[3] == "story"] == [f"'{sign}1+1"]
    assert not [cell for row in rows for cell in row if cell.startswith(FORMULA_SIGNS)]


def test_the_json_has_the_shape_that_is_told(cast: Cast, signed_in: SignedIn) -> None:
    record = json.loads(download(signed_in(cast.bob.person), "json"))
    assert {key: record[key] for key in ("format", "version", "organisation", "name")} == {
        "format": "alsweb-record",
        "version": 1,
        "organisation": "Harbour",
        "name": "Bob",
    }
    assert record.keys() == {"format", "version", "made_at", "organisation", "name", "sets", "others"}
    (quay,) = record["sets"]
    assert (quay["name"], quay["from"], quay["until"]) == ("Quay", "2027-01-11T09:00:00+00:00", None)
    (action,) = [row for row in quay["rows"] if row["kind"] == "actions.action"]
    assert action.keys() == {"kind", "at", "told", "words"}
    assert action["words"][0] == {
        "field": "what",
        "label": "what I will do",
        "text": marker("actionwords", "what", "bob"),
        "circle": "set",
    }
    assert {row["kind"] for row in record["others"]} >= {"organisations.membership"}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_has_a_neutral_name_and_no_cache_keeps_it(cast: Cast, signed_in: SignedIn, form: str) -> None:
    response = signed_in(cast.bob.person).get(f"{RECORD}my-record.{form}")
    assert response["Content-Disposition"] == f'attachment; filename="my-record-2027-02-01.{form}"'
    assert response["Cache-Control"] == "no-store"


def test_after_the_end_of_a_set_its_facts_are_there_without_words(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        sets.erase_words(LearningSet.objects.get(pk=cast.quay.learning_set.pk), at=NOW)
    client = signed_in(cast.bob.person)
    assert "all words are erased" in client.get(RECORD).content.decode()
    for form in FORMS:
        text = read(download(client, form))
        assert "MARKER" not in text
        assert "Came to session 1" in text


def test_a_guest_has_one_too(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    with seeding():
        Membership.objects.filter(pk=cast.bob.pk).update(roles=[OrganisationRole.GUEST])
    client = signed_in(cast.bob.person)
    assert client.get(RECORD).status_code == 200
    assert marker("actionwords", "what", "bob") in read(download(client, "pdf"))


def test_the_page_says_what_is_in_it(cast: Cast, signed_in: SignedIn) -> None:
    page = " ".join(signed_in(cast.bob.person).get(RECORD).content.decode().split())
    assert re.search(r"Your record holds \d+ things from one set, and \d+ texts of yours\.", page)
    assert "MARKER" not in page
    nothing_yet = signed_in(cast.dora.person).get(RECORD).content.decode()
    assert "You have not been in a set here yet." in nothing_yet


def test_the_pdf_prints_other_scripts_and_signs(cast: Cast, signed_in: SignedIn) -> None:
    said = "Łódź, Ångström, Τι θα έκανες; Что дальше? → ½ “so”…"
    with entering(cast.bob):
        sessions.write_challenge(
            cast.quay.learning_set,
            headline=said,
            story="One\n\nTwo",
            by=cast.bob,
            at=NOW,
            challenge=cast.quay.challenge,
        )
    text = read(download(signed_in(cast.bob.person), "pdf"))
    assert said in text
    assert "hold every word" not in text


@pytest.mark.parametrize("said", ["如何带领团队", "איך מתחילים מחדש"])
def test_where_the_pdf_cannot_print_what_was_written_it_says_where_that_stands(
    cast: Cast, signed_in: SignedIn, said: str
) -> None:
    with entering(cast.bob):
        sessions.write_challenge(
            cast.quay.learning_set, headline=said, story="", by=cast.bob, at=NOW, challenge=cast.quay.challenge
        )
    client = signed_in(cast.bob.person)
    assert "The CSV and the JSON hold every word as it was written." in " ".join(read(download(client, "pdf")).split())
    assert all(said in read(download(client, form)) for form in ("csv", "json"))


# After leaving the organisation


def bob_leaves(cast: Cast) -> str:
    with entering(cast.dora):
        assert organisations.end_membership(cast.bob, by=cast.dora, at=NOW)
    return f"/me/left/{cast.bob.pk}/"


def test_who_has_left_the_organisation_takes_along_what_is_theirs(cast: Cast, signed_in: SignedIn) -> None:
    mine, there = texts_written_by(cast.bob), bob_leaves(cast)
    bob = signed_in(cast.bob.person)
    assert bob.get("/me/left/")["Location"] == there
    page = " ".join(bob.get(there).content.decode().split())
    assert "My record · Harbour, which you left on 1 February 2027" in page
    assert 'href="/o/harbour/' not in page
    for form in FORMS:
        text = read(download(bob, form, at=there))
        assert {each for each in mine if each not in text} == set()
        assert set(re.findall(r"MARKER-[a-z]+-[a-z_]+-([a-z]+)", text)) == {"bob"}
    assert bob.get("/o/harbour/record/").status_code == 404


def test_who_has_left_the_organisation_removes_their_words(cast: Cast, signed_in: SignedIn, seeding: Callable) -> None:
    there = bob_leaves(cast)
    bob = signed_in(cast.bob.person)
    assert "texts of yours go, for good." in " ".join(bob.get(f"{there}quay/remove/").content.decode().split())
    assert bob.post(f"{there}quay/remove/")["Location"] == there
    with seeding():
        for model in models_of_own_words():
            assert not model._default_manager.filter(author=cast.bob.person_id).exists(), model
            if model._meta.label != "sets.HopeWords":
                assert model._default_manager.exists()
    assert "MARKER" not in read(download(bob, "json", at=there))


@pytest.mark.parametrize("who", ["alice", "dora", "greta", "charlie", "stan"])
def test_nobody_else_opens_it_by_its_number(cast: Cast, signed_in: SignedIn, seeding: Callable, who: str) -> None:
    there = bob_leaves(cast)
    client = signed_in(cast.stan if who == "stan" else getattr(cast, who).person)
    for address in (there, *(f"{there}my-record.{form}" for form in FORMS), f"{there}quay/remove/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{there}quay/remove/").status_code == 404


def test_who_came_back_finds_it_in_the_organisation(cast: Cast, signed_in: SignedIn) -> None:
    there = bob_leaves(cast)
    with entering(cast.dora):
        cast.bob.refresh_from_db()
        organisations.bring_back(cast.bob, by=cast.dora, at=NOW)
    bob = signed_in(cast.bob.person)
    assert bob.get(there).status_code == 404
    assert "You have not left any organisation." in bob.get("/me/left/").content.decode()
    assert marker("actionwords", "what", "bob") in read(download(bob, "json"))
