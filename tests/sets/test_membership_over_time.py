"""Whatever people do afterwards, a session that took place shows those who were in the set then.

Bob, Greta and Erin join, leave, move to the other set, leave the organisation and come back, in any order, while Quay
goes on meeting. An account of who was in it from when to when, kept by hand, is what pages have to go on saying.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organisations import operations as organisations
from organisations.models import Membership, User
from reports.queries import participation
from sessions import operations as sessions
from sessions.models import Attendance, Mark, Session
from sessions.queries import circle_at
from sets import operations
from sets.models import LearningSet, SetMembership, SetRole
from tests.cast import NINE, NOW, Cast, Story, entering, join_set
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db

PEOPLE = ("bob", "greta", "erin")
MOVES = ("joins quay", "leaves quay", "joins lighthouse", "leaves lighthouse", "leaves harbour", "comes back")
GAPS = [timedelta(0), timedelta(minutes=30), timedelta(hours=3), timedelta(days=9)]

steps = st.lists(
    st.tuples(
        st.one_of(
            st.tuples(st.sampled_from(PEOPLE), st.sampled_from(MOVES)),
            st.tuples(st.just("quay"), st.sampled_from(("meets", "closes"))),
        ),
        st.sampled_from(GAPS),
    ),
    min_size=4,
    max_size=12,
)


@dataclass
class Stay:
    who: str
    since: datetime
    until: datetime | None = None


@dataclass
class Account:
    """Who was in Quay from when to when, and what was seen of each session as soon as it was over."""

    cast: Cast
    coming: Session
    at: datetime = NOW
    stays: list[Stay] = field(default_factory=list)
    meeting: Session | None = None
    past: dict[Session, Any] = field(default_factory=dict)

    def step(self, who: str, what: str) -> None:
        match what.split():
            case ["meets"]:
                self.meet()
            case ["closes"]:
                self.close()
            case ["joins", place]:
                self.join(who, getattr(self.cast, place))
            case ["leaves", "harbour"]:
                self.leave_harbour(who)
            case ["leaves", place]:
                self.leave(who, getattr(self.cast, place).learning_set)
            case _:
                self.come_back(who)

    # What people do

    def join(self, who: str, story: Story) -> None:
        user, by = self.user(who), story.facilitator
        with entering(by):
            asked = operations.invite_to_set(story.learning_set, user.email, name=who.title(), by=by, at=self.at)
            operations.accept(asked.invitation, user=user, name="", at=self.at)
        if story is self.cast.quay and self.stay(who) is None:
            self.stays.append(Stay(who.title(), since=self.at))

    def leave(self, who: str, learning_set: LearningSet) -> None:
        person = getattr(self.cast, who)
        with entering(person):
            seat = SetMembership.objects.current().filter(learning_set=learning_set, person=person.person_id).first()
            if seat is not None:
                assert operations.leave_set(seat, by=person, at=self.at)
        if learning_set == self.cast.quay.learning_set:
            self.end_stay(who)

    def leave_harbour(self, who: str) -> None:
        with entering(self.cast.dora):
            here = Membership.objects.current().filter(person=self.user(who)).first()
            if here is not None:
                assert organisations.end_membership(here, by=self.cast.dora, at=self.at)
        self.end_stay(who)

    def come_back(self, who: str) -> None:
        with entering(self.cast.dora):
            last = Membership.objects.filter(person=self.user(who)).latest("started_at")
            organisations.bring_back(last, by=self.cast.dora, at=self.at)

    def meet(self) -> None:
        if self.meeting is None:
            self.meeting = plan(self.cast, day=self.at + timedelta(days=1), at=self.at)
            self.at = self.meeting.starts_at

    def close(self) -> None:
        """The first of those who were there came, the others are away."""
        session, self.meeting = self.meeting, None
        if session is None:
            return
        self.at = max(self.at, session.starts_at + timedelta(minutes=5))
        with entering(self.cast.alice):
            there: list[Any] = [each for each in circle_at(session) if each.role == SetRole.MEMBER]
            marks = {each.person_id: Mark.CAME for each in there[:1]}
            sessions.mark_attendance(session, marks, by=self.cast.alice, at=self.at)
            assert sessions.hold_session(session, by=self.cast.alice, at=self.at)
        self.past[session] = self.seen(session)
        over = min(self.at, session.ends_at)
        members, _rows, _figures = self.past[session]
        assert set(members) == {
            each.who
            for each in self.stays
            if each.since < over and (each.until is None or each.until > session.starts_at)
        }
        assert all(members.values())

    # What the account says

    def user(self, who: str) -> User:
        return getattr(self.cast, who).person

    def stay(self, who: str) -> Stay | None:
        return next((each for each in self.stays if each.who == who.title() and each.until is None), None)

    def end_stay(self, who: str) -> None:
        if stay := self.stay(who):
            stay.until = self.at

    # What pages say

    def seen(self, session: Session) -> Any:
        """Each member by name with their mark, the rows of attendance, and the figures that HR sees."""
        with entering(self.cast.alice):
            listed: list[Any] = circle_at(Session.objects.get(pk=session.pk))
            members = {each.membership.name: each.mark for each in listed if each.role == SetRole.MEMBER}
            rows = list(Attendance.objects.filter(session=session).order_by("person").values())
        with entering(self.cast.dora):
            since = session.starts_at
            report = participation(self.cast.harbour, since=since, until=since + timedelta(seconds=1), now=self.at)
        return members, rows, (report.total, [row.figures for row in report.sets])

    def holds(self) -> None:
        for session, was in self.past.items():
            assert self.seen(session) == was
        with entering(self.cast.alice):
            listed = {each.membership.name for each in circle_at(self.coming)}
        assert listed == {"Alice"} | {each.who for each in self.stays if each.until is None}

    def seats_hold(self) -> None:
        with entering(self.cast.dora):
            seats = list(SetMembership.objects.all())
        current = [(each.learning_set_id, each.person_id) for each in seats if each.ended_at is None]
        assert len(current) == len(set(current))
        for each in seats:
            assert each.started_at is not None
            assert each.ended_at is None or each.ended_at >= each.started_at


def plan(cast: Cast, *, day: datetime, at: datetime) -> Session:
    with entering(cast.alice):
        return sessions.plan_session(
            cast.quay.learning_set,
            day=day.date(),
            at_time=NINE,
            minutes=120,
            place="",
            video_link="",
            by=cast.alice,
            at=at,
        )


def stays_so_far(cast: Cast) -> list[Stay]:
    with entering(cast.alice):
        seats = SetMembership.objects.members().filter(learning_set=cast.quay.learning_set)
        return [Stay(each.membership.name, each.started_at, each.ended_at) for each in seats]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=steps)
def test_what_took_place_stays_as_it_was(cast: Cast, story: list[tuple[tuple[str, str], timedelta]]) -> None:
    with transaction.atomic():
        coming = plan(cast, day=NOW + timedelta(days=360), at=NOW)
        account = Account(cast, coming, stays=stays_so_far(cast), past={})
        account.past[cast.quay.held] = account.seen(cast.quay.held)
        for (who, what), gap in [*story, (("quay", "closes"), timedelta(0))]:
            account.at += gap
            account.step(who, what)
            account.holds()
        account.seats_hold()
        transaction.set_rollback(True)


def test_a_leaver_stays_named_where_they_were_and_is_not_expected_any_more(cast: Cast) -> None:
    """Greta left a day ago, and was away from the first session; the next one is not hers."""
    with entering(cast.alice):
        then: list[Any] = circle_at(cast.quay.held)
        assert [(each.membership.name, each.mark) for each in then if each.role == SetRole.MEMBER] == [
            ("Bob", Mark.CAME),
            ("Greta", Mark.ABSENT),
        ]
        assert "Greta" not in {each.membership.name for each in circle_at(cast.quay.coming)}


def test_nobody_is_marked_for_a_session_before_their_time(cast: Cast) -> None:
    kim = join_later(cast)
    with entering(cast.alice):
        sessions.mark_attendance(cast.quay.held, {kim.person_id: Mark.CAME}, by=cast.alice, at=NOW)
        assert not Attendance.objects.filter(person=kim.person_id).exists()


@pytest.mark.parametrize("later", [timedelta(0), timedelta(minutes=10)])
def test_who_comes_in_after_a_session_was_closed_early_was_not_in_it(cast: Cast, later: timedelta) -> None:
    session = cast.quay.coming
    closed = session.starts_at + timedelta(minutes=30)
    with entering(cast.alice):
        sessions.hold_session(session, by=cast.alice, at=closed)
    join_later(cast, at=closed + later)
    with entering(cast.alice):
        listed = circle_at(Session.objects.get(pk=session.pk))
    assert {each.membership.name for each in listed} == {"Alice", "Bob"}


def join_later(cast: Cast, *, at: datetime = NOW) -> Membership:
    kim = join_set("kim", cast.lighthouse.learning_set, of=cast.frank)
    with entering(cast.alice):
        operations.admit(cast.quay.learning_set, kim, role=SetRole.MEMBER, at=at)
    return kim


# At the same moment


def seat_of(member: Membership) -> SetMembership:
    with entering(member):
        return SetMembership.objects.current().get(person=member.person_id)


def current_seats(cast: Cast, member: Membership) -> int:
    with entering(cast.alice):
        seats = SetMembership.objects.current().filter(learning_set=cast.quay.learning_set)
        return seats.filter(person=member.person_id).count()


def accept(cast: Cast, member: Membership, *, of: Membership, at: datetime) -> Callable[[], object]:
    """A yes to an invitation of its own, in the scope of who invited."""
    with entering(of):
        asked = operations.invite_to_set(cast.quay.learning_set, member.person.email, by=of, at=NOW)
    return lambda: operations.accept(asked.invitation, user=member.person, name="", at=at)


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_one_invitation_accepted_twice_at_once_is_one_seat(cast: Cast, together: Callable[..., Any]) -> None:
    said = accept(cast, cast.erin, of=cast.alice, at=NOW)
    found = together((cast.alice, said), (cast.alice, said))
    assert {type(each) for each in found} == {LearningSet, organisations.Refused}
    assert current_seats(cast, cast.erin) == 1


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.parametrize("first", ["join", "leave"])
@pytest.mark.django_db(transaction=True)
def test_joining_and_leaving_at_once_leaves_one_seat_or_none(
    cast: Cast, together: Callable[..., Any], first: str
) -> None:
    """Bob says yes once more in one window and leaves in another; either may be the last word, and both are kept."""
    at = NOW + timedelta(hours=1)
    seat, said = seat_of(cast.bob), accept(cast, cast.bob, of=cast.alice, at=at)
    both = {
        "join": (cast.alice, said),
        "leave": (cast.bob, lambda: operations.leave_set(seat, by=cast.bob, at=at)),
    }
    found = together(both.pop(first), *both.values())
    assert not [each for each in found if isinstance(each, Exception)]
    with entering(cast.alice):
        seat.refresh_from_db()
    assert seat.ended_at == at
    assert current_seats(cast, cast.bob) in (0, 1)


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_leaving_while_being_marked_keeps_the_mark_and_the_leaving(cast: Cast, together: Callable[..., Any]) -> None:
    seat, session = seat_of(cast.bob), cast.quay.coming
    at = session.ends_at + timedelta(minutes=1)
    marks = {cast.bob.person_id: Mark.CAME}
    moves = [
        (cast.bob, lambda: operations.leave_set(seat, by=cast.bob, at=at)),
        (cast.alice, lambda: sessions.mark_attendance(session, marks, by=cast.alice, at=at)),
    ]
    for order in (moves, moves[::-1]):
        found = together(*order)
        assert not [each for each in found if isinstance(each, Exception)]
    with entering(cast.alice):
        assert Attendance.objects.get(session=session, person=cast.bob.person_id).mark == Mark.CAME
        assert {each.membership.name for each in circle_at(session)} == {"Alice", "Bob"}
    assert current_seats(cast, cast.bob) == 0
