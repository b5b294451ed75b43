"""Drill 5: the clock replayed, from due instant to due instant, and minute by minute where the clocks change.

People in four zones, in two organisations and three sets with rules of their own, answer, put off, move, cancel and leave
at random, always the same way from the same seed. What came of it is read from the outbox and from the mails.
"""

import heapq
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import count, pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db.models import Min

from actions import operations as actions
from actions.models import Action, PlanOutcome, Progress, ProgressState, Quiet
from actions.operations import NewAction
from actions.queries.asking import NUDGE
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import nearest_instant
from notifications.hours import OF_USE_BEFORE
from notifications.kinds import kind_named
from notifications.models import Notice, Preference, RotaDay
from notifications.models.notice import DIGEST
from notifications.planner import plan
from notifications.queries import hours_of
from notifications.sender import send_due
from organisations.models import Membership, User
from sessions import operations as sessions
from sessions.models import CancelReason, Mark, MoveReason, Session
from sets import operations as sets
from sets.models import LearningSet, ReminderRule, Rule, SetMembership
from sets.reminder_rules import Setting, settings_of
from tests.cast import FOUNDED, entering, found, make_user

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
LONDON, NEW_YORK = "Europe/London", "America/New_York"
AUCKLAND, LORD_HOWE = "Pacific/Auckland", "Australia/Lord_Howe"
MINUTE, HALF_HOUR, DAY = timedelta(minutes=1), timedelta(minutes=30), timedelta(days=1)
AT_MOST = timedelta(hours=6)
SEVEN_DAYS = timedelta(hours=168)
TEN, THREE = time(10), time(15)
ASKED_BY = timedelta(days=15)
"""How long after the moment of its rule a question has been asked, behind another organisation's week."""


@dataclass
class Circle:
    learning_set: LearningSet
    facilitator: Membership
    members: list[Membership]
    rules: dict[Rule, Setting]


