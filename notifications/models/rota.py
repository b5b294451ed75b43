from django.db import models

from alsweb.lib.tenancy.rows import PersonRow

LONGEST = 28


class RotaDay(models.Model):
    """When mail may come on one day of a rota that repeats; not at all where it has no hours."""

    person_id = models.BigIntegerField()
    day = models.PositiveSmallIntegerField()
    """From 1; the rota is as long as the last one."""
    free_from = models.TimeField(null=True)
    free_until = models.TimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person_id", "day"], name="rota_day_once"),
            models.CheckConstraint(condition=models.Q(day__gte=1, day__lte=LONGEST), name="rota_day_in_rota"),
            models.CheckConstraint(
                condition=models.Q(free_from=None, free_until=None)
                | models.Q(free_from__isnull=False, free_until__isnull=False),
                name="rota_day_whole",
            ),
            PersonRow(name="rota_day_rows"),
        ]

    def __str__(self) -> str:
        return f"day {self.day} of person {self.person_id}"
