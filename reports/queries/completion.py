"""How people stand under the rules by which their sets are judged: counted from dates, seats and marks alone."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.functional import Promise

from organisations.models import Organisation
from sets.completion import Course, Dated, Rule, Standing, State, judge
from sets.completion_sentences import NAMES

SEEN_AFTER = timedelta(days=1)
"""How long a mark is for its member and their set alone, before it is judged by for HR: time to say “I was there”."""

_STANDINGS = """
WITH rules AS (SELECT * FROM unnest(%(rules)s::bigint[], %(programmes)s::bigint[], %(begins)s::timestamptz[])
    AS r(id, programme_id, begins)),
  judged AS MATERIALIZED (SELECT DISTINCT ON (l.id) l.id, l.slug, l.name, l.programme_id, l.closed_at, r.id AS rule
    FROM sets_learningset l
    JOIN rules r ON r.begins <= l.running_at AND (r.programme_id IS NULL OR r.programme_id = l.programme_id)
    WHERE l.organisation_id = %(here)s {of_sets} ORDER BY l.id, r.programme_id IS NULL, r.begins DESC),
  seats AS MATERIALIZED (SELECT s.* FROM sets_setmembership s JOIN judged j ON j.id = s.learning_set_id
    WHERE s.organisation_id = %(here)s AND s.role = 'member' AND s.started_at IS NOT NULL {whose}),
  people AS MATERIALIZED (SELECT s.learning_set_id, s.person_id, min(s.started_at) AS came_in, max(s.membership_id) AS membership_id,
    bool_and(s.ended_at IS NOT NULL AND (j.closed_at IS NULL OR s.ended_at < j.closed_at)) AS has_left
    FROM seats s JOIN judged j ON j.id = s.learning_set_id GROUP BY s.learning_set_id, s.person_id),
  met AS MATERIALIZED (SELECT s.id, s.learning_set_id, s.minutes, s.starts_at, least(s.held_at, s.ends_at) AS over_at
    FROM learning_sessions_session s JOIN judged j ON j.id = s.learning_set_id
    WHERE s.organisation_id = %(here)s AND s.cancelled_at IS NULL AND (s.held_at IS NOT NULL OR s.ends_at <= %(now)s)),
  ahead AS (SELECT s.learning_set_id, count(*) AS n
    FROM learning_sessions_session s JOIN judged j ON j.id = s.learning_set_id
    WHERE s.organisation_id = %(here)s AND s.cancelled_at IS NULL AND s.held_at IS NULL AND s.ends_at > %(now)s
    GROUP BY s.learning_set_id),
  marks AS (SELECT p.learning_set_id, p.person_id, a.mark, met.minutes, met.starts_at,
      a.disputed_at IS NOT NULL AND a.settled_at IS NULL AS is_disputed, met.over_at <= p.came_in AS is_before,
      EXISTS (SELECT 1 FROM seats s WHERE s.learning_set_id = p.learning_set_id AND s.person_id = p.person_id
        AND s.started_at < met.over_at AND (s.ended_at IS NULL OR s.ended_at > met.starts_at)) AS was_in
    FROM people p JOIN met ON met.learning_set_id = p.learning_set_id
    LEFT JOIN learning_sessions_attendance a ON a.organisation_id = %(here)s AND a.session_id = met.id
      AND a.person_id = p.person_id AND a.mark <> '' AND a.marked_at <= %(seen)s),
  counted AS (SELECT learning_set_id, person_id, count(*) FILTER (WHERE mark = 'came') AS came,
      count(*) FILTER (WHERE mark IS NULL AND is_before) AS before,
      count(*) FILTER (WHERE mark IS NULL AND NOT is_before AND was_in) AS unmarked,
      count(*) AS met, count(*) FILTER (WHERE is_disputed) AS disputed
    FROM marks GROUP BY learning_set_id, person_id)
SELECT j.slug, j.name, j.programme_id, g.name AS programme, m.id AS membership, m.name AS person, j.rule, p.has_left,
  j.closed_at IS NOT NULL AS is_closed, coalesce(c.came, 0) AS came, coalesce(c.before, 0) AS before,
  coalesce(c.unmarked, 0) AS unmarked, coalesce(c.met, 0) AS met, coalesce(c.disputed, 0) AS disputed,
  coalesce(ahead.n, 0) AS ahead
