from django.db import models


class ZoneRules(models.Model):
    """By which time-zone database the instants of sessions were last derived; a single row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    fingerprint = models.CharField(max_length=64)
    settled_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="zone_rules_is_one_row")]

    def __str__(self) -> str:
        return self.fingerprint
