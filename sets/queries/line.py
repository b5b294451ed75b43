"""Who must not be in one set: a manager and somebody who reports to them; two who would rather not."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext as _

from sets.models import LearningSet, LineReason


@dataclass(frozen=True)
class Line:
    """A manager and somebody who reports to them, directly or through others; numbers are memberships'."""

    manager: int
    report: int
    manager_name: str
    report_name: str
    is_direct: bool
    reason: str = ""
    """The LineReason for which they were let in together all the same."""

    def __contains__(self, membership: int) -> bool:
        return membership in (self.manager, self.report)

    @property
    def reason_line(self) -> str:
        return str(LineReason(self.reason).label) if self.reason else ""

    def __str__(self) -> str:
        names = {"report": self.report_name, "manager": self.manager_name}
        if self.is_direct:
            return _("%(report)s reports to %(manager)s.") % names
        return _("%(report)s reports to %(manager)s, through others.") % names


@dataclass(frozen=True)
class Apart:
    """Two people of whom one asked not to be in a set with the other. Which one, nobody who reads this is told."""

    people: tuple[int, int]
    names: tuple[str, str]

    def __contains__(self, person: int) -> bool:
        return person in self.people

    def __str__(self) -> str:
        return _("%(one)s and %(other)s: not together.") % {"one": self.names[0], "other": self.names[1]}


_LINES = """
SELECT 'line' AS kind, l.manager AS one, l.report AS other, above.name AS one_name, below.name AS other_name, l.direct,
  coalesce(e.reason, '') AS reason
FROM lines_within(%(set)s, %(also)s::bigint[]) l
  JOIN organisations_membership above ON above.organisation_id = %(here)s AND above.id = l.manager
  JOIN organisations_membership below ON below.organisation_id = %(here)s AND below.id = l.report
  LEFT JOIN sets_lineexception e ON e.organisation_id = %(here)s AND e.learning_set_id = %(set)s
    AND e.manager_id = l.manager AND e.report_id = l.report
"""
_APART = """
SELECT 'apart', n.one, n.other, one.name, other.name, false, ''
FROM not_together(ARRAY(
    SELECT person_id FROM sets_setmembership WHERE organisation_id = %(here)s AND learning_set_id = %(set)s
      AND started_at IS NOT NULL AND ended_at IS NULL
    UNION SELECT person_id FROM sets_proposal WHERE organisation_id = %(here)s AND learning_set_id = %(set)s
    UNION SELECT person_id FROM organisations_membership WHERE organisation_id = %(here)s AND id = ANY (%(also)s)
  )) n
  JOIN organisations_membership one ON one.organisation_id = %(here)s AND one.person_id = n.one AND one.ended_at IS NULL
  JOIN organisations_membership other ON other.organisation_id = %(here)s AND other.person_id = n.other
    AND other.ended_at IS NULL
"""


def between(learning_set: LearningSet, memberships: Iterable[int] = ()) -> tuple[list[Line], list[Apart]]:
    """Every line and every pair that is not to be together among those in the set, those proposed for it and
    `memberships`, by name. No pair for whoever does not form sets, and none of the reader's own.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_LINES} UNION ALL {_APART} ORDER BY kind, one_name, other_name, one, other",
            {"set": learning_set.pk, "here": learning_set.organisation_id, "also": list(memberships)},
        )
        rows = cursor.fetchall()
    return (
        [Line(*row) for kind, *row in rows if kind == "line"],
        [
            # by name, or the order of the numbers would be all that is left of who came first
            Apart((one, other), (min(names), max(names)))
            for kind, one, other, *names, _direct, _reason in rows
            if kind == "apart"
        ],
    )


def lines_within(learning_set: LearningSet, memberships: Iterable[int] = ()) -> list[Line]:
    return between(learning_set, memberships)[0]


def apart_within(learning_set: LearningSet, memberships: Iterable[int] = ()) -> list[Apart]:
    return between(learning_set, memberships)[1]
