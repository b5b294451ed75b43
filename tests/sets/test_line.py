"""A manager and somebody who reports to them are in one set only where somebody says why."""

import random
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from organisations.models import Event, Position
from sets import operations, queries
from sets.models import LineException, LineReason, Proposal, SetInvitation
from sets.operations import SameLine
from tests.cast import NOW, Cast, entering, join
from tests.races import at_once, held_up
from tests.sets.forming import ask_all, found_pool, reports_to

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]


def said(blocked: pytest.ExceptionInfo[SameLine]) -> list[str]:
    return [str(pair) for pair in blocked.value.pairs]


def test_choosing_a_report_of_somebody_chosen_is_refused_with_who_reports_to_whom(cast: Cast) -> None:
    reports_to(cast.bob, cast.erin, cast=cast)
    pool = found_pool(cast.alice)
    with entering(cast.alice):
        operations.propose(pool, cast.erin, by=cast.alice, at=NOW)
        with pytest.raises(SameLine) as blocked:
            operations.propose(pool, cast.bob, by=cast.alice, at=NOW)
        assert said(blocked) == ["Bob reports to Erin."]
        assert Proposal.objects.filter(learning_set=pool).count() == 1


def test_a_line_through_others_counts_and_so_does_the_manager_who_comes_second(cast: Cast) -> None:
    reports_to(cast.bob, cast.frank, cast=cast)
    reports_to(cast.frank, cast.erin, cast=cast)
    pool = found_pool(cast.alice)
    with entering(cast.alice):
        operations.propose(pool, cast.bob, by=cast.alice, at=NOW)
        with pytest.raises(SameLine) as blocked:
            operations.propose(pool, cast.erin, by=cast.alice, at=NOW)
        assert said(blocked) == ["Bob reports to Erin, through others."]


def test_those_who_are_in_the_set_count_and_its_facilitator(cast: Cast) -> None:
    reports_to(cast.erin, cast.alice, cast=cast)
    reports_to(cast.bob, cast.greta, cast=cast)
    with entering(cast.alice):
        for newcomer, line in ((cast.erin, "Erin reports to Alice."), (cast.greta, "Bob reports to Greta.")):
            with pytest.raises(SameLine) as blocked:
                operations.check_line(cast.quay.learning_set, newcomer)
            assert said(blocked) == [line]
        operations.check_line(cast.quay.learning_set, cast.frank)


def test_two_reports_of_one_manager_may_be_together(cast: Cast) -> None:
    for each in (cast.bob, cast.erin):
        reports_to(each, cast.olga, cast=cast)
    assert len(ask_all(found_pool(cast.alice), cast.bob, cast.erin, by=cast.alice)) == 2


def test_a_reason_lets_them_in_is_kept_and_stands_in_the_audit_without_a_name(cast: Cast) -> None:
    reports_to(cast.bob, cast.erin, cast=cast)
    pool = found_pool(cast.alice)
    with entering(cast.alice):
        operations.propose(pool, cast.erin, by=cast.alice, at=NOW)
        operations.propose(pool, cast.bob, line_reason=LineReason.BOTH_ASK, by=cast.alice, at=NOW)
        operations.ask(pool, answer_by=NOW.date() + timedelta(days=9), by=cast.alice, at=NOW)
        kept = LineException.objects.get(learning_set=pool)
        assert (kept.manager_id, kept.report_id, kept.reason) == (cast.erin.pk, cast.bob.pk, LineReason.BOTH_ASK)
    with entering(cast.dora):
        event = Event.objects.get(kind="set.line_allowed")
        assert event.change == {"manager": cast.erin.pk, "report": cast.bob.pk, "reason": "both_ask"}
        assert LineException.objects.filter(learning_set=pool).exists()
    with entering(cast.greta):
        assert not LineException.objects.exists()


