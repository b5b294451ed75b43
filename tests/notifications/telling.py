"""What happens to the cast after its story, so that nearly every kind of mail goes out."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from actions import operations as actions
from actions.models import Action, EncouragementKind, ProgressState
from notifications.models import Preference
from organisations import operations as organisations
from organisations.models import Membership, OrganisationRole
from organisations.reading import read_table
from reports import operations as reports
from reports.exporting.making import make_due
from reports.models import GIVEN_UP_AFTER, Export, ExportFormat, ExportOf, MonthlyReport
from sessions import operations as sessions
from sessions.models import Answer, Mark, MoveReason, Session, Settled
from sets import operations as sets
from sets.models import LearningSet, SetMembership
from sets.models.words import HEADS
from tests.cast import NEXT_ON, NINE, ZONE, Cast, entering, join_set, marker
from tests.organisations.files import csv_of
from tests.sessions.test_polls import answer, ask

Step = Callable[[Cast, datetime], None]


def what_happens(cast: Cast) -> Iterator[Step]:
    """One step after the other; what each has to tell is told before the next."""
    yield from (_around_an_action, _around_a_mark_and_the_rules, _a_date_is_changed, _a_date_is_planned)
    yield from (_dates_are_planned, _a_date_is_called_off, _and_brought_back)
    yield from (_a_poll_is_withdrawn, _another_is_opened, _and_prolonged, _and_answered_by_all)
    yield from (_people_come, _a_set_is_put_together, _a_set_begins, _too_few_can_come, _they_meet_all_the_same)
    yield from (_a_file_is_made, _a_report_comes_each_month)
    yield from (_requests_are_answered, _somebody_goes, _a_set_ends)


def _around_an_action(cast: Cast, at: datetime) -> None:
    with entering(cast.bob):
        line = marker("progresswords", "line", "bob-again")
        news = actions.report_progress(cast.quay.action, state=ProgressState.STUCK, line=line, by=cast.bob, at=at)
    with entering(cast.alice):
        line = marker("encouragementwords", "line", "alice-again")
        actions.encourage(news, kind=EncouragementKind.QUESTION, line=line, by=cast.alice, at=at)
    with entering(cast.charlie):  # asked about it some days before, having said nothing for a week
        due_on = (at + timedelta(days=12)).date()
        assert Action.objects.filter(pk=cast.gate.action.pk).update(due_on=due_on) == 1


def _around_a_mark_and_the_rules(cast: Cast, at: datetime) -> None:
    with entering(cast.alice):
        sessions.mark_attendance(cast.quay.held, {cast.bob.person_id: Mark.ABSENT}, by=cast.alice, at=at)
        heads = {head: marker("groundruleswords", head, "alice-again") for head in HEADS}
        sets.write_ground_rules(cast.quay.learning_set, heads, based_on=cast.quay.rules.number, by=cast.alice, at=at)
    with entering(cast.bob):
        assert sessions.dispute_mark(cast.quay.held, by=cast.bob, at=at)


def _a_date_is_changed(cast: Cast, at: datetime) -> None:
    session = _copy(cast.quay.coming, by=cast.alice)
    with entering(cast.alice):
        assert sessions.move_session(
            session,
            day=session.local_date,
            at_time=session.local_time,
            minutes=session.minutes,
            place="Library",
            reason=MoveReason.PLACE,
            note=marker("movewords", "note", "alice-again"),
            by=cast.alice,
            at=at,
        )


def _a_date_is_planned(cast: Cast, at: datetime) -> None:
    with entering(cast.frank):
        sessions.plan_session(
            cast.lighthouse.learning_set,
            day=NEXT_ON + timedelta(weeks=3),
            video_link=marker("joiningwords", "video_link", "frank-again"),
            **_short(by=cast.frank, at=at),
        )


def _dates_are_planned(cast: Cast, at: datetime) -> None:
    """For somebody who subscribes to dates instead of being invited."""
    with entering(cast.erin):
        sessions.choose_invitations(False, person=cast.erin.person_id, at=at)
    with entering(cast.frank):
        sessions.plan_series(
            cast.lighthouse.learning_set,
            days=[NEXT_ON + timedelta(weeks=weeks) for weeks in (6, 7)],
            address="",
            access_notes="",
            video_link=marker("joiningwords", "video_link", "frank-again"),
            cadence="weekly",
            **_short(by=cast.frank, at=at),
        )


def _short(*, by: Membership, at: datetime) -> dict[str, Any]:
    return {"at_time": NINE, "minutes": 120, "place": "", "by": by, "at": at}


def _a_date_is_called_off(cast: Cast, at: datetime) -> None:
    with entering(cast.erin):
        sessions.choose_invitations(True, person=cast.erin.person_id, at=at)
    session = _copy(cast.lighthouse.coming, by=cast.frank)
    with entering(cast.frank):
        assert sessions.cancel_session(session, reason=MoveReason.WORK, by=cast.frank, at=at)


def _and_brought_back(cast: Cast, at: datetime) -> None:
    session = _copy(cast.lighthouse.coming, by=cast.frank)
    with entering(cast.frank):
        assert sessions.restore_session(session, by=cast.frank, at=at)


def _a_poll_is_withdrawn(cast: Cast, at: datetime) -> None:
    with entering(cast.frank):
        sessions.withdraw_poll(cast.lighthouse.poll, by=cast.frank, at=at)


def _another_is_opened(cast: Cast, at: datetime) -> None:
    with entering(cast.frank):
        cast.lighthouse.poll = ask(cast.lighthouse.learning_set, by=cast.frank, at=at)


def _and_prolonged(cast: Cast, at: datetime) -> None:
    poll = cast.lighthouse.poll
    with entering(cast.frank):
        sessions.prolong_poll(poll, closes_at=poll.closes_at + timedelta(days=7), by=cast.frank, at=at)


def _and_answered_by_all(cast: Cast, at: datetime) -> None:
    for each in (cast.frank, cast.erin):
        with entering(each):
            answer(cast.lighthouse.poll, by=each, at=at)


def _people_come(cast: Cast, at: datetime) -> None:
    with entering(cast.olga):
        organisations.invite("uma@harbour.example", name="Uma", roles=[OrganisationRole.MEMBER], by=cast.olga, at=at)
    with entering(cast.dora):
        table = read_table(csv_of("Pia,pia@harbour.example,Estates,Quay,,"))
        found = organisations.propose_import(table, by=cast.dora, at=at)
        organisations.confirm_import(found, write_to_new=True, at=at)
        organisations.apply_import(found, after=0, by=cast.dora, at=at)
    for name in ("jo", "kit", "lou"):
        came = join_set(name, cast.quay.learning_set, of=cast.alice)
    with entering(came):
        sessions.choose_invitations(False, person=came.person_id, at=at)
        Preference.objects.create(person_id=came.person_id, digest_day=5)


def _a_set_is_put_together(cast: Cast, at: datetime) -> None:
    pier = _forming(cast, "Pier", at)
    with entering(cast.dora):
        for each, role in ((cast.frank, "facilitator"), (cast.hugo, "member"), (cast.erin, "member")):
            sets.propose(pier, each, role=role, by=cast.dora, at=at)
        sets.ask(pier, answer_by=(at + timedelta(days=5)).date(), by=cast.dora, at=at)


def _a_set_begins(cast: Cast, at: datetime) -> None:
    boathouse = cast.boathouse.learning_set
    with entering(cast.frank):
        sets.say_yes(sets.propose(boathouse, cast.frank, role="facilitator", by=cast.frank, at=at), at=at)
        sets.compose(boathouse, by=cast.frank, at=at)


def _too_few_can_come(cast: Cast, at: datetime) -> None:
    for each in _members_of(cast.quay.learning_set, by=cast.alice):
        if each.pk != cast.alice.pk:
            session = _copy(cast.quay.coming, by=each)
            with entering(each):
                sessions.answer_session(session, answer=Answer.CANNOT, by=each, at=at)


def _they_meet_all_the_same(cast: Cast, at: datetime) -> None:
    session = _copy(cast.quay.coming, by=cast.alice)
    with entering(cast.alice):
        assert sessions.settle_session(session, as_=Settled.RUN, by=cast.alice, at=at)


def _a_file_is_made(cast: Cast, at: datetime) -> None:
    with entering(cast.dora):
        Export.objects.create(
            organisation=cast.harbour,
            person=cast.dora.person,
            of=ExportOf.MARKS,
            file_format=ExportFormat.CSV,
            total=1,
            asked_at=at,
            expires_at=at + GIVEN_UP_AFTER,
        )
    assert make_due(clock=lambda: at) == 1


def _a_report_comes_each_month(cast: Cast, at: datetime) -> None:
    with entering(cast.dora):
        wanted = reports.want_monthly("?set=quay&period=half", by=cast.dora, at=at)
        assert MonthlyReport.objects.filter(pk=wanted.pk).update(next_at=at) == 1


def _requests_are_answered(cast: Cast, at: datetime) -> None:
    with entering(cast.alice):
        sets.decline_request(cast.quay.request, by=cast.alice, at=at)
    with entering(cast.frank):
        sets.grant_request(cast.lighthouse.request, by=cast.frank, at=at)


def _somebody_goes(cast: Cast, at: datetime) -> None:
    with entering(cast.frank):
        seat = SetMembership.objects.current().get(
            learning_set=cast.lighthouse.learning_set, person=cast.erin.person_id
        )
        assert sets.end_seat(seat, by=cast.frank, at=at)


def _a_set_ends(cast: Cast, at: datetime) -> None:
    with entering(cast.alice):
        sets.start_closing(cast.quay.learning_set, by=cast.alice, at=at)


def _forming(cast: Cast, name: str, at: datetime) -> LearningSet:
    with entering(cast.dora):
        return sets.found_set(name=name, topic="", time_zone=ZONE, places=6, own_role=None, by=cast.dora, at=at)


def _copy(session: Session, *, by: Membership) -> Session:
    """The session as another browser holds it."""
    with entering(by):
        return Session.objects.select_related("learning_set", "organisation").get(pk=session.pk)


def _members_of(learning_set: LearningSet, *, by: Membership) -> list[Membership]:
    with entering(by):
        seats = SetMembership.objects.current().filter(learning_set=learning_set)
        return [seat.membership for seat in seats.select_related("membership__organisation", "membership__person")]