FROM people p JOIN judged j ON j.id = p.learning_set_id
  JOIN organisations_membership m ON m.organisation_id = %(here)s AND m.id = p.membership_id {reported}
  LEFT JOIN sets_programme g ON g.organisation_id = %(here)s AND g.id = j.programme_id
  LEFT JOIN counted c ON c.learning_set_id = p.learning_set_id AND c.person_id = p.person_id
  LEFT JOIN ahead ON ahead.learning_set_id = p.learning_set_id
ORDER BY m.name, m.id, j.name, j.slug
"""
_OF_PROGRAMME = "AND l.programme_id IN (SELECT p.id FROM sets_programme p WHERE p.organisation_id = %(here)s AND p.slug = %(programme)s)"
_THE_SET = "AND l.slug = %(set)s"


@dataclass(frozen=True)
class Completion:
    """How one person stands in one set."""

    slug: str
    set_name: str
    programme: str
    membership: int
    name: str
    rule: Rule
    standing: Standing
    met: int
    """How many meetings of the set are over since they came in."""
    disputed: int

    @property
    def state(self) -> State:
        return self.standing.state


def completions(
    organisation: Organisation, rules: Sequence[Dated], *, now: datetime, programme: str = "", learning_set: str = ""
) -> list[Completion]:
    """Of our own people, by name, as HR may know it: by marks that their members could see for a day. One statement.

    Who is here as a guest is reported on where they work.
    """
    of_sets = f"{_OF_PROGRAMME if programme else ''} {_THE_SET if learning_set else ''}"
    asked = {"programme": programme, "set": learning_set, "seen": now - SEEN_AFTER}
    reported = "AND NOT 'guest' = ANY (m.roles)"
    return _standings(organisation, rules, asked, now=now, of_sets=of_sets, reported=reported)


def own_completions(
    organisation: Organisation, rules: Sequence[Dated], *, person: int, now: datetime
) -> list[Completion]:
    """One's own, in every set that one is or was a member of and that is judged, by every mark that there is."""
    asked = {"person": person, "seen": now}
    return _standings(organisation, rules, asked, now=now, whose="AND s.person_id = %(person)s")


def _standings(
    organisation: Organisation,
    rules: Sequence[Dated],
    asked: dict[str, Any],
    *,
    now: datetime,
    of_sets: str = "",
    whose: str = "",
    reported: str = "",
) -> list[Completion]:
    if not rules:
        return []
    by_number = {each.pk: each.rule for each in rules}
    with connection.cursor() as cursor:
        cursor.execute(
            _STANDINGS.format(of_sets=of_sets, whose=whose, reported=reported),
            {
                "here": organisation.pk,
                "now": now,
                "rules": [each.pk for each in rules],
                "programmes": [each.programme for each in rules],
                "begins": [each.begins for each in rules],
                **asked,
            },
        )
        names = [column.name for column in cursor.description or ()]
        return [_completion(dict(zip(names, row, strict=True)), by_number) for row in cursor.fetchall()]


def _completion(row: dict[str, Any], rules: dict[int, Rule]) -> Completion:
    course = Course(
        came=row["came"],
        away=row["met"] - row["came"] - row["before"] - row["unmarked"],
        unmarked=row["unmarked"],
        before=row["before"],
        ahead=row["ahead"],
        is_closed=row["is_closed"],
        has_left=row["has_left"],
    )
    rule = rules[row["rule"]]
    return Completion(
        slug=row["slug"],
        set_name=row["name"],
        programme=row["programme"] or "",
        membership=row["membership"],
        name=row["person"],
        rule=rule,
        standing=judge(rule, course),
        met=row["met"] - row["before"],
        disputed=row["disputed"],
    )


@dataclass(frozen=True)
class Group:
    """How many people stand how, in a programme or a set."""

    name: str
    counts: Counter[State]

    @property
    def n(self) -> int:
        return self.counts.total()

    @property
    def counts_named(self) -> list[tuple[int, Promise]]:
        return [(self.counts[state], NAMES[state]) for state in State]


def grouped(rows: Iterable[Completion], *, by_set: bool) -> list[Group]:
    """By set, or by programme, the unnamed last."""
    groups: dict[tuple[bool, str, str], Counter[State]] = {}
    for each in rows:
        name = each.set_name if by_set else each.programme
        groups.setdefault((not name, name, each.slug if by_set else ""), Counter())[each.state] += 1
    return [Group(key[1], counts) for key, counts in sorted(groups.items(), key=lambda pair: pair[0])]
