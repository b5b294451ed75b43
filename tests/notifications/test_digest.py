"""The weekly mail: everything that can wait and is still true, once, whatever dies on the way."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time
from typing import Any

import pytest

from alsweb.lib.tenancy.scope import scope
from notifications import judgement, leases, operations
from notifications.digest import digest_kind
from notifications.kinds import Kind, Message, kind_named
from notifications.models import Notice, NoticeState, Preference
from notifications.models.notice import DIGEST
from notifications.queries import inbox_of
from notifications.sender import send_due
from organisations.models import User
from tests.notifications.conftest import (
    HARBOUR,
    MOVED,
    NORTHGATE,
    NUDGE,
    REMINDER,
    later,
    make_person,
    notices_of,
    tell,
)
from tests.notifications.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
FRIDAY = datetime(2027, 2, 5, 8, 0, tzinfo=UTC)
NAMES = {HARBOUR: "Harbour", NORTHGATE: "Northgate"}


@pytest.fixture(autouse=True)
def kinds_of_digests(known_kinds: Callable[[Kind], Kind]) -> None:
    """Each reminder says its own number, so that a line that is lost or doubled shows."""

    def render(notice: Notice, at: datetime) -> Message:
        said = REMINDER.render(notice, at)
        return replace(said, context={**said.context, "sentence": f"About {notice.subject}."}, path="/o/harbour/")

    known_kinds(digest_kind(lambda organisation: (NAMES[organisation], "/o/harbour/inbox/")))
    known_kinds(replace(REMINDER, render=render))
    known_kinds(replace(NUDGE, render=render))


def _weekly(name: str, **chosen: object) -> User:
    person = make_person(name)
    with scope(person=person.pk):
        Preference.objects.create(person_id=person.pk, digest_day=5, digest_at=time(8), **chosen)
    return person


def _put_off(person: User, *subjects: str, at: datetime = MONDAY, **given: object) -> None:
    for subject in subjects:
        tell(person, at, subject=subject, **given)  # type: ignore[arg-type]
    send_due(at)


def _lines(mail: Any) -> list[str]:
    (text,) = (
        part.get_payload(decode=True).decode() for part in mail.walk() if part.get_content_type() == "text/plain"
    )
    return [line.removeprefix("- ") for line in text.splitlines() if line.startswith("- ") and line != "- "]


def _states(person: User) -> dict[str, NoticeState]:
    return {each.subject: each.state for each in notices_of(person)}


def test_what_can_wait_comes_once_a_week_and_what_cannot_at_once(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    tell(bob, MONDAY, kind=MOVED, subject="session:9")
    _put_off(bob, "session:1", "session:2")
    assert len(mail_server.taken) == 1
    assert send_due(later(FRIDAY, seconds=-1)).total() == 0
    send_due(FRIDAY)

    _moved, weekly = mail_server.taken
    assert _lines(weekly) == ["About session:1.", "About session:2."]
    assert weekly["Subject"] == "Harbour: your week"
    assert set(_states(bob).values()) == {NoticeState.SENT}
    assert send_due(later(FRIDAY, days=2)).total() == 0


def test_each_organisation_has_a_mail_of_its_own(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "session:1")
    _put_off(bob, "session:2", organisation=NORTHGATE)
    send_due(FRIDAY)

    said = {str(mail["Subject"]): _lines(mail) for mail in mail_server.taken}
    assert said == {"Harbour: your week": ["About session:1."], "Northgate: your week": ["About session:2."]}
    assert not any("Northgate" in str(mail) for mail in mail_server.taken if "Harbour" in str(mail["Subject"]))


def test_what_is_true_no_more_is_left_out_and_a_mail_without_a_line_is_not_sent(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer
) -> None:
    bob, dora = _weekly("bob"), _weekly("dora")
    _put_off(bob, "session:1", "session:2")
    _put_off(dora, "session:1")
    known_kinds(replace(_as_known(REMINDER), still_true=lambda notice, at: notice.subject != "session:1"))
    send_due(FRIDAY)
    send_due(later(FRIDAY, days=1, minutes=1))

    (weekly,) = mail_server.taken
    assert _lines(weekly) == ["About session:2."]
    assert _states(dora) == {f"organisation:{HARBOUR}": NoticeState.SUPPRESSED, "session:1": NoticeState.SUPPRESSED}
    assert _states(bob)["session:1"] is NoticeState.SUPPRESSED


def test_what_would_be_of_no_use_by_then_comes_by_itself(
    known_kinds: Callable[[Kind], Kind], mail_server: MailServer
) -> None:
    known_kinds(replace(_as_known(REMINDER), useful_until=lambda notice, at: later(FRIDAY, hours=6)))
    _put_off(_weekly("bob"), "session:1")
    assert [_lines(mail) for mail in mail_server.taken] == [[]]


def test_a_second_copy_after_a_crash_says_the_same_and_nothing_that_came_up_meanwhile(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "session:1", "session:2")
    (digest,) = leases.claim(1, at=FRIDAY, clock=FRIDAY)
    ready = judgement.judge(digest, judgement.readers_of([digest], at=FRIDAY), at=FRIDAY)
    assert isinstance(ready, judgement.Send)
    leases.note_lines(digest, ready.message.lines)
    assert leases.begin(digest, at=FRIDAY, clock=FRIDAY)
    # Here the sender dies, the mail handed over or not; and one more waits for the same mail, a moment too late.
    tell(bob, MONDAY, subject="session:3")
    send_due(later(FRIDAY, seconds=-1), clock=lambda: FRIDAY)
    send_due(later(FRIDAY, minutes=2), clock=lambda: later(FRIDAY, minutes=2))

    (copy,) = mail_server.taken
    assert copy["Message-ID"] == ready.mail.extra_headers["Message-ID"]
    assert _lines(copy) == ["About session:1.", "About session:2."]
    for days in (1, 3, 8):  # a Saturday, a Monday, a Saturday
        send_due(later(FRIDAY, days=days, minutes=5))
    assert sorted(line for mail in mail_server.taken for line in _lines(mail)) == [
        "About session:1.",
        "About session:2.",
    ]
    assert [mail for mail in mail_server.taken if "About session:3." in str(mail)], "It came by itself."


def test_two_crashes_with_it_in_hand_double_no_line(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "session:1")
    for minutes in (0, 1):
        at = later(FRIDAY, minutes=minutes)
        (digest,) = leases.claim(1, at=at, clock=at)
        ready = judgement.judge(digest, judgement.readers_of([digest], at=at), at=at)
        assert isinstance(ready, judgement.Send)
        leases.note_lines(digest, ready.message.lines)
        leases.begin(digest, at=at, clock=at)
    for days in (0, 1, 2, 8):
        send_due(later(FRIDAY, days=days, minutes=10), clock=lambda: later(FRIDAY, days=days, minutes=10))  # noqa: B023

    assert mail_server.taken == []
    assert _told(bob) == ["About session:1."]


def test_a_replay_adds_nothing(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "session:1")
    for _time in range(2):
        for hours in range(-120, 60, 12):
            send_due(later(FRIDAY, hours=hours))
    assert len(mail_server.taken) == 1
    with scope(person=bob.pk):
        assert Notice.objects.filter(kind=DIGEST).count() == 1


def test_an_answer_that_was_lost_settles_the_lines_and_sends_one_more_copy(mail_server: MailServer) -> None:
    bob = _weekly("drop-bob")
    _put_off(bob, "session:1")
    send_due(FRIDAY)
    assert _states(bob)["session:1"] is NoticeState.AMBIGUOUS
    send_due(later(FRIDAY, minutes=2))
    send_due(later(FRIDAY, days=1, minutes=5))

    ids = {mail["Message-ID"] for mail in mail_server.taken}
    assert (len(ids), {tuple(_lines(mail)) for mail in mail_server.taken}) == (1, {("About session:1.",)})


def test_turning_it_off_releases_what_waits(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "session:1")
    with scope(person=bob.pk):
        operations.choose(Preference(person_id=bob.pk), stopped=[], at=later(MONDAY, hours=1))
    send_due(later(MONDAY, hours=1))
    assert len(mail_server.taken) == 1
    send_due(FRIDAY)
    send_due(later(FRIDAY, days=2))
    assert len(mail_server.taken) == 1


def test_nobody_releases_what_waits_for_another(mail_server: MailServer) -> None:
    bob, dora = _weekly("bob"), make_person("dora")
    _put_off(bob, "session:1")
    with scope(person=dora.pk):
        operations.choose(Preference(person_id=dora.pk, digest_day=1), stopped=[], at=MONDAY)
    assert send_due(later(MONDAY, hours=1)).total() == 0


def test_a_nudge_in_it_is_the_one_of_its_seven_days(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "action:1", kind=NUDGE)
    _put_off(bob, "action:2", kind=NUDGE, organisation=NORTHGATE)
    send_due(later(FRIDAY, seconds=10))
    assert [_lines(mail) for mail in mail_server.taken] == [["About action:1."]]
    for days in (1, 2, 5):
        send_due(later(FRIDAY, days=days, seconds=20))
    assert len(mail_server.taken) == 1
    send_due(later(FRIDAY, days=7, seconds=10))
    send_due(later(FRIDAY, days=14))
    assert [_lines(mail) for mail in mail_server.taken[1:]] == [["About action:2."]]


def test_whoever_stops_it_by_one_click_finds_what_waits_in_their_inbox(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "session:1")
    with scope(person=bob.pk):
        operations.stop_kind(DIGEST, person=bob.pk, at=MONDAY)
    send_due(FRIDAY)
    assert mail_server.taken == []
    assert _told(bob) == ["About session:1."]
    assert _states(bob)["session:1"] is NoticeState.SUPPRESSED


def test_a_pause_holds_it(mail_server: MailServer) -> None:
    bob = _weekly("bob")
    _put_off(bob, "session:1")
    with scope(person=bob.pk):
        Preference.objects.update(paused_until=later(FRIDAY, days=3))
    for days in (0, 1, 2, 2.9):
        send_due(later(FRIDAY, days=days, minutes=1))
    assert mail_server.taken == []
    send_due(later(FRIDAY, days=3))
    assert [_lines(mail) for mail in mail_server.taken] == [["About session:1."]]


def _told(person: User) -> list[str]:
    with scope(person=person.pk, organisation=HARBOUR):
        return [each.sentence for each in inbox_of(person.pk, organisation=HARBOUR)]


def _as_known(kind: Kind) -> Kind:
    found = kind_named(kind.name)
    assert found is not None
    return found
