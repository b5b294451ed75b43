from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, Readers, Rows, Who
from organisations.models import TenantModel
from organisations.models.rights import KEEPS_PEOPLE
from sets.models.rights import FORMING


class LineReason(models.TextChoices):
    BOTH_ASK = "both_ask", _("both ask for it")
    ENDS_SOON = "ends_soon", _("the line between them ends soon")
    IN_NAME = "in_name", _("the line is in name only")
    NO_OTHER = "no_other", _("there is no other set for them")


class _ExceptionRows(Rows):
    """For whoever forms the set, its circle, and those who keep the organisation's people."""

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND ({FORMING} OR {IN_CIRCLE} OR {KEEPS_PEOPLE})"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.ALL, hr=Who.ALL)

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND ({FORMING} OR {IN_CIRCLE})"


class LineException(TenantModel):
    """A manager and somebody who reports to them, together in a set all the same, and why."""

    learning_set = TenantKey("sets.LearningSet")
    manager = TenantKey("organisations.Membership")
    report = TenantKey("organisations.Membership")
    reason = models.CharField(max_length=16, choices=LineReason.choices)
    allowed_by = TenantKey("organisations.Membership")
    allowed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "learning_set", "manager", "report"], name="line_exception_once"
            ),
            _ExceptionRows(name="line_exception_rows", update=("reason", "allowed_by_id", "allowed_at"), delete=False),
            SameOrganisation("learning_set", name="line_exception_set_here"),
            SameOrganisation("manager", name="line_exception_manager_here"),
            SameOrganisation("report", name="line_exception_report_here"),
            SameOrganisation("allowed_by", name="line_exception_allower_here"),
        ]
        indexes = [
            models.Index(fields=["organisation", "manager"], name="line_exception_of_manager"),
            models.Index(fields=["organisation", "report"], name="line_exception_of_report"),
            models.Index(fields=["organisation", "allowed_by"], name="line_exception_by_allower"),
        ]

    def __str__(self) -> str:
        return f"exception in {self.learning_set_id}"
