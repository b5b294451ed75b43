from datetime import time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.rows import PersonRow

WEEKDAYS = [
    (1, _("Monday")),
    (2, _("Tuesday")),
    (3, _("Wednesday")),
    (4, _("Thursday")),
    (5, _("Friday")),
    (6, _("Saturday")),
    (7, _("Sunday")),
]


def every_day() -> list[int]:
    """The default until working days became it; migrations name it."""
    return [number for number, _name in WEEKDAYS]


def working_days() -> list[int]:
    return [1, 2, 3, 4, 5]


class Preference(models.Model):
    """When a person wants to be reached. Whoever has no row has the defaults."""

    person_id = models.BigIntegerField(primary_key=True)
    quiet_from = models.TimeField(_("quiet from"), default=time(20))
    quiet_until = models.TimeField(_("until"), default=time(7))
    """Equal to `quiet_from` where no hour is quiet."""
    days = ArrayField(models.PositiveSmallIntegerField(choices=WEEKDAYS), default=working_days)
    """Days on which mail may come, ISO numbers."""
    paused_until = models.DateTimeField(null=True, blank=True)
    digest_day = models.PositiveSmallIntegerField(choices=WEEKDAYS, null=True, blank=True)
    """On which weekday all that can wait comes in one mail; none where each comes by itself."""
    digest_at = models.TimeField(default=time(8))
    rota_starts_on = models.DateField(null=True, blank=True)
    """The first day of a rota (`RotaDay`), which then says when mail may come instead of hours and weekdays."""

    class Meta:
        constraints = [
            PersonRow(name="preference_rows", doors=("true",)),
            models.CheckConstraint(condition=~models.Q(days=[]), name="preference_has_a_day"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}"
