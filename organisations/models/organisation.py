from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.rows import Rows


class _OrganisationItself(Rows):
    """The one table whose own key is the organisation."""

    pair = ()

    def reading(self, model: type[models.Model]) -> str:
        return "id = (SELECT current_organisation())"


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    retention_days = models.PositiveIntegerField(default=90)
    """Days after a set closes until its words are erased."""
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [
            _OrganisationItself(
                name="organisation_rows",
                update=("name", "time_zone", "retention_days"),
                delete=False,
                me="id = ANY ((SELECT my_organisations())::bigint[])",
                doors=("true",),
            )
        ]

    def __str__(self) -> str:
        return self.name
