"""Which reminders and questions a set has."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import LearningSet, ReminderRule, Rule
from sets.operations.holding import hold
from sets.queries.reminder_rules import rules_of
from sets.reminder_rules import USUAL, Setting, read_as


class RulesMeanwhile(Refused):
    """Somebody else saved others while these were chosen. Nothing is written, and nothing is lost."""

    def __init__(self, stand: Mapping[Rule, Setting]) -> None:
        super().__init__(
            _("Somebody changed these rules while you had them open. Yours are still in the form: look, then save.")
        )
        self.stand = stand


@transaction.atomic
def change_rules(
    learning_set: LearningSet, wanted: Iterable[Setting], *, based_on: str, by: Membership, at: datetime
) -> list[Setting]:
    """Set these rules, and say which of them are others now; a set keeps a row only where it differs from what is usual.

    `based_on` is what `read_as` said of the rules that were read before. Raise RulesMeanwhile where others stand by now,
    Refused where the set was closed meanwhile, or is not theirs to run any more.
    """
    if hold(learning_set.pk).closed_at:
        raise Refused(_("This set was closed meanwhile, and sends nothing any more."))
    now_set = rules_of(learning_set)
    changed = [each for each in wanted if each != now_set[each.rule]]
    if changed and based_on != read_as(now_set):
        raise RulesMeanwhile(now_set)
    for each in changed:
        _write(learning_set, each, at=at)
    if changed:
        rules = [each.rule.value for each in changed]
        record("set.reminders_changed", learning_set, by=by, at=at, learning_set=learning_set.pk, rules=rules)
    return changed


def _write(learning_set: LearningSet, setting: Setting, *, at: datetime) -> None:
    usual = USUAL[setting.rule]
    if setting == usual:
        ReminderRule.objects.filter(learning_set=learning_set, rule=setting.rule).delete()
        return
    values = {
        "days": None if setting.days == usual.days else setting.days,
        "off_at": None if setting.is_on else at,
        "decided_at": at,
    }
    ReminderRule.objects.update_or_create(
        learning_set=learning_set,
        rule=setting.rule,
        defaults=values,
        create_defaults={"organisation_id": learning_set.organisation_id, **values},
    )
