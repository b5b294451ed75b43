from django.db import models

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import OwnSetFact
from organisations.models import TenantModel


class HelpfulQuestion(TenantModel):
    """That a question helped whoever presented, and in which session; which one, is words. Nobody is named as its asker."""

    learning_set = TenantKey("sets.LearningSet")
    challenge = TenantKey("learning_sessions.Challenge")
    session = TenantKey("learning_sessions.Session")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            OwnSetFact(name="helpful_question_rows", update=()),
            SameSet("challenge", name="helpful_question_challenge_here", on_delete="CASCADE"),
            SameSet("session", name="helpful_question_session_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "challenge"], name="helpful_question_of")]

    def __str__(self) -> str:
        return f"helpful question {self.pk}"
