from enum import StrEnum

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import OrganisationFact
from organisations.models import TenantModel


class SetState(StrEnum):
    FORMING = "forming"
    RUNNING = "running"
    CLOSED = "closed"


class LearningSet(TenantModel):
    """Five to seven people and a facilitator who meet for months; the rows here say who and when, never what."""

    slug = models.SlugField(max_length=80, db_index=False)
    name = models.CharField(_("name"), max_length=120)
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    calendar_name = models.CharField(_("name in calendars"), max_length=80, default="Set meeting")
    time_zone = models.CharField(_("time zone"), max_length=64)
    places = models.PositiveSmallIntegerField(_("places"), default=6)
    sessions_planned = models.PositiveSmallIntegerField(_("number of sessions"), default=6)
    founded_by = TenantKey("organisations.Membership")
    founded_at = models.DateTimeField()
    running_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    words_erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="learning_set_address"),
            OrganisationFact(
                name="learning_set_rows",
                update=(
                    "name",
                    "topic",
                    "calendar_name",
                    "time_zone",
                    "places",
                    "sessions_planned",
                    "running_at",
                    "closed_at",
                    "words_erased_at",
                ),
                delete=False,
                me="id = ANY ((SELECT my_sets())::bigint[])",
                doors=("true",),
            ),
            SameOrganisation("founded_by", name="learning_set_founder_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "name"], name="learning_set_by_name"),
            models.Index(fields=["organisation", "founded_by"], name="learning_set_by_founder"),
            models.Index(
                fields=["closed_at"],
                condition=models.Q(closed_at__isnull=False, words_erased_at=None),
                name="learning_set_to_erase",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> SetState:
        if self.closed_at:
            return SetState.CLOSED
        return SetState.RUNNING if self.running_at else SetState.FORMING

    def get_absolute_url(self) -> str:
        return reverse("pages:set", args=[self.organisation.slug, self.slug])
