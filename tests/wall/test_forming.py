"""What is private while a set is put together: positions, answers, wishes, ratings, and what is listed elsewhere.

Each attempt is raw SQL or an unfiltered query in the attacker's own scope. There is always a row that could leak.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from itertools import count as numbers

import pytest
from django.db import IntegrityError, connection, models

from alsweb.lib.tenancy.scope import scope
from organisations import operations as organisations
from organisations.models import Membership, Organisation, PeopleImport, Position
from sessions.models import Attendance, Mark
from sets.models import (
    Decline,
    Facilitation,
    HopeWords,
    JoinRequest,
    LearningSet,
    LineException,
    LineReason,
    Listing,
    NotTogether,
    Proposal,
    RuleScore,
    SelfRating,
    SetMembership,
)
from tests.cast import FOUNDED, NOW, Cast, entering, make_user
from tests.wall.tables import (
    OWN,
    attempt,
    change,
    count,
    fetch,
    name,
    nothing_to,
    person_column,
    put,
    refused,
    row_as_json,
)

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]

EVERYBODY_HERE = ["olga", "dora", "alice", "bob", "greta", "frank", "erin", "hugo", "ines"]


def who_reads(cast: Cast, model: type[models.Model], where: str = "true") -> set[str]:
    """Everybody of Harbour, and two of Northgate who act in it by a mistake of the code."""
    found = set()
    for who in (*EVERYBODY_HERE, "nora", "charlie"):
        with scope(person=getattr(cast, who).person_id, organisation=cast.harbour.pk):
            if count(model, where):
                found.add(who)
    return found


# Where somebody works


def test_a_plain_member_reads_no_position_but_their_own(cast: Cast) -> None:
    assert who_reads(cast, Position, f"person_id = {cast.olga.person_id}") == {"olga", "dora", "alice", "frank"}
    assert who_reads(cast, Position, f"person_id = {cast.bob.person_id}") == {"bob", "alice", "olga", "dora", "frank"}


@pytest.mark.parametrize("who", ["alice", "frank", "bob", "hugo"])
def test_positions_are_kept_by_owner_and_hr(cast: Cast, who: str, seeding: Seeding) -> None:
    """Not by oneself either: who reports to whom decides who may sit together."""
    with seeding():
        row = row_as_json(Position, "person_id = %s", [cast.bob.person_id])
    with entering(getattr(cast, who)):
        nothing_to(lambda: Position.objects.update(manager=None))
        refused(lambda: put(Position, row, membership_id=cast.hugo.pk, person_id=cast.hugo.person_id))


def test_a_file_of_people_is_read_by_whoever_uploaded_it_while_they_keep_people(cast: Cast) -> None:
    assert who_reads(cast, PeopleImport) == {"dora"}
    with entering(cast.olga):
        Membership.objects.filter(pk=cast.dora.pk).update(roles=["member"])
    assert who_reads(cast, PeopleImport) == set()


# Who is proposed, and what they say


def test_a_proposal_is_read_by_whoever_forms_the_set_and_those_proposed(cast: Cast) -> None:
    """Frank founded Boathouse; Alice, who facilitates as he does, is told of neither."""
    hugo, ines = cast.hugo.person_id, cast.ines.person_id
    assert who_reads(cast, Proposal, f"learning_set_id = {cast.slipway.learning_set.pk} AND person_id = {hugo}") == {
        "dora",
        "olga",
        "hugo",
        "ines",
    }
    assert who_reads(cast, Proposal, f"learning_set_id = {cast.boathouse.learning_set.pk} AND person_id = {ines}") == {
        "frank",
        "dora",
        "olga",
        "hugo",
        "ines",
    }


@pytest.mark.parametrize("who", ["dora", "olga", "frank", "hugo"])
def test_nobody_says_yes_for_somebody_else(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        others = Proposal.objects.filter(person=cast.ines.person_id)
        assert others.exists()
        nothing_to(lambda: others.update(accepted_at=NOW))
        nothing_to(lambda: Proposal.objects.exclude(person=getattr(cast, who).person_id).update(accepted_at=None))


def test_nobody_is_proposed_with_their_yes(cast: Cast) -> None:
    with entering(cast.dora):
        refused(
            lambda: Proposal.objects.create(
                organisation=cast.harbour,
                learning_set=cast.slipway.learning_set,
                membership=cast.erin,
                person_id=cast.erin.person_id,
                proposed_by=cast.dora,
                proposed_at=NOW,
                accepted_at=NOW,
            )
        )


@pytest.mark.parametrize("who", ["alice", "frank", "bob", "erin", "greta", "hugo", "ines"])
def test_nobody_proposes_people_for_a_set_that_others_form(cast: Cast, who: str, seeding: Seeding) -> None:
    with seeding():
        row = row_as_json(Proposal, "learning_set_id = %s", [cast.slipway.learning_set.pk])
    with entering(getattr(cast, who)):
        refused(lambda: put(Proposal, row, id=900_000_001, membership_id=cast.erin.pk, person_id=cast.erin.person_id))
        nothing_to(lambda: Proposal.objects.filter(learning_set=cast.slipway.learning_set).delete()[0])


# A decline is known to its person alone


@pytest.mark.parametrize("model", OWN, ids=name)
def test_what_is_ones_own_is_read_by_nobody_else(cast: Cast, model: type[models.Model], seeding: Seeding) -> None:
    with seeding():
        of = {person for (person,) in fetch(f'SELECT {person_column(model)} FROM "{name(model)}"')}
    authors = [who for who in EVERYBODY_HERE if getattr(cast, who).person_id in of]
    assert authors
    for author in authors:
        assert who_reads(cast, model, f"{person_column(model)} = {getattr(cast, author).person_id}") == {author}


@pytest.mark.parametrize("table", ["sets_decline", "sets_selfrating"])
def test_no_door_leads_to_a_decline_or_to_what_somebody_says_of_themselves(table: str) -> None:
    assert fetch("SELECT proname FROM pg_proc WHERE prosecdef AND position(%s in prosrc) > 0", [table]) == []


def decline(cast: Cast, proposal: int, person: int) -> Decline:
    return Decline(
        organisation=cast.harbour,
        proposal_id=proposal,
        learning_set=cast.boathouse.learning_set,
        person_id=person,
        declined_at=NOW,
    )


@pytest.mark.parametrize("who", ["frank", "dora", "olga", "alice"])
def test_trying_to_decline_for_others_does_not_tell_who_has(cast: Cast, who: str) -> None:
    """Ines has declined and Hugo has not; whoever asks meets the same refusal."""
    attacker, said = getattr(cast, who), set()
    with entering(cast.dora):
        proposals = dict(
            Proposal.objects.filter(learning_set=cast.boathouse.learning_set).values_list("person_id", "pk")
        )
    with entering(attacker):
        for declines in (cast.ines, cast.hugo):
            for person in (attacker, declines):
                with attempt() as errors:
                    decline(cast, proposals[declines.person_id], person.person_id).save(force_insert=True)
                said.add(str(errors[0]).split("\n")[0])
    assert said == {'new row violates row-level security policy for table "sets_decline"'}


def test_a_proposal_looks_the_same_before_and_after_a_decline(cast: Cast) -> None:
    """Also in what PostgreSQL keeps with the row itself: a reference locks the row that it refers to."""
    hugos = f"learning_set_id = {cast.slipway.learning_set.pk} AND person_id = {cast.hugo.person_id}"
    columns = ", ".join(f'"{field.column}"' for field in Proposal._meta.fields)

    def seen_by_dora() -> list[tuple[object, ...]]:
        with entering(cast.dora):
            for hidden in ("xmin", "xmax", "ctid", "cmin"):
                refused(lambda hidden=hidden: fetch(f"SELECT {hidden} FROM sets_proposal"))
            return fetch(f"SELECT {columns} FROM sets_proposal WHERE {hugos}")

    with entering(cast.hugo):
        Proposal.objects.filter(person=cast.hugo.person_id).update(accepted_at=None)
        (number,) = fetch(f"SELECT id FROM sets_proposal WHERE {hugos}")[0]
    before = seen_by_dora()
    with entering(cast.hugo):
        Decline.objects.create(
            organisation=cast.harbour,
            proposal_id=number,
            learning_set=cast.slipway.learning_set,
            person_id=cast.hugo.person_id,
            declined_at=NOW,
        )
    assert seen_by_dora() == before


def test_a_decline_is_gone_with_its_proposal_without_a_trace(cast: Cast, seeding: Seeding) -> None:
    """Everything that is left is what would be left if Ines had never answered."""

    def left() -> list[str]:
        with entering(cast.frank):
            Proposal.objects.filter(learning_set=cast.boathouse.learning_set).delete()
        with seeding():
            tables = fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            return [str(fetch(f'SELECT t::text FROM "{table}" t ORDER BY 1')) for (table,) in tables]

    found = []
    for answered in (True, False):
        with attempt() as errors:
            if not answered:
                with entering(cast.ines):
                    assert Decline.objects.filter(learning_set=cast.boathouse.learning_set).delete()[0] == 1
            found.append(left())
        assert errors == []
    assert found[0] == found[1]
    with seeding():
        assert Decline.objects.filter(learning_set=cast.boathouse.learning_set).exists()  # all of that was taken back


# With whom somebody would not be in a set


def pairs(cast: Cast) -> list[tuple[int, ...]]:
    everybody = [getattr(cast, who).person_id for who in EVERYBODY_HERE]
    return fetch("SELECT one, other FROM not_together(%s)", [everybody])


@pytest.mark.parametrize("who", ["olga", "dora", "alice", "frank"])
def test_whoever_forms_sets_learns_the_pair_and_not_who_asked(cast: Cast, who: str) -> None:
    """Ines asked. That Hugo asks as well changes nothing that is seen."""
    expected = [tuple(sorted((cast.hugo.person_id, cast.ines.person_id)))]
    with entering(getattr(cast, who)):
        assert pairs(cast) == expected
    with entering(cast.ines):
        NotTogether.objects.all().delete()
    with entering(cast.hugo):
        NotTogether.objects.create(
            organisation=cast.harbour, person_id=cast.hugo.person_id, other_id=cast.ines.person_id, said_at=NOW
        )
    with entering(getattr(cast, who)):
        assert pairs(cast) == expected
    with entering(cast.ines):
        NotTogether.objects.create(
            organisation=cast.harbour, person_id=cast.ines.person_id, other_id=cast.hugo.person_id, said_at=NOW
        )
    with entering(getattr(cast, who)):
        assert pairs(cast) == expected


@pytest.mark.parametrize("who", ["bob", "erin", "greta", "hugo", "ines"])
def test_a_plain_member_learns_no_pair(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        assert pairs(cast) == []


@pytest.mark.parametrize("role", ["owner", "hr", "facilitator"])
@pytest.mark.parametrize("who", ["hugo", "ines"])
def test_nobody_learns_a_pair_that_they_are_in(cast: Cast, who: str, role: str) -> None:
    """Or they would know who would not be with them."""
    with entering(cast.olga):
        Membership.objects.filter(pk=getattr(cast, who).pk).update(roles=[role])
    with entering(getattr(cast, who)):
        assert pairs(cast) == []


def test_pairs_of_another_organisation_are_not_told(cast: Cast) -> None:
    with entering(cast.nora):
        assert pairs(cast) == []
    with scope(person=cast.nora.person_id, organisation=cast.harbour.pk):
        assert pairs(cast) == []


def test_such_a_wish_is_ones_own_and_about_somebody_here(cast: Cast) -> None:
    """An account elsewhere and one that is not there at all are refused alike."""
    with entering(cast.bob):
        for person, other in (
            (cast.erin.person_id, cast.bob.person_id),
            (cast.bob.person_id, cast.charlie.person_id),
            (cast.bob.person_id, 900_000_001),
        ):
            refused(
                lambda person=person, other=other: NotTogether.objects.create(
                    organisation=cast.harbour, person_id=person, other_id=other, said_at=NOW
                )
            )


# What somebody says of themselves and of the ground rules


@pytest.mark.parametrize("who", ["alice", "greta", "dora", "olga", "frank"])
def test_nobody_rates_or_scores_for_somebody_else_or_from_outside(cast: Cast, who: str, seeding: Seeding) -> None:
    with seeding():
        rows = {model: row_as_json(model, "person_id = %s", [cast.bob.person_id]) for model in (SelfRating, RuleScore)}
    people = {cast.bob.person_id} | ({getattr(cast, who).person_id} - {cast.alice.person_id})
    with entering(getattr(cast, who)):
        for model, row in rows.items():
            for number, person in enumerate(people, start=900_000_001):
                with attempt() as errors:
                    put(model, row, id=number, person_id=person)
                assert "row-level security" in str(errors)
            nothing_to(lambda model=model: model._default_manager.update(score=1))


@pytest.mark.parametrize(("model", "scores"), [(SelfRating, (0, 5)), (RuleScore, (0, 4))])
def test_a_score_stays_on_its_scale(cast: Cast, model: type[models.Model], scores: tuple[int, ...]) -> None:
    with entering(cast.bob):
        for score in scores:
            with attempt() as errors:
                model._default_manager.update(score=score)
            assert isinstance(errors[0], IntegrityError)


def score_line(cast: Cast, *scores: int) -> None:
    """As if so many had been in Quay and said so of line 0, beside Bob, who gave it a three."""
    for number, score in enumerate(scores):
        person = make_user(f"scores{number}@harbour.example")
        RuleScore.objects.create(
            organisation=cast.harbour,
            learning_set=cast.quay.learning_set,
            rules=cast.quay.rules,
            person=person,
            line=0,
            score=score,
            scored_at=NOW,
        )


def averages(cast: Cast) -> list[tuple[object, ...]]:
    return fetch("SELECT line, average::float, scores FROM rule_averages(%s)", [cast.quay.rules.pk])


@pytest.mark.parametrize(
    ("scores", "told"), [((), (0, None, 1)), ((1,), (0, None, 2)), ((1, 2), (0, 2.0, 3)), ((1, 1, 1), (0, 1.5, 4))]
)
def test_an_average_is_told_over_three_scores_at_least(
    cast: Cast, seeding: Seeding, scores: tuple[int, ...], told: tuple[object, ...]
) -> None:
    """Below that, how many there are and nothing of what they say."""
    with seeding():
        score_line(cast, *scores)
    with entering(cast.alice):
        assert averages(cast) == [told]


def test_an_average_is_told_to_whoever_runs_the_set(cast: Cast, seeding: Seeding) -> None:
    """Where it has a standing facilitator, to them; where members own it together, to each."""
    with seeding():
        score_line(cast, 1, 2)

    def told() -> set[str]:
        found = set()
        for who in EVERYBODY_HERE:
            with entering(getattr(cast, who)):
                if averages(cast):
                    found.add(who)
        for organisation in (cast.northgate, cast.harbour):
            with scope(person=cast.nora.person_id, organisation=organisation.pk):
                assert averages(cast) == []
        return found

    assert told() == {"alice"}
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.ROTATING)
    assert told() == {"alice", "bob"}


# How mixed a set is, and who may sit together


def test_a_mix_is_counted_for_the_circle_whoever_forms_it_and_those_proposed(cast: Cast) -> None:
    def told(learning_set: LearningSet) -> dict[str, tuple[int, ...]]:
        found = {}
        for who in (*EVERYBODY_HERE, "nora", "charlie"):
            with scope(person=getattr(cast, who).person_id, organisation=cast.harbour.pk):
                (found[who],) = fetch("SELECT * FROM mix_of(%s)", [learning_set.pk])
        return {who: mix for who, mix in found.items() if mix != (0, 0, 0, 0)}

    assert told(cast.quay.learning_set) == dict.fromkeys(["alice", "bob"], (1, 1, 1, 1))
    assert told(cast.slipway.learning_set) == dict.fromkeys(["olga", "dora", "hugo", "ines"], (2, 0, 0, 0))


def test_who_sits_with_their_manager_is_known_where_it_matters(cast: Cast) -> None:
    """Hugo and Ines, whom it is about, do not read why; they are told when they sit together."""
    slipway, boathouse = (f"learning_set_id = {each.learning_set.pk}" for each in (cast.slipway, cast.boathouse))
    assert who_reads(cast, LineException, slipway) == {"olga", "dora"}
    assert who_reads(cast, LineException, boathouse) == {"olga", "dora", "frank"}


def lines(cast: Cast, learning_set: LearningSet, *people: Membership) -> set[tuple[object, ...]]:
    return set(fetch("SELECT * FROM lines_within(%s, %s)", [learning_set.pk, [each.pk for each in people]]))


def test_a_line_is_told_to_whoever_places_people(cast: Cast, seeding: Seeding) -> None:
    """Bob reports to Olga, Erin to Bob."""
    with entering(cast.dora):
        organisations.place(cast.erin, manager=cast.bob)
    quay, asked = cast.quay.learning_set, (cast.erin, cast.hugo, cast.olga)
    told = {
        (cast.olga.pk, cast.bob.pk, True),
        (cast.bob.pk, cast.erin.pk, True),
        (cast.olga.pk, cast.erin.pk, False),
    }
    for who in (*EVERYBODY_HERE, "nora", "charlie"):
        with scope(person=getattr(cast, who).person_id, organisation=cast.harbour.pk):
            assert lines(cast, quay, *asked) == (told if who == "alice" else set()), who


def test_a_member_who_runs_the_set_does_not_ask_about_everybody(cast: Cast) -> None:
    """Where members run it together, each asks whether somebody may sit beside them; who else reports to whom is not theirs."""
    with entering(cast.dora):
        organisations.place(cast.erin, manager=cast.bob)
        organisations.place(cast.ines, manager=cast.hugo)
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.NONE)
        assert (cast.hugo.pk, cast.ines.pk, True) in lines(cast, cast.quay.learning_set, cast.hugo, cast.ines)
    with entering(cast.bob):
        asked = lines(cast, cast.quay.learning_set, cast.hugo, cast.ines, cast.erin, cast.olga)
    assert asked == {(cast.olga.pk, cast.bob.pk, True), (cast.bob.pk, cast.erin.pk, True)}


@pytest.mark.parametrize("who", ["alice", "bob", "erin", "greta", "hugo", "ines"])
def test_nobody_outside_makes_an_exception(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        refused(
            lambda: LineException.objects.create(
                organisation=cast.harbour,
                learning_set=cast.slipway.learning_set,
                manager=cast.alice,
                report=cast.bob,
                reason=LineReason.NO_OTHER,
                allowed_by=cast.dora,
                allowed_at=NOW,
            )
        )


# Asking to join


def test_a_request_is_read_by_its_person_and_whoever_answers(cast: Cast) -> None:
    """Bob is in the circle, and is not asked who is let in: his set has a facilitator."""
    quay = f"learning_set_id = {cast.quay.learning_set.pk}"
    assert who_reads(cast, JoinRequest, quay) == {"hugo", "alice"}
    assert who_reads(cast, HopeWords, quay) == {"hugo", "alice"}
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(facilitation=Facilitation.NONE)
    assert who_reads(cast, JoinRequest, quay) == {"hugo", "alice", "bob"}


def test_nobody_asks_in_somebody_elses_name(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        row = row_as_json(JoinRequest, "learning_set_id = %s", [cast.quay.learning_set.pk])
    for who in ("alice", "bob", "erin", "dora"):
        with entering(getattr(cast, who)):
            refused(lambda: put(JoinRequest, row, id=900_000_001, person_id=cast.ines.person_id))


def test_nobody_hopes_in_somebody_elses_request(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        row = row_as_json(HopeWords, "learning_set_id = %s", [cast.quay.learning_set.pk])
        HopeWords.objects.all().delete()
    for who in ("alice", "bob", "erin", "dora"):
        with entering(getattr(cast, who)):
            refused(lambda: put(HopeWords, row))
            refused(lambda who=who: put(HopeWords, row, author_id=getattr(cast, who).person_id))


def test_who_asks_does_not_answer_themselves(cast: Cast) -> None:
    with entering(cast.hugo):
        own = JoinRequest.objects.filter(pk=cast.quay.request.pk)
        nothing_to(lambda: own.update(admitted_at=NOW))
        nothing_to(lambda: own.update(not_now_at=NOW))
        assert own.update(withdrawn_at=NOW) == 1
    with entering(cast.alice):
        assert JoinRequest.objects.filter(pk=cast.quay.request.pk).update(not_now_at=NOW) == 1
    with entering(cast.hugo):
        nothing_to(lambda: own.update(not_now_at=None, withdrawn_at=None))


# Across organisations


class Open:
    """Slipway, opened to other organisations; each step can be taken back."""

    STEPS = ("host", "here", "outside", "withdrawn", "closing", "closed", "member")

    def __init__(self, cast: Cast, seeding: Seeding) -> None:
        self.cast, self.listing = cast, Listing.objects.filter(learning_set=cast.slipway.learning_set)
        with seeding():
            Organisation.objects.update(outside_since=FOUNDED)
            self.listing.update(outside_at=FOUNDED)

    def undo(self, step: str) -> None:
        learning_set = LearningSet.objects.filter(pk=self.cast.slipway.learning_set.pk)
        match step:
            case "host":
                Organisation.objects.filter(pk=self.cast.harbour.pk).update(outside_since=None)
            case "here":
                Organisation.objects.filter(pk=self.cast.northgate.pk).update(outside_since=None)
            case "outside":
                self.listing.update(outside_at=None)
            case "withdrawn":
                self.listing.update(withdrawn_at=NOW)
            case "closing":
                learning_set.update(closing_at=NOW)
            case "closed":
                learning_set.update(closed_at=NOW)
            case "member":
                Membership.objects.filter(pk=self.cast.charlie.pk).update(ended_at=NOW)

    def request(self, **fields: object) -> JoinRequest:
        return JoinRequest(
            **{
                "organisation": self.cast.harbour,
                "learning_set": self.cast.slipway.learning_set,
                "person_id": self.cast.charlie.person_id,
                "name": "Charlie",
                "email": "charlie@northgate.example",
                "home_organisation_id": self.cast.northgate.pk,
                "asked_at": NOW,
                **fields,
            }
        )


def listed_elsewhere() -> list[object]:
    return [row[1] for row in fetch("SELECT * FROM listings_elsewhere()")]


def test_a_set_opened_by_both_sides_is_listed_and_can_be_asked(cast: Cast, seeding: Seeding) -> None:
    opened, slipway = Open(cast, seeding), cast.slipway.learning_set.pk
    with entering(cast.charlie):
        assert listed_elsewhere() == [slipway]
        assert fetch("SELECT listed_to_me(%s, %s)", [slipway, cast.harbour.pk]) == [(True,)]
        opened.request().save(force_insert=True)
        # the entry is all that they read of it
        assert count(LearningSet, f"id = {slipway}") == 0
        assert count(Listing, f"learning_set_id = {slipway}") == 0
        assert fetch("SELECT count(*) FROM sets_setmembership WHERE learning_set_id = %s", [slipway]) == [(0,)]
    with entering(cast.bob):  # it is no entry of another organisation for those of its own
        assert listed_elsewhere() == []


@pytest.mark.parametrize("step", Open.STEPS)
def test_where_one_side_is_not_open_nothing_is_listed_and_nobody_asks(cast: Cast, seeding: Seeding, step: str) -> None:
    opened, slipway = Open(cast, seeding), cast.slipway.learning_set.pk
    with seeding():
        opened.undo(step)
    with entering(cast.charlie):
        assert listed_elsewhere() == []
        assert fetch("SELECT listed_to_me(%s, %s)", [slipway, cast.harbour.pk]) == [(False,)]
        refused(lambda: opened.request().save(force_insert=True))


def test_a_request_across_organisations_says_truly_who_asks_from_where(cast: Cast, seeding: Seeding) -> None:
    opened = Open(cast, seeding)
    with entering(cast.charlie):
        for untrue in (
            {"person_id": cast.nora.person_id},
            {"home_organisation_id": cast.harbour.pk},
            {"home_organisation_id": None},
            {"learning_set": cast.quay.learning_set},
            {"admitted_at": NOW},
        ):
            refused(lambda untrue=untrue: opened.request(**untrue).save(force_insert=True))
    for organisation in (cast.harbour, cast.northgate):  # Bob works at Harbour and is nobody at Northgate
        with scope(person=cast.bob.person_id, organisation=organisation.pk):
            refused(
                lambda organisation=organisation: opened.request(
                    person_id=cast.bob.person_id, home_organisation_id=organisation.pk
                ).save(force_insert=True)
            )


@pytest.mark.parametrize("step", ["host", "withdrawn", "closing", "closed", "public"])
def test_a_public_entry_is_there_while_the_set_is_open_to_everybody(cast: Cast, seeding: Seeding, step: str) -> None:
    opened = Open(cast, seeding)
    with seeding():
        token = opened.listing.get().token
        opened.listing.update(public_at=NOW)

    def entries() -> int:
        return len(fetch("SELECT * FROM public_listing(%s)", [token]))

    assert entries() == 1
    with seeding():
        opened.listing.update(public_at=None) if step == "public" else opened.undo(step)
    assert entries() == 0


def test_a_set_is_listed_by_whoever_forms_or_runs_it(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        row = row_as_json(Listing, "learning_set_id = %s", [cast.slipway.learning_set.pk])
        Listing.objects.filter(learning_set=cast.slipway.learning_set).delete()
    for who in ("alice", "frank", "bob", "erin", "greta", "hugo", "ines"):
        with entering(getattr(cast, who)):
            refused(lambda: put(Listing, row))
            nothing_to(
                lambda: (
                    Listing.objects.filter(learning_set=cast.boathouse.learning_set)
                    .exclude(listed_by__person=cast.frank.person_id)
                    .update(outside_at=NOW)
                )
            )


def test_a_foreign_set_and_one_that_is_not_there_are_refused_alike(cast: Cast, seeding: Seeding) -> None:
    """PostgreSQL's own words must not tell which numbers another organisation has."""
    with seeding():
        row = row_as_json(Proposal, "learning_set_id = %s", [cast.slipway.learning_set.pk])
    free = numbers(900_000_001)
    with entering(cast.dora):
        for column, foreign in (
            ("membership_id", cast.nell.pk),
            ("person_id", cast.nell.person_id),
            ("proposed_by_id", cast.nora.pk),
            ("learning_set_id", cast.arch.learning_set.pk),
        ):
            said = set()
            for number in (foreign, 900_000_001):
                with attempt() as errors:
                    put(
                        Proposal,
                        row,
                        **{
                            "id": next(free),
                            "person_id": cast.erin.person_id,
                            "membership_id": cast.erin.pk,
                            column: number,
                        },
                    )
                said.add(str(errors[0]).replace(str(number), "…"))
            assert len(said) == 1, said


