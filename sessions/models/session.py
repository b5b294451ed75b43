import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, SameSet, TenantKey
from alsweb.lib.tenancy.rows import IN_CIRCLE, OrganisationFact
from organisations.models import TenantModel


class MoveReason(models.TextChoices):
    TOO_FEW = "too_few", _("too few of us could come")
    WORK = "work", _("work came between")
    PLACE = "place", _("the place fell through")
    FACILITATOR = "facilitator", _("the facilitator could not come")
    OTHER = "other", _("another reason")


CancelReason = MoveReason


class Settled(models.TextChoices):
    """What was decided about a session to which too few come."""

    RUN = "run", _("we meet all the same")
    TRIAD = "triad", _("we meet as a triad")


class SessionState(StrEnum):
    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class _SessionRows(OrganisationFact):
    """An organisation fact that set facts refer to, so it carries the pair with its set as well."""

    pair = ("organisation_id", "learning_set_id")


class SessionQuerySet(models.QuerySet["Session"]):
    def planned(self) -> "SessionQuerySet":
        return self.filter(held_at=None, cancelled_at=None)

    def upcoming(self, now: datetime) -> "SessionQuerySet":
        return self.planned().filter(ends_at__gt=now).order_by("starts_at")


class Session(TenantModel):
    """One meeting of a set. What people agreed is the wall time in its zone; the instants are derived from it."""

    learning_set = TenantKey("sets.LearningSet")
    series = TenantKey("learning_sessions.Series", null=True)
    number = models.PositiveSmallIntegerField()
    local_date = models.DateField(_("date"))
    local_time = models.TimeField(_("time"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    minutes = models.PositiveSmallIntegerField(_("length"), default=180)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    access_notes = models.CharField(_("getting in"), max_length=500, blank=True)
    uid = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveIntegerField(default=0)
    """Rises whenever start, end or status change, and on every cancellation (RFC 5546 §2.1.4)."""
    planned_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    cancel_reason = models.CharField(max_length=16, choices=CancelReason.choices, blank=True)
    settled_as = models.CharField(max_length=8, choices=Settled.choices, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_without = models.PositiveSmallIntegerField(null=True)
    """How many could not come when it was decided; one more, and it is asked again."""

    objects = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "learning_set", "number"], name="session_number"),
            models.CheckConstraint(
                condition=models.Q(held_at=None) | models.Q(cancelled_at=None),
                name="session_held_or_cancelled",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")),
                name="session_ends_later",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_as="", settled_at=None, settled_without=None)
                | (~models.Q(settled_as="") & models.Q(settled_at__isnull=False, settled_without__isnull=False)),
                name="session_settled_whole",
            ),
            _SessionRows(name="session_rows", delete=False, me=IN_CIRCLE, doors=("true",)),
            SameOrganisation("learning_set", name="session_set_here"),
            SameSet("series", name="session_series_here"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "learning_set", "starts_at"],
                name="session_of_set",
            ),
            models.Index(fields=["organisation", "starts_at"], name="session_by_date"),
            models.Index(
                fields=["organisation", "learning_set", "starts_at"],
                condition=models.Q(held_at=None, cancelled_at=None),
                name="session_coming",
            ),
            models.Index(
                fields=["starts_at"],
                condition=models.Q(held_at=None, cancelled_at=None),
                name="session_due",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.number}"

    @property
    def state(self) -> SessionState:
        if self.cancelled_at:
            return SessionState.CANCELLED
        return SessionState.HELD if self.held_at else SessionState.PLANNED

    @property
    def length(self) -> timedelta:
        return timedelta(minutes=self.minutes)

    @property
    def over_at(self) -> datetime:
        """When it ends; where it was closed before that, then. Whoever comes into the set later was not there."""
        return min(self.held_at or self.ends_at, self.ends_at)

    def get_absolute_url(self) -> str:
        return reverse(
            "pages:session",
            args=[self.organisation.slug, self.learning_set.slug, self.number],
        )


class _MoveRows(OrganisationFact):
    """An organisation fact that words refer to, so it carries the pair with its set as well."""

    pair = ("organisation_id", "learning_set_id")


class SessionMoveQuerySet(models.QuerySet["SessionMove"]):
    def that_stand(self) -> "SessionMoveQuerySet":
        """Without those that were taken back within the minute, before anybody was told."""
        twin = SessionMove.objects.filter(
            organisation=models.OuterRef("organisation"),
            session=models.OuterRef("session"),
            moved_at=models.OuterRef("moved_at"),
        ).exclude(pk=models.OuterRef("pk"))
        return self.filter(~models.Exists(twin))


class SessionMove(TenantModel):
    """That a session was moved, from when, and a reason from the list.

    Two of one session with the same moment are a move and its undoing.
    """

    learning_set = TenantKey("sets.LearningSet")
    session = TenantKey("learning_sessions.Session")
    moved_from = models.DateTimeField()
    reason = models.CharField(max_length=16, choices=MoveReason.choices)
    moved_at = models.DateTimeField()

    objects = SessionMoveQuerySet.as_manager()

    class Meta:
        constraints = [
            _MoveRows(name="session_move_rows", update=(), delete=False),
            SameSet("session", name="session_move_session_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "session"], name="session_move_of")]

    def __str__(self) -> str:
        return f"move of {self.session_id}"
