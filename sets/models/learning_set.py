from enum import StrEnum

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, OrganisationFact
from organisations.models import TenantModel
from organisations.models.rights import FORMS_SETS, KEEPS_PEOPLE


class SetState(StrEnum):
    FORMING = "forming"
    RUNNING = "running"
    CLOSING = "closing"
    CLOSED = "closed"


class Facilitation(models.TextChoices):
    STANDING = "standing", _("one facilitator")
    ROTATING = "rotating", _("members take turns")
    NONE = "none", _("nobody: the set runs itself")


class Admission(models.TextChoices):
    PROPOSED = "proposed", _("we ask people")
    OPEN = "open", _("people ask to join")


class Agenda(models.TextChoices):
    NAMES = "names", _("names beforehand")
    BIDS = "bids", _("bids in the room")


class Format(models.TextChoices):
    ROOM = "room", _("in one room")
    ONLINE = "online", _("on-line")
    MIXED = "mixed", _("some in the room, some on-line")


class Cadence(models.TextChoices):
    WEEK = "week", _("every week")
    FORTNIGHT = "fortnight", _("every two weeks")
    FOUR_WEEKS = "four_weeks", _("every four weeks")
    SIX_WEEKS = "six_weeks", _("every six weeks")
    MONTH = "month", _("every month, on the same weekday")
    QUARTER = "quarter", _("every three months")


_CHANGED_BY = (
    f"{HERE} AND (id = ANY ((SELECT my_sets())::bigint[]) OR id = ANY ((SELECT sets_i_form())::bigint[])"
    f" OR {KEEPS_PEOPLE} OR (SELECT current_person()) IS NULL)"
)
"""By its circle, by whoever forms it, by those who keep the organisation; and by the sweep, which is nobody."""


class LearningSet(TenantModel):
    """Five to seven people and a facilitator who meet for months; the rows here say who and when, never what."""

    slug = models.SlugField(max_length=80, db_index=False)
    name = models.CharField(_("name"), max_length=120)
    topic = models.CharField(_("topic"), max_length=200, blank=True)
    calendar_name = models.CharField(_("name in calendars"), max_length=80, default="Set meeting")
    time_zone = models.CharField(_("time zone"), max_length=64)
    places = models.PositiveSmallIntegerField(_("places"), default=6)
    sessions_planned = models.PositiveSmallIntegerField(_("number of sessions"), default=6)
    minutes = models.PositiveSmallIntegerField(_("length of a session"), default=180)
    cadence = models.CharField(_("how often"), max_length=16, choices=Cadence.choices, default=Cadence.SIX_WEEKS)
    format = models.CharField(_("where you meet"), max_length=16, choices=Format.choices, default=Format.ROOM)
    place = models.CharField(_("place"), max_length=200, blank=True)
    facilitation = models.CharField(
        _("who facilitates"), max_length=16, choices=Facilitation.choices, default=Facilitation.STANDING
    )
    admission = models.CharField(
        _("how people come in"), max_length=16, choices=Admission.choices, default=Admission.PROPOSED
    )
    agenda = models.CharField(
        _("how the time is shared out"), max_length=16, choices=Agenda.choices, default=Agenda.NAMES
    )
    minimum = models.PositiveSmallIntegerField(_("fewest who meet"), default=4)
    """Below that a session is at risk; where the set has fewer members, all of them."""
    joins_signed_in_at = models.DateTimeField(null=True)
    """Since when the link to join wants its reader to be signed in; null where a personal invitation joins with one tap."""
    notes_lateness_at = models.DateTimeField(null=True)
    """Since when the set notes who came late or left early; null where its rules do not want that."""
    programme = TenantKey("sets.Programme", null=True)
    founded_by = TenantKey("organisations.Membership")
    founded_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    """When those proposed were asked."""
    answer_by = models.DateField(null=True)
    """Until which day they may say yes."""
    composed_at = models.DateTimeField(null=True)
    """When whoever said yes was let in and the rest of the asking forgotten."""
    composed_by = TenantKey("organisations.Membership", null=True)
    running_at = models.DateTimeField(null=True)
    running_by = TenantKey("organisations.Membership", null=True)
    closing_at = models.DateTimeField(null=True)
    closing_by = TenantKey("organisations.Membership", null=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = TenantKey("organisations.Membership", null=True)
    words_erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slug"], name="learning_set_address"),
            OrganisationFact(
                name="learning_set_rows",
                insert=f"{HERE} AND {FORMS_SETS}",
                change=_CHANGED_BY,
                update=(
                    "name",
                    "topic",
                    "calendar_name",
                    "time_zone",
                    "places",
                    "sessions_planned",
                    "minutes",
                    "cadence",
                    "format",
                    "place",
                    "facilitation",
                    "admission",
                    "agenda",
                    "minimum",
                    "joins_signed_in_at",
                    "notes_lateness_at",
                    "programme_id",
                    "asked_at",
                    "answer_by",
                    "composed_at",
                    "composed_by_id",
                    "running_at",
                    "running_by_id",
                    "closing_at",
                    "closing_by_id",
                    "closed_at",
                    "closed_by_id",
                    "words_erased_at",
                ),
                delete=False,
                me="id = ANY ((SELECT my_sets())::bigint[])",
                doors=("true",),
            ),
            SameOrganisation("founded_by", name="learning_set_founder_here"),
            SameOrganisation("programme", name="learning_set_programme_here"),
            SameOrganisation("composed_by", name="learning_set_composer_here"),
            SameOrganisation("running_by", name="learning_set_runner_here"),
            SameOrganisation("closing_by", name="learning_set_closing_here"),
            SameOrganisation("closed_by", name="learning_set_closer_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "name"], name="learning_set_by_name"),
            models.Index(fields=["organisation", "founded_by"], name="learning_set_by_founder"),
            models.Index(fields=["organisation", "programme"], name="learning_set_of_programme"),
            models.Index(
                fields=["closed_at"],
                condition=models.Q(closed_at__isnull=False, words_erased_at=None),
                name="learning_set_to_erase",
            ),
            models.Index(
                fields=["answer_by"],
                condition=models.Q(answer_by__isnull=False, composed_at=None, closed_at=None),
                name="learning_set_to_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> SetState:
        if self.closed_at:
            return SetState.CLOSED
        if self.closing_at:
            return SetState.CLOSING
        return SetState.RUNNING if self.running_at else SetState.FORMING

    def get_absolute_url(self) -> str:
        return reverse("pages:set", args=[self.organisation.slug, self.slug])
