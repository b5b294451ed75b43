from sets.models import LearningSet, ReminderRule, Rule
from sets.reminder_rules import Setting, settings_of


def rules_of(learning_set: LearningSet) -> dict[Rule, Setting]:
    """How every rule of reminding stands in this set."""
    return settings_of(
        ReminderRule.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
    )
