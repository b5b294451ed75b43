from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.references import SameSet
from alsweb.lib.tenancy.rows import SharedWords, Words
from sets.models.words import WordsModel


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
