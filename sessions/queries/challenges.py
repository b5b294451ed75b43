"""What members work on, and the names on an agenda."""

from collections.abc import Iterable

from sessions.models import Bid, Challenge, ChallengeWords, Session
from sets.models import LearningSet
from sets.policies import Seat


def bids_for(session: Session) -> list[Bid]:
    return list(Bid.objects.filter(session=session).order_by("made_at", "pk"))


def own_challenge(seat: Seat) -> Challenge | None:
    """The challenge that this member works on now."""
    return (
        Challenge.objects.filter(
            learning_set=seat.learning_set,
            person=seat.membership.person_id,
            resolved_at=None,
        )
        .order_by("-written_at")
        .first()
    )


def challenge_words(challenges: Iterable[int]) -> dict[int, ChallengeWords]:
    return {words.challenge_id: words for words in ChallengeWords.objects.filter(challenge__in=list(challenges))}


def challenges_of(learning_set: LearningSet) -> list[ChallengeWords]:
    """What the set works on, newest first; the facts come along with their words."""
    return list(
        ChallengeWords.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .select_related("challenge")
        .order_by("-challenge__written_at", "-pk")[:25]
    )
