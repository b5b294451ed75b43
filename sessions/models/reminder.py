from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, SameSet, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, SetFact
from organisations.models import TenantModel
from sets.models.rights import RUNNING


class _ReminderRows(SetFact):
    """Read in the circle, written by whoever runs the set."""

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {IN_CIRCLE} AND {RUNNING}"


class Reminder(TenantModel):
    """What whoever runs the set made of a session's reminder; a row only where they made something of it."""

    learning_set = TenantKey("sets.LearningSet")
    session = TenantKey("learning_sessions.Session")
    edited_by = TenantKey("organisations.Membership")
    edited_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    """Since when it is not to be sent."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session"], name="reminder_once"),
            _ReminderRows(name="reminder_rows", doors=("true",)),
            SameSet("session", name="reminder_session_here", on_delete="CASCADE"),
            SameOrganisation("edited_by", name="reminder_edited_by_here"),
        ]

    def __str__(self) -> str:
        return f"reminder of {self.session_id}"
