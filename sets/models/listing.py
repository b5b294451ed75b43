import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, OrganisationFact
from organisations.models import TenantModel
from sets.models.rights import FORMING, RUNNING


class _ListingRows(OrganisationFact):
    """Read by the organisation; written by whoever forms or runs the set."""

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND ({FORMING} OR {RUNNING})"


class Listing(TenantModel):
    """A set's entry in the directory. Others see it only where it is opened to them and both sides have turned it on."""

    learning_set = models.OneToOneField(
        "sets.LearningSet",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="listing",
    )
    token = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the entry to those who may not read the set."""
    about = models.CharField(_("what you offer"), max_length=400, blank=True)
    cost = models.CharField(_("what it costs"), max_length=120, blank=True)
    """Empty is free."""
    contact = models.CharField(_("whom to ask"), max_length=200, blank=True)
    listed_by = TenantKey("organisations.Membership")
    listed_at = models.DateTimeField()
    outside_at = models.DateTimeField(null=True)
    """Since when other organisations see it."""
    public_at = models.DateTimeField(null=True)
    """Since when anybody with its address sees it."""
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            _ListingRows(
                name="listing_rows",
                update=("about", "cost", "contact", "outside_at", "public_at", "withdrawn_at"),
                delete=False,
                doors=("true",),
            ),
            SameOrganisation("learning_set", name="listing_set_here"),
            SameOrganisation("listed_by", name="listing_lister_here"),
        ]
        indexes = [
            models.Index(
                fields=["outside_at"],
                condition=models.Q(outside_at__isnull=False, withdrawn_at=None),
                name="listing_outside",
            ),
            models.Index(fields=["organisation", "listed_by"], name="listing_by_lister"),
        ]

    def __str__(self) -> str:
        return f"listing of {self.learning_set_id}"
