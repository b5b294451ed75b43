from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.references import SameSet
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, Words
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


class _SharedWords(Words):
    """Words of the circle alone: a link to join by belongs to nobody in particular, and to no leaver."""

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {IN_CIRCLE}"

    def changing(self, model: type[models.Model]) -> str:
        return self.reading(model)


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
            _SharedWords(name="joining_words_rows"),
            SameSet("session", name="joining_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="joining_words_by")]

    def __str__(self) -> str:
        return f"joining session {self.session_id}"
