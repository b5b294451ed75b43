"""What members work on."""

from datetime import datetime

from django.db import transaction

from organisations.models import Membership
from sessions.models import Challenge, ChallengeWords
from sets.models import Circle, LearningSet, SetMembership


@transaction.atomic
def write_challenge(
    learning_set: LearningSet,
    *,
    headline: str,
    story: str,
    by: Membership,
    at: datetime,
    challenge: Challenge | None,
) -> Challenge:
    """Write down what one works on, or set one's own words right; sent twice at once, it is one."""
    if challenge is None:
        seats = SetMembership.objects.current().filter(learning_set=learning_set, person=by.person_id)
        list(seats.select_for_update())  # the second waits here, and finds what the first wrote
        challenge = Challenge.objects.filter(learning_set=learning_set, person=by.person_id, resolved_at=None).first()
    if challenge is not None:
        words = ChallengeWords.objects.get(challenge=challenge)
        words.headline, words.story = headline, story
        words.save(update_fields=["headline", "story"])
        return challenge
    challenge = Challenge.objects.create(
        organisation_id=learning_set.organisation_id,
        learning_set=learning_set,
        person_id=by.person_id,
        written_at=at,
    )
    ChallengeWords.objects.create(
        organisation_id=learning_set.organisation_id,
        challenge=challenge,
        learning_set=learning_set,
        author_id=by.person_id,
        circle=Circle.SET,
        headline=headline,
        story=story,
    )
    return challenge
