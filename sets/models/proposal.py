from django.db import models

from alsweb.lib.tenancy.references import SameOrganisation, SamePerson, SameSet, TenantKey
from alsweb.lib.tenancy.rows import HERE, MINE, OwnFact, Readers, Rows, Who
from organisations.models import TenantModel
from sets.models.membership import SetRole
from sets.models.rights import FORMING, RUNNING

_IS_MINE = "proposal_id IN (SELECT p.id FROM sets_proposal p WHERE p.person_id = (SELECT current_person()))"
"""Or whoever forms a set could try to decline for others, and learn from the refusal who has done so already."""
_PROPOSED_TO_ME = "learning_set_id = ANY ((SELECT sets_proposed_to_me())::bigint[])"


class _ProposalRows(Rows):
    """Read by whoever forms the set and by those proposed, said yes to by its person, taken back by the former."""

    pair = ("organisation_id", "learning_set_id")

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND ({FORMING} OR {RUNNING} OR {MINE} OR {_PROPOSED_TO_ME})"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.PROPOSED, hr=Who.RUNS)

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND ({FORMING} OR {RUNNING})"

    def changing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {MINE}"

    def removing(self, model: type[models.Model]) -> str:
        return self.writing(model)

    def _grants(self, model: type[models.Model]) -> list[tuple[str, str]]:
        # Column by column: a row's xmax tells that somebody locked it, which is how a decline refers to it.
        columns = ", ".join(str(field.column) for field in model._meta.fields)
        return [(what.replace("SELECT", f"SELECT ({columns})"), role) for what, role in super()._grants(model)]


class Proposal(TenantModel):
    """Somebody who could be in a set, and whether they said yes. All of them go when the set is composed."""

    learning_set = TenantKey("sets.LearningSet")
    membership = TenantKey("organisations.Membership")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    role = models.CharField(max_length=16, choices=SetRole.choices, default=SetRole.MEMBER)
    proposed_by = TenantKey("organisations.Membership")
    proposed_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "learning_set", "person"], name="proposal_once"),
            _ProposalRows(
                name="proposal_rows",
                insert=f"{HERE} AND ({FORMING} OR {RUNNING}) AND accepted_at IS NULL",
                update=("accepted_at",),
                doors=("true",),
            ),
            SameOrganisation("learning_set", name="proposal_set_here"),
            SamePerson("membership", name="proposal_member_here"),
            SameOrganisation("proposed_by", name="proposal_proposer_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "person"], name="proposal_of_person"),
            models.Index(fields=["organisation", "membership"], name="proposal_of_member"),
            models.Index(fields=["organisation", "proposed_by"], name="proposal_by_proposer"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} for {self.learning_set_id}"


class Decline(TenantModel):
    """“Not this set”: known to its person alone, so that nobody is proposed a reason, and gone with the proposal."""

    proposal = models.OneToOneField(
        "sets.Proposal",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    learning_set = TenantKey("sets.LearningSet")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    declined_at = models.DateTimeField()

    class Meta:
        constraints = [
            OwnFact(name="decline_rows", insert=f"{HERE} AND {MINE} AND {_IS_MINE}", update=()),
            SameSet("proposal", name="decline_proposal_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "person"], name="decline_of_person")]

    def __str__(self) -> str:
        return "a decline"


_OTHER_IS_HERE = "other_id IN (SELECT m.person_id FROM organisations_membership m)"


class NotTogether(TenantModel):
    """With whom somebody would not be in a set, said once. Whoever forms sets learns the pair, never who asked."""

    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    other = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    said_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "person", "other"], name="not_together_once"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="not_together_with_somebody_else"
            ),
            OwnFact(name="not_together_rows", insert=f"{HERE} AND {MINE} AND {_OTHER_IS_HERE}", update=()),
        ]

    def __str__(self) -> str:
        return "not together"
