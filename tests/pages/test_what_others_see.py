"""The three columns say what PostgreSQL does, for every kind of row, in both directions."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import models
from django.test import Client

from actions import operations as actions
from actions.models import ProgressState, ProgressWords
from alsweb.lib.own_rows import own_rows, registered
from alsweb.lib.sealed_rows import texts_of
from alsweb.lib.tenancy.rows import Rows, Who, kind_of
from organisations.models import Membership, Organisation, User
from sets import operations as sets
from sets.models import (
    AimWords,
    Circle,
    Facilitation,
    JoinRequest,
    LearningSet,
    Listing,
    Proposal,
    SetMembership,
    SetRole,
)
from tests.cast import NOW, ZONE, Cast, entering, marker
from tests.wall.tables import EVERY, TENANT, WORDS, fetch, name

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
PAGE = "/o/harbour/sets/quay/what-others-see/"

NOT_TOLD = {
    "organisations_organisation": "nobody's own",
    "organisations_peopleimport": "a file that HR uploaded, gone once it is applied",
    "sets_learningset": "the set's; that somebody founded it stands in the access log",
    "sets_listing": "the set's entry in the directory",
    "sets_programme": "several sets'",
    "sets_setkey": "opens the set's words, nobody's own",
    "learning_sessions_session": "the set's",
    "learning_sessions_sessionmove": "the set's",
    "learning_sessions_reminder": "the set's; what stands in it goes to everybody by mail",
    "learning_sessions_reminderwords": "the set's; it goes to everybody by mail",
    "sets_reminderrule": "the set's",
    "learning_sessions_series": "the set's",
    "learning_sessions_poll": "the set's",
    "learning_sessions_slot": "the set's",
    "learning_sessions_feed": "a person's, in no organisation",
    "learning_sessions_calendarchoice": "a person's, in no organisation",
    "learning_sessions_joiningwords": "the set's link, whoever typed it",
    "organisations_costrate": "the organisation's; it tells of nobody",
    "sets_completionrule": "the organisation's; everybody reads it",
    "sets_healthrule": "the organisation's; it tells of nobody",
    "reports_export": "what somebody of HR made for themselves of facts",
    "reports_exportpiece": "what somebody of HR made for themselves of facts",
    "reports_monthlyreport": "what somebody of HR wants to be reminded of",
    "notifications_notice": "a mail to its person, in whichever organisation",
    "notifications_nudgedweek": "a person's, in no organisation",
    "notifications_preference": "a person's, in no organisation",
    "notifications_rotaday": "a person's, in no organisation",
    "notifications_inboxseen": "when a person looked, of no use to anybody else",
    "notifications_stoppedkind": "a person's, in no organisation",
}
"""Tenant tables of which the page tells nobody anything, and why."""


# Each row of the cast, against the policies


@pytest.mark.parametrize("model", TENANT, ids=name)
def test_readers_are_whom_postgresql_lets_read(cast: Cast, seeding: Callable, model: type[models.Model]) -> None:
    with seeding():
        rows = _of_harbour(cast, model)
        setting = _Setting(cast)
    compared = _compare(cast, model, rows, setting)
    assert compared or not rows


@pytest.mark.parametrize("facilitation", [Facilitation.STANDING, Facilitation.NONE])
@pytest.mark.parametrize("circle", Circle.values)
def test_words_are_read_by_the_circle_of_their_row(
    cast: Cast, seeding: Callable, circle: str, facilitation: str
) -> None:
    addressee = cast.alice.person_id if circle == Circle.PRESENTER else None
    with seeding():
        LearningSet.objects.update(facilitation=facilitation)
        for model in WORDS:
            model._default_manager.update(circle=circle, addressee_id=addressee)
        found = {model: _of_harbour(cast, model) for model in WORDS}
        setting = _Setting(cast)
    assert min(_compare(cast, model, rows, setting) for model, rows in found.items())


class _Setting:
    """Who stands how to which set, read past the policies."""

    def __init__(self, cast: Cast) -> None:
        self.people = list(Membership.objects.current().filter(organisation=cast.harbour))
        self.sets = {each.pk: each for each in LearningSet.objects.all()}
        self.seats = {(each.learning_set_id, each.person_id): each for each in SetMembership.objects.current()}
        self.peopled = {each.learning_set_id for each in SetMembership.objects.all()}
        self.proposed = {(each.learning_set_id, each.person_id) for each in Proposal.objects.all()}

    def reads(self, who: Who, row: models.Model, viewer: Membership) -> bool:
        number = _set_of(row)
        return {
            Who.ALL: lambda: True,
            Who.NOBODY: lambda: False,
            Who.FACILITATOR: lambda: self.seats[number, viewer.person_id].leads,
            Who.ADDRESSEE: lambda: row.addressee_id == viewer.person_id,  # type: ignore[attr-defined]
            Who.RUNS: lambda: self.runs(number, viewer),
            Who.PROPOSED: lambda: self.runs(number, viewer) or (number, viewer.person_id) in self.proposed,
            Who.FORMS_SETS: lambda: viewer.is_facilitator or _keeps(viewer),
        }[who]()

    def runs(self, number: int, viewer: Membership) -> bool:
        learning_set, seat = self.sets[number], self.seats.get((number, viewer.person_id))
        forms = learning_set.composed_at is None and (
            learning_set.founded_by_id == viewer.pk or (_keeps(viewer) and number not in self.peopled)
        )
        return forms or (seat is not None and (seat.leads or learning_set.facilitation != Facilitation.STANDING))

    def fellow(self, row: models.Model, viewer: Membership) -> bool:
        """Of the set of this row; or, where it belongs to none, of some set."""
        number = _set_of(row)
        return (number, viewer.person_id) in self.seats if number else viewer.person_id in {p for _s, p in self.seats}


def _keeps(viewer: Membership) -> bool:
    return viewer.is_hr or viewer.is_owner


def _set_of(row: models.Model) -> int:
    return row.pk if isinstance(row, LearningSet) else getattr(row, "learning_set_id", None) or 0


def _of_harbour(cast: Cast, model: type[models.Model]) -> list[models.Model]:
    columns = {field.column for field in model._meta.fields}
    if model is Organisation:
        return [cast.harbour]
    if "organisation_id" in columns:
        return list(model._default_manager.filter(organisation_id=cast.harbour.pk))
    return list(model._default_manager.all())


def _compare(cast: Cast, model: type[models.Model], rows: list[models.Model], setting: _Setting) -> int:
    """How many answers were compared: each row before each fellow, and each of HR, whose own it is not."""
    compared, key = 0, model._meta.pk.column
    for viewer in setting.people:
        with entering(viewer):
            shown = {pk for (pk,) in fetch(f'SELECT "{key}" FROM "{name(model)}"')}
        for row in rows:
            if viewer.person_id in (getattr(row, "person_id", None), getattr(row, "author_id", None)):
                continue
            readers = kind_of(model).readers(row)
            if setting.fellow(row, viewer):
                expected = setting.reads(readers.circle, row, viewer)
            elif _keeps(viewer):
                expected = setting.reads(readers.hr, row, viewer)
            else:
                continue
            assert (row.pk in shown) == expected, f"{viewer} and {row!r}: {readers}"
            compared += 1
    return compared


def test_every_policy_of_its_own_says_beside_it_who_reads() -> None:
    kinds = {kind for model in TENANT for kind in type(kind_of(model)).__mro__ if issubclass(kind, Rows)}
    assert {kind.__name__ for kind in kinds if ("reading" in vars(kind)) != ("readers" in vars(kind))} == set()


def test_every_tenant_table_is_told_or_says_why_not() -> None:
    told = {name(model) for each in registered() for model in (each.model, *each.words)}
    assert told.isdisjoint(NOT_TOLD)
    assert told | NOT_TOLD.keys() == {name(model) for model in TENANT}
    assert not told - {name(model) for model in EVERY}


# The page


def columns(response: Any) -> list[tuple[str, str, str]]:
    """What stands in the three columns of each row, as text."""
    page = response.content.decode()
    assert response.status_code == 200
    cells = [unescape(re.sub(r"<[^>]*>|\s+", " ", cell)) for cell in re.findall(r"(?s)<td[^>]*>(.*?)</td>", page)]
    cells = [" ".join(cell.split()) for cell in cells]
    return list(zip(cells[::3], cells[1::3], cells[2::3], strict=True))


def every_row(client: Any) -> list[tuple[str, str, str]]:
    """Of both pages of Bob's."""
    first, second = columns(client.get(PAGE)), columns(client.get(f"{PAGE}?page=2"))
    assert first != second
    return first + second


