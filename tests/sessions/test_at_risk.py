"""Too few can come: said to the set, and once by mail to whoever runs it, until it is decided."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from notifications.sender import send_due
from organisations.models import Membership
from sessions import operations, queries
from sessions.models import Answer, MoveReason, Session, Settled
from sessions.operations.telling import SETTLES
from sessions.risk import Turnout
from sets import operations as sets
from sets.models import SetMembership
from tests.cast import NEXT_ON, NINE, NOW, Cast, entering, join_set
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
ALICE = "alice@harbour.example"


@pytest.fixture
def five(cast: Cast) -> list[Membership]:
    """Bob and four more, whose set wants four; all that was to be told before is told."""
    found = [cast.bob, *(join_set(name, cast.quay.learning_set, of=cast.alice) for name in ("jo", "kit", "lou", "mo"))]
    send_due(NOW)
    mail.outbox.clear()
    return found


def says(session: Session, answer: str, by: Membership, at: Any = LATER) -> bool:
    mine = Session.objects.select_related("learning_set", "organisation").get(pk=session.pk)
    return operations.answer_session(mine, answer=answer, by=by, at=at) is not None


def risk_of(cast: Cast) -> Turnout:
    with entering(cast.alice):
        session = Session.objects.select_related("learning_set").get(pk=cast.quay.coming.pk)
        return queries.turnout_of(session)


def letters(at: Any, *, to: str = ALICE, about: str = "Too few") -> list[str]:
    send_due(at)
    found = [str(each.body) for each in mail.outbox if each.to == [to] and about in str(each.body)]
    mail.outbox.clear()
    return found


@pytest.mark.parametrize(
    ("members", "cannot", "wanted", "settled_without", "at_risk"),
    [
        (5, 1, 4, None, False),
        (5, 2, 4, None, True),
        (3, 0, 4, None, False),  # it has three, so three are enough
        (3, 1, 4, None, True),
        (5, 2, 4, 2, False),
        (5, 3, 4, 2, True),
        (5, 1, 4, 2, False),
        (0, 0, 4, None, False),
    ],
)
def test_at_risk_is_short_of_what_the_set_wants_and_not_decided(
    members: int, cannot: int, wanted: int, settled_without: int | None, at_risk: bool
) -> None:
    assert Turnout(members, cannot, wanted, settled_without).is_at_risk is at_risk


def test_it_is_said_in_one_sentence() -> None:
    assert Turnout(5, 2, 4).sentence == "Two cannot come; three of five can. Your set wants at least four."


def test_the_apology_that_makes_it_too_few_tells_whoever_runs_the_set_once(cast: Cast, five: list[Membership]) -> None:
    for each in five[:3]:
        with entering(each):
            assert says(cast.quay.coming, Answer.CANNOT, each)
    assert letters(LATER + SETTLES - timedelta(seconds=1)) == []
    (letter,) = letters(LATER + SETTLES)
    assert "Too few can come on Monday 15 February, 09:00: two of five" in letter
    assert not [name for name in ("Jo", "Kit", "Lou", "Bob") if name in letter]
    with entering(five[3]):
        assert says(cast.quay.coming, Answer.CANNOT, five[3], LATER + timedelta(hours=1))
    assert letters(LATER + timedelta(days=1)) == []


def test_a_change_of_mind_within_the_minute_tells_nobody_and_later_it_is_told_after_all(
    cast: Cast, five: list[Membership]
) -> None:
    def say(answer: str, who: int, seconds: int) -> None:
        with entering(five[who]):
            assert says(cast.quay.coming, answer, five[who], LATER + timedelta(seconds=seconds))

    say(Answer.CANNOT, 0, 0)
    say(Answer.CANNOT, 1, 10)
    say(Answer.COMING, 1, 20)
    assert letters(LATER + timedelta(minutes=5)) == []
    say(Answer.CANNOT, 2, 600)
    assert len(letters(LATER + timedelta(minutes=15))) == 1


def test_meeting_all_the_same_is_told_once_and_holds_until_one_more_cannot(cast: Cast, five: list[Membership]) -> None:
    for each in five[:2]:
        with entering(each):
            says(cast.quay.coming, Answer.CANNOT, each)
    letters(LATER + SETTLES)
    decided = LATER + timedelta(hours=1)
    with entering(cast.alice):
        session = Session.objects.select_related("learning_set").get(pk=cast.quay.coming.pk)
        assert operations.settle_session(session, as_=Settled.RUN, by=cast.alice, at=decided)
        assert not operations.settle_session(session, as_=Settled.TRIAD, by=cast.alice, at=decided)
    assert not risk_of(cast).is_at_risk
    send_due(decided + SETTLES)
    told = [each.to[0] for each in mail.outbox if "all the same" in str(each.body)]
    assert sorted(told) == sorted(f"{name}@harbour.example" for name in ("bob", "jo", "kit", "lou", "mo"))
    mail.outbox.clear()
    with entering(five[2]):
        says(cast.quay.coming, Answer.CANNOT, five[2], decided + timedelta(hours=1))
    assert risk_of(cast).is_at_risk
    assert len(letters(decided + timedelta(hours=2))) == 1


def test_another_date_begins_anew(cast: Cast, five: list[Membership]) -> None:
    for each in five[:2]:
        with entering(each):
            says(cast.quay.coming, Answer.CANNOT, each)
    with entering(cast.alice):
        session = Session.objects.select_related("learning_set", "organisation").get(pk=cast.quay.coming.pk)
        assert operations.settle_session(session, as_=Settled.TRIAD, by=cast.alice, at=LATER)
        assert operations.move_session(
            session,
            day=NEXT_ON + timedelta(days=1),
            at_time=NINE,
            minutes=session.minutes,
            place="",
            reason=MoveReason.TOO_FEW,
            by=cast.alice,
            at=LATER,
        )
        assert (session.settled_as, session.settled_without) == ("", None)
    assert risk_of(cast).cannot == 0


def test_who_has_left_is_counted_neither_among_the_members_nor_among_the_missing(
    cast: Cast, five: list[Membership]
) -> None:
    with entering(five[4]):
        says(cast.quay.coming, Answer.CANNOT, five[4])
        seat = SetMembership.objects.current().get(learning_set=cast.quay.learning_set, person=five[4].person_id)
        assert sets.leave_set(seat, by=five[4], at=LATER)
    found = risk_of(cast)
    assert (found.members, found.cannot) == (4, 0)


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_last_apologies_at_once_are_one_mail(cast: Cast, five: list[Membership], together: Any) -> None:
    one, two = five[:2]
    together(
        (one, lambda: says(cast.quay.coming, Answer.CANNOT, one)),
        (two, lambda: says(cast.quay.coming, Answer.CANNOT, two)),
    )
    assert len(letters(LATER + timedelta(hours=1))) == 1


@pytest.mark.django_db(transaction=True)
def test_decided_twice_at_once_the_first_holds(cast: Cast, five: list[Membership]) -> None:
    for each in five[:2]:
        with entering(each):
            says(cast.quay.coming, Answer.CANNOT, each)

    def settle(as_: str) -> bool:
        session = Session.objects.select_related("learning_set").get(pk=cast.quay.coming.pk)
        return operations.settle_session(session, as_=as_, by=cast.alice, at=LATER)

    found = at_once((cast.alice, lambda: settle(Settled.RUN)), (cast.alice, lambda: settle(Settled.TRIAD)))
    assert sorted(found) == [False, True]
