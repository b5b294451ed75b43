"""Deciding when somebody has completed a programme. What a set began with, it keeps."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets.completion import TAKEN_BACK_WITHIN, Dated, Rule, effect_of, judges
from sets.models import CompletionRule, Programme
from sets.queries.completion import begun_sets, completion_rules, dated


@transaction.atomic
def set_completion_rule(
    *, programme: Programme | None, valid_from: date, attend: int, sessions: int, by: Membership, at: datetime
) -> CompletionRule:
    """From a day on: so many of so many meetings. Raise Refused where the day has a rule, or a set began by another."""
    _one_after_the_other(by)
    among = [dated(each) for each in completion_rules(by.organisation)]
    wanted = Dated(0, programme.pk if programme else None, valid_from, Rule(attend, sessions))
    if any((each.programme, each.valid_from) == (wanted.programme, valid_from) for each in among):
        raise Refused(_("There is a rule from that day on already. Take it back first, or choose another day."))
    if kept := effect_of(wanted, among=among, begun=begun_sets(by.organisation)).kept:
        raise Refused(
            _("%(set)s began by another rule, and keeps it. Choose a day after it began.")
            % {"set": ", ".join(kept[:3])}
        )
    rule = CompletionRule.objects.create(
        organisation=by.organisation,
        programme=programme,
        valid_from=valid_from,
        attend=attend,
        sessions=sessions,
        decided_by=by,
        decided_at=at,
    )
    record("completion_rule.set", rule, by=by, at=at, attend=attend, sessions=sessions)
    return rule


@transaction.atomic
def remove_completion_rule(rule: CompletionRule, *, by: Membership, at: datetime) -> None:
    """Take it back while nobody is judged by it, or in its first days. Raise Refused where it has to stay."""
    _one_after_the_other(by)
    among = [dated(each) for each in completion_rules(by.organisation)]
    judged = judges(dated(rule), among=among, begun=begun_sets(by.organisation))
    if judged.people and at > rule.decided_at + TAKEN_BACK_WITHIN:
        raise Refused(_("People are judged by this rule, so it stays. Set another one for sets that begin later."))
    record("completion_rule.removed", rule, by=by, at=at, attend=rule.attend, sessions=rule.sessions)
    rule.delete()


def _one_after_the_other(by: Membership) -> None:
    """Two who decide at once, or one twice, see what the other decided."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('sets.completion'), %s)", [by.organisation_id % 2**31])