@dataclass
class Year:
    """The people, what they do, and what reached them."""

    seed: int
    at: datetime
    ends: datetime
    seeding: Seeding
    circles: list[Circle] = field(default_factory=list)
    mailed: Counter[int] = field(default_factory=Counter)
    put_off: list[tuple[int, datetime, datetime | None]] = field(default_factory=list)
    """Which action, when, and until when; none for good."""
    left: set[tuple[int, int]] = field(default_factory=set)
    happened: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)  # noqa: S311
        self.serial = count()
        self.events: list[tuple[datetime, int, Callable[[], None]]] = []
        self.moments: list[datetime] = []
        self.changes = list(changes_of_clock(self.at, self.ends))

    # Who there is

    def gather(self) -> None:
        ada, nora = found("harbour", "ada"), found("northgate", "nora")
        bob, nia, kiri, max_, lou, sam = (
            make_user(f"{name}@people.example", time_zone=zone)
            for name, zone in (
                ("bob", LONDON),
                ("nia", NEW_YORK),
                ("kiri", AUCKLAND),
                ("max", NEW_YORK),
                ("lou", LORD_HOWE),
                ("sam", LONDON),
            )
        )
        with self.seeding():
            User.objects.filter(pk=nora.person_id).update(time_zone=NEW_YORK)
            Preference.objects.create(person_id=nia.pk, rota_starts_on=date(2027, 1, 4))
            for day, hours in enumerate(
                [(time(18), time(2)), (time(18), time(2)), (None, None), (None, None)], start=1
            ):
                RotaDay.objects.create(person_id=nia.pk, day=day, free_from=hours[0], free_until=hours[1])
            Preference.objects.create(person_id=lou.pk, days=[2, 4], quiet_from=time(22), quiet_until=time(1, 45))
            Preference.objects.create(person_id=max_.pk, digest_day=3)
            # In a night that has no half past one.
            Preference.objects.create(person_id=sam.pk, digest_day=7, digest_at=time(1, 30))
        self._found(ada, "Quay", LONDON, [bob, nia, kiri], {})
        self._found(
            ada, "Lighthouse", AUCKLAND, [kiri, bob, max_], {Rule.OVERDUE: 5, Rule.DUE_SOON: 5, Rule.HALF_WAY: None}
        )
        self._found(nora, "Gate", LORD_HOWE, [lou, kiri, sam], {Rule.DUE_TODAY: None, Rule.BEFORE_SESSION: 5})
        for circle in self.circles:
            self._plan_session(circle, days=self.rng.randint(2, 5))
            self._plan_session(circle, days=self.rng.randint(14, 18))
        self._later(self.at + DAY, self._a_day)
        self._later(self.at + (self.ends - self.at) * 0.6, self._leave)

    def _found(
        self, facilitator: Membership, name: str, zone: str, people: list[User], rules: dict[Rule, int | None]
    ) -> None:
        with entering(facilitator):
            learning_set = sets.found_set(name=name, topic="", time_zone=zone, places=6, by=facilitator, at=FOUNDED)
            for rule, days in rules.items():
                ReminderRule.objects.create(
                    organisation=facilitator.organisation,
                    learning_set=learning_set,
                    rule=rule,
                    days=days,
                    off_at=None if days else FOUNDED,
                    decided_at=FOUNDED,
                )
            settings = settings_of(ReminderRule.objects.filter(learning_set=learning_set))
        members = [self._come_in(each, learning_set, of=facilitator) for each in people]
        self.circles.append(Circle(learning_set, facilitator, members, settings))

    def _come_in(self, user: User, learning_set: LearningSet, *, of: Membership) -> Membership:
        with entering(of):
            asked = sets.invite_to_set(learning_set, user.email, name="Somebody", by=of, at=FOUNDED)
            sets.accept(asked.invitation, user=user, name="", at=FOUNDED)
            return Membership.objects.select_related("organisation", "person").get(person=user)

    # What they do

    def _later(self, moment: datetime, act: Callable[[], None]) -> None:
        heapq.heappush(self.events, (moment, next(self.serial), act))

    def _watch(self, *moments: datetime) -> None:
        for each in moments:
            heapq.heappush(self.moments, each)

    def _plan_session(self, circle: Circle, *, days: int) -> None:
        facilitator = circle.facilitator
        with entering(facilitator):
            session = sessions.plan_session(
                circle.learning_set,
                day=(self.at + DAY * days).date(),
                at_time=TEN,
                minutes=120,
                place="Library",
                video_link="",
                by=facilitator,
                at=self.at,
            )
        fate = self.rng.random()
        shortly_before = max(self.at, session.starts_at - MINUTE * self.rng.randint(60, 2800))
        if fate < 0.45:
            self._later(shortly_before, partial(self._move if fate < 0.25 else self._cancel, circle, session.pk))
        self._dated(circle, session)

    def _dated(self, circle: Circle, session: Session) -> None:
        self._watch(
            session.starts_at, *(session.starts_at - DAY * days for days in (2, circle.rules[Rule.BEFORE_SESSION].days))
        )
        self._later(session.ends_at + HALF_HOUR, partial(self._after, circle, session.pk))

    def _session(self, number: int) -> Session:
        return Session.objects.select_related("learning_set", "organisation").get(pk=number)

    def _move(self, circle: Circle, number: int) -> None:
        with entering(circle.facilitator):
            session = self._session(number)
            if session.held_at or session.cancelled_at:  # two planned one date: it is one session
                return
            assert sessions.move_session(
                session,
                day=session.local_date + DAY * self.rng.randint(1, 9),
                at_time=THREE,
                minutes=120,
                place=session.place,
                reason=MoveReason.WORK,
                by=circle.facilitator,
                at=self.at,
            )
        self.happened["moved"] += 1
        self._dated(circle, session)

    def _cancel(self, circle: Circle, number: int) -> None:
        with entering(circle.facilitator):
            session = self._session(number)
            if session.held_at or session.cancelled_at:
                return
            assert sessions.cancel_session(session, reason=CancelReason.WORK, by=circle.facilitator, at=self.at)
        self.happened["cancelled"] += 1

    def _after(self, circle: Circle, number: int) -> None:
        """Everybody decides what they will do, or not; and the next date is set."""
        with entering(circle.facilitator):
            session = self._session(number)
            if session.held_at or session.ends_at > self.at:
                return
            if not session.cancelled_at:
                marks = {each.person_id: Mark.CAME for each in circle.members}
                sessions.mark_attendance(session, marks, by=circle.facilitator, at=self.at)
                assert sessions.hold_session(session, by=circle.facilitator, at=self.at)
        if not session.cancelled_at:
            self.happened["held"] += 1
            for member in circle.members:
                self._write_plan(session, member, circle)
        self._plan_session(circle, days=self.rng.randint(24, 32))

    def _write_plan(self, session: Session, member: Membership, circle: Circle) -> None:
        luck, today = self.rng.random(), session.local_date
        if luck < 0.1:
            return
        dues = [
            today + DAY * self.rng.randint(5, 24) if self.rng.random() < 0.85 else None for _ in range(1 + (luck > 0.6))
        ]
        is_later = luck < 0.25
        with entering(member):
            actions.write_plan(
                session,
                outcome=PlanOutcome.LATER if is_later else PlanOutcome.ACTIONS,
                new_actions=[] if is_later else [NewAction(what="call", due_on=due) for due in dues],
                by=member,
                at=self.at,
            )
        self._watch(self.at + DAY * circle.rules[Rule.PLAN_TO_WRITE].days)
        zone, days = circle.learning_set.time_zone, {rule: DAY * each.days for rule, each in circle.rules.items()}
        for due in filter(None, dues):
            moments = (due - days[Rule.DUE_SOON], due, due + days[Rule.OVERDUE])
            self._watch(*(midnight(each, zone) for each in moments))

    def _a_day(self) -> None:
        """News of one's own accord; and the next day."""
        for circle in self.circles:
            for member in circle.members:
                if self.rng.random() < 0.02:
                    self._say(member)
        self._later(self.at + DAY, self._a_day)

    def _say(self, member: Membership) -> None:
        with entering(member):
            seats = SetMembership.objects.current().filter(person=member.person_id)
            own = Action.objects.open().filter(person=member.person_id, learning_set__in=seats.values("learning_set"))
            found = list(own.select_related("learning_set").order_by("pk"))
            if not found:
                return
            action, luck = self.rng.choice(found), self.rng.random()
            if luck < 0.75:
                state = self.rng.choice(list(ProgressState))
                actions.report_progress(action, state=state, line="", by=member, at=self.at)
                self.happened["answered"] += 1
            else:
                zone = action.learning_set.time_zone
                today = self.at.astimezone(ZoneInfo(zone)).date()
                until = today + DAY * self.rng.randint(2, 9) if luck < 0.95 else None
                actions.keep_quiet(action, until=until, by=member, at=self.at)
                self.put_off.append((action.pk, self.at, midnight(until, zone) if until else None))
                self._watch(*([midnight(until, zone)] if until else []))
                self.happened["put off"] += 1

    def _leave(self) -> None:
        circle = self.rng.choice(self.circles)
        leaver = circle.members.pop(self.rng.randrange(len(circle.members)))
        with entering(leaver):
            seats = SetMembership.objects.current().filter(person=leaver.person_id)
            assert sets.leave_set(seats.get(learning_set=circle.learning_set), by=leaver, at=self.at)
        self.left.add((leaver.person_id, circle.learning_set.pk))

    # The clock

    def replay(self) -> None:
        while self.at < self.ends:
            while self.events and self.events[0][0] <= self.at:
                heapq.heappop(self.events)[2]()
            plan(self.at)
            send_due(self.at)
            self._read_mail()
            self.happened["steps"] += 1
            self.at = self._next_moment()

    def _next_moment(self) -> datetime:
        while self.moments and self.moments[0] <= self.at:
            heapq.heappop(self.moments)
        with self.seeding():
            looked_at = Notice.objects.filter(next_at__gt=self.at).aggregate(first=Min("next_at"))["first"]
            half_way = (
                Action.objects.open().filter(half_way_at__gt=self.at).aggregate(first=Min("half_way_at"))["first"]
            )
        near = any(abs(self.at - change) <= HALF_HOUR for change in self.changes)
        found = [
            self.at + (MINUTE if near else AT_MOST),
            self.events[0][0],
            *self.moments[:1],
            *(change - HALF_HOUR for change in self.changes),
            *filter(None, (looked_at, half_way)),
        ]
        return min(each for each in found if each > self.at)

    # What reached them

    def _read_mail(self) -> None:
        arrived = [int(each.extra_headers["Message-ID"][1:].partition(".")[0]) for each in mail.outbox]
        mail.outbox.clear()
        self.mailed.update(arrived)
        if not arrived:
            return
        with self.seeding():
            notices = list(Notice.objects.filter(pk__in=arrived))
            nudges = list(Notice.objects.filter(kind=NUDGE, sent_at=self.at).order_by("pk"))
            for notice in notices:
                if notice.kind == "session_reminder":
                    self._is_of_a_date_that_stands(notice)
            for nudge in nudges:
                self._is_about_what_stands(nudge)
        for notice in notices:
            self._comes_when_it_may(notice)
        for nudge in nudges:
            self._may_answer(nudge)

    def _comes_when_it_may(self, notice: Notice) -> None:
        kind = kind_named(notice.kind)
        assert kind
        if notice.kind == DIGEST:
            assert timedelta() <= self.at - datetime.fromisoformat(notice.occasion) <= timedelta(hours=2)
        if kind.at_once or notice.person_id is None or notice.kind == DIGEST:
            return
        with self.seeding():
            zone = User.objects.get(pk=notice.person_id).time_zone
            chosen = Preference.objects.filter(pk=notice.person_id).first()
            hours = hours_of(chosen or Preference(person_id=notice.person_id))
        if hours.is_free(self.at, zone=zone):
            self.happened["in hours"] += 1
            return
        assert kind.useful_until, f"{notice} came at {self.at}"
        with scope(person=notice.acting_id, organisation=notice.organisation_id):
            last = kind.useful_until(notice, self.at)
        assert last
        assert hours.free_from(self.at, zone=zone) > last - OF_USE_BEFORE, f"{notice} came at {self.at}"
        self.happened["forced"] += 1

    def _is_of_a_date_that_stands(self, notice: Notice) -> None:
        session = Session.objects.get(pk=notice.subject.partition(":")[2])
        assert session.cancelled_at is None
        assert str(session.sequence) == notice.occasion
        assert self.at < session.starts_at <= self.at + 2 * DAY
        self.happened["reminders"] += 1

    def _is_about_what_stands(self, nudge: Notice) -> None:
        """Whoever is asked because a session comes has one that comes."""
        for rule, number in reasons(nudge):
            if rule not in (Rule.BEFORE_SESSION, Rule.HALF_WAY):
                continue
            action = Action.objects.get(pk=number)
            coming = Session.objects.filter(
                learning_set=action.learning_set_id, cancelled_at=None, starts_at__gt=self.at
            )
            first = coming.order_by("starts_at").first()
            assert first, f"{nudge} came at {self.at}"
            days = settings_of(ReminderRule.objects.filter(learning_set=action.learning_set_id))[
                Rule.BEFORE_SESSION
            ].days
            assert rule == Rule.HALF_WAY or first.starts_at - self.at <= DAY * days

    def _may_answer(self, nudge: Notice) -> None:
        if self.rng.random() < 0.5:
            members = [each for circle in self.circles for each in circle.members]
            for member in members:
                if (member.person_id, member.organisation_id) == (nudge.person_id, nudge.organisation_id):
                    self._later(self.at + MINUTE * self.rng.randint(1, 3000), partial(self._say, member))
                    return