# Whose people take part elsewhere


def take_part_in_quay(cast: Cast, guest: Membership, *, home: Organisation) -> Membership:
    """As if this person of another organisation had been a guest in Quay's first session."""
    here = Membership.objects.create(
        organisation=cast.harbour,
        person_id=guest.person_id,
        name=guest.name,
        roles=["guest"],
        home_organisation_id=home.pk,
        started_at=FOUNDED,
    )
    SetMembership.objects.create(
        organisation=cast.harbour,
        learning_set=cast.quay.learning_set,
        membership=here,
        person_id=guest.person_id,
        role="member",
        started_at=FOUNDED,
    )
    Attendance.objects.create(
        organisation=cast.harbour,
        learning_set=cast.quay.learning_set,
        session=cast.quay.held,
        membership=here,
        person_id=guest.person_id,
        mark=Mark.CAME,
        marked_at=NOW,
    )
    return here


def elsewhere(since: datetime = FOUNDED, until: datetime = NOW) -> list[tuple[object, ...]]:
    return fetch("SELECT * FROM own_people_elsewhere(%s, %s)", [since, until])


def test_hr_at_home_learns_that_their_people_came_and_nothing_else(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        take_part_in_quay(cast, cast.charlie, home=cast.northgate)
        (minutes,) = fetch("SELECT minutes FROM learning_sessions_session WHERE id = %s", [cast.quay.held.pk])[0]
    with entering(cast.nora):
        assert elsewhere() == [(cast.charlie.person_id, "Harbour", 1, 1, 0, minutes)]
        assert elsewhere(until=FOUNDED) == []
        assert count(Attendance, f"organisation_id = {cast.harbour.pk}") == 0
        Membership.objects.filter(pk=cast.noah.pk).update(roles=["hr"])
    for who, told in (("noah", True), ("charlie", False), ("nell", False), ("dora", False), ("olga", False)):
        with entering(getattr(cast, who)):
            assert bool(elsewhere()) == told, who
    with scope(person=cast.nora.person_id, organisation=cast.harbour.pk):
        assert elsewhere() == []


def test_an_organisation_learns_nothing_of_people_who_are_not_its_own(cast: Cast, seeding: Seeding) -> None:
    """A host that names somebody else's home, and somebody who had left before they came."""
    with seeding():
        here = take_part_in_quay(cast, cast.charlie, home=cast.harbour)
    with entering(cast.dora):
        assert [row for row in elsewhere() if row[0] == cast.charlie.person_id] == []
    with seeding():
        Membership.objects.filter(pk=here.pk).update(home_organisation_id=cast.northgate.pk)
        Membership.objects.filter(pk=cast.charlie.pk).update(ended_at=FOUNDED + timedelta(days=1))
    with entering(cast.nora):
        assert elsewhere() == []


# Past the doors


@pytest.mark.parametrize("who", ["bob", "hugo", "alice"])
def test_temporary_tables_do_not_stand_in_for_those_of_forming(cast: Cast, who: str) -> None:
    """Whatever the caller calls them, doors look into the tables of the site."""
    attacker = getattr(cast, who)
    asked = (
        "SELECT sets_i_form()::text, sets_i_run()::text, sets_proposed_to_me()::text,"
        f" mix_of({cast.boathouse.learning_set.pk})::text, (SELECT count(*) FROM listings_elsewhere()),"
        " (SELECT count(*) FROM own_people_elsewhere('-infinity', 'infinity'))"
    )
    with entering(attacker), attempt():
        before = fetch(asked)
        for table in (
            "sets_learningset",
            "sets_setmembership",
            "sets_proposal",
            "sets_listing",
            "organisations_membership",
            "organisations_organisation",
        ):
            change(f"CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS SELECT * FROM public.{table} LIMIT 0")
            change(f"GRANT ALL ON {table} TO PUBLIC")
        change(
            "INSERT INTO pg_temp.sets_learningset SELECT (jsonb_populate_record(null::public.sets_learningset,"
            " to_jsonb(s) || jsonb_build_object('founded_by_id', %s::bigint))).* FROM public.sets_learningset s",
            [attacker.pk],
        )
        assert fetch(asked) == before


@pytest.mark.parametrize("who", ["bob", "alice", "dora"])
def test_copy_shows_no_more_than_one_may_read(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)):
        for model in (JoinRequest, Position, PeopleImport, LineException, *OWN):
            with connection.cursor() as cursor, cursor.copy(f'COPY "{name(model)}" TO STDOUT') as out:
                lines = b"".join(bytes(part) for part in out).splitlines()
            assert len(lines) == count(model)
