from django.db import models


class Sweep(models.Model):
    """When planner and sender last ran, by the real clock; a single row, which the readiness check reads."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    planned_at = models.DateTimeField(null=True)
    looked_at = models.DateTimeField(null=True)
    """The sender's last look, whether or not anything was due."""

    forgotten_before = models.DateTimeField(null=True)
    """What was told before it is gone, and its keys with it: a day before it is planned no more."""

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="sweep_is_one_row")]

    def __str__(self) -> str:
        return f"planned {self.planned_at}, looked {self.looked_at}"
