"""Agreeing how to be together: versions that people write together, and each member's “I agree”."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from notifications.models import Notice
from notifications.outbox import notify_many
from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets import rules_lines
from sets.models import Agreement, GroundRules, GroundRulesWords, LearningSet, SetMembership
from sets.models.words import HEADS
from sets.operations.holding import held

SETTLES_IN = timedelta(hours=1)
"""A set that changes its rules changes them several times; those around the table have agreed by then."""


class WrittenMeanwhile(Refused):
    """Two changed the same head, each in their own way. Nothing is written, and nothing is lost."""

    def __init__(self, newest: GroundRules, *, heads: dict[str, str], theirs: dict[str, str]) -> None:
        super().__init__(
            _("Somebody changed the same head while you were writing. Nothing is lost: theirs stands above yours.")
        )
        self.newest = newest
        self.heads = heads
        """To go on from: both changes joined, and one's own text where that cannot be."""
        self.theirs = theirs
        """What stands in `newest` under those heads alone."""


@transaction.atomic
def write_ground_rules(
    learning_set: LearningSet,
    heads: Mapping[str, str],
    *,
    based_on: int,
    by: Membership,
    at: datetime,
) -> GroundRules:
    """Write the next version: `heads` and what others wrote after `based_on` (0 for none), joined.

    Its writer agrees by writing, unless it holds lines of others that they have not read. Where nothing would
    change, the newest stays. Raise WrittenMeanwhile where two changes cannot be joined, Refused where the set was
    closed or left meanwhile.
    """
    standing = held(learning_set.pk)  # whoever writes next waits and meets this version
    if standing is None or standing.closed_at:
        raise Refused(_("You have left this set, or it was closed meanwhile. Its ground rules stay as they are."))
    versions = GroundRules.objects.filter(learning_set=learning_set)
    newest = versions.order_by("-number").first()
    theirs = _texts(newest)
    mine = {head: "\n".join(rules_lines.split(heads[head])) for head in HEADS}
    if newest is not None and newest.number != based_on:
        written = _joined(newest, _texts(versions.filter(number=based_on).first()), theirs, mine)
    else:
        written = mine
    if newest is None or written != theirs:
        newest = _write(learning_set, written, number=newest.number + 1 if newest else 1, by=by, at=at)
    if written == mine:
        agree(newest, by=by, at=at)
    return newest


def _texts(rules: GroundRules | None) -> dict[str, str]:
    return rules_lines.texts_of(GroundRulesWords.objects.filter(rules=rules).first() if rules else None)


def _joined(
    newest: GroundRules, base: Mapping[str, str], theirs: Mapping[str, str], mine: Mapping[str, str]
) -> dict[str, str]:
    joined = {head: rules_lines.join(base[head], theirs[head], mine[head]) for head in HEADS}
    apart = [head for head in HEADS if joined[head] is None]
    written = {head: mine[head] if text is None else text for head, text in joined.items()}
    if apart:
        raise WrittenMeanwhile(newest, heads=written, theirs={head: theirs[head] for head in apart})
    return written


def _write(
    learning_set: LearningSet, texts: Mapping[str, str], *, number: int, by: Membership, at: datetime
) -> GroundRules:
    rules = GroundRules.objects.create(
        organisation_id=learning_set.organisation_id,
        learning_set=learning_set,
        number=number,
        person_id=by.person_id,
        written_at=at,
    )
    GroundRulesWords.objects.create(
        organisation_id=learning_set.organisation_id,
        rules=rules,
        learning_set=learning_set,
        author_id=by.person_id,
        **texts,
    )
    if number == 1:
        LearningSet.objects.filter(pk=learning_set.pk, running_at=None).update(running_at=at, running_by=by)
    else:
        _tell(rules, at=at)
    record(
        "ground_rules.written",
        rules,
        by=None,
        at=at,
        learning_set=learning_set.pk,
        number=rules.number,
    )
    return rules


def _tell(rules: GroundRules, *, at: datetime) -> None:
    """Ask the others to agree again, once things have settled; whoever has by then is not told."""
    others = SetMembership.objects.current().filter(learning_set=rules.learning_set_id).exclude(person=rules.person_id)
    notify_many(
        Notice.waiting(
            kind="rules_changed",
            subject=f"rules:{rules.pk}",
            occasion="written",
            due_at=at + SETTLES_IN,
            organisation=rules.organisation_id,
            person=person,
        )
        for person in others.values_list("person_id", flat=True)
    )


def agree(rules: GroundRules, *, by: Membership, at: datetime) -> None:
    """“I agree.” Said twice, the first date stays."""
    Agreement.objects.bulk_create(
        [
            Agreement(
                organisation_id=rules.organisation_id,
                learning_set_id=rules.learning_set_id,
                rules=rules,
                person_id=by.person_id,
                agreed_at=at,
            )
        ],
        ignore_conflicts=True,
    )
