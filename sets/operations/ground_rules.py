"""Agreeing how to be together: versions, and each member's “I agree”."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import Agreement, GroundRules, GroundRulesWords, LearningSet
from sets.models.words import HEADS


@transaction.atomic
def write_ground_rules(
    learning_set: LearningSet,
    heads: Mapping[str, str],
    *,
    based_on: int,
    by: Membership,
    at: datetime,
) -> GroundRules:
    """Write the next version; its writer agrees by writing.

    Raise Refused where somebody wrote a version after `based_on` (0 for none), so that nothing is lost.
    """
    newest = GroundRules.objects.filter(learning_set=learning_set).aggregate(newest=Max("number"))["newest"] or 0
    if newest != based_on:
        raise Refused("Somebody changed the ground rules while you were writing. Both texts are below: join them.")
    try:
        with transaction.atomic():
            rules = GroundRules.objects.create(
                organisation_id=learning_set.organisation_id,
                learning_set=learning_set,
                number=newest + 1,
                person_id=by.person_id,
                written_at=at,
            )
    except IntegrityError:
        raise Refused(
            "Somebody changed the ground rules while you were writing. Both texts are below: join them."
        ) from None
    GroundRulesWords.objects.create(
        organisation_id=learning_set.organisation_id,
        rules=rules,
        learning_set=learning_set,
        author_id=by.person_id,
        **{head: heads[head] for head in HEADS},
    )
    agree(rules, by=by, at=at)
    if newest == 0:
        LearningSet.objects.filter(pk=learning_set.pk, running_at=None).update(running_at=at, running_by=by)
    record(
        "ground_rules.written",
        rules,
        by=None,
        at=at,
        learning_set=learning_set.pk,
        number=rules.number,
    )
    return rules


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
