from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, SetFact
from organisations.models import TenantModel
from sets.models.membership import SetRole


class SetInvitation(TenantModel):
    """What an invitation opens: a set, from inside its circle and in the inviter's own name."""

    invitation = models.OneToOneField(
        "organisations.Invitation",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="for_set",
    )
    learning_set = TenantKey("sets.LearningSet")
    role = models.CharField(max_length=16, choices=SetRole.choices, default=SetRole.MEMBER)
    invited_by_person_id = models.BigIntegerField()

    class Meta:
        constraints = [
            SetFact(
                name="set_invitation_rows",
                insert=f"{HERE} AND {IN_CIRCLE} AND invited_by_person_id = (SELECT current_person())",
                update=(),
                delete=False,
            ),
            SameOrganisation("learning_set", name="set_invitation_set_here"),
            SameOrganisation("invitation", name="set_invitation_invitation_here"),
        ]
        indexes = [models.Index(fields=["organisation", "learning_set"], name="set_invitation_of_set")]

    def __str__(self) -> str:
        return f"invitation {self.invitation_id}"
