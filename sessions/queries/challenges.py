"""What members work on, and the names on an agenda."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.http import Http404

from sessions.models import Bid, Challenge, ChallengeWords, HelpfulQuestion, Session
from sets.models import LearningSet
from sets.policies import Seat

_SESSION = {"session": "session", "number": "session__number", "day": "session__local_date"}


def bids_for(session: Session) -> list[Bid]:
    return list(Bid.objects.filter(session=session).order_by("made_at", "pk"))


def own_challenge(seat: Seat) -> Challenge | None:
    """The challenge that this member works on now."""
    return (
        Challenge.objects.open()
        .filter(learning_set=seat.learning_set, person=seat.membership.person_id)
        .order_by("-written_at")
        .first()
    )


def challenge_for(seat: Seat, pk: int, *, may_change: bool = False) -> Any:
    """One challenge of this set; with `may_change`, one's own.

    With `bids`, where it was or is to be presented, and `questions`, those that helped: both by session.
    """
    own = {"person": seat.membership.person_id} if may_change else {}
    found = (
        Challenge.objects.filter(
            organisation=seat.learning_set.organisation_id, learning_set=seat.learning_set, pk=pk, **own
        )
        .annotate(
            bids=_by_session(
                Bid.objects.exclude(session__cancelled_at__isnull=False),
                presented="presented_at",
                over="session__ends_at",
            ),
            questions=_by_session(HelpfulQuestion.objects.all(), pk="pk"),
        )
        .first()
    )
    if found is None:
        raise Http404
    found.learning_set, found.organisation = seat.learning_set, seat.learning_set.organisation
    return found


def _by_session(rows: QuerySet[Any], **told: str) -> ArraySubquery:
    of_it = rows.filter(
        organisation=OuterRef("organisation"), learning_set=OuterRef("learning_set"), challenge=OuterRef("pk")
    )
    return ArraySubquery(of_it.order_by("session__number", "pk").values(told=JSONObject(**_SESSION, **told)))


def own_question_for(seat: Seat, pk: int) -> HelpfulQuestion:
    found = (
        HelpfulQuestion.objects.filter(
            organisation=seat.learning_set.organisation_id,
            learning_set=seat.learning_set,
            person=seat.membership.person_id,
            pk=pk,
        )
        .select_related("challenge")
        .first()
    )
    if found is None:
        raise Http404
    return found


def challenge_words(challenges: Iterable[int]) -> dict[int, ChallengeWords]:
    return {words.challenge_id: words for words in ChallengeWords.objects.filter(challenge__in=list(challenges))}


def challenges_of(learning_set: LearningSet) -> list[ChallengeWords]:
    """What the set works on, then what is resolved or parked, newest first; facts come along with their words."""
    return list(
        ChallengeWords.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .select_related("challenge")
        .order_by(
            Coalesce("challenge__resolved_at", "challenge__parked_at").desc(nulls_first=True),
            F("challenge__written_at").desc(),
            "-pk",
        )[:25]
    )
