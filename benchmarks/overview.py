"""`report.overview`: the figures of participation of one large organisation, beside the same figures in SQL by hand.

Half a year by set and month, with the time before, through the policies in HR's scope; the floor asks without any
policy, as superuser, and puts nothing together. Both in turn in one run; it fails where a figure differs.
"""

import json
import os
import time
from statistics import median
from typing import Any

from benchmarks import databases
from benchmarks.databases import Measured
from benchmarks.line import report, tell

SETS = 700
ROUNDS = 9
BY_HAND = """
SELECT count(*) FILTER (WHERE s.held_at IS NOT NULL OR s.cancelled_at IS NOT NULL OR s.ends_at < %(now)s), count(s.held_at),
  count(s.cancelled_at), s.learning_set_id, date_trunc('month', s.starts_at) FROM learning_sessions_session s
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(before)s AND s.starts_at < %(until)s GROUP BY 4, 5;
SELECT count(*), count(*) FILTER (WHERE a.mark = 'came'), count(*) FILTER (WHERE a.mark = 'apologised'),
  sum(s.minutes) FILTER (WHERE a.mark = 'came'), s.learning_set_id, date_trunc('month', s.starts_at)
FROM learning_sessions_attendance a JOIN learning_sessions_session s ON s.id = a.session_id
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(before)s AND s.starts_at < %(until)s
  AND s.cancelled_at IS NULL AND a.mark <> '' AND a.organisation_id = %(here)s GROUP BY 5, 6;
SELECT count(*), s.learning_set_id, date_trunc('month', s.starts_at) FROM learning_sessions_sessionmove v
  JOIN learning_sessions_session s ON s.id = v.session_id
WHERE s.organisation_id = %(here)s AND s.starts_at >= %(before)s AND s.starts_at < %(until)s GROUP BY 2, 3;
SELECT count(*), count(DISTINCT m.person_id), count(*) FILTER (WHERE m.started_at >= t.since),
  count(*) FILTER (WHERE m.ended_at < t.until), t.since FROM sets_setmembership m
  JOIN sets_learningset l ON l.id = m.learning_set_id
  JOIN unnest(%(sinces)s::timestamptz[], %(untils)s::timestamptz[]) t(since, until)
  ON m.started_at < t.until AND (m.ended_at IS NULL OR m.ended_at >= t.since)
WHERE m.organisation_id = %(here)s AND m.role = 'member' GROUP BY t.since;
SELECT l.id, l.name, l.slug, (SELECT min(s.starts_at) FROM learning_sessions_session s WHERE s.organisation_id = %(here)s
  AND s.learning_set_id = l.id AND s.held_at IS NULL AND s.cancelled_at IS NULL AND s.ends_at > %(now)s)
FROM sets_learningset l WHERE l.organisation_id = %(here)s ORDER BY l.closed_at DESC NULLS FIRST, l.name
"""


def run(few: Measured, *, sets: int = SETS) -> None:
    name = "bench_report"
    databases.create(name, owner=databases.owner(), template=few.database)
    databases.enlarge(name, sets)
    rows = databases.rows_in(name, ["learning_sessions_attendance"])
    told = json.loads(databases.run_on_site(["-m", "benchmarks.overview"], name))
    tell(f"  report.overview: {rows:,} attendances, {told['marked']:,} of them counted in the period")
    report("report.overview", told["ours"], told["by_hand"], "ms, PostgreSQL's and the web's")


def main() -> None:
    """In the site's own process: both ways in turn."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "alsweb.settings")
    import django

    django.setup()
    from alsweb.lib.tenancy.scope import scope
    from alsweb.lib.time import in_zone, now
    from benchmarks.crowd import FAR
    from benchmarks.large import HERE
    from organisations.models import Organisation
    from reports.periods import Period
    from reports.queries import participation

    at = now()
    period = Period.last(182, today=in_zone(at, "Europe/London").date())
    since, until = period.begins("Europe/London"), period.ends("Europe/London")
    parts = [each.begins("Europe/London") for each in period.parts[1:]]
    before = period.before.begins("Europe/London")
    edges = [since, *parts, until]
    asked = {
        "here": HERE,
        "now": at,
        "before": before,
        "until": until,
        "sinces": [before, since, *edges[:-1]],
        "untils": [since, until, *edges[1:]],
    }
    ours, by_hand = [], []
    with databases.superuser("bench_report") as floor, scope(person=FAR + 10, organisation=HERE):
        organisation = Organisation.objects.get(pk=HERE)
        for _round in range(ROUNDS + 1):
            began = time.perf_counter()
            found = participation(organisation, since=since, until=until, now=at, before=before, parts=parts)
            ours.append(time.perf_counter() - began)
            began = time.perf_counter()
            answers = _all(floor, asked)
            by_hand.append(time.perf_counter() - began)
    first = [sum(row[0] for row in answer) for answer in answers[:3]]
    total, was = found.total, found.before.meetings
    if first != [total.planned + was.planned, total.marked + was.marked, total.moved + was.moved]:
        raise ValueError(f"by hand {first}, ours {total} and {was}")
    print(
        json.dumps(
            {
                "ours": 1000 * median(ours[1:]),
                "by_hand": 1000 * median(by_hand[1:]),
                "marked": total.marked,
            }
        )
    )


def _all(cursor: Any, asked: dict[str, Any]) -> list[list[tuple[Any, ...]]]:
    answers = []
    for statement in BY_HAND.split(";"):
        cursor.execute(statement, asked)
        answers.append(cursor.fetchall())
    return answers


if __name__ == "__main__":
    main()