def midnight(day: date, zone: str) -> datetime:
    return nearest_instant(day, time(), zone)


def changes_of_clock(begins: datetime, ends: datetime) -> Iterator[datetime]:
    """Lord Howe's clocks go by half an hour, at half past an hour of UTC."""
    for zone in (LONDON, NEW_YORK, AUCKLAND, LORD_HOWE):
        at = begins
        while at < ends:
            before, at = at, at + HALF_HOUR
            if before.astimezone(ZoneInfo(zone)).utcoffset() != at.astimezone(ZoneInfo(zone)).utcoffset():
                yield at


def reasons(nudge: Notice) -> list[tuple[str, int]]:
    """Each rule and action that it spoke of."""
    named = [each.split(":") for each in nudge.about]
    return [(parts[0], int(parts[2])) for parts in named if len(parts) == 3 and parts[1] == "action"]


def replayed(seeding: Seeding, *, seed: int, begins: datetime, ends: datetime) -> Year:
    year = Year(seed, begins, ends, seeding)
    year.gather()
    year.replay()
    with seeding():
        assert_each_was_mailed_once(year)
        assert_nobody_was_pressed(year)
        assert_nobody_was_forgotten(year)
    for each in ("moved", "cancelled", "answered", "put off", "in hours", "forced", "reminders", "digests", "nudges"):
        assert year.happened[each], f"{each}: {year.happened}"
    return year


