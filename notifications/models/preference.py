from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

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
    return [number for number, _name in WEEKDAYS]


class Preference(models.Model):
    """When a person wants to be reached. Whoever has no row has the defaults."""

    person_id = models.BigIntegerField(primary_key=True)
    quiet_from = models.TimeField(_("quiet from"), default=time(20))
    quiet_until = models.TimeField(_("until"), default=time(7))
    """Equal to `quiet_from` where no hour is quiet."""
    days = ArrayField(models.PositiveSmallIntegerField(choices=WEEKDAYS), default=every_day)
    """Days on which mail may come, ISO numbers."""
    paused_until = models.DateTimeField(null=True, blank=True)
    digest_day = models.PositiveSmallIntegerField(choices=WEEKDAYS, null=True, blank=True)
    """On which weekday all that can wait comes in one mail; none where each comes by itself."""
    digest_at = models.TimeField(default=time(8))
    rota_starts_on = models.DateField(null=True, blank=True)
    """The first day of a rota (`RotaDay`), which then says when mail may come instead of hours and weekdays."""

    class Meta:
        constraints = [
            PersonRow(name="preference_rows"),
            models.CheckConstraint(condition=~models.Q(days=[]), name="preference_has_a_day"),
        ]

    def __str__(self) -> str:
        return f"person {self.person_id}"

    def free_from(self, at: datetime, *, zone: str) -> datetime:
        """The first moment, from `at` on, that is neither paused nor quiet by the clocks in `zone`."""
        moment = max(at, self.paused_until) if self.paused_until else at
        local = moment.astimezone(ZoneInfo(zone))
        for _attempt in range(16):  # twice over a week: one step for the hour, one for the day
            if self._is_quiet(local.time()):
                day = local.date() + timedelta(days=local.time() >= self.quiet_until)
                local = datetime.combine(day, self.quiet_until, local.tzinfo)
            elif local.isoweekday() not in self.days:
                local = datetime.combine(local.date() + timedelta(days=1), time(), local.tzinfo)
            else:
                break
        # A wall time that the clocks jump over is read by the offset before the jump.
        return max(moment, local.astimezone(moment.tzinfo))

    def _is_quiet(self, wall: time) -> bool:
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= wall < self.quiet_until
        return wall >= self.quiet_from or wall < self.quiet_until
