"""Fill an empty site with two organisations that look lived in, by the operations that people use."""

from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from actions import operations as actions
from actions.models import Action, PlanOutcome, Progress
from actions.queries import action_for
from actions.texts import OUTCOME, WORDING, read_as, texts_of
from alsweb.demo import beginnings, completion, cycles, dates, forming, reckoning, reminders, reports, stories
from alsweb.demo.house import ZONE, House
from alsweb.demo.people import HARBOUR, NORTHGATE, PASSWORD
from alsweb.demo.stories.shape import Meeting, News, Promise, SetStory, Turn
from organisations.models import Membership, User
from sessions import operations as sessions
from sessions.models import Answer, Challenge, Mark, Session
from sets import operations as sets
from sets.models import LearningSet, Programme

SATURDAY = 5
_LOADING = 7_041_964
"""Key of the advisory lock that lets one loader in at a time."""


@transaction.atomic
def load(at: datetime) -> bool:
    """Load the demo as it stands at `at`; False where it is there already. All of it, or nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s), organisation_address_taken('harbour')", [_LOADING])
        if cursor.fetchone()[1]:
            return False
    users = _accounts({person.email for person in (*HARBOUR, *NORTHGATE)})
    harbour = House.founded("Harbour", HARBOUR, users, name="Harbour Foundation", at=at)
    dates.live_abroad(harbour)
    leading = forming.programme(harbour)
    completion.decide(harbour, leading)
    for each in (stories.FIRST_HUNDRED, stories.FRONT_DOOR, stories.DEPOTS):
        _Telling(harbour, each).tell()
    for each in (stories.NEW_MANAGERS, stories.THROUGH_CHANGE, stories.CLINICAL_LEADS):
        _Telling(harbour, each, programme=leading).tell()
    completion.reflect(harbour, stories.THROUGH_CHANGE.name, who=stories.THROUGH_CHANGE.members[0])
    forming.put_together(harbour, beginnings.NIGHTS, programme=leading)
    with harbour.acting(beginnings.APART[0]) as by:
        sets.wish_apart(harbour.people[beginnings.APART[1]], by=by, at=harbour.on(-40))
    reminders.choose_the_weekly_mail(harbour)
    reminders.have_looked(harbour)
    reckoning.reckon(harbour)
    plainly = forming.open_to_others(harbour, beginnings.PLAINLY)
    reports.take_out(harbour, "Hana")
    northgate = House.founded("Northgate", NORTHGATE, users, name="Northgate Trust", at=at)
    dates.live_abroad(northgate)
    _Telling(northgate, stories.SERVICES).tell()
    forming.open_to_others(northgate, beginnings.MONEY)
    day, who, hope = beginnings.FROM_AFAR
    forming.ask_to_join(northgate, who, plainly, day=day, hope=hope)
    return True


def _accounts(emails: set[str]) -> dict[str, User]:
    password = make_password(PASSWORD)  # argon2 is slow on purpose; everybody has the same one
    users = User.objects.bulk_create([User(email=email, password=password) for email in sorted(emails)])
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users]
    )
    return {user.email: user for user in users}


@dataclass
class _Telling:
    """One set of the demo, from its founding to today."""

    house: House
    told: SetStory
    programme: Programme | None = None
    learning_set: LearningSet = field(init=False)
    challenges: dict[str, Challenge] = field(default_factory=dict)

    def tell(self) -> None:
        self.found()
        ready = self.house.on(self.told.founded + 6)
        if self.told.arrivals:
            forming.arrive(
                self.house,
                self.learning_set,
                self.told.arrivals,
                host=self.told.facilitator,
                day=self.told.founded + 7,
            )
        for meeting in map(self.on_a_weekday, self.told.meetings):
            self.meet(meeting, planned_at=ready)
            ready = self.house.on(meeting.day, self.told.hour + 4)
        cycles.tell(self.house, self.told.name, self.challenges)
        if self.told.asked:
            dates.ask(self.house, self.learning_set, self.told.asked, facilitator=self.told.facilitator)
        if self.told.rules_changed:
            forming.change_rules(self.house, self.learning_set, self.told.members, facilitator=self.told.facilitator)
        if self.told.reviewed is not None:
            forming.review(self.house, self.learning_set, day=self.told.reviewed)
        if self.told.line:
            reminders.add_a_line(self.house, self.learning_set, self.told.line, facilitator=self.told.facilitator)
        if self.told.closing is not None:
            with self.house.acting(self.told.facilitator) as by:
                sets.start_closing(self.learning_set, by=by, at=self.house.on(self.told.closing))
        if self.told.closed is not None:
            with self.house.acting(self.told.facilitator) as by:
                sets.close_set(self.learning_set, by=by, at=self.house.on(self.told.closed))

    def on_a_weekday(self, meeting: Meeting) -> Meeting:
        weekday = self.house.date(meeting.day).weekday()
        if weekday < SATURDAY or not self.told.keeps_weekdays:
            return meeting
        shift = -1 if weekday == SATURDAY else 1
        moved_from = None if meeting.moved_from is None else meeting.moved_from + shift
        return replace(meeting, day=meeting.day + shift, moved_from=moved_from)

    def found(self) -> None:
        told, house = self.told, self.house
        with house.acting(told.facilitator) as by:
            self.learning_set = sets.found_set(
                name=told.name,
                topic=told.topic,
                time_zone=ZONE,
                places=told.places,
                sessions_planned=told.planned,
                minutes=told.minutes,
                place=told.place,
                programme=self.programme,
                by=by,
                at=house.on(told.founded),
            )
            if told.notes_lateness:
                self.learning_set.notes_lateness_at = house.on(told.founded)
                sets.change_set(self.learning_set, fields=["notes_lateness_at"], by=by, at=house.on(told.founded))
            for number, who in enumerate(told.members):
                self.admit(who, by=by, day=told.founded + 1 + number % 4)
            for day, name, address in told.invited:
                sets.invite_to_set(self.learning_set, address, name=name, by=by, at=house.on(day))

    def admit(self, who: str, *, by: Membership, day: int) -> None:
        user = next(user for user in self.house.users.values() if user.pk == self.house.people[who].person_id)
        invited = sets.invite_to_set(self.learning_set, user.email, by=by, at=self.house.on(day))
        sets.accept(invited.invitation, user=user, name="", at=self.house.on(day, 16))

    def meet(self, meeting: Meeting, *, planned_at: datetime) -> None:
        told, house = self.told, self.house
        with house.acting(told.facilitator) as by:
            session = sessions.plan_session(
                self.learning_set,
                day=house.date(meeting.day if meeting.moved_from is None else meeting.moved_from),
                at_time=time(told.hour),
                minutes=told.minutes,
                place=told.place,
                address=told.address,
                access_notes=told.access_notes,
                video_link=told.video,
                by=by,
                at=planned_at,
            )
            if meeting.moved_from is not None:
                sessions.move_session(
                    session,
                    day=house.date(meeting.day),
                    at_time=time(told.hour),
                    minutes=told.minutes,
                    place=told.place,
                    reason=meeting.move_reason,
                    by=by,
                    at=house.on(meeting.moved_from - 4),
                )
            if meeting.cancelled:
                sessions.cancel_session(session, reason=meeting.cancelled, by=by, at=house.on(meeting.day - 3))
                return
        self.answer(meeting, session, after=planned_at)
        open_since = planned_at
        if session.number == 1 and meeting.day < 0 and self.told.rules:
            open_since = session.starts_at + timedelta(minutes=45)
            self.agree(open_since)
        self.bid(meeting, session, after=open_since)
        if meeting.day < 0:
            self.hold(meeting, session)

    def answer(self, meeting: Meeting, session: Session, *, after: datetime) -> None:
        for who in self.told.members:
            if who not in meeting.silent:
                answer = Answer.CANNOT if who in meeting.apologies else Answer.COMING
                day = min(meeting.day - 3 if who in meeting.apologies else meeting.day - 9, -1)
                note = meeting.note if who in meeting.apologies[:1] else ""
                with self.house.acting(who) as by:
                    sessions.answer_session(session, answer=answer, note=note, by=by, at=max(self.house.on(day), after))

    def bid(self, meeting: Meeting, session: Session, *, after: datetime) -> None:
        at = max(self.house.on(min(meeting.day - 2, -1)), after)
        for who in (*meeting.bidding, *(turn.who for turn in meeting.turns)):
            with self.house.acting(who) as by:
                if who not in self.challenges:
                    headline, text = stories.CHALLENGES[who]
                    self.challenges[who] = sessions.write_challenge(
                        self.learning_set, headline=headline, story=text, by=by, at=at, challenge=None
                    )
                sessions.put_name_on_agenda(session, challenge=self.challenges[who], by=by, at=at)

    def hold(self, meeting: Meeting, session: Session) -> None:
        over = session.ends_at + timedelta(minutes=10)
        away = {*meeting.apologies, *meeting.missing}
        with self.house.acting(self.told.facilitator) as by:
            came = {self.house.people[who].person_id: Mark.CAME for who in self.told.members if who not in away}
            sessions.mark_attendance(session, came, by=by, at=over)
            sessions.mark_presenters(
                session, [self.house.people[turn.who].person_id for turn in meeting.turns], at=over
            )
            sessions.hold_session(session, by=by, at=over)
            late = {self.house.people[who].person_id: (True, False) for who in meeting.late}
            sessions.note_punctuality(session, late, at=over)
        for who in meeting.was_there:
            with self.house.acting(who) as by:
                sessions.dispute_mark(session, by=by, at=over + timedelta(hours=6))
        for turn in meeting.turns:
            self.plan(turn, session, at=over + timedelta(hours=1))
        if meeting.noted:
            with self.house.acting(self.told.facilitator) as by:
                sessions.write_process_note(session, meeting.noted, based_on=None, by=by, at=over)
        for who in meeting.later:
            with self.house.acting(who) as by:
                actions.write_plan(session, outcome=PlanOutcome.LATER, by=by, at=over + timedelta(hours=1))

    def agree(self, at: datetime) -> None:
        assert self.told.rules is not None
        with self.house.acting(self.told.facilitator) as by:
            rules = sets.write_ground_rules(self.learning_set, self.told.rules, based_on=0, by=by, at=at)
        for who in self.told.members:
            with self.house.acting(who) as by:
                sets.agree(rules, by=by, at=at)

    def plan(self, turn: Turn, session: Session, *, at: datetime) -> None:
        with self.house.acting(turn.who) as by:
            plan = actions.write_plan(
                session,
                outcome=PlanOutcome.ACTIONS if turn.promises else PlanOutcome.NONE,
                new_actions=[self.decided(each) for each in turn.promises],
                because=turn.because,
                by=by,
                at=at,
            )
            reported = []
            for action, promise in zip(plan_actions(plan.pk), turn.promises, strict=True):
                self.reword(action, promise, by=by)
                reported += self.report(action, promise, by=by)
                self.end(action, promise, by=by)
        for progress, news in reported:
            self.encourage(progress, news)

    def decided(self, promise: Promise) -> actions.NewAction:
        """As it was worded first."""
        return actions.NewAction(
            promise.worded_before[1] if promise.worded_before else promise.what,
            promise.first_step,
            self.house.date(promise.due),
            how_known=promise.how_known,
            help_wanted=promise.help_wanted,
            expected=promise.expected,
            circle=promise.circle,
        )

    def reword(self, action: Action, promise: Promise, *, by: Membership) -> None:
        if promise.worded_before is None:
            return
        before = texts_of(action_for(by, action.pk).words, WORDING)
        actions.change_action(
            action,
            {**before, "what": promise.what},
            due_on=action.due_on,
            based_on=read_as(before, action.due_on),
            by=by,
            at=self.house.on(promise.worded_before[0], 19),
        )

    def end(self, action: Action, promise: Promise, *, by: Membership) -> None:
        nothing = read_as(texts_of(None, OUTCOME))
        if promise.became:
            outcome = dict(zip(OUTCOME, promise.became, strict=True))
            actions.say_outcome(action, outcome, based_on=nothing, by=by)
        if promise.let_go:
            day, because, learned = promise.let_go
            actions.let_go(
                action,
                because=because,
                outcome={"learned": learned},
                based_on=nothing,
                by=by,
                at=self.house.on(day, 19),
            )

    def report(self, action: Action, promise: Promise, *, by: Membership) -> list[tuple[Progress, News]]:
        return [
            (
                actions.report_progress(action, state=news.state, line=news.line, by=by, at=self.house.on(news.day, 8)),
                news,
            )
            for news in promise.news
        ]

    def encourage(self, progress: Progress, news: News) -> None:
        for who, kind, line in news.answers:
            with self.house.acting(who) as by:
                actions.encourage(progress, kind=kind, line=line, by=by, at=self.house.on(news.day, 12))


def plan_actions(plan: int) -> list[Action]:
    return list(Action.objects.filter(plan=plan).order_by("position"))
