from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.rows import Readers, Rows, Who


class _OrganisationItself(Rows):
    """The one table whose own key is the organisation."""

    pair = ()

    def reading(self, model: type[models.Model]) -> str:
        return "id = (SELECT current_organisation())"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.ALL, hr=Who.ALL)


class Organisation(models.Model):
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=60, unique=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/London")
    retention_days = models.PositiveIntegerField(default=90)
    """Days after a set closes until its words are erased."""
    safety_contact = models.CharField(_("whom to turn to"), max_length=200, blank=True)
    """A person or place outside the sets, for somebody who is worried."""
    outside_since = models.DateTimeField(null=True)
    """Since when its people may look for sets elsewhere, and its sets may be opened to others."""
    least_people = models.PositiveSmallIntegerField(_("people"), default=10)
    least_sets = models.PositiveSmallIntegerField(_("sets"), default=2)
    """Over how many people in how many sets counts about conduct are shown at least; more than that may be asked for."""
    founded_at = models.DateTimeField()

    class Meta:
        constraints = [
            _OrganisationItself(
                name="organisation_rows",
                change="id = (SELECT current_organisation()) AND (SELECT my_roles()) && '{owner}'::text[]",
                update=(
                    "name",
                    "time_zone",
                    "retention_days",
                    "safety_contact",
                    "outside_since",
                    "least_people",
                    "least_sets",
                ),
                delete=False,
                me="id = ANY ((SELECT my_organisations())::bigint[])",
                doors=("true",),
            ),
            models.CheckConstraint(
                condition=models.Q(least_people__gte=10, least_sets__gte=2), name="organisation_hides_small_groups"
            ),
            models.CheckConstraint(
                condition=models.Q(retention_days__range=(30, 3650)), name="organisation_keeps_words_long_enough"
            ),
        ]

    def __str__(self) -> str:
        return self.name
