"""What HR reads of the sets as a whole."""

from datetime import timedelta

import pytest

from reports.queries import participation
from sessions import operations as sessions
from sessions.models import MoveReason
from sets import operations as sets
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db


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