def assert_each_was_mailed_once(year: Year) -> None:
    """By itself, or in one weekly mail."""
    sent = {each.pk: each for each in Notice.objects.filter(sent_at__isnull=False)}
    digests = [each for each in sent.values() if each.kind == DIGEST]
    carried = Counter(int(each.partition(":")[2]) for digest in digests for each in digest.about)
    assert set((year.mailed + carried).values()) == {1}
    assert set(year.mailed + carried) == set(sent)
    assert not Notice.objects.exclude(failed_at=None, ambiguous_at=None).exists()
    assert not Notice.objects.filter(next_at__lte=year.at - AT_MOST).exists()
    year.happened.update(notices=Notice.objects.count(), mails=year.mailed.total(), digests=len(digests))


def assert_nobody_was_pressed(year: Year) -> None:
    """At most once in seven days over everything, twice about one action, and never about what is answered or put off."""
    nudges = list(Notice.objects.filter(kind=NUDGE, sent_at__isnull=False).order_by("sent_at"))
    year.happened["nudges"] = len(nudges)
    times: defaultdict[int | None, list[datetime]] = defaultdict(list)
    news: defaultdict[int, list[datetime]] = defaultdict(list)
    for action, reported_at in Progress.objects.values_list("action", "reported_at"):
        news[action].append(reported_at)
    for nudge in nudges:
        assert nudge.sent_at
        times[nudge.person_id].append(nudge.sent_at)
        for rule, action in reasons(nudge):
            assert rule == "again" or not any(
                nudge.sent_at - SEVEN_DAYS < each <= nudge.sent_at for each in news[action]
            )
            wishes = [
                (made_at, until)
                for number, made_at, until in year.put_off
                if (number == action) and made_at < nudge.sent_at
            ]
            assert not wishes or (wishes[-1][1] and wishes[-1][1] <= nudge.sent_at)
    assert all(after - before >= SEVEN_DAYS for sent in times.values() for before, after in pairwise(sent))
    told = Counter((nudge.person_id, each) for nudge in nudges for each in nudge.about)
    pressed = {each: n for each, n in told.items() if n > (2 if each[1].startswith("action:") else 1)}
    assert not pressed


