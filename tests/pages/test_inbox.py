"""The inbox: what its reader was told, sentence by sentence as the mail said it; nobody else's, and not a word of a set."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import resolve, reverse

from notifications import operations
from notifications.kinds import all_kinds
from notifications.models import Notice, Refusal
from notifications.planner import plan
from notifications.sender import send_due
from organisations.models import Membership, User
from tests.cast import NOW, POLL_CLOSES, Cast, entering

SignedIn = Callable[[User | None], Client]
Seeding = Callable[[], AbstractContextManager[None]]

REMINDED = POLL_CLOSES - timedelta(days=1, hours=12)

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(cast: Cast) -> Cast:
    """Everything that the cast's story tells has been mailed."""
    for at in (NOW, REMINDED):
        plan(at)
        send_due(at)
    return cast


def _page(signed_in: SignedIn, who: Membership, organisation: str = "harbour", **asked: str) -> str:
    return signed_in(who.person).get(reverse("pages:inbox", args=[organisation]), asked).content.decode()


def test_it_says_what_the_mails_said_and_leads_where_they_lead_without_a_key(
    told: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    with seeding():
        notices = list(Notice.objects.exclude(told="").exclude(person_id=None))
    assert {"poll_reminder", "join_request", "set_left"} <= {each.kind for each in notices}
    bodies = " ".join(" ".join(str(sent.body).split()) for sent in mail.outbox)
    for each in notices:
        assert each.told in bodies
        assert each.path, each.kind
        assert "token" not in resolve(each.path).kwargs
    ours = [each.told for each in notices if each.person_id == told.bob.person_id]
    page = _page(signed_in, told.bob)
    assert ours
    assert all(sentence in page for sentence in ours)


def test_no_sentence_in_it_has_a_word_of_a_set(told: Cast, seeding: Seeding) -> None:
    with seeding():
        sentences = list(Notice.objects.exclude(told="").values_list("told", flat=True))
    assert sentences
    assert not any("MARKER" in sentence for sentence in sentences)


def test_hr_the_other_person_and_the_other_organisation_see_their_own_alone(
    told: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    with seeding():
        bobs = list(Notice.objects.filter(person_id=told.bob.person_id).exclude(told="").values_list("told", flat=True))
    for other in (told.dora, told.olga, told.erin):
        assert not any(sentence in _page(signed_in, other) for sentence in bobs), other
    address = reverse("pages:inbox", args=["harbour"])
    assert signed_in(told.charlie.person).get(address).status_code == 404
    assert not any(sentence in _page(signed_in, told.charlie, "northgate") for sentence in bobs)


def test_what_one_has_seen_is_new_no_more_and_what_comes_later_is(told: Cast, signed_in: SignedIn) -> None:
    browser, address = signed_in(told.bob.person), reverse("pages:inbox", args=["harbour"])
    before = browser.get(address)
    assert "<strong>New</strong>" in before.content.decode()
    seen = {"until": before.context["seen_until"]}
    for _time in range(2):
        assert browser.post(reverse("pages:inbox_seen", args=["harbour"]), seen).status_code == 302
    with entering(told.bob):
        operations.see_inbox(
            person=told.bob.person_id, organisation=told.harbour.pk, until=REMINDED
        )  # the mails of the days to come
    after = browser.get(address).content.decode()
    assert "Nothing here is new to you." in after
    assert "<strong>New</strong>" not in after
    assert "<strong>New</strong>" in _page(signed_in, told.alice)


@pytest.mark.parametrize(
    ("is_stopped", "why"), [(True, "Not by mail: you turned such mails off."), (False, "Mail did not reach you.")]
)
def test_what_mail_could_not_bring_stands_there_and_says_why(
    cast: Cast, signed_in: SignedIn, is_stopped: bool, why: str
) -> None:
    address = cast.alice.person.email
    with entering(cast.alice):
        if is_stopped:
            operations.stop_kind("poll_reminder", person=cast.alice.person_id, at=NOW)
    if not is_stopped:
        Refusal.objects.create(address=address, refused_at=NOW, answer="550 No such mailbox")
    plan(REMINDED)
    send_due(REMINDED)
    assert not any("still looks for dates" in str(sent.body) for sent in mail.outbox if sent.to == [address])
    page = _page(signed_in, cast.alice)
    assert "Quay still looks for dates." in page
    assert why in page


def test_an_inbox_without_a_line_says_what_it_is_for(cast: Cast, signed_in: SignedIn) -> None:
    assert "Nothing has been told to you yet." in _page(signed_in, cast.ines)


@pytest.mark.parametrize("asked", ["0", "-1", "x", "²", "9" * 30, "7"])
def test_an_odd_page_is_a_page_all_the_same(cast: Cast, signed_in: SignedIn, asked: str) -> None:
    address = reverse("pages:inbox", args=["harbour"])
    assert signed_in(cast.bob.person).get(address, {"page": asked}).status_code == 200


def test_every_kind_that_speaks_to_a_person_has_a_label_in_its_readers_words() -> None:
    labels = [str(kind.label) for kind in all_kinds() if not kind.name.startswith("test_")]
    assert len(labels) == len(set(labels))
    assert all(label[0].isupper() and "_" not in label for label in labels)
