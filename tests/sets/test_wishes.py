"""“Not together”: whoever forms sets learns the pair, and nobody who asked."""

import pytest
from django.db import connection

from organisations.models import Event
from organisations.operations import Refused
from sets import operations, queries
from sets.models import NotTogether, SetInvitation
from sets.operations import KeptApart
from tests.cast import NOW, Cast, entering, join
from tests.sets.forming import ask_all, found_pool, says_yes, wish

pytestmark = pytest.mark.django_db


def test_a_wish_said_later_holds_the_asking_and_the_beginning_up(cast: Cast) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    for member in (cast.bob, cast.erin):
        says_yes(member, asked[member.name])
    wish(cast.bob, cast.erin)
    with entering(cast.alice):
        for deed in (
            lambda: operations.ask(pool, answer_by=NOW.date(), by=cast.alice, at=NOW),
            lambda: operations.compose(pool, by=cast.alice, at=NOW),
        ):
            with pytest.raises(KeptApart, match="Bob and Erin: not together."):
                deed()
        operations.take_out(pool, asked["Erin"].pk)
        assert operations.compose(pool, by=cast.alice, at=NOW) == 1


def test_a_facilitator_does_not_invite_somebody_beside_whom_a_member_would_not_be(cast: Cast) -> None:
    wish(cast.bob, cast.erin)
    with entering(cast.alice):
        with pytest.raises(KeptApart):
            operations.invite_to_set(cast.quay.learning_set, "erin@harbour.example", by=cast.alice, at=NOW)
        assert not SetInvitation.objects.filter(invitation__email="erin@harbour.example").exists()


def test_nobody_reads_a_wish_but_its_person(cast: Cast) -> None:
    wish(cast.bob, cast.erin)
    for reader in (cast.alice, cast.erin, cast.dora, cast.olga, cast.frank, cast.greta):
        with entering(reader):
            assert not NotTogether.objects.exists()
            assert not Event.objects.filter(kind__contains="together").exists()
    with entering(cast.bob):
        assert [each.name for each in queries.wishes_of(cast.bob)] == ["Erin"]


def test_whoever_forms_no_sets_is_told_of_no_pair(cast: Cast) -> None:
    wish(cast.bob, cast.erin)
    everybody = [cast.bob.person_id, cast.erin.person_id]
    told = {}
    for name in ("alice", "frank", "dora", "olga", "bob", "erin", "greta"):
        with entering(getattr(cast, name)), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM not_together(%s)", [everybody])
            told[name] = cursor.fetchall()
    pair = [(min(everybody), max(everybody))]
    assert told == {"alice": pair, "frank": pair, "dora": pair, "olga": pair, "bob": [], "erin": [], "greta": []}


def test_a_builder_is_not_told_of_their_own_pairs(cast: Cast) -> None:
    """Alice would know at once who had asked."""
    wish(cast.erin, cast.alice)
    pool = found_pool(cast.alice, own_role="member")
    assert ask_all(pool, cast.erin, by=cast.alice)
    with entering(cast.alice):
        assert queries.apart_within(pool, [cast.erin.pk]) == []


def test_ten_are_the_most(cast: Cast) -> None:
    for number in range(10):
        wish(cast.bob, join(f"p{number}", of=cast.olga, roles=["member"]))
    with pytest.raises(Refused, match="Ten people are the most"):
        wish(cast.bob, cast.erin)