def assert_nobody_was_forgotten(year: Year) -> None:
    """Who had an action that went past its day, and said nothing, did not put it off and stayed."""
    asked = {
        number for nudge in Notice.objects.filter(kind=NUDGE, sent_at__isnull=False) for _rule, number in reasons(nudge)
    }
    spoken_of = {*Progress.objects.values_list("action", flat=True), *Quiet.objects.values_list("action", flat=True)}
    for action in Action.objects.exclude(due_on=None).exclude(pk__in=spoken_of).select_related("learning_set"):
        assert action.due_on
        rules = settings_of(ReminderRule.objects.filter(learning_set=action.learning_set_id))
        overdue = midnight(action.due_on + DAY * rules[Rule.OVERDUE].days, action.learning_set.time_zone)
        if overdue + ASKED_BY < year.ends and (action.person_id, action.learning_set_id) not in year.left:
            assert action.pk in asked, f"Nobody asked about {action.pk}, due on {action.due_on}."
            year.happened["unanswered, asked"] += 1


def test_ten_weeks_around_the_changes_of_clock(seeding: Seeding) -> None:
    year = replayed(seeding, seed=5, begins=datetime(2027, 2, 22, tzinfo=UTC), ends=datetime(2027, 5, 3, tzinfo=UTC))
    assert len(year.changes) == 4


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year(seeding: Seeding, seed: int) -> None:
    year = replayed(
        seeding, seed=seed, begins=datetime(2027, 1, 18, tzinfo=UTC), ends=datetime(2028, 1, 18, tzinfo=UTC)
    )
    assert len(year.changes) == 8