def test_a_colleagues_address_is_checked_when_they_are_invited(cast: Cast) -> None:
    reports_to(cast.erin, cast.bob, cast=cast)
    with entering(cast.alice):
        with pytest.raises(SameLine):
            operations.invite_to_set(cast.quay.learning_set, "Erin@harbour.example", by=cast.alice, at=NOW)
        assert not SetInvitation.objects.filter(invitation__email="erin@harbour.example").exists()
        operations.invite_to_set(
            cast.quay.learning_set, "erin@harbour.example", line_reason=LineReason.IN_NAME, by=cast.alice, at=NOW
        )
        assert SetInvitation.objects.filter(invitation__email="erin@harbour.example").exists()


def test_two_of_one_line_are_not_invited_one_after_the_other_either(cast: Cast) -> None:
    reports_to(cast.erin, cast.frank, cast=cast)
    with entering(cast.alice):
        with pytest.raises(SameLine):
            operations.invite_all(
                cast.quay.learning_set,
                [("", "erin@harbour.example"), ("", "frank@harbour.example")],
                by=cast.alice,
                at=NOW,
            )
        assert not SetInvitation.objects.filter(invitation__email__in=["erin@harbour.example"]).exists()


def test_who_accepts_is_not_told_whose_manager_somebody_is(cast: Cast) -> None:
    with entering(cast.alice):
        asked = operations.invite_to_set(cast.quay.learning_set, "erin@harbour.example", by=cast.alice, at=NOW)
    reports_to(cast.erin, cast.bob, cast=cast)
    with entering(cast.alice):
        assert operations.accept(asked.invitation, user=cast.erin.person, name="", at=NOW) is not None


def test_whoever_forms_no_set_learns_no_line_by_asking_the_door(cast: Cast) -> None:
    reports_to(cast.bob, cast.erin, cast=cast)
    everybody = [cast.bob.pk, cast.erin.pk]
    with entering(cast.alice):
        assert queries.lines_within(cast.quay.learning_set, everybody)
        assert queries.lines_within(cast.lighthouse.learning_set, everybody) == []
    for outsider in (cast.bob, cast.dora, cast.olga, cast.erin, cast.greta):
        with entering(outsider):
            assert queries.lines_within(cast.quay.learning_set, everybody) == []


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_manager_and_their_report_chosen_at_once_are_not_both_chosen(cast: Cast, together: Callable) -> None:
    reports_to(cast.bob, cast.erin, cast=cast)
    pool = found_pool(cast.alice)
    found = together(
        (cast.alice, lambda: operations.propose(pool, cast.erin, by=cast.alice, at=NOW)),
        (cast.dora, lambda: operations.propose(pool, cast.bob, by=cast.dora, at=NOW)),
    )
    assert sorted(type(each).__name__ for each in found) == ["Proposal", "SameLine"]


@pytest.mark.parametrize("seed", range(25))
def test_every_pair_in_one_line_is_found_in_any_organisation_also_where_lines_run_in_circles(
    cast: Cast, seeding: Seeding, seed: int
) -> None:
    """Against a walk upwards in Python: trees, forests, and people who report to each other in a ring."""
    chance = random.Random(seed)
    people = [join(f"p{number}", of=cast.olga, roles=["member"]) for number in range(9)]
    above: dict[int, int] = {}
    for number, person in enumerate(people):
        higher = people if seed % 2 else people[:number]
        managers = [each for each in higher if each.pk != person.pk]
        if managers and chance.random() < 0.8:
            above[person.pk] = chance.choice(managers).pk
    with seeding():
        for person in people:
            Position.objects.create(
                organisation=cast.harbour,
                membership=person,
                person_id=person.person_id,
                manager_id=above.get(person.pk),
            )
    chosen = chance.sample([each.pk for each in people], 6)
    expected = {
        (manager, report, above[report] == manager)
        for report in chosen
        for manager in _up_from(report, above)
        if manager in chosen and manager != report
    }
    with entering(cast.alice):
        found = queries.lines_within(cast.quay.learning_set, chosen)
    assert {(line.manager, line.report, line.is_direct) for line in found} == expected
    assert len(found) == len(expected)


def _up_from(report: int, above: dict[int, int]) -> set[int]:
    seen: set[int] = set()
    while (report := above.get(report, 0)) and report not in seen:
        seen.add(report)
    return seen
