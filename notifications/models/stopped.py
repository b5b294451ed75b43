from django.db import models

from alsweb.lib.tenancy.rows import PersonRow


class StoppedKind(models.Model):
    """A kind of notice that a person does not want, and since when."""

    person_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "kind"], name="stopped_kind_once"),
            PersonRow(name="stopped_kind_rows", update=(), doors=("true",)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for person {self.person_id}"
