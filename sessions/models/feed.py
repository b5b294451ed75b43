import uuid

from django.db import models

from alsweb.lib.tenancy.rows import PersonRow


class Feed(models.Model):
    """A secret address from which a person's calendar reads their dates: of all their sets, or of one."""

    person_id = models.BigIntegerField()
    learning_set_id = models.BigIntegerField(null=True)
    """The set whose dates it holds; null for all of that person's."""
    key = models.UUIDField(default=uuid.uuid4)
    """What makes an address the one that is valid now; the address itself is signed and kept nowhere."""
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            PersonRow(name="feed_rows", update=("revoked_at",), delete=False),
            models.UniqueConstraint(
                fields=["person_id", "learning_set_id"],
                condition=models.Q(revoked_at=None),
                nulls_distinct=False,
                name="feed_one_valid",
            ),
        ]

    def __str__(self) -> str:
        return f"feed {self.pk}"


class CalendarChoice(models.Model):
    """How a person's dates reach their calendar. Whoever has no row gets an invitation for each date."""

    person_id = models.BigIntegerField(primary_key=True)
    invitations_off_at = models.DateTimeField(null=True)
    """Since when their calendar subscribes, so that an invitation would show every date twice."""

    class Meta:
        constraints = [PersonRow(name="calendar_choice_rows", delete=False)]

    def __str__(self) -> str:
        return f"person {self.person_id}"
