"""A manager is never in a set with somebody who reports to them, unless somebody says why; nor two who would rather not.

Whoever places a person asks `check_line(learning_set, membership)` first, in the transaction that places them: it
holds the set until that ends, so that two who place people at the same moment see each other's. On `SameLine` show
its `pairs`; with a reason for them, `allow_line(learning_set, pairs, reason=…, by=…, at=…)` and ask again.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import LearningSet, LineException, SetInvitation
from sets.operations.holding import hold
from sets.queries import apart_within, granted_before_beginning, lines_within
from sets.queries.line import Apart, Line


class SameLine(Refused):
    """A manager and somebody who reports to them would be in one set; `pairs` are who."""

    def __init__(self, pairs: Sequence[Line]) -> None:
        super().__init__(" ".join(str(pair) for pair in pairs))
        self.pairs = pairs


class KeptApart(Refused):
    """Two would be in one set of whom one asked not to be; there is no reason that could outweigh it."""

    def __init__(self, pairs: Sequence[Apart]) -> None:
        super().__init__(" ".join(str(pair) for pair in pairs))
        self.pairs = pairs


def check_line(learning_set: LearningSet, *memberships: Membership) -> None:
    """Raise SameLine where one of them has a line to somebody in the set, proposed for it, invited or promised a place."""
    hold(learning_set.pk)
    placed = {each.pk for each in memberships}
    lines = lines_within(learning_set, placed | _promised(learning_set))
    pairs = [line for line in lines if {line.manager, line.report} & placed and not line.reason]
    if pairs:
        raise SameLine(pairs)


def check_apart(learning_set: LearningSet, *memberships: Membership) -> None:
    """Raise KeptApart where one of them and somebody in the set or proposed for it are not to be together."""
    people = {each.person_id for each in memberships}
    found = apart_within(learning_set, [each.pk for each in memberships])
    pairs = [pair for pair in found if people & set(pair.people)]
    if pairs:
        raise KeptApart(pairs)


def check_or_allow(
    learning_set: LearningSet, *memberships: Membership, reason: str, by: Membership, at: datetime
) -> None:
    """Both checks; a line is let pass where a reason is given, and the reason is kept."""
    check_apart(learning_set, *memberships)
    try:
        check_line(learning_set, *memberships)
    except SameLine as blocked:
        if not reason:
            raise
        allow_line(learning_set, blocked.pairs, reason=reason, by=by, at=at)


@transaction.atomic
def allow_line(learning_set: LearningSet, pairs: Sequence[Line], *, reason: str, by: Membership, at: datetime) -> None:
    """Let these pairs be in the set together, and keep why; `reason` is a LineReason."""
    LineException.objects.bulk_create(
        [
            LineException(
                organisation_id=learning_set.organisation_id,
                learning_set=learning_set,
                manager_id=pair.manager,
                report_id=pair.report,
                reason=reason,
                allowed_by=by,
                allowed_at=at,
            )
            for pair in pairs
        ],
        update_conflicts=True,
        unique_fields=["organisation", "learning_set", "manager", "report"],
        update_fields=["reason", "allowed_by", "allowed_at"],
    )
    for pair in pairs:
        record(
            "set.line_allowed",
            learning_set,
            by=by,
            at=at,
            learning_set=learning_set.pk,
            manager=pair.manager,
            report=pair.report,
            reason=reason,
        )


def _promised(learning_set: LearningSet) -> set[int]:
    """Colleagues who have been invited and have not answered, as its circle knows; and those who asked to join and
    come in when it begins."""
    waiting = SetInvitation.objects.filter(
        organisation=learning_set.organisation_id,
        learning_set=learning_set,
        invitation__accepted_at=None,
        invitation__revoked_at=None,
    )
    colleagues = Membership.objects.current().filter(
        organisation=learning_set.organisation_id, person__email__in=waiting.values("invitation__email")
    )
    granted = granted_before_beginning(learning_set)
    return {*colleagues.values_list("pk", flat=True), *(each.pk for each in granted)}
