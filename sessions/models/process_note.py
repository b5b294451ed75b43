from django.db import models

from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, MINE, OwnFact
from organisations.models import TenantModel
from sets.models.rights import RUNNING


class _ProcessNoteRows(OwnFact):
    """Its words hang on it, so it is paired with its set."""

    pair = ("organisation_id", "learning_set_id")


class ProcessNote(TenantModel):
    """That whoever runs a set noted for themselves how a session went. Theirs alone: nobody else sees that there is one."""

    learning_set = TenantKey("sets.LearningSet")
    session = TenantKey("learning_sessions.Session")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "person"], name="process_note_once"),
            _ProcessNoteRows(
                name="process_note_rows",
                insert=f"{HERE} AND {MINE} AND {IN_CIRCLE} AND {RUNNING}",
                update=("written_at",),
            ),
            SameSet("session", name="process_note_session_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"process note on {self.session_id}"
