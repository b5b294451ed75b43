"""What is said beside a session: the link to join, notes beside answers, moves and cancellations. The circle's words."""

from dataclasses import dataclass, field

from django.db import models
from django.db.models import F, Value

from sessions.models import Attendance, AttendanceWords, CancelWords, JoiningWords, MoveWords, Session


@dataclass
class Said:
    """The words that hang on one session; their sealed fields open when they are read."""

    joining: JoiningWords | None = None
    cancelled: CancelWords | None = None
    moves: dict[int, MoveWords] = field(default_factory=dict)
    """By the number of the move."""
    notes: dict[int, AttendanceWords] = field(default_factory=dict)
    """By who wrote them. A note whose answer has lapsed was about another date, and is not among them."""


def own_answer(session: Session, *, person: int) -> tuple[Attendance | None, AttendanceWords | None]:
    """What this person said about the date as it stands, and their note beside it."""
    own = Attendance.objects.filter(organisation=session.organisation_id, session=session, person=person)
    attendance = own.exclude(answer="").first()
    return attendance, AttendanceWords.objects.filter(attendance=attendance).first() if attendance else None


def said_at(session: Session, *, agreed: bool) -> Said:
    """All in one statement; to whoever has not `agreed` to the ground rules only how to join."""
    here = {"organisation": session.organisation_id, "learning_set": session.learning_set_id}
    parts: list[models.QuerySet[models.Model]] = [JoiningWords.objects.filter(**here, session=session)]
    if agreed:
        parts += [
            CancelWords.objects.filter(**here, session=session),
            MoveWords.objects.filter(**here, move__session=session),
            AttendanceWords.objects.filter(**here, attendance__session=session).exclude(attendance__answer=""),
        ]
    rows = [
        each.order_by()
        .annotate(said=Value(each.model._meta.model_name), number=F("pk"), text=F(_TEXT[each.model]))
        .values_list("said", "number", "organisation_id", "learning_set_id", "author_id", "text")
        for each in parts
    ]
    said = Said()
    for name, number, organisation, learning_set, author, text in rows[0].union(*rows[1:], all=True):
        model = _MODELS[name]
        home = {"pk": number, "organisation_id": organisation, "learning_set_id": learning_set, "author_id": author}
        words = model(**home, **{_TEXT[model]: text})
        if isinstance(words, JoiningWords):
            said.joining = words
        elif isinstance(words, CancelWords):
            said.cancelled = words
        elif isinstance(words, MoveWords):
            said.moves[number] = words
        elif isinstance(words, AttendanceWords):
            said.notes[author] = words
    return said


_TEXT: dict[type[models.Model], str] = {
    JoiningWords: "video_link",
    CancelWords: "note",
    MoveWords: "note",
    AttendanceWords: "note",
}
_MODELS = {str(model._meta.model_name): model for model in _TEXT}
