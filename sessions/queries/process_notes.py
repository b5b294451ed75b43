"""One's own notes on how sessions of a set went."""

from sessions.models import ProcessNoteWords, Session
from sets.models import LearningSet


def own_notes(learning_set: LearningSet, *, person: int) -> dict[int, ProcessNoteWords]:
    """By session."""
    own = ProcessNoteWords.objects.filter(
        organisation=learning_set.organisation_id, learning_set=learning_set, author=person
    )
    return {each.note.session_id: each for each in own.select_related("note")}


def sessions_to_note(learning_set: LearningSet) -> list[Session]:
    """All of a set's, the latest first."""
    here = Session.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
    return list(here.order_by("-number"))
