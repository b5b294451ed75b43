"""The organisations whose pages are measured. Every page there has fifty rows, as the floor's page has:

- home: Bob's fifty actions, of which ten open and three done are shown, each with its words and its latest line;
- set: “Quay” as its facilitator sees it: seven people, twelve sessions, six challenges, how many invitations are open;
- sessions: “Lighthouse” with fifty sessions, twenty-five held, each with the answers or marks of six members;
- people: twenty-five of sixty people, as a page shows them, each with where they work;
- poll: “Breakwater” as its facilitator sees it: eight people, forty dates, all answered, six of them suggested;
- report: fifty sets with their sessions, attendances and moves of half a year;
- progress: three open actions of a member, as the link of a nudge shows them to its signed-in reader;
- diary, month: Cara's ten sets in two organisations with twenty sessions each, of which fifty are in the coming four
  weeks and about as many in this month; to every fifth she has not answered;
- workbench: the fifty sets that Walter runs in the same two: ten without a date, ten with a poll that nobody has
  answered, thirty with a next session.

Alice facilitates these sets; Bob is a member of “Lighthouse”; Olga is the owner and reads people and report.
Times are counted from now, since the pages are read by the real clock.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from importlib import import_module
from typing import TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import models, transaction

from actions.models import Action, ActionPlan, ActionWords, PlanOutcome, Progress, ProgressState, ProgressWords
from actions.notices import progress_link
from alsweb.lib import sealing
from alsweb.lib.tenancy.scope import current_scope
from alsweb.lib.time import now
from organisations.models import Invitation, Membership, Organisation, OrganisationRole, Position, User
from organisations.models.invitation import InvitationKind
from sessions.models import (
    Answer,
    Attendance,
    Availability,
    Bid,
    Challenge,
    ChallengeWords,
    JoiningWords,
    Mark,
    MoveReason,
    Poll,
    PollReply,
    Session,
    SessionMove,
    Slot,
    SlotAnswer,
)
from sets.models import (
    Agreement,
    GroundRules,
    GroundRulesWords,
    LearningSet,
    SetInvitation,
    SetKey,
    SetMembership,
    SetRole,
)
from sets.models.words import HEADS

Row = TypeVar("Row", bound=models.Model)
SLUG = "harbour"
_ZONE = "Europe/London"
_A_DAY = timedelta(days=1)


def fill() -> dict[str, dict[str, str]]:
    """Make it; addresses and session keys, by page."""
    with transaction.atomic(using="owner"):
        told, mine = _Harbour(now()).fill(), _TwoOrganisations(now()).fill()
        return {kind: {**told[kind], **mine[kind]} for kind in told}


class _Harbour:
    def __init__(self, at: datetime) -> None:
        self.at = at
        self.founded = at - 400 * _A_DAY

    def fill(self) -> dict[str, dict[str, str]]:
        self.organisation = _save(Organisation(name="Harbour Foundation", slug=SLUG, founded_at=self.founded))
        self.olga = self._member("Olga", OrganisationRole.OWNER, OrganisationRole.HR)
        self.alice = self._member("Alice Ashworth", OrganisationRole.FACILITATOR)
        self.bob = self._member("Bob Baker")
        self.members = [self._member(f"Member Number {number}") for number in range(57)]
        quay = self._set("Quay", self.members[:6])
        lighthouse = self._set("Lighthouse", [self.bob, *self.members[6:11]])
        self._meet(quay, self.members[:6], held=6, coming=6)
        met = self._meet(lighthouse, [self.bob, *self.members[6:11]], held=25, coming=25)
        self._challenges(quay, self.members[:6])
        for number in range(25):
            self._invitation(number, by=self.alice, into=quay)
            self._invitation(number + 25, by=self.olga)
        self._promises(lighthouse, met, of=self.bob)
        asked = self.members[6]
        self._promises(lighthouse, met, of=asked, count=6)
        breakwater = self._set("Breakwater", self.members[11:18])
        self._poll(breakwater, [self.alice, *self.members[11:18]])
        for number in range(48):
            members = self.members[11 + number % 40 : 17 + number % 40]
            self._meet(self._set(f"Set number {number}", members), members, held=2, coming=1)
        at_home = f"/o/{SLUG}/"
        paths = {
            "home": at_home,
            "set": f"{at_home}sets/{quay.slug}/",
            "sessions": f"{at_home}sets/{lighthouse.slug}/",
            "poll": f"{at_home}sets/{breakwater.slug}/polls/1/",
            "people": f"{at_home}people/",
            "report": f"{at_home}reports/",
            "progress": urlsplit(progress_link(person=asked.person_id, organisation=self.organisation.pk)).path,
        }
        alice, bob, olga = (signed_in(each.person) for each in (self.alice, self.bob, self.olga))
        return {
            "paths": paths,
            "sessions": {
                "home": bob,
                "set": alice,
                "sessions": alice,
                "poll": alice,
                "people": olga,
                "report": olga,
                "progress": signed_in(asked.person),
            },
        }

    def _member(self, name: str, *roles: str, user: User | None = None) -> Membership:
        if user is None:
            address = f"{name.lower().replace(' ', '.')}@{self.organisation.slug}.example"
            user = User(email=address, joined_at=self.founded)
            user.set_unusable_password()
            _save(user)
        membership = _save(
            Membership(
                organisation=self.organisation,
                person=user,
                name=name,
                roles=[*roles, OrganisationRole.MEMBER],
                started_at=self.founded,
            )
        )
        _save(
            Position(
                organisation=self.organisation,
                membership=membership,
                person=user,
                department="Lending and returns",
                site="Leith",
            )
        )
        return membership

    def _set(self, name: str, members: list[Membership]) -> LearningSet:
        learning_set = _save(
            LearningSet(
                organisation=self.organisation,
                slug=name.lower().replace(" ", "-"),
                name=name,
                topic="Leading without a title",
                time_zone=_ZONE,
                founded_by=self.alice,
                founded_at=self.founded,
                running_at=self.founded,
            )
        )
        wrapped = sealing.new_wrapped_key(learning_set.pk)
        _save(SetKey(organisation=self.organisation, learning_set=learning_set, wrapped=wrapped))
        current_scope().keys[learning_set.pk] = sealing.unwrap_key(learning_set.pk, wrapped)
        here = {"organisation": self.organisation, "learning_set": learning_set}
        _save_all(
            SetMembership(
                **here,
                membership=each,
                person=each.person,
                role=SetRole.FACILITATOR if each is self.alice else SetRole.MEMBER,
                started_at=self.founded,
            )
            for each in (self.alice, *members)
        )
        rules = _save(GroundRules(**here, number=1, person=self.alice.person, written_at=self.founded))
        text = dict.fromkeys(HEADS, "What is said here stays here; we begin on time; everybody speaks.")
        _save(GroundRulesWords(**here, rules=rules, author=self.alice.person, **text))
        _save_all(
            Agreement(**here, rules=rules, person=each.person, agreed_at=self.founded)
            for each in (self.alice, *members)
        )
        return learning_set

    def _meet(
        self,
        learning_set: LearningSet,
        members: list[Membership],
        *,
        held: int,
        coming: int,
        every: timedelta = 7 * _A_DAY,
        later: timedelta = timedelta(),
    ) -> list[Session]:
        here = {"organisation": self.organisation, "learning_set": learning_set}
        sessions = []
        for number in range(1, held + coming + 1):
            starts_at = (self.at + later + (number - held - 0.5) * every).replace(minute=0, second=0, microsecond=0)
            over = number <= held
            session = _save(
                Session(
                    **here,
                    number=number,
                    local_date=starts_at.date(),
                    local_time=starts_at.time(),
                    time_zone=_ZONE,
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=3),
                    place="Room 4, second floor",
                    planned_at=self.founded,
                    held_at=starts_at + timedelta(hours=3) if over else None,
                )
            )
            sessions.append(session)
            _save(
                JoiningWords(**here, session=session, author=self.alice.person, video_link="https://video.example/quay")
            )
            _save_all(
                Attendance(
                    **here,
                    session=session,
                    membership=each,
                    person=each.person,
                    answer=Answer.CANNOT if (number + place) % 5 == 0 else Answer.COMING,
                    answered_at=self.founded,
                    mark=(Mark.APOLOGISED if (number + place) % 5 == 0 else Mark.CAME) if over else "",
                    marked_at=starts_at if over else None,
                )
                for place, each in enumerate(members)
            )
            if number % 4 == 0:
                _save(
                    SessionMove(
                        **here,
                        session=session,
                        moved_from=starts_at - _A_DAY,
                        reason=MoveReason.WORK,
                        moved_at=self.founded,
                    )
                )
        return sessions

    def _challenges(self, learning_set: LearningSet, members: list[Membership]) -> None:
        here = {"organisation": self.organisation, "learning_set": learning_set}
        for each in members:
            challenge = _save(Challenge(**here, person=each.person, written_at=self.founded))
            _save(
                ChallengeWords(
                    **here,
                    challenge=challenge,
                    author=each.person,
                    headline="How do I hand over what I like doing most?",
                    story="I have led the desk for nine years and now lead those who do.",
                )
            )

    def _invitation(self, number: int, *, by: Membership, into: LearningSet | None = None) -> None:
        invitation = _save(
            Invitation(
                organisation=self.organisation,
                email=f"invited.{number}@elsewhere.example",
                name=f"Invited Number {number}",
                roles=[OrganisationRole.MEMBER],
                kind=InvitationKind.SET if into else InvitationKind.ORGANISATION,
                invited_by=by,
                invited_at=self.at - _A_DAY,
                sent_at=self.at - _A_DAY,
                expires_at=self.at + 20 * _A_DAY,
            )
        )
        if into:
            _save(
                SetInvitation(
                    organisation=self.organisation,
                    invitation=invitation,
                    learning_set=into,
                    invited_by_person_id=by.person_id,
                )
            )

    def _poll(self, learning_set: LearningSet, people: list[Membership]) -> None:
        here = {"organisation": self.organisation, "learning_set": learning_set}
        poll = _save(
            Poll(
                **here,
                number=1,
                opened_by=self.alice,
                opened_at=self.at - _A_DAY,
                wanted=6,
                minutes=180,
                time_zone=_ZONE,
                cadence="four_weeks",
                closes_at=self.at + 7 * _A_DAY,
            )
        )
        first = (self.at + 14 * _A_DAY).replace(hour=9, minute=0, second=0, microsecond=0)
        answers = list(Availability)
        for number in range(40):
            starts_at = first + number * 4 * _A_DAY
            slot = _save(
                Slot(
                    **here,
                    poll=poll,
                    local_date=starts_at.date(),
                    local_time=starts_at.time(),
                    starts_at=starts_at,
                    ends_at=starts_at + timedelta(hours=3),
                )
            )
            _save_all(
                SlotAnswer(
                    **here,
                    slot=slot,
                    person=each.person,
                    answer=answers[(number * place + place) % 7 % 4],
                )
                for place, each in enumerate(people)
            )
        _save_all(
            PollReply(
                **here, poll=poll, person=each.person, replied_at=self.at, ask_again_on=self.at.date() + 5 * _A_DAY
            )
            for each in people
        )

    def _promises(self, learning_set: LearningSet, met: list[Session], *, of: Membership, count: int = 50) -> None:
        """So many, three from each session at which they presented; the first three are done."""
        here = {"organisation": self.organisation, "learning_set": learning_set}
        person = of.person
        for number in range(count):
            session, position = met[number // 3], number % 3 + 1
            if position == 1:
                _save(Bid(**here, session=session, person=person, made_at=self.founded, presented_at=session.starts_at))
                plan = _save(
                    ActionPlan(
                        **here, session=session, person=person, outcome=PlanOutcome.ACTIONS, written_at=session.ends_at
                    )
                )
            action = _save(
                Action(
                    **here,
                    plan=plan,
                    person=person,
                    position=position,
                    due_on=(self.at + number * _A_DAY).date(),
                    decided_at=session.ends_at,
                    last_news_at=self.at - _A_DAY,
                    done_at=self.at - _A_DAY if number < 3 else None,
                )
            )
            _save(
                ActionWords(
                    **here,
                    action=action,
                    author=person,
                    what="Ask Priya to run the Monday meeting, and sit at the back",
                    first_step="Have coffee with her on Thursday",
                )
            )
            state = ProgressState.DONE if number < 3 else ProgressState.ON_TRACK
            progress = _save(
                Progress(**here, action=action, person=person, state=state, reported_at=self.at - 2 * _A_DAY)
            )
            _save(
                ProgressWords(
                    **here, progress=progress, author=person, line="She ran it well; I said too much in between."
                )
            )


class _TwoOrganisations(_Harbour):
    """Cara takes part in both, and Walter facilitates in both."""

    def fill(self) -> dict[str, dict[str, str]]:
        cara = walter = None
        for place, name in enumerate(("Northgate Trust", "Southgate Trust")):
            slug = name.partition(" ")[0].lower()
            self.organisation = _save(Organisation(name=name, slug=slug, founded_at=self.founded))
            walters = self._member("Walter Wick", OrganisationRole.FACILITATOR, user=walter)
            caras = self._member("Cara Cole", user=cara)
            cara, walter = caras.person, walters.person
            self.members = [self._member(f"{name} Number {number}") for number in range(5)]
            self._of_cara(self._member("Alice Ashworth", OrganisationRole.FACILITATOR), caras, later=place * 5)
            self._of_walter(walters)
        assert cara
        assert walter
        paths = {"diary": "/me/", "month": "/me/?view=month", "workbench": "/me/sets/"}
        sessions = {"diary": signed_in(cara), "month": signed_in(cara), "workbench": signed_in(walter)}
        return {"paths": paths, "sessions": sessions}

    def _of_cara(self, alice: Membership, cara: Membership, *, later: int) -> None:
        self.alice = alice
        for number in range(5):
            learning_set = self._set(f"Caras set {number}", [cara, *self.members])
            met = self._meet(
                learning_set,
                [cara, *self.members],
                held=10,
                coming=10,
                every=5.6 * _A_DAY,
                later=timedelta(hours=later + number * 10),
            )
            unanswered = [each.pk for each in met[number % 5 :: 5]]
            mine = Attendance.objects.using("owner").filter(session__in=unanswered, person=cara.person)
            mine.filter(mark="").update(answer="", answered_at=None)

    def _of_walter(self, walter: Membership) -> None:
        self.alice = walter
        for number in range(25):
            learning_set = self._set(f"Set number {number}", self.members)
            self._meet(learning_set, self.members, held=2, coming=1 if number % 5 > 1 else 0)
            if number % 5 == 1:
                _save(
                    Poll(
                        organisation=self.organisation,
                        learning_set=learning_set,
                        number=1,
                        opened_by=walter,
                        opened_at=self.at - _A_DAY,
                        wanted=6,
                        minutes=180,
                        time_zone=_ZONE,
                        cadence=learning_set.cadence,
                        closes_at=self.at + 9 * _A_DAY,
                    )
                )


def signed_in(user: User) -> str:
    """The key of a browser's session of theirs."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _save(row: Row) -> Row:
    row.save(using="owner", force_insert=True)
    return row


def _save_all(rows: Iterable[models.Model]) -> None:
    for row in rows:
        _save(row)
