"""A government changes its clocks under sessions that are planned already: the wall time stays."""

import struct
import zoneinfo
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import call_command

from notifications.sender import send_due
from organisations.models import Event
from sessions import operations, vtimezone
from sessions.models import Answer, Attendance, Session, ZoneRules
from sessions.operations.telling import SETTLES
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db
LONDON, WINTER, ALL_YEAR_SUMMER = "Europe/London", "GMT0", "BST-1"
JUMPS_IN_FEBRUARY = "GMT0BST,M2.3.1/8:30,M10.5.0"
"""From half past eight on the third Monday of February, 15 February 2027, it is half past nine."""
LATER = NOW + timedelta(hours=1)


def compiled(rule: str) -> bytes:
    """A zone file of version 2 (RFC 8536) that knows no past, and goes by one POSIX rule for ever."""
    block = b"TZif2" + bytes(15) + struct.pack(">6l", 0, 0, 0, 0, 1, 4) + struct.pack(">lbb", 0, 0, 0) + b"GMT\0"
    return block * 2 + b"\n" + rule.encode() + b"\n"


class Clocks:
    """The time-zone database of this machine, of which the test changes London."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "Europe").mkdir()
        self.go_by(WINTER)

    def go_by(self, rule: str) -> None:
        (self.folder / LONDON).write_bytes(compiled(rule))


@pytest.fixture
def clocks(tmp_path: Path) -> Iterator[Clocks]:
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path])
    found = Clocks(tmp_path)
    _forget()
    yield found
    zoneinfo.reset_tzpath(before)
    _forget()


def _forget() -> None:
    zoneinfo.ZoneInfo.clear_cache()
    vtimezone.written.cache_clear()


@pytest.fixture
def settled(cast: Cast, clocks: Clocks) -> Clocks:
    """All that the story had to tell is told, and its instants are by the rules as they stand."""
    assert operations.settle_zones(NOW) == []
    send_due(NOW)
    mail.outbox.clear()
    return clocks


def test_the_same_rules_are_looked_at_once(cast: Cast, settled: Clocks) -> None:
    with entering(cast.alice):
        Session.objects.filter(pk=cast.quay.coming.pk).update(starts_at=cast.quay.coming.starts_at - timedelta(hours=1))
    assert operations.settle_zones(LATER) == []
    assert ZoneRules.objects.get().settled_at == NOW


def test_the_wall_time_stays_the_instant_follows_and_everybody_is_told_once(cast: Cast, settled: Clocks) -> None:
    session = cast.quay.coming
    settled.go_by(ALL_YEAR_SUMMER)
    found = operations.settle_zones(LATER)
    assert {each.session for each in found} == {
        cast.quay.coming.pk,
        cast.lighthouse.coming.pk,
        cast.gate.coming.pk,
    }
    with entering(cast.alice):
        after = Session.objects.get(pk=session.pk)
        assert (after.local_date, after.local_time) == (session.local_date, session.local_time)
        assert after.starts_at == datetime(2027, 2, 15, 8, tzinfo=UTC)
        assert after.ends_at - after.starts_at == session.length
        assert (after.uid, after.sequence) == (session.uid, session.sequence + 1)
        assert Event.objects.filter(kind="session.clocks_changed", subject=f"session:{session.pk}").count() == 1
        assert Attendance.objects.get(session=session, person=cast.bob.person_id).answer == Answer.COMING
    assert operations.settle_zones(LATER + timedelta(days=1)) == []
    send_due(LATER + timedelta(days=2))
    letters = [str(each.body) for each in mail.outbox if each.to == ["bob@harbour.example"]]
    assert len(letters) == 1
    assert "The rules of the clocks have changed. Quay still meets at 09:00, London time" in letters[0]
    assert "has moved" not in letters[0]


def test_calendars_go_by_the_new_rules(cast: Cast, settled: Clocks) -> None:
    """Also in a process that wrote some before."""
    before = vtimezone.written(LONDON, 2027, 2027)
    settled.go_by(ALL_YEAR_SUMMER)
    operations.settle_zones(LATER)
    assert b"TZOFFSETTO:+0100" in vtimezone.written(LONDON, 2027, 2027)
    assert b"TZOFFSETTO:+0100" not in before


def test_a_wall_time_that_is_skipped_now_is_kept_nearby_and_whoever_runs_the_set_is_told(
    cast: Cast, settled: Clocks
) -> None:
    settled.go_by(JUMPS_IN_FEBRUARY)
    (found,) = [each for each in operations.settle_zones(LATER) if each.session == cast.quay.coming.pk]
    assert not found.has_one_instant
    assert found.now == datetime(2027, 2, 15, 9, tzinfo=UTC)
    with entering(cast.alice):
        assert Session.objects.get(pk=found.session).local_time == time(9, 0)
    send_due(LATER + timedelta(days=1))
    told = {each.to[0]: str(each.body) for each in mail.outbox if "is no longer one moment" in str(each.body)}
    assert "alice@harbour.example" in told
    assert "bob@harbour.example" not in told


def test_what_is_over_or_cancelled_keeps_its_instant(cast: Cast, settled: Clocks) -> None:
    with entering(cast.alice):
        operations.cancel_session(cast.quay.coming, reason="work", by=cast.alice, at=NOW)
    settled.go_by(ALL_YEAR_SUMMER)
    found = {each.session for each in operations.settle_zones(LATER)}
    assert not found & {cast.quay.coming.pk, cast.quay.held.pk}


def test_moved_and_clocks_changed_is_told_as_moved(cast: Cast, settled: Clocks) -> None:
    session = cast.quay.coming
    with entering(cast.alice):
        assert operations.move_session(
            session,
            day=date(2027, 2, 16),
            at_time=time(9, 0),
            minutes=session.minutes,
            place="",
            reason="work",
            by=cast.alice,
            at=LATER,
        )
    settled.go_by(ALL_YEAR_SUMMER)
    operations.settle_zones(LATER + timedelta(seconds=30))
    send_due(LATER + SETTLES + timedelta(minutes=1))
    (letter,) = [str(each.body) for each in mail.outbox if each.to == ["bob@harbour.example"]]
    assert "has moved: it now meets on Tuesday 16 February" in letter


def test_the_command_says_what_it_did(cast: Cast, settled: Clocks) -> None:
    settled.go_by(ALL_YEAR_SUMMER)
    said = StringIO()
    call_command("settle_zones", "--at", LATER.isoformat(), stdout=said)
    assert (
        f"Session {cast.quay.coming.pk}: 2027-02-15T09:00:00+00:00 is 2027-02-15T08:00:00+00:00 now." in said.getvalue()
    )
    assert "3 sessions." in said.getvalue()
