"""The cast, known by heart, and the story so far.

**Harbour**: Olga is its owner and Dora its HR admin, both in no set. **Alice** facilitates “Quay”,
**Bob** is a member of it, Greta has left it. Frank facilitates “Lighthouse”, Erin is a member of it.
Dora puts “Slipway” together and Frank “Boathouse”: Hugo said yes to both, Ines would rather not; he asks to join Quay and
Lighthouse too.
**Northgate**: Nora owns it and facilitates “Gate”, **Charlie** is a member of it. She puts “Arch” together from
Noah and Nell. Stan is staff and belongs to no organisation. Everything is made in the scope of who does it.
"""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress

from actions import operations as actions
from actions.models import (
    Action,
    ActionChange,
    ActionChangeWords,
    ActionOutcomeWords,
    ActionPlan,
    ActionWords,
    ChangeKind,
    Encouragement,
    EncouragementKind,
    EncouragementWords,
    PlanOutcome,
    Progress,
    ProgressState,
    Quiet,
)
from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.scope import Scope, scope
from organisations import operations as organisations
from organisations.models import CostRate, Membership, Organisation, OrganisationRole, PeopleImport, User
from organisations.models.position import Seniority
from reports.models import Export, ExportFormat, ExportOf, ExportPiece, MonthlyReport
from sessions import operations as sessions
from sessions.models import (
    Answer,
    Attendance,
    AttendanceWords,
    Availability,
    CalendarChoice,
    CancelWords,
    Challenge,
    ChallengeEndWords,
    Feed,
    HelpfulQuestion,
    HelpfulQuestionWords,
    Mark,
    MoveReason,
    MoveWords,
    Poll,
    PollReply,
    ProcessNote,
    ProcessNoteWords,
    Punctuality,
    Reminder,
    ReminderWords,
    Series,
    Session,
    SessionMove,
    Slot,
    SlotAnswer,
)
from sets import operations as sets
from sets.models import (
    Circle,
    CompletionRule,
    Decline,
    GroundRules,
    HealthRule,
    HopeWords,
    JoinRequest,
    LearningSet,
    LineException,
    LineReason,
    Listing,
    Moment,
    NotTogether,
    Programme,
    Proposal,
    Reflection,
    ReflectionWords,
    ReminderRule,
    Rule,
    RuleScore,
    Score,
    SetInvitation,
    SetMembership,
    Sign,
    Statement,
)
from sets.models.words import HEADS, WordsModel

FOUNDED = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
HELD_ON = date(2027, 1, 25)
AFTER_FIRST = datetime(2027, 1, 25, 12, 30, tzinfo=UTC)
NOW = datetime(2027, 2, 1, 12, 0, tzinfo=UTC)
NEXT_ON = date(2027, 2, 15)
NINE = time(9, 0)
SLOTS_ON = (date(2027, 3, 1), date(2027, 3, 8), date(2027, 3, 15))
POLL_CLOSES = datetime(2027, 2, 13, 0, 0, tzinfo=UTC)
ASK_AGAIN_ON = date(2027, 2, 5)
ZONE = "Europe/London"


def marker(model: str, field: str, author: str) -> str:
    """The one text that stands in this field of this author's row, and nowhere else."""
    return f"MARKER-{model}-{field}-{author}"


@dataclass
class Story:
    """One set, what was done in it, and by whom."""

    learning_set: LearningSet
    facilitator: Membership
    member: Membership
    leaver: Membership | None = None
    rules: GroundRules = field(init=False)
    held: Session = field(init=False)
    coming: Session = field(init=False)
    challenge: Challenge = field(init=False)
    question: HelpfulQuestion = field(init=False)
    plan: ActionPlan = field(init=False)
    action: Action = field(init=False)
    progress: Progress = field(init=False)
    waiting: SetInvitation = field(init=False)
    request: JoinRequest = field(init=False)
    poll: Poll = field(init=False)
    slots: list[Slot] = field(init=False)
    feed: Feed = field(init=False)


@dataclass
class Forming:
    """A set that nobody is in yet: who puts it together, and how those proposed feel about it."""

    learning_set: LearningSet
    founder: Membership
    willing: Membership
    unwilling: Membership


