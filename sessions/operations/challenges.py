"""What members work on, which questions helped, and what became of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.models import Membership
from organisations.operations import Refused
from sessions.models import (
    Challenge,
    ChallengeEndWords,
    ChallengeWords,
    HelpfulQuestion,
    HelpfulQuestionWords,
    Session,
)
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
    challenge = challenge or _open_one(learning_set, by=by)
    if challenge is None:
        challenge = Challenge.objects.create(
            organisation_id=learning_set.organisation_id,
            learning_set=learning_set,
            person_id=by.person_id,
            written_at=at,
        )
    ChallengeWords.objects.update_or_create(
        challenge=challenge,
        defaults={"headline": headline, "story": story},
        create_defaults={**_in_the_set(challenge), "headline": headline, "story": story},
    )
    return challenge


@transaction.atomic
def end_challenge(challenge: Challenge, *, resolved: bool, became: str, at: datetime) -> bool:
    """Say that it is resolved, or park it, with what became of it. The first of two wins."""
    ended = {"resolved_at": at} if resolved else {"parked_at": at}
    if Challenge.objects.open().filter(pk=challenge.pk).update(**ended) != 1:
        return False
    ChallengeEndWords.objects.update_or_create(
        challenge=challenge,
        defaults={"became": became},
        create_defaults={**_in_the_set(challenge), "became": became},
    )
    return True


@transaction.atomic
def take_up_challenge(challenge: Challenge, *, by: Membership) -> None:
    """Work on it again. Raise Refused where one works on another meanwhile."""
    other = _open_one(challenge.learning_set, by=by)
    if other is not None and other.pk != challenge.pk:
        raise Refused(_("You work on another challenge now. Resolve or park that one first."))
    Challenge.objects.filter(pk=challenge.pk).update(resolved_at=None, parked_at=None)


@transaction.atomic
def note_question(challenge: Challenge, text: str, *, session: Session, at: datetime) -> HelpfulQuestion:
    """Write down a question that helped its presenter; the same one again is the one that is there."""
    Challenge.objects.select_for_update().get(pk=challenge.pk)  # the second press waits here, and finds it
    noted = HelpfulQuestion.objects.filter(challenge=challenge, session=session)
    for words in HelpfulQuestionWords.objects.filter(question__in=noted).select_related("question"):
        if words.text == text:
            return words.question
    question = HelpfulQuestion.objects.create(
        organisation_id=challenge.organisation_id,
        learning_set_id=challenge.learning_set_id,
        challenge=challenge,
        session=session,
        person_id=challenge.person_id,
        noted_at=at,
    )
    HelpfulQuestionWords.objects.create(**_in_the_set(challenge), question=question, text=text)
    return question


def forget_question(question: HelpfulQuestion) -> None:
    """Remove it with its words."""
    HelpfulQuestion.objects.filter(pk=question.pk).delete()


def _open_one(learning_set: LearningSet, *, by: Membership) -> Challenge | None:
    """The one challenge that somebody works on in a set, held until the transaction ends."""
    seats = SetMembership.objects.current().filter(learning_set=learning_set, person=by.person_id)
    list(seats.select_for_update())  # the second waits here, and finds what the first wrote
    return Challenge.objects.open().filter(learning_set=learning_set, person=by.person_id).first()


def _in_the_set(challenge: Challenge) -> dict[str, object]:
    """Whose words about it are, and who reads them."""
    return {
        "organisation_id": challenge.organisation_id,
        "learning_set_id": challenge.learning_set_id,
        "author_id": challenge.person_id,
        "circle": Circle.SET,
    }
