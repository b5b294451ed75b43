"""Several sessions planned in one go, and moved together: all of them, or none."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from alsweb.lib.time import NoSuchTime, TimeHappensTwice, in_zone
from notifications.models import Notice
from organisations.models import Event
from organisations.operations import Refused
from sessions import operations, queries
from sessions.cadence import dates
from sessions.models import Answer, Attendance, JoiningWords, MoveReason, Series, Session, SessionMove
from tests.cast import NINE, NOW, ZONE, Cast, entering
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db

FIRST = date(2027, 3, 2)
SIX = dates(FIRST, cadence="fortnight", count=6)
"""Over the change of clock on 28 March."""
LINK = "https://meet.example/series"


def plan(cast: Cast, days: list[date] = SIX, at_time: time = NINE, **more: Any) -> list[Session]:
    return operations.plan_series(
        cast.quay.learning_set,
        **{
            "days": days,
            "at_time": at_time,
            "minutes": 180,
            "place": "Library",
            "address": "1 Quay Street",
            "access_notes": "Step-free through the yard",
            "video_link": LINK,
            "cadence": "fortnight",
            "by": cast.alice,
            "at": NOW,
            **more,
        },
    )


def move(cast: Cast, sessions: list[Session], days: int, **more: Any) -> bool:
    return operations.move_together(
        sessions,
        days=days,
        **{
            "at_time": time(14),
            "minutes": 120,
            "place": "Mill",
            "address": "",
            "access_notes": "",
            "video_link": LINK,
            "reason": MoveReason.WORK,
            "by": cast.alice,
            "at": NOW,
            **more,
        },
    )


def in_series(planned: list[Session]) -> list[Session]:
    """The same sessions as another browser holds them."""
    return list(Session.objects.filter(pk__in=[each.pk for each in planned]).order_by("starts_at"))


def test_six_sessions_stand_in_everybodys_diary_at_nine_whatever_the_clocks_do(cast: Cast) -> None:
    with entering(cast.alice):
        planned = plan(cast)
        assert [each.local_date for each in planned] == SIX
        assert [each.number for each in planned] == [3, 4, 5, 6, 7, 8]
        assert {in_zone(each.starts_at, ZONE).time() for each in planned} == {NINE}
        assert {each.starts_at.hour for each in planned} == {8, 9}
        assert {each.ends_at - each.starts_at for each in planned} == {timedelta(hours=3)}
        (series,) = Series.objects.filter(cadence="fortnight")
        assert {each.series_id for each in in_series(planned)} == {series.pk}
        assert len({each.uid for each in planned}) == 6
        assert {words.video_link for words in JoiningWords.objects.filter(session__in=planned)} == {LINK}
        assert [event.change for event in Event.objects.filter(kind="series.planned")] == [{"number": 6}]
        first = in_series(planned)[0]
        assert (first.place, first.address, first.access_notes) == (
            "Library",
            "1 Quay Street",
            "Step-free through the yard",
        )


def test_everybody_is_told_of_each_the_planner_for_their_calendar(cast: Cast) -> None:
    with entering(cast.alice):
        planned = plan(cast)
    with entering(cast.bob):
        told = Notice.objects.filter(kind="session_planned", subject__in=[f"session:{each.pk}" for each in planned])
        assert told.count() == 6
    with entering(cast.alice):
        own = Notice.objects.filter(subject__in=[f"session:{each.pk}" for each in planned])
        assert [each.detail["own"] for each in own] == [True] * 6


def test_a_form_sent_twice_plans_one_series(cast: Cast) -> None:
    with entering(cast.alice):
        once, twice = plan(cast), plan(cast)
        assert [each.pk for each in once] == [each.pk for each in twice]
        assert Series.objects.filter(cadence="fortnight").count() == 1


def test_a_date_that_stands_already_keeps_its_session(cast: Cast) -> None:
    with entering(cast.alice):
        coming = cast.quay.coming
        planned = plan(cast, [coming.local_date, FIRST])
        assert planned[0] == coming
        assert [each.local_date for each in planned] == [coming.local_date, FIRST]
        assert Session.objects.get(pk=coming.pk).series_id is None


@pytest.mark.parametrize(
    ("day", "at_time", "met"),
    [
        (date(2027, 3, 28), time(1, 30), NoSuchTime),
        (date(2027, 10, 31), time(1, 30), TimeHappensTwice),
        (NOW.date() - timedelta(days=1), NINE, Refused),
    ],
)
def test_one_impossible_date_plans_none(cast: Cast, day: date, at_time: time, met: type[Exception]) -> None:
    with entering(cast.alice):
        before = Session.objects.count()
        with pytest.raises(met):
            plan(cast, [*SIX, day], at_time)
        assert Session.objects.count() == before
        assert not Series.objects.filter(cadence="fortnight").exists()


# Later change


def test_those_that_move_together_keep_their_distances_and_take_the_new_time_and_place(cast: Cast) -> None:
    with entering(cast.alice):
        planned = plan(cast)
        with entering(cast.bob):
            operations.answer_session(planned[4], answer=Answer.COMING, by=cast.bob, at=NOW)
        following = in_series(planned)[2:]
        assert move(cast, following, 2)
        after = in_series(planned)
        assert [each.local_date for each in after] == [*SIX[:2], *[day + timedelta(days=2) for day in SIX[2:]]]
        assert {(each.place, in_zone(each.starts_at, ZONE).time(), each.minutes) for each in after[2:]} == {
            ("Mill", time(14), 120)
        }
        assert [each.sequence for each in after] == [0, 0, 1, 1, 1, 1]
        assert [each.uid for each in after] == [each.uid for each in planned]
        assert SessionMove.objects.filter(session__in=planned).count() == 4
        assert not Attendance.objects.filter(session=planned[4]).exclude(answer="").exists()


def test_what_was_held_cancelled_or_planned_otherwise_stays(cast: Cast) -> None:
    with entering(cast.alice):
        planned = plan(cast)
        operations.cancel_session(planned[1], reason=MoveReason.WORK, by=cast.alice, at=NOW)
        later = planned[0].ends_at + timedelta(hours=1)
        operations.hold_session(planned[0], by=cast.alice, at=later)
        found = queries.dates_of(cast.quay.learning_set).together_with(planned[3], now=later)
        assert [each.pk for each in found] == [each.pk for each in planned[2:]]


def test_a_session_of_no_series_moves_alone(cast: Cast) -> None:
    with entering(cast.alice):
        plan(cast)
        found = queries.dates_of(cast.quay.learning_set).together_with(cast.quay.coming, now=NOW)
        assert found == [cast.quay.coming]


def test_where_one_cannot_move_none_does(cast: Cast) -> None:
    with entering(cast.alice):
        planned = plan(cast, [date(2027, 3, 20), date(2027, 3, 27), date(2027, 4, 3)])
        with pytest.raises(NoSuchTime):
            move(cast, in_series(planned), 1, at_time=time(1, 30))
        assert [each.local_date.day for each in in_series(planned)] == [20, 27, 3]
        assert not SessionMove.objects.filter(session__in=planned).exists()


def test_where_somebody_changed_one_meanwhile_none_moves(cast: Cast) -> None:
    with entering(cast.alice):
        planned = plan(cast)
        seen = in_series(planned)
        operations.cancel_session(planned[5], reason=MoveReason.WORK, by=cast.alice, at=NOW)
        assert not move(cast, seen, 7)
        assert [each.local_date for each in in_series(planned)] == SIX
        assert not Notice.objects.filter(kind="session_moved", subject=f"session:{planned[0].pk}").exists()


# At the same moment


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_series_sent_twice_at_once_is_planned_once(cast: Cast, together: Any) -> None:
    one, two = together((cast.alice, lambda: plan(cast)), (cast.alice, lambda: plan(cast)))
    assert [each.pk for each in one] == [each.pk for each in two]
    with entering(cast.alice):
        assert Session.objects.filter(learning_set=cast.quay.learning_set, starts_at__gt=_midnight(FIRST)).count() == 6
        assert Series.objects.filter(cadence="fortnight").count() == 1


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_series_and_one_of_it_moved_at_once_have_one_winner(cast: Cast, together: Any) -> None:
    with entering(cast.alice):
        planned = plan(cast)
        all_of_it, one_of_it = in_series(planned), in_series(planned)[3]
    found = together(
        (cast.alice, lambda: move(cast, all_of_it, 7)),
        (cast.alice, lambda: move(cast, [one_of_it], 1)),
    )
    assert sorted(found) == [False, True]
    with entering(cast.alice):
        moved = [each.local_date - day for each, day in zip(in_series(planned), SIX, strict=True)]
    none = timedelta(0)
    assert moved == ([timedelta(days=7)] * 6 if found[0] else [none, none, none, timedelta(days=1), none, none])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), UTC)