@dataclass
class Cast:
    harbour: Organisation
    northgate: Organisation
    olga: Membership
    dora: Membership
    alice: Membership
    bob: Membership
    greta: Membership
    frank: Membership
    erin: Membership
    hugo: Membership
    ines: Membership
    nora: Membership
    charlie: Membership
    noah: Membership
    nell: Membership
    stan: User
    quay: Story
    lighthouse: Story
    gate: Story
    slipway: Forming
    boathouse: Forming
    arch: Forming

    @property
    def outsiders(self) -> dict[str, Membership]:
        """Everybody of Harbour who must never read a word of Quay."""
        return {"HR": self.dora, "owner": self.olga, "other set": self.erin, "other facilitator": self.frank}


def entering(member: Membership) -> AbstractContextManager[Scope]:
    """The scope of this member in their organisation."""
    return scope(person=member.person_id, organisation=member.organisation_id)


def make_user(email: str, **fields: object) -> User:
    user = User.objects.create_user(email, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def found(organisation: str, owner: str) -> Membership:
    user = make_user(f"{owner}@{organisation}.example")
    founded = organisations.found_organisation(user, name=organisation.title(), own_name=owner.title(), at=FOUNDED)
    with scope(person=user.pk, organisation=founded.pk):
        return Membership.objects.select_related("organisation", "person").get(person=user)


def join(name: str, *, of: Membership, roles: list[str]) -> Membership:
    """Somebody comes into the organisation by invitation."""
    address = f"{name}@{of.organisation.slug}.example"
    user = make_user(address)
    with entering(of):
        invitation = organisations.invite(address, name=name.title(), roles=roles, by=of, at=FOUNDED)
        sets.accept(invitation, user=user, name="", at=FOUNDED)
        return _member(user)


def join_set(name: str, learning_set: LearningSet, *, of: Membership) -> Membership:
    """Somebody new comes into the organisation and into a set, by one invitation from inside its circle."""
    address = f"{name}@{of.organisation.slug}.example"
    user = make_user(address)
    with entering(of):
        asked = sets.invite_to_set(learning_set, address, name=name.title(), by=of, at=FOUNDED)
        sets.accept(asked.invitation, user=user, name="", at=FOUNDED)
        return _member(user)


def _member(user: User) -> Membership:
    return Membership.objects.select_related("organisation", "person").get(person=user)


def gather() -> Cast:
    olga = found("harbour", "olga")
    dora = join("dora", of=olga, roles=[OrganisationRole.HR])
    alice = join("alice", of=olga, roles=[OrganisationRole.FACILITATOR])
    frank = join("frank", of=olga, roles=[OrganisationRole.FACILITATOR])
    hugo, ines = (join(name, of=olga, roles=[OrganisationRole.MEMBER]) for name in ("hugo", "ines"))
    nora = found("northgate", "nora")
    noah, nell = (join(name, of=nora, roles=[OrganisationRole.MEMBER]) for name in ("noah", "nell"))

    quay = _set_of(alice, "Quay", "bob", leaver="greta")
    lighthouse = _set_of(frank, "Lighthouse", "erin")
    gate = _set_of(nora, "Gate", "charlie")
    assert quay.leaver is not None
    for story, asker in ((quay, hugo), (lighthouse, hugo), (gate, noah)):
        _welcome(story)
        _look_back(story)
        _say_more_of_dates(story)
        _say_more_of_actions(story)
        _find_dates(story)
        _subscribe(story)
        _ask_to_join(story, asker)
    slipway = _forming_set(dora, "Slipway", willing=hugo, unwilling=ines)
    boathouse = _forming_set(frank, "Boathouse", willing=hugo, unwilling=ines)
    arch = _forming_set(nora, "Arch", willing=noah, unwilling=nell)
    for each in (slipway, arch):
        _would_rather_not(each)
    _place(dora, manager=olga, report=quay.member)
    _place(nora, manager=noah, report=gate.member)
    _keep_reports(dora)
    _keep_reports(nora)
    return Cast(
        harbour=olga.organisation,
        northgate=nora.organisation,
        olga=olga,
        dora=dora,
        alice=alice,
        bob=quay.member,
        greta=quay.leaver,
        frank=frank,
        erin=lighthouse.member,
        hugo=hugo,
        ines=ines,
        nora=nora,
        charlie=gate.member,
        noah=noah,
        nell=nell,
        stan=make_user("stan@alsweb.example", is_staff=True),
        quay=quay,
        lighthouse=lighthouse,
        gate=gate,
        slipway=slipway,
        boathouse=boathouse,
        arch=arch,
    )


def _set_of(facilitator: Membership, name: str, member: str, *, leaver: str | None = None) -> Story:
    with entering(facilitator):
        learning_set = sets.found_set(name=name, topic="", time_zone=ZONE, places=6, by=facilitator, at=FOUNDED)
    story = Story(learning_set, facilitator, join_set(member, learning_set, of=facilitator))
    if leaver:
        story.leaver = join_set(leaver, learning_set, of=facilitator)
    _begin(story)
    _present(story, story.member)
    _present_without_action(story, story.leaver or facilitator)
    _meet(story)
    _report(story)
    if story.leaver:
        _leave(story, story.leaver)
    return story


def _name(member: Membership) -> str:
    return member.name.lower()


def _begin(story: Story) -> None:
    learning_set, facilitator = story.learning_set, story.facilitator
    with entering(facilitator):
        story.rules = sets.write_ground_rules(
            learning_set,
            {head: marker("groundruleswords", head, _name(facilitator)) for head in HEADS},
            based_on=0,
            by=facilitator,
            at=FOUNDED,
        )
        story.held = _plan(story, HELD_ON)
        story.coming = _plan(story, NEXT_ON)
        sessions.move_session(
            story.coming,
            day=NEXT_ON,
            at_time=NINE,
            minutes=120,
            place="",
            reason=MoveReason.WORK,
            by=facilitator,
            at=FOUNDED,
        )
        story.waiting = sets.invite_to_set(
            learning_set, f"ivy@{learning_set.organisation.slug}.example", name="Ivy", by=facilitator, at=NOW
        )
    with entering(story.member):
        sets.agree(story.rules, by=story.member, at=FOUNDED)
        for session in (story.held, story.coming):
            sessions.answer_session(session, answer=Answer.COMING, by=story.member, at=FOUNDED)


def _plan(story: Story, day: date) -> Session:
    moved_from = day if day == HELD_ON else day - timedelta(days=1)
    return sessions.plan_session(
        story.learning_set,
        day=moved_from,
        at_time=NINE,
        minutes=180,
        place="",
        video_link=marker("joiningwords", "video_link", f"{_name(story.facilitator)}-{day:%d}"),
        by=story.facilitator,
        at=FOUNDED,
    )


def _present(story: Story, member: Membership) -> None:
    name = _name(member)
    with entering(member):
        story.challenge = sessions.write_challenge(
            story.learning_set,
            headline=marker("challengewords", "headline", name),
            story=marker("challengewords", "story", name),
            by=member,
            at=FOUNDED,
            challenge=None,
        )
        sessions.put_name_on_agenda(story.held, challenge=story.challenge, by=member, at=FOUNDED)
        story.plan = actions.write_plan(
            story.held,
            outcome=PlanOutcome.ACTIONS,
            new_actions=[
                actions.NewAction(
                    what=marker("actionwords", "what", name),
                    first_step=marker("actionwords", "first_step", name),
                    due_on=NOW.date(),
                )
            ],
            by=member,
            at=AFTER_FIRST,
        )
        story.action = Action.objects.get(plan=story.plan)


def _present_without_action(story: Story, member: Membership) -> None:
    name = _name(member)
    with entering(member):
        challenge = sessions.write_challenge(
            story.learning_set,
            headline=marker("challengewords", "headline", name),
            story=marker("challengewords", "story", name),
            by=member,
            at=FOUNDED,
            challenge=None,
        )
        sessions.put_name_on_agenda(story.held, challenge=challenge, by=member, at=FOUNDED)
        actions.write_plan(
            story.held,
            outcome=PlanOutcome.NONE,
            because=marker("planwords", "because", name),
            by=member,
            at=AFTER_FIRST,
        )


def _meet(story: Story) -> None:
    with entering(story.facilitator):
        marks = {story.member.person_id: Mark.CAME}
        sessions.mark_attendance(story.held, marks, by=story.facilitator, at=AFTER_FIRST)
        assert sessions.hold_session(story.held, by=story.facilitator, at=AFTER_FIRST)


def _report(story: Story) -> None:
    member = story.member
    with entering(member):
        story.progress = actions.report_progress(
            story.action,
            state=ProgressState.STUCK,
            line=marker("progresswords", "line", _name(member)),
            by=member,
            at=NOW - timedelta(days=2),
        )


def _leave(story: Story, leaver: Membership) -> None:
    with entering(leaver):
        seat = SetMembership.objects.get(learning_set=story.learning_set, person=leaver.person_id)
        assert sets.leave_set(seat, by=leaver, at=NOW - timedelta(days=1))


def _welcome(story: Story) -> None:
    learning_set, facilitator, member = story.learning_set, story.facilitator, story.member
    with entering(facilitator):
        text = marker("welcomepackwords", "text", _name(facilitator))
        sets.write_welcome(learning_set, text, based_on=None, by=facilitator, at=FOUNDED)
    with entering(member):
        bio, aim = (marker(f"{field}words", field, _name(member)) for field in ("bio", "aim"))
        sets.read_pack(learning_set, by=member, at=FOUNDED)
        sets.write_bio(learning_set, bio, by=member, at=FOUNDED)
        sets.write_aim(learning_set, aim, circle=Circle.SET, by=member, at=FOUNDED)


def _say_more_of_dates(story: Story) -> None:
    """The notes beside reasons and answers, and who came late."""
    facilitator, member = story.facilitator, story.member
    place = {"organisation": story.learning_set.organisation, "learning_set": story.learning_set}
    with entering(facilitator):
        by = {**place, "author_id": facilitator.person_id}
        move = SessionMove.objects.get(session=story.coming)
        MoveWords.objects.create(**by, move=move, note=marker("movewords", "note", _name(facilitator)))
        CancelWords.objects.create(**by, session=story.coming, note=marker("cancelwords", "note", _name(facilitator)))
        Punctuality.objects.create(**place, session=story.held, person_id=member.person_id, late_at=AFTER_FIRST)
    with entering(member):
        AttendanceWords.objects.create(
            **place,
            attendance=Attendance.objects.get(session=story.coming, person=member.person_id),
            author_id=member.person_id,
            note=marker("attendancewords", "note", _name(member)),
        )


def _say_more_of_actions(story: Story) -> None:
    """Everything that can be said around one action, by its owner and by whoever runs the set."""
    facilitator, member = story.facilitator, story.member
    place = {"organisation": story.learning_set.organisation, "learning_set": story.learning_set}

    def said(model: type[WordsModel], by: Membership, **more: Any) -> None:
        texts = {
            each.name: marker(model._meta.model_name or "", each.name, _name(by))
            for each in model._meta.fields
            if isinstance(each, SealedTextField)
        }
        model.objects.create(**place, author_id=by.person_id, **texts, **more)

    with entering(member):
        own = {**place, "person_id": member.person_id}
        words = ActionWords.objects.get(action=story.action)
        for field_name in ("how_known", "help_wanted", "expected"):
            setattr(words, field_name, marker("actionwords", field_name, _name(member)))
        words.save(update_fields=["how_known", "help_wanted", "expected"])
        said(ActionOutcomeWords, member, action=story.action)
        change = ActionChange.objects.create(
            **own, action=story.action, kind=ChangeKind.REWORDED, changed_at=AFTER_FIRST
        )
        said(ActionChangeWords, member, change=change)
        Quiet.objects.create(
            organisation=story.learning_set.organisation,
            action=story.action,
            person_id=member.person_id,
            until=NOW.date(),
            made_at=AFTER_FIRST,
        )
        reflection = Reflection.objects.create(**own, written_at=AFTER_FIRST)
        said(ReflectionWords, member, reflection=reflection, circle=Circle.AUTHOR)
        story.question = HelpfulQuestion.objects.create(
            **own, challenge=story.challenge, session=story.held, noted_at=AFTER_FIRST
        )
        said(HelpfulQuestionWords, member, question=story.question)
        said(ChallengeEndWords, member, challenge=story.challenge)
    with entering(facilitator):
        encouragement = Encouragement.objects.create(
            **place,
            action=story.action,
            progress=story.progress,
            person_id=facilitator.person_id,
            kind=EncouragementKind.QUESTION,
            said_at=NOW,
        )
        said(EncouragementWords, facilitator, encouragement=encouragement, addressee_id=member.person_id)
        ReminderRule.objects.create(**place, rule=Rule.REMINDER_DRAFT, decided_at=FOUNDED)
        reminder = Reminder.objects.create(**place, session=story.held, edited_by=facilitator, edited_at=FOUNDED)
        said(ReminderWords, facilitator, reminder=reminder)
        note = ProcessNote.objects.create(
            **place, session=story.held, person_id=facilitator.person_id, written_at=AFTER_FIRST
        )
        said(ProcessNoteWords, facilitator, note=note, circle=Circle.AUTHOR)


def _find_dates(story: Story) -> None:
    """The set looks for two dates more; its member has answered, and cannot know about one of them yet."""
    facilitator, member = story.facilitator, story.member
    place = {"organisation": story.learning_set.organisation, "learning_set": story.learning_set}
    with entering(facilitator):
        Series.objects.create(**place, cadence="list", planned_by=facilitator, planned_at=FOUNDED)
        story.poll = Poll.objects.create(
            **place,
            number=1,
            opened_by=facilitator,
            opened_at=FOUNDED,
            wanted=2,
            minutes=180,
            time_zone=ZONE,
            cadence="four_weeks",
            closes_at=POLL_CLOSES,
        )
        story.slots = [
            Slot.objects.create(
                **place,
                poll=story.poll,
                local_date=day,
                local_time=NINE,
                starts_at=datetime.combine(day, NINE, UTC),
                ends_at=datetime.combine(day, NINE, UTC) + timedelta(hours=3),
            )
            for day in SLOTS_ON
        ]
    with entering(member):
        own = {**place, "person_id": member.person_id}
        PollReply.objects.create(**own, poll=story.poll, replied_at=NOW, ask_again_on=ASK_AGAIN_ON)
        for slot, answer in zip(story.slots, (Availability.YES, Availability.UNKNOWN, Availability.NO), strict=True):
            SlotAnswer.objects.create(**own, slot=slot, answer=answer)


def _subscribe(story: Story) -> None:
    with entering(story.member):
        person = story.member.person_id
        story.feed = Feed.objects.create(person_id=person, made_at=FOUNDED)
        CalendarChoice.objects.create(person_id=person)


def _look_back(story: Story) -> None:
    """What the member says of themselves and of the ground rules, for nobody else."""
    learning_set, member = story.learning_set, story.member
    with entering(member):
        scores = dict.fromkeys(Statement, Score.A_LITTLE)
        sets.rate(learning_set, Moment.START, scores, first_meeting=story.held.starts_at, by=member, at=FOUNDED)
        RuleScore.objects.create(
            organisation=learning_set.organisation,
            learning_set=learning_set,
            rules=story.rules,
            person_id=member.person_id,
            line=0,
            score=3,
            scored_at=AFTER_FIRST,
        )


def _ask_to_join(story: Story, asker: Membership) -> None:
    """The set was in the directory, and is no longer."""
    place = {"organisation": story.learning_set.organisation, "learning_set": story.learning_set}
    facilitator = story.facilitator
    with entering(facilitator):
        sets.list_set(
            story.learning_set,
            about="",
            cost="",
            contact="",
            outside=False,
            public=False,
            by=facilitator,
            at=FOUNDED,
        )
    with entering(asker):
        story.request = JoinRequest.objects.create(
            **place, person_id=asker.person_id, name=asker.name, email=asker.person.email, asked_at=NOW
        )
        HopeWords.objects.create(
            **place,
            request=story.request,
            author_id=asker.person_id,
            hope=marker("hopewords", "hope", f"{_name(asker)}-{story.learning_set.slug}"),
        )
    with entering(facilitator):
        sets.withdraw_listing(story.learning_set, by=facilitator, at=NOW)


def _forming_set(founder: Membership, name: str, *, willing: Membership, unwilling: Membership) -> Forming:
    organisation = founder.organisation
    with entering(founder):
        programme = Programme.objects.create(
            organisation=organisation,
            slug=f"year-of-{name.lower()}",
            name=f"Year of {name}",
            founded_by=founder,
            founded_at=FOUNDED,
        )
        learning_set = sets.found_set(
            name=name, topic="", time_zone=ZONE, places=6, own_role=None, programme=programme, by=founder, at=FOUNDED
        )
        place = {"organisation": organisation, "learning_set": learning_set}
        for_willing, for_unwilling = (
            Proposal.objects.create(
                **place, membership=each, person_id=each.person_id, proposed_by=founder, proposed_at=FOUNDED
            )
            for each in (willing, unwilling)
        )
        LineException.objects.create(
            **place,
            manager=willing,
            report=unwilling,
            reason=LineReason.IN_NAME,
            allowed_by=founder,
            allowed_at=FOUNDED,
        )
        Listing.objects.create(**place, about=f"{name} is for newcomers.", listed_by=founder, listed_at=FOUNDED)
        learning_set.asked_at, learning_set.answer_by = FOUNDED, NEXT_ON
        learning_set.save(update_fields=["asked_at", "answer_by"])
    with entering(willing):
        assert Proposal.objects.filter(pk=for_willing.pk).update(accepted_at=NOW) == 1
    with entering(unwilling):
        Decline.objects.create(**place, proposal_id=for_unwilling.pk, person_id=unwilling.person_id, declined_at=NOW)
    return Forming(learning_set, founder, willing, unwilling)


def _would_rather_not(story: Forming) -> None:
    with entering(story.unwilling):
        NotTogether.objects.create(
            organisation=story.learning_set.organisation,
            person_id=story.unwilling.person_id,
            other_id=story.willing.person_id,
            said_at=NOW,
        )


def _keep_reports(keeper: Membership) -> None:
    """What HR decided about reports, and what they asked for."""
    with entering(keeper):
        here = {"organisation": keeper.organisation}
        own = {**here, "person_id": keeper.person_id}
        day = FOUNDED.date()
        CostRate.objects.create(
            **here, valid_from=day, currency="GBP", hourly_rate=40, fee=600, decided_by=keeper, decided_at=FOUNDED
        )
        CompletionRule.objects.create(
            **here, valid_from=day, attend=5, sessions=6, decided_by=keeper, decided_at=FOUNDED
        )
        HealthRule.objects.create(**here, sign=Sign.ABSENCES, number=3, decided_at=FOUNDED)
        export = Export.objects.create(
            **own,
            of=ExportOf.MARKS,
            file_format=ExportFormat.CSV,
            address="period=year",
            asked_at=FOUNDED,
            made_at=FOUNDED,
            total=1,
            done=1,
            size=5,
            expires_at=NOW + timedelta(days=7),
        )
        ExportPiece.objects.create(**own, export=export, number=1, content=b"name\n")
        MonthlyReport.objects.create(**own, address="", wanted_at=FOUNDED, next_at=NOW + timedelta(days=7))


def _place(keeper: Membership, *, manager: Membership, report: Membership) -> None:
    """Where people work, as the file said that was read last."""
    with entering(keeper):
        PeopleImport.objects.create(
            organisation=keeper.organisation,
            person_id=keeper.person_id,
            read_at=FOUNDED,
            total=2,
            mistakes=[[4, "There is no e-mail address."]],
            confirmed_at=FOUNDED,
            done_at=FOUNDED,
        )
        organisations.place(manager, department="Operations", site="Main office", seniority=Seniority.TEAM)
        organisations.place(
            report, department="Workshop", site="North yard", seniority=Seniority.OWN_WORK, manager=manager
        )