def row_of(rows: list[tuple[str, str, str]], begins: str) -> tuple[str, str, str]:
    (found,) = [row for row in rows if row[0].startswith(begins)]
    return found


def test_a_member_sees_their_own_words_beside_what_the_set_and_hr_see(cast: Cast, signed_in: SignedIn) -> None:
    rows = every_row(signed_in(cast.bob.person))
    own, circle, hr = (" ".join(column) for column in zip(*rows, strict=True))
    for model, field in (
        ("challengewords", "headline"),
        ("challengewords", "story"),
        ("actionwords", "what"),
        ("actionwords", "first_step"),
        ("progresswords", "line"),
        ("biowords", "bio"),
        ("aimwords", "aim"),
    ):
        assert marker(model, field, "bob") in own
        assert marker(model, field, "bob") in circle
    assert "MARKER" not in hr
    assert set(re.findall(r"MARKER\S*", own)) == set(re.findall(r"MARKER\S*-bob", own))
    came = row_of(rows, "Came to session 1")
    assert came[1] == came[2] == "Came to session 1, Monday 25 January"
    assert row_of(rows, "An action, due")[2] == "nothing"
    assert row_of(rows, "Agreed to version 1")[2] == "nothing"


def test_what_is_for_oneself_alone_is_in_the_first_column_alone(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        AimWords.objects.update(circle=Circle.AUTHOR)
    rows = every_row(signed_in(cast.bob.person))
    assert row_of(rows, "Line 1 of the ground rules: 3 of 3")[1:] == ("nothing", "nothing")
    assert row_of(rows, "“I am not alone")[1:] == ("nothing", "nothing")
    own, circle, _hr = row_of(rows, "Getting ready")
    assert marker("aimwords", "aim", "bob") in own
    assert marker("aimwords", "aim", "bob") not in circle
    assert marker("biowords", "bio", "bob") in circle


def test_what_is_for_the_facilitator_says_so(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        ProgressWords.objects.update(circle=Circle.FACILITATOR)
    circle = row_of(every_row(signed_in(cast.bob.person)), "How it goes: stuck")[1]
    assert circle.endswith(f"{marker('progresswords', 'line', 'bob')} only whoever facilitates")


def test_where_somebody_works_is_told_with_who_may_look_it_up(cast: Cast, signed_in: SignedIn) -> None:
    _own, circle, hr = row_of(every_row(signed_in(cast.bob.person)), "Works: ")
    assert circle.endswith("only whoever may found sets")
    assert "reports to Olga" in hr


def test_hr_that_founded_a_set_reads_who_asks_no_longer_once_somebody_is_in_it(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        tide = sets.found_set(name="Tide", topic="", time_zone=ZONE, places=6, own_role=None, by=cast.dora, at=NOW)
        Listing.objects.create(organisation=cast.harbour, learning_set=tide, listed_by=cast.dora, listed_at=NOW)
        sets.admit(tide, cast.bob, role=SetRole.MEMBER, at=NOW)
    with entering(cast.bob):
        JoinRequest.objects.create(
            organisation=cast.harbour,
            learning_set=tide,
            person_id=cast.bob.person_id,
            name="Bob",
            email="bob@harbour.example",
            asked_at=NOW,
        )
    hr = row_of(columns(signed_in(cast.bob.person).get("/o/harbour/sets/tide/what-others-see/")), "Asks to join")[2]
    with entering(cast.dora):
        assert not JoinRequest.objects.filter(learning_set=tide).exists()
    assert hr == "nothing"


def test_what_hr_sees_can_be_looked_at_alone(cast: Cast, signed_in: SignedIn) -> None:
    rows = columns(signed_in(cast.bob.person).get(PAGE, {"seen_by": "hr"}))
    assert row_of(rows, "Came to session 1")
    assert not [row for row in rows if row[2] == "nothing"]


def test_it_says_who_the_others_are(cast: Cast, signed_in: SignedIn) -> None:
    page = " ".join(signed_in(cast.bob.person).get(PAGE).content.decode().split())
    assert "Your set: Alice. HR: two HR admins and owners of Harbour." in page


def test_it_is_newest_first_and_twenty_five_a_page(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        for number in range(30):
            actions.report_progress(
                cast.quay.action,
                state=ProgressState.ON_TRACK,
                line=f"Line {number} of thirty.",
                by=cast.bob,
                at=NOW - timedelta(minutes=number),
            )
    client = signed_in(cast.bob.person)
    first, second = (columns(client.get(PAGE, {"page": number})) for number in (1, 2))
    assert len(first) == 25
    assert "Line 0 of thirty." in first[0][0]
    assert "Line 29 of thirty." in " ".join(row[0] for row in second)


def test_erased_words_are_gone_and_dates_stay(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.alice):
        sets.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        sets.erase_words(cast.quay.learning_set, at=NOW)
    rows = every_row(signed_in(cast.bob.person))
    assert "MARKER" not in str(rows)
    assert row_of(rows, "Came to session 1")
    assert row_of(rows, "Works on a challenge")


def test_nobody_elses_row_is_among_them_with_the_policies_off(cast: Cast, seeding: Callable) -> None:
    with seeding():
        found = list(own_rows(cast.bob.person_id, organisation=cast.harbour.pk, learning_set=cast.quay.learning_set.pk))
        told = {each.name: each for each in registered()}
        for label, pk, *_rest in found:
            whose = told[label].model._default_manager.filter(pk=pk).values_list(told[label].mine, flat=True)
            assert list(whose) == [cast.bob.person_id], label
    with entering(cast.bob):
        assert {row[:2] for row in found} == {
            row[:2]
            for row in own_rows(
                cast.bob.person_id, organisation=cast.harbour.pk, learning_set=cast.quay.learning_set.pk
            )
        }


def test_another_set_of_mine_is_not_among_them(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.frank):
        asked = sets.invite_to_set(cast.lighthouse.learning_set, "bob@harbour.example", by=cast.frank, at=NOW)
        sets.accept(asked.invitation, user=cast.bob.person, name="", at=NOW)
    client = signed_in(cast.bob.person)
    there = str(columns(client.get("/o/harbour/sets/lighthouse/what-others-see/")))
    assert "MARKER" not in there
    assert "Came to session" not in there
    assert "Invited by Frank" in there
    assert "Invited by Frank" not in str(columns(client.get(PAGE)))


@pytest.mark.parametrize(("who", "status"), [("dora", 403), ("olga", 403), ("erin", 404), ("greta", 404)])
def test_it_is_for_the_circle(cast: Cast, signed_in: SignedIn, who: str, status: int) -> None:
    assert signed_in(getattr(cast, who).person).get(PAGE).status_code == status


def test_texts_have_their_labels(cast: Cast) -> None:
    with entering(cast.bob):
        (words,) = AimWords.objects.all()
        assert texts_of(words) == [("what I want to learn", marker("aimwords", "aim", "bob"))]
