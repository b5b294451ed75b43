from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.references import SameSet
from alsweb.lib.tenancy.rows import SharedWords, Words
from sets.models.rights import RUNNING
from sets.models.words import WordsForOneself, WordsModel


class ChallengeWords(WordsModel):
    challenge = models.OneToOneField(
        "learning_sessions.Challenge",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    headline = SealedTextField(_("headline"), max_length=200)
    story = SealedTextField(_("story"))

    class Meta:
        constraints = [
            Words(name="challenge_words_rows"),
            SameSet("challenge", name="challenge_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="challenge_words_by")]

    def __str__(self) -> str:
        return f"words of challenge {self.challenge_id}"


class JoiningWords(WordsModel):
    """How to join a session from afar: for the set only, never in a feed."""

    session = models.OneToOneField(
        "learning_sessions.Session",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    video_link = SealedTextField(_("video link"), max_length=500)

    class Meta:
        constraints = [
            SharedWords(name="joining_words_rows"),
            SameSet("session", name="joining_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="joining_words_by")]

    def __str__(self) -> str:
        return f"joining session {self.session_id}"


class AttendanceWords(WordsModel):
    """What somebody adds to whether they come."""

    attendance = models.OneToOneField(
        "learning_sessions.Attendance",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    note = SealedTextField(_("note"), max_length=500)

    class Meta:
        constraints = [
            Words(name="attendance_words_rows"),
            SameSet("attendance", name="attendance_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="attendance_words_by")]

    def __str__(self) -> str:
        return f"note on attendance {self.attendance_id}"


class MoveWords(WordsModel):
    """What is said about why a session moves, beside the reason from the list."""

    move = models.OneToOneField(
        "learning_sessions.SessionMove",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    note = SealedTextField(_("note"), max_length=500)

    class Meta:
        constraints = [
            Words(name="move_words_rows"),
            SameSet("move", name="move_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="move_words_by")]

    def __str__(self) -> str:
        return f"note on move {self.move_id}"


class CancelWords(WordsModel):
    """What is said about why a session does not take place, beside the reason from the list."""

    session = models.OneToOneField(
        "learning_sessions.Session",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    note = SealedTextField(_("note"), max_length=500)

    class Meta:
        constraints = [
            Words(name="cancel_words_rows"),
            SameSet("session", name="cancel_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="cancel_words_by")]

    def __str__(self) -> str:
        return f"note on cancelling session {self.session_id}"


class ChallengeEndWords(WordsModel):
    """What became of a challenge that is resolved or parked."""

    challenge = models.OneToOneField(
        "learning_sessions.Challenge",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    became = SealedTextField(_("what became of it"), max_length=1000)

    class Meta:
        constraints = [
            Words(name="challenge_end_words_rows"),
            SameSet("challenge", name="challenge_end_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="challenge_end_words_by")]

    def __str__(self) -> str:
        return f"end of challenge {self.challenge_id}"


class HelpfulQuestionWords(WordsModel):
    question = models.OneToOneField(
        "learning_sessions.HelpfulQuestion",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    text = SealedTextField(_("a question that helped"), max_length=500)

    class Meta:
        constraints = [
            Words(name="helpful_question_words_rows"),
            SameSet("question", name="helpful_question_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="helpful_question_words_by")]

    def __str__(self) -> str:
        return f"words of helpful question {self.question_id}"


class _ReminderWordsRows(SharedWords):
    """Written by whoever runs the set: it goes into a mail."""

    def writing(self, model: type[models.Model]) -> str:
        return f"{super().writing(model)} AND {RUNNING}"

    def changing(self, model: type[models.Model]) -> str:
        return f"{super().changing(model)} AND {RUNNING}"


class ReminderWords(WordsModel):
    """The one text that goes into a mail: a line of the facilitator's on a reminder, whose author is told so."""

    reminder = models.OneToOneField(
        "learning_sessions.Reminder",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    note = SealedTextField(_("a line for the mail"), max_length=500)

    class Meta:
        constraints = [
            _ReminderWordsRows(name="reminder_words_rows"),
            SameSet("reminder", name="reminder_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="reminder_words_by")]

    def __str__(self) -> str:
        return f"note on reminder {self.reminder_id}"


class ProcessNoteWords(WordsModel):
    """How the set worked, as whoever ran it saw it: for its author alone, whoever runs the set after them."""

    note = models.OneToOneField(
        "learning_sessions.ProcessNote", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    text = SealedTextField(_("my notes"))

    class Meta:
        constraints = [
            WordsForOneself(name="process_note_words_rows", fact="note_id", table="learning_sessions_processnote"),
            SameSet("note", name="process_note_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="process_note_words_by")]

    def __str__(self) -> str:
        return f"words of process note {self.note_id}"
