from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models

from alsweb.lib.tenancy.rows import PersonRow


class NudgedWeek(models.Model):
    """Seven days in which a person has had their nudge, over all organisations. Written by doors alone."""

    person_id = models.BigIntegerField()
    notice = models.OneToOneField("notifications.Notice", models.CASCADE, related_name="+")
    week = DateTimeRangeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="nudge_once_in_seven_days",
                expressions=[("person_id", RangeOperators.EQUAL), ("week", RangeOperators.OVERLAPS)],
            ),
            PersonRow(
                name="nudged_week_rows",
                insert="false",
                update=(),
                delete=False,
                doors=("true",),
                door_writes=True,
            ),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}, {self.week}"
