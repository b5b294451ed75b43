"""Bringing people in by a file: what comes of a yes, pressed once, twice, or by two at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from notifications.models import Notice
from organisations import operations, queries
from organisations.models import Event, Membership, PeopleImport, Position, User
from organisations.operations.importing import AT_A_TIME
from organisations.reading import read_table
from organisations.views.people import _line
from organisations.writing import as_csv, as_xlsx
from tests.cast import NOW, Cast, entering
from tests.organisations.files import HEADING, csv_of
from tests.races import at_once

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


def propose(*lines: str, by: Membership) -> PeopleImport:
    return operations.propose_import(read_table(csv_of(*lines)), by=by, at=NOW)


def bring_in(found: PeopleImport, *, by: Membership, write_to_new: bool = False) -> PeopleImport:
    operations.confirm_import(found, write_to_new=write_to_new, at=LATER)
    while found.done_at is None:
        operations.apply_import(found, after=found.done, by=by, at=LATER)
        found.refresh_from_db()
    return found


def crowd(number: int) -> list[str]:
    return [
        f"P{n},p{n}@harbour.example,Estates,Quay,,{f'p{n - 1}@harbour.example' if n % 9 else ''}" for n in range(number)
    ]


def person(email: str) -> Membership:
    return Membership.objects.current().select_related("position__manager").get(person__email=email)


def test_nothing_changes_before_the_yes(cast: Cast) -> None:
    with entering(cast.dora):
        before = (Membership.objects.count(), User.objects.count())
        found = propose("Kim,kim@harbour.example,,,,", by=cast.dora)
        operations.apply_import(found, after=0, by=cast.dora, at=LATER)
        assert (Membership.objects.count(), User.objects.count()) == before


def test_people_come_in_with_their_place_and_their_manager(cast: Cast) -> None:
    with entering(cast.dora):
        bring_in(
            propose(
                "Kim,Kim@Harbour.example,Estates,Quay,leads a team,lee@harbour.example",
                "Lee,lee@harbour.example,,,,bob@harbour.example",
                by=cast.dora,
            ),
            by=cast.dora,
        )
        kim = person("kim@harbour.example")
        assert (kim.name, kim.roles, kim.started_at) == ("Kim", ["member"], LATER)
        assert (kim.position.department, kim.position.seniority, kim.position.manager.name) == (
            "Estates",
            "team",
            "Lee",
        )
        assert person("lee@harbour.example").position.manager == cast.bob
        assert not kim.person.has_usable_password()


def test_a_file_takes_no_role_away_and_removes_nobody(cast: Cast) -> None:
    with entering(cast.dora):
        everybody = set(Membership.objects.current().values_list("person__email", flat=True))
        bring_in(propose("Olga Hart,olga@harbour.example,Office,,,", by=cast.dora), by=cast.dora)
        olga = person("olga@harbour.example")
        assert (olga.name, olga.pk, olga.position.department) == ("Olga Hart", cast.olga.pk, "Office")
        assert olga.is_owner
        assert set(Membership.objects.current().values_list("person__email", flat=True)) == everybody


def test_an_account_of_another_organisation_is_the_same_account_here(cast: Cast) -> None:
    address = cast.charlie.person.email
    with entering(cast.dora):
        assert not User.objects.filter(email=address).exists()
        bring_in(propose(f"Charlie C,{address},,,,", by=cast.dora), by=cast.dora)
        assert person(address).person_id == cast.charlie.person_id
    with entering(cast.charlie):
        assert Membership.objects.get(pk=cast.charlie.pk).name == cast.charlie.name


@pytest.mark.parametrize("who", ["olga", "dora", "alice", "bob"])
def test_only_who_keeps_people_may_ask_whether_an_address_has_an_account(cast: Cast, who: str) -> None:
    with entering(getattr(cast, who)), connection.cursor() as cursor:
        cursor.execute("SELECT account_of(%s)", [cast.charlie.person.email])
        expected = cast.charlie.person_id if who in ("olga", "dora") else None
        assert cursor.fetchone() == (expected,)


def test_somebody_who_left_begins_a_new_time(cast: Cast) -> None:
    with entering(cast.dora):
        operations.end_membership(cast.greta, by=cast.dora, at=NOW)
        bring_in(propose("Greta,greta@harbour.example,,,,", by=cast.dora), by=cast.dora)
        times = Membership.objects.filter(person=cast.greta.person_id).order_by("started_at")
        assert [each.ended_at for each in times] == [NOW, None]


def test_rows_are_gone_when_all_are_in_and_the_mistakes_stay(cast: Cast) -> None:
    with entering(cast.dora):
        found = bring_in(propose("Kim,kim@harbour.example,,,,", "Lee,none,,,,", by=cast.dora), by=cast.dora)
        assert (found.rows, found.total, found.done) == ([], 1, 1)
        assert [line for line, _ in found.mistakes] == [3]


def test_a_new_file_takes_the_place_of_the_one_before(cast: Cast) -> None:
    with entering(cast.dora):
        propose("Kim,kim@harbour.example,,,,", by=cast.dora)
        second = propose("Lee,lee@harbour.example,,,,", by=cast.dora)
        assert list(PeopleImport.objects.all()) == [second]


def test_nobody_else_reads_the_file_and_who_loses_the_role_neither(cast: Cast) -> None:
    with entering(cast.dora):
        found = propose("Kim,kim@harbour.example,,,,", by=cast.dora)
    for other in (cast.olga, cast.bob, cast.nora):
        with entering(other):
            assert not PeopleImport.objects.filter(pk=found.pk).exists()
    with entering(cast.olga):
        operations.change_roles(cast.dora, ["member"], by=cast.olga, at=NOW)
    with entering(cast.dora):
        assert not PeopleImport.objects.filter(pk=found.pk).exists()
        with pytest.raises(PermissionDenied):
            operations.apply_import(found, after=0, by=cast.dora, at=LATER)


def test_a_manager_who_left_meanwhile_is_said_and_the_rest_of_the_line_comes_in(cast: Cast) -> None:
    with entering(cast.dora):
        found = propose("Kim,kim@harbour.example,Estates,,,greta@harbour.example", by=cast.dora)
        operations.end_membership(cast.greta, by=cast.dora, at=NOW)
        bring_in(found, by=cast.dora)
        assert person("kim@harbour.example").position.manager is None
        assert person("kim@harbour.example").position.department == "Estates"
        assert "came in without greta@harbour.example" in found.mistakes[0][1]


def test_a_circle_that_came_up_meanwhile_is_not_closed(cast: Cast) -> None:
    with entering(cast.dora):
        found = propose("Erin,erin@harbour.example,,,,alice@harbour.example", by=cast.dora)
        operations.place(cast.alice, manager=cast.erin)
        bring_in(found, by=cast.dora)
        assert person("erin@harbour.example").position.manager is None


def test_the_audit_holds_numbers_and_no_names(cast: Cast) -> None:
    with entering(cast.dora):
        bring_in(propose("Kim,kim@harbour.example,,,,", "Bob B,bob@harbour.example,,,,", by=cast.dora), by=cast.dora)
        assert [each.change for each in Event.objects.filter(kind="people.imported")] == [{"lines": 2, "new": 1}]


# Some at a time


def test_lines_come_in_some_at_a_time_and_it_can_be_taken_up_again(cast: Cast) -> None:
    with entering(cast.dora):
        found = propose(*crowd(AT_A_TIME + 5), by=cast.dora)
        operations.confirm_import(found, write_to_new=False, at=LATER)
        for _ in range(2):  # pressed twice
            operations.apply_import(found, after=0, by=cast.dora, at=LATER)
        found.refresh_from_db()
        assert (found.done, found.total, found.done_at) == (AT_A_TIME, AT_A_TIME + 5, None)
        operations.apply_import(found, after=AT_A_TIME, by=cast.dora, at=LATER)
        found.refresh_from_db()
        assert found.done_at == LATER
        assert Membership.objects.current().filter(person__email__startswith="p").count() == AT_A_TIME + 5
        led = Position.objects.exclude(manager=None).filter(person__email__startswith="p")
        assert led.count() == sum(n % 9 > 0 for n in range(AT_A_TIME + 5))


def test_a_step_asks_the_same_number_of_questions_for_two_people_as_for_two_hundred(cast: Cast) -> None:
    counts = []
    for lines in (crowd(2), crowd(AT_A_TIME + 2)[2:]):
        with entering(cast.dora):
            found = propose(*lines, by=cast.dora)
            operations.confirm_import(found, write_to_new=True, at=LATER)
            with CaptureQueriesContext(connection) as asked:
                operations.apply_import(found, after=0, by=cast.dora, at=LATER)
            counts.append(len([each for each in asked.captured_queries if "SAVEPOINT" not in each["sql"]]))
    assert counts == [20, 20]


@pytest.mark.django_db(transaction=True)
def test_the_same_step_pressed_by_two_browsers_at_once_is_one(cast: Cast) -> None:
    with entering(cast.dora):
        found = propose(*crowd(20), by=cast.dora)
        operations.confirm_import(found, write_to_new=True, at=LATER)
    answers = at_once(
        *[(cast.dora, lambda: operations.apply_import(found, after=0, by=cast.dora, at=LATER)) for _ in range(3)]
    )
    assert answers == [None, None, None]
    with entering(cast.dora):
        assert Membership.objects.filter(person__email__startswith="p").count() == 20
        assert Event.objects.filter(kind="people.imported").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_people_brought_in_by_two_at_once_are_there_once(cast: Cast) -> None:
    files = []
    for by in (cast.dora, cast.olga):
        with entering(by):
            files.append(propose(*crowd(20), by=by))
            operations.confirm_import(files[-1], write_to_new=False, at=LATER)
    answers = at_once(
        (cast.dora, lambda: operations.apply_import(files[0], after=0, by=cast.dora, at=LATER)),
        (cast.olga, lambda: operations.apply_import(files[1], after=0, by=cast.olga, at=LATER)),
    )
    assert answers == [None, None]
    with entering(cast.dora):
        assert Membership.objects.current().filter(person__email__startswith="p").count() == 20


# Telling them


def test_new_people_are_written_to_only_where_that_was_asked_and_once(cast: Cast, seeding: Callable) -> None:
    for wanted, expected in ((False, 0), (True, 1)):
        with entering(cast.dora):
            name = f"kim{expected}"
            found = propose(f"Kim,{name}@harbour.example,,,,", "Bob,bob@harbour.example,Pier,,,", by=cast.dora)
            bring_in(found, by=cast.dora, write_to_new=wanted)
        with seeding():
            assert Notice.objects.filter(kind="arrival").count() == expected


# Out and in again


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_what_was_taken_out_can_be_brought_in_and_changes_nothing(cast: Cast, write: Callable) -> None:
    with entering(cast.dora):
        operations.place(cast.bob, department="Estates", seniority="team", manager=cast.alice)
        operations.place(cast.alice, site="Quay", manager=cast.greta)
        operations.end_membership(cast.greta, by=cast.dora, at=NOW)
        lines = [_line(each, "Europe/London") for each in queries.everybody_of(cast.dora)]
        assert len(lines) > 4
        found = operations.propose_import(
            read_table(write([[*HEADING, "Roles", "Here since"], *lines])), by=cast.dora, at=NOW
        )
        assert found.mistakes == []
        assert found.unused == ["Roles", "Here since"]
        assert {row["coming"] for row in found.rows} == {"same"}
        assert found.total == len(lines)
        before = list(Position.objects.order_by("pk").values())
        bring_in(found, by=cast.dora)
        after = [
            each
            for each in Position.objects.order_by("pk").values()
            if each in before or any(each[column] for column in ("department", "site", "seniority", "manager_id"))
        ]
        assert after == before


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_name_that_a_spreadsheet_would_run_goes_out_harmless_and_comes_in_no_more(
    cast: Cast, write: Callable
) -> None:
    with entering(cast.dora):
        Membership.objects.filter(pk=cast.bob.pk).update(name="=1+1")
        lines = [_line(each, "Europe/London") for each in queries.everybody_of(cast.dora)]
        found = operations.propose_import(
            read_table(write([HEADING, *(line[:6] for line in lines)])), by=cast.dora, at=NOW
        )
        assert [why for _, why in found.mistakes] == ["Name begins with a sign that a spreadsheet takes for a formula."]
        assert {row["coming"] for row in found.rows} == {"same"}
