from datetime import datetime
from enum import StrEnum

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, SameSet, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, MINE, SetFact
from organisations.models import TenantModel
from sets.models import Cadence
from sets.models.rights import RUNNING

_FOR_WHOEVER_RUNS = f"{HERE} AND {IN_CIRCLE} AND {RUNNING}"
_UNDECIDED = f"{_FOR_WHOEVER_RUNS} AND decided_at IS NULL AND withdrawn_at IS NULL"
_UNUSED = f"{_FOR_WHOEVER_RUNS} AND session_id IS NULL"
_ONES_OWN = f"{HERE} AND {IN_CIRCLE} AND {MINE}"


class Availability(models.TextChoices):
    YES = "yes", _("yes")
    IF_NEED_BE = "if_need_be", _("if need be")
    NO = "no", _("no")
    UNKNOWN = "unknown", _("I cannot know yet")


class PollState(StrEnum):
    OPEN = "open"
    OVER = "over"
    """Past its day, and not decided yet."""
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"


class PollQuerySet(models.QuerySet["Poll"]):
    def undecided(self) -> "PollQuerySet":
        return self.filter(decided_at=None, withdrawn_at=None)

    def open(self, now: datetime) -> "PollQuerySet":
        return self.undecided().filter(closes_at__gt=now)


class Poll(TenantModel):
    """Which of these dates can you? Asked for several sessions at once, for the set alone."""

    learning_set = TenantKey("sets.LearningSet")
    number = models.PositiveSmallIntegerField()
    opened_by = TenantKey("organisations.Membership")
    opened_at = models.DateTimeField()
    wanted = models.PositiveSmallIntegerField(_("how many dates"))
    minutes = models.PositiveSmallIntegerField(_("length"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    cadence = models.CharField(_("how often"), max_length=16, choices=Cadence.choices)
    place = models.CharField(_("place"), max_length=200, blank=True)
    closes_at = models.DateTimeField()
    """Until when answers are asked for: the end of a day in the set's zone."""
    decided_at = models.DateTimeField(null=True)
    decided_by = TenantKey("organisations.Membership", null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = PollQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "learning_set", "number"], name="poll_number"),
            models.CheckConstraint(
                condition=models.Q(decided_at=None) | models.Q(withdrawn_at=None), name="poll_decided_or_withdrawn"
            ),
            SetFact(
                name="poll_rows",
                insert=_FOR_WHOEVER_RUNS,
                change=_UNDECIDED,  # once decided or withdrawn it stays so
                check=_FOR_WHOEVER_RUNS,
                update=("closes_at", "decided_at", "decided_by_id", "withdrawn_at"),
                delete=False,
                me=IN_CIRCLE,
                doors=("true",),
            ),
            SameOrganisation("learning_set", name="poll_set_here"),
            SameOrganisation("opened_by", name="poll_opener_here"),
            SameOrganisation("decided_by", name="poll_decider_here"),
        ]
        indexes = [
            models.Index(
                fields=["closes_at"],
                condition=models.Q(decided_at=None, withdrawn_at=None),
                name="poll_due",
            ),
        ]

    def __str__(self) -> str:
        return f"poll {self.number}"

    def state(self, now: datetime) -> PollState:
        if self.withdrawn_at:
            return PollState.WITHDRAWN
        if self.decided_at:
            return PollState.DECIDED
        return PollState.OPEN if now < self.closes_at else PollState.OVER

    def get_absolute_url(self) -> str:
        return reverse("sessions:poll", args=[self.organisation.slug, self.learning_set.slug, self.number])


class Slot(TenantModel):
    """One date that a poll asks about, in the wall time of the poll's zone."""

    learning_set = TenantKey("sets.LearningSet")
    poll = TenantKey("learning_sessions.Poll")
    local_date = models.DateField()
    local_time = models.TimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    session = TenantKey("learning_sessions.Session", null=True)
    """What was made of it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "poll", "starts_at"], name="slot_once"),
            SetFact(
                name="slot_rows",
                insert=_FOR_WHOEVER_RUNS,
                change=_UNUSED,
                check=_FOR_WHOEVER_RUNS,
                update=("session_id",),
                delete=False,
            ),
            SameSet("poll", name="slot_poll_here", on_delete="CASCADE"),
            SameSet("session", name="slot_session_here"),
        ]

    def __str__(self) -> str:
        return f"slot {self.pk}"


class PollReply(TenantModel):
    """That somebody has answered a poll, and when they can be asked again about what they cannot know yet."""

    learning_set = TenantKey("sets.LearningSet")
    poll = TenantKey("learning_sessions.Poll")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    replied_at = models.DateTimeField()
    ask_again_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "poll", "person"], name="poll_reply_once"),
            SetFact(
                name="poll_reply_rows",
                insert=_ONES_OWN,
                change=_ONES_OWN,
                update=("replied_at", "ask_again_on"),
                delete=False,
                me=MINE,
                doors=("true",),
            ),
            SameSet("poll", name="poll_reply_poll_here", on_delete="CASCADE"),
        ]
        indexes = [
            models.Index(
                fields=["ask_again_on"], condition=models.Q(ask_again_on__isnull=False), name="poll_reply_to_ask_again"
            ),
        ]

    def __str__(self) -> str:
        return f"reply of {self.person_id} to {self.poll_id}"


class SlotAnswer(TenantModel):
    """Whether somebody can come on one of the dates."""

    learning_set = TenantKey("sets.LearningSet")
    slot = TenantKey("learning_sessions.Slot")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    answer = models.CharField(max_length=12, choices=Availability.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "slot", "person"], name="slot_answer_once"),
            SetFact(name="slot_answer_rows", insert=_ONES_OWN, change=_ONES_OWN, update=("answer",), delete=False),
            SameSet("slot", name="slot_answer_slot_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"answer of {self.person_id} to {self.slot_id}"
