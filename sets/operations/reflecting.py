"""What somebody takes from a set, for their own learning record."""

from datetime import datetime

from organisations.models import Membership
from sets.models import LearningSet, ReflectionWords
from sets.operations.for_oneself import keep_for_oneself


def write_reflection(
    learning_set: LearningSet, text: str, *, based_on: datetime | None, by: Membership, at: datetime
) -> None:
    """Raise Refused where one wrote it elsewhere after `based_on` (None for no reflection)."""
    keep_for_oneself(ReflectionWords, text, about={"learning_set": learning_set}, based_on=based_on, by=by, at=at)
