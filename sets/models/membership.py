from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, SamePerson, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, LEADING, MINE, OrganisationFact
from organisations.models import TenantModel
from organisations.models.rights import KEEPS_PEOPLE
from sets.models.learning_set import Facilitation
from sets.models.rights import FORMING

_ADMITS = f"{IN_CIRCLE} AND (role = 'member' OR {LEADING} OR ({FORMING} AND NOT set_is_led(learning_set_id)))"
"""The circle admits; who leads it, its facilitator says, or a member could read what was for the facilitator alone.
Where nobody has led it yet there is no such thing, and whoever forms it from inside lets the first facilitator in."""


_ENDS = f"({IN_CIRCLE} OR {MINE} OR {KEEPS_PEOPLE})"
"""Oneself, the circle, and HR where somebody leaves the organisation."""


class SetRole(models.TextChoices):
    FACILITATOR = "facilitator", _("facilitator")
    MEMBER = "member", _("member")


class SetMembershipQuerySet(models.QuerySet["SetMembership"]):
    def current(self) -> "SetMembershipQuerySet":
        return self.filter(started_at__isnull=False, ended_at=None)

    def at(self, starts_at: datetime, ends_at: datetime) -> "SetMembershipQuerySet":
        """Those who were in when something began, or came in before it ended."""
        return self.filter(started_at__lt=ends_at).exclude(ended_at__lte=starts_at)

    def members(self) -> "SetMembershipQuerySet":
        return self.filter(role=SetRole.MEMBER)

    def has(self, person: int | None, *, in_set: int) -> bool:
        """Whether one of these seats, in that set, is this person’s."""
        return self.filter(learning_set=in_set, person=person).exists()


class SetMembership(TenantModel):
    """The gate to what is said: whoever has a current row here is in the set circle.

    The lock on it: only the circle admits; whoever forms a set that has never had anybody seats its first, in one
    statement. Rows end; they are never removed, or a set could be emptied and entered anew, and an ended one stays as
    it was.
    """

    learning_set = TenantKey("sets.LearningSet")
    membership = TenantKey("organisations.Membership")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    role = models.CharField(max_length=16, choices=SetRole.choices)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SetMembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "learning_set", "person"],
                condition=models.Q(ended_at=None),
                name="set_membership_one_current",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("started_at")),
                name="set_membership_ends_after_start",
            ),
            OrganisationFact(
                name="set_membership_rows",
                insert=f"{HERE} AND (({_ADMITS}) OR ({FORMING} AND NOT set_has_people(learning_set_id)))",
                change=f"{HERE} AND ended_at IS NULL",
                check=f"{HERE} AND CASE WHEN ended_at IS NULL THEN {_ADMITS} ELSE {_ENDS} END",
                update=("role", "started_at", "ended_at"),
                delete=False,
                me=MINE,
                doors=("true",),
            ),
            SameOrganisation("learning_set", name="set_membership_set_here"),
            SamePerson("membership", name="set_membership_member_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "learning_set"], name="set_membership_of_set"),
            models.Index(fields=["organisation", "membership"], name="set_membership_of_member"),
            models.Index(
                fields=["person"],
                include=["learning_set", "role", "started_at", "ended_at"],
                name="set_membership_of_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} in {self.learning_set_id}"

    @property
    def leads(self) -> bool:
        return self.role == SetRole.FACILITATOR

    @property
    def runs(self) -> bool:
        """Plans, invites and closes: the facilitator, or each member where the set has none of its own. Asks its set."""
        return self.leads or self.learning_set.facilitation != Facilitation.STANDING
