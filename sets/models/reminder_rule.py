from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, SetFact
from organisations.models import TenantModel
from sets.models.rights import RUNNING


class Rule(models.TextChoices):
    SESSION_REMINDER = "session_reminder", _("a reminder of the session")
    REMINDER_DRAFT = "reminder_draft", _("a draft of that reminder, for whoever runs the set")
    PLAN_TO_WRITE = "plan_to_write", _("an action plan that is not written yet")
    HALF_WAY = "half_way", _("half-way between two sessions")
    DUE_SOON = "due_soon", _("an action is due soon")
    DUE_TODAY = "due_today", _("an action is due today")
    OVERDUE = "overdue", _("an action is past its day")
    BEFORE_SESSION = "before_session", _("before the next session, where there was no news")


class _ReminderRuleRows(SetFact):
    """Read in the circle, decided by whoever runs the set."""

    def writing(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {IN_CIRCLE} AND {RUNNING}"


class ReminderRule(TenantModel):
    """Where a set differs from what is usual (`sets.reminder_rules`): one rule on or off, and its number of days."""

    learning_set = TenantKey("sets.LearningSet")
    rule = models.CharField(max_length=20, choices=Rule.choices)
    days = models.PositiveSmallIntegerField(null=True)
    """Before or after what it is about; as usual where none."""
    off_at = models.DateTimeField(null=True)
    """Since when it is off; on, whatever is usual, where none."""
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "learning_set", "rule"], name="reminder_rule_once"),
            _ReminderRuleRows(name="reminder_rule_rows", doors=("true",)),
            SameOrganisation("learning_set", name="reminder_rule_set_here", on_delete="CASCADE"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} of {self.learning_set_id}"
