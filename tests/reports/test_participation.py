"""What HR reads of the sets as a whole."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.http import Http404

from reports.filters import Narrowed
from reports.queries import (
    choices_of,
    marks_by_person,
    marks_by_set,
    own_person_to_report,
    participation,
    sessions_to_report,
    set_to_report,
)
from sessions import operations as sessions
from sessions.models import MoveReason
from sets import operations as sets
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]


def _need_a_date(cast: Cast) -> set[str]:
    with entering(cast.dora):
        report = participation(cast.harbour, since=NOW - timedelta(days=90), until=NOW, now=NOW)
        return {row.learning_set.name for row in report.sets if row.needs_date}


def test_a_running_set_without_a_next_session_needs_a_date(cast: Cast) -> None:
    assert "Quay" not in _need_a_date(cast)
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason=MoveReason.WORK, by=cast.alice, at=NOW)
    assert "Quay" in _need_a_date(cast)


def test_a_set_that_is_forming_or_closing_is_not_said_to_need_a_date(cast: Cast) -> None:
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason=MoveReason.WORK, by=cast.alice, at=NOW)
        sets.found_set(name="Tide", topic="", time_zone="Europe/London", places=6, by=cast.alice, at=NOW)
        sets.start_closing(cast.quay.learning_set, by=cast.alice, at=NOW)
    assert not {"Quay", "Tide"} & _need_a_date(cast)


def test_figures_stay_in_their_organisation_and_set_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    since, until, quay = NOW - timedelta(days=90), NOW, cast.quay.learning_set
    with seeding():
        every = participation(cast.harbour, since=since, until=until, now=NOW)
        assert {row.learning_set.organisation_id for row in every.sets} == {cast.harbour.pk}
        assert (every.total.held, every.total.marked) == (2, 3)  # Quay’s and Lighthouse’s, not Gate’s
        (one,) = participation(cast.harbour, since=since, until=until, now=NOW, narrowed=Narrowed(set="quay")).sets
        assert (one.learning_set, one.figures.held, one.figures.marked) == (quay, 1, 2)
        assert {each.session.learning_set_id for each in sessions_to_report(quay, since=since, until=until)} == {
            quay.pk
        }
        assert {each.name for each in marks_by_person(quay, since=since, until=until)} == {"Bob", "Greta"}
        assert {each.key for each in marks_by_set(cast.bob, since=since, until=until)} == {"quay"}
        offered = {value for values in choices_of(cast.harbour).values() for value, _name in values}
        assert offered >= {"quay", "lighthouse", str(cast.alice.pk)}
        assert not offered & {"gate", "arch", str(cast.nora.pk)}
        for look in (
            lambda: set_to_report(cast.harbour, "gate"),
            lambda: own_person_to_report(cast.harbour, cast.charlie.pk),
        ):
            with pytest.raises(Http404):
                look()
