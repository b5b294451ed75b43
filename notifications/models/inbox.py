from django.db import models

from alsweb.lib.tenancy.rows import PersonRow


class InboxSeen(models.Model):
    """When a person last looked at what they were told in one organisation; what came after it is new."""

    person_id = models.BigIntegerField()
    organisation_id = models.BigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "organisation_id"], name="inbox_seen_once"),
            PersonRow(name="inbox_seen_rows", doors=("true",), door_writes=True),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id} at {self.seen_at}"
