"""What learning together cost, beside a calculation by hand."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest

from organisations import operations as organisations
from organisations.models import CostRate, Event, FeePer
from reports.costs import Money
from reports.filters import Narrowed
from reports.measures import Figures
from reports.queries import participation
from sessions.models import Attendance, Session
from sets.models import SetMembership, SetRole
from tests.cast import NOW, Cast, Story, entering
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
JUNE, JULY, AUGUST = (datetime(2027, month, 1, tzinfo=UTC) for month in (6, 7, 8))
DAY = timedelta(days=1)


def _meet(story: Story, at: datetime, *, minutes: int, came: int, number: int) -> None:
    """Held, led by its facilitator; so many of its people came."""
    here = {"organisation": story.learning_set.organisation, "learning_set": story.learning_set}
    session = Session.objects.create(
        **here,
        number=number,
        local_date=at.date(),
        local_time=at.time(),
        time_zone="UTC",
        minutes=minutes,
        starts_at=at,
        ends_at=at + timedelta(minutes=minutes),
        planned_at=JUNE,
        held_at=at,
    )
    for seat in (story.member, story.facilitator)[:came]:
        Attendance.objects.create(
            **here, session=session, membership=seat, person_id=seat.person_id, mark="came", marked_at=at
        )


def _set(
    cast: Cast, since: date, *, hourly: str, fee: str, per: FeePer = FeePer.SESSION, currency: str = "GBP"
) -> None:
    with entering(cast.dora):
        organisations.set_costs(
            valid_from=since,
            currency=currency,
            hourly_rate=Decimal(hourly),
            fee=Decimal(fee),
            fee_per=per,
            by=cast.dora,
            at=JUNE,
        )


def _of(cast: Cast, since: datetime, until: datetime, **more: Any) -> Figures:
    with entering(cast.dora):
        return participation(cast.harbour, since=since, until=until, now=AUGUST + 99 * DAY, **more).now


@pytest.fixture
def met(cast: Cast, seeding: Seeding) -> Cast:
    """Two sets on one June morning and afternoon, one of them again in July, and once without anybody to lead it."""
    with seeding():
        CostRate.objects.all().delete()
        _meet(cast.quay, JUNE + 9 * DAY + timedelta(hours=9), minutes=180, came=2, number=90)
        _meet(cast.quay, JUNE + 9 * DAY + timedelta(hours=14), minutes=90, came=1, number=91)
        _meet(cast.quay, JULY + 9 * DAY, minutes=120, came=1, number=92)
    return cast


def test_hours_at_one_rate_and_a_fee_for_each_session(met: Cast) -> None:
    _set(met, date(2027, 6, 1), hourly="40", fee="600")
    june = _of(met, JUNE, JULY).costs
    assert june.total == Money({"GBP": Decimal(40) * (6 + Decimal("1.5")) + 600 * 2})
    assert june.times == 3
    assert june.each_time == Money({"GBP": Decimal(500)})
    assert str(june.total) == "£1,500"


def test_a_fee_for_a_day_is_paid_once_for_two_sessions(met: Cast) -> None:
    _set(met, date(2027, 6, 1), hourly="0", fee="900", per=FeePer.DAY)
    assert _of(met, JUNE, JULY).costs.total == Money({"GBP": Decimal(900)})
    assert _of(met, JUNE, AUGUST).costs.total == Money({"GBP": Decimal(1800)})


def test_each_day_is_reckoned_with_what_held_on_it(met: Cast) -> None:
    """Also where the rate changes in the middle of a part, and what was before the first is left out."""
    _set(met, date(2027, 6, 20), hourly="10", fee="0")
    assert not _of(met, JUNE, JULY).costs.total
    _set(met, date(2027, 6, 5), hourly="20", fee="100")
    whole = _of(met, JUNE, AUGUST)
    assert whole.costs.total == Money({"GBP": Decimal(20) * Decimal("7.5") + 200 + 10 * 2})
    assert whole.costs.times == 4
    assert whole.meetings.came == 4


def test_parts_and_the_whole_agree_however_often_the_rate_changes(met: Cast) -> None:
    for day, hourly in ((2, "11"), (10, "13"), (11, "17"), (28, "19")):
        _set(met, date(2027, 6, day), hourly=hourly, fee="7")
    with entering(met.dora):
        report = participation(
            met.harbour, since=JUNE, until=AUGUST, now=AUGUST, parts=[JUNE + 10 * DAY, JULY], before=JUNE - 61 * DAY
        )
    assert sum((each.costs for each in report.parts[1:]), report.parts[0].costs) == report.now.costs
    assert len(report.parts) == 3
    assert report.now.costs.total == Money({"GBP": Decimal(13) * Decimal("7.5") + 14 + 19 * 2 + 7})


def test_who_leads_nothing_is_paid_nothing(met: Cast, seeding: Seeding) -> None:
    _set(met, date(2027, 6, 1), hourly="0", fee="600")
    with seeding():
        SetMembership.objects.filter(learning_set=met.quay.learning_set, role=SetRole.FACILITATOR).update(ended_at=JULY)
    assert _of(met, JULY, AUGUST).costs.total == Money({"GBP": Decimal(0)})


def test_currencies_are_not_added_up(met: Cast) -> None:
    _set(met, date(2027, 6, 1), hourly="40", fee="0")
    _set(met, date(2027, 7, 1), hourly="44.50", fee="0", currency="EUR")
    assert str(_of(met, JUNE, AUGUST).costs.total) == "£300 and €89.00"


def test_of_a_department_there_is_no_cost(met: Cast) -> None:
    """A fee is paid for a whole session, whoever came to it."""
    _set(met, date(2027, 6, 1), hourly="40", fee="600")
    assert not _of(met, JUNE, AUGUST, narrowed=Narrowed(department="Operations")).costs.total
    assert _of(met, JUNE, AUGUST, narrowed=Narrowed(set=met.quay.learning_set.slug)).costs.total


def test_only_owner_and_hr_know_what_is_reckoned_with(cast: Cast) -> None:
    for who in (cast.alice, cast.bob, cast.erin):
        with entering(who):
            assert not CostRate.objects.exists()
    with entering(cast.dora):
        assert CostRate.objects.get().hourly_rate == 40


def test_the_same_day_again_replaces(cast: Cast) -> None:
    _set(cast, date(2027, 6, 1), hourly="40", fee="600")
    _set(cast, date(2027, 6, 1), hourly="41", fee="601")
    with entering(cast.dora):
        assert CostRate.objects.get(valid_from=date(2027, 6, 1)).hourly_rate == 41


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_a_rate_that_two_remove_at_once_is_removed_once(cast: Cast, together: Callable[..., Any]) -> None:
    with entering(cast.dora):
        rate = CostRate.objects.earliest("valid_from")
        told = Event.objects.filter(kind="costs.removed").count()
    found = together(
        *((each, partial(organisations.remove_costs, rate, by=each, at=NOW)) for each in (cast.dora, cast.olga))
    )
    assert sorted(found) == [False, True]
    with entering(cast.dora):
        assert not CostRate.objects.filter(pk=rate.pk).exists()
        assert Event.objects.filter(kind="costs.removed").count() == told + 1
