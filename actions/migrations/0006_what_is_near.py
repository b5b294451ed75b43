"""Questions are looked for by ranges that PostgreSQL knows before it looks, however many sets and actions there are."""

from django.db import migrations

from alsweb.lib.tenancy.doors import Door

# Where a range depends on the row beside it, as the days before or after depend on the rule, PostgreSQL takes it for a
# ninth of all rows and reads them all. OFFSET 0 keeps such a range a look-up of its own, one for each rule; so does
# LIMIT 1 for what is asked about each row found, which would be a look at everybody's otherwise.
_OPEN = "a.done_at IS NULL AND a.let_go_at IS NULL"
_ACTION = "a.organisation_id, a.learning_set_id, a.person_id"
# None where the rule is off.
_DAYS = """(SELECT CASE WHEN count(*) = 0 THEN CASE WHEN u.is_on THEN u.days END
        WHEN max(r.off_at) IS NULL THEN coalesce(max(r.days), u.days) END
      FROM sets_reminderrule r WHERE r.organisation_id = {of}.organisation_id
        AND r.learning_set_id = {of}.learning_set_id AND r.rule = u.rule)"""

DUE = f"""
WITH usual AS (
  SELECT rule, days, is_on, most, side, least(side * least, side * most) AS first, greatest(side * least, side * most) AS last
  FROM jsonb_to_recordset($3) AS rules(rule text, days integer, is_on boolean, least integer, most integer)
    CROSS JOIN LATERAL (SELECT CASE rule WHEN 'due_soon' THEN -1 ELSE 1 END AS side) sides
), meeting AS (
  SELECT s.organisation_id, s.learning_set_id, u.rule, s.starts_at - s.days * interval '24 hours' AS moment
  FROM usual u CROSS JOIN LATERAL (
    SELECT s.organisation_id, s.learning_set_id, s.starts_at, {_DAYS.format(of="s")} AS days
    FROM learning_sessions_session s
    WHERE s.held_at IS NULL AND s.cancelled_at IS NULL AND s.starts_at > $1
      AND s.starts_at <= $1 + u.most * interval '24 hours' OFFSET 0
  ) s
  WHERE u.rule = 'before_session' AND s.starts_at <= $1 + s.days * interval '24 hours'
), unwritten AS (
  SELECT b.organisation_id, b.learning_set_id, b.person_id, b.presented_at AS since
  FROM learning_sessions_bid b
  WHERE b.presented_at > $1 - interval '12 days' AND b.presented_at <= $1
    AND NOT EXISTS (SELECT 1 FROM actions_actionplan w WHERE w.organisation_id = b.organisation_id
      AND w.session_id = b.session_id AND w.person_id = b.person_id)
  UNION ALL
  SELECT organisation_id, learning_set_id, person_id, written_at FROM actions_actionplan
  WHERE outcome = 'later' AND written_at > $1 - interval '12 days' AND written_at <= $1
), found AS (
  SELECT {_ACTION}, u.rule, a.decided_at, a.last_news_at, a.due_on + u.side * a.days AS on_day, NULL::timestamptz AS moment
  FROM usual u CROSS JOIN LATERAL (
    SELECT {_ACTION}, a.decided_at, a.last_news_at, a.due_on, {_DAYS.format(of="a")} AS days FROM actions_action a
    WHERE {_OPEN} AND a.due_on BETWEEN $2 - 4 - u.last AND $2 - u.first OFFSET 0
  ) a
  WHERE u.rule IN ('due_soon', 'due_today', 'overdue') AND a.due_on + u.side * a.days BETWEEN $2 - 4 AND $2
  UNION ALL
  SELECT {_ACTION}, u.rule, a.decided_at, NULL, NULL, a.half_way_at
  FROM usual u JOIN actions_action a ON {_OPEN} AND a.half_way_at > $1 - interval '96 hours' AND a.half_way_at <= $1
  WHERE u.rule = 'half_way' AND {_DAYS.format(of="a")} IS NOT NULL
  UNION ALL
  SELECT {_ACTION}, s.rule, a.decided_at, a.last_news_at, NULL, s.moment
  FROM meeting s CROSS JOIN LATERAL (
    SELECT {_ACTION}, a.decided_at, a.last_news_at FROM actions_action a
    WHERE a.organisation_id = s.organisation_id AND a.learning_set_id = s.learning_set_id AND {_OPEN} OFFSET 0
  ) a
  UNION ALL
  SELECT {_ACTION}, 'again', a.decided_at, NULL, q.until, NULL
  FROM actions_quiet q CROSS JOIN LATERAL (
    SELECT {_ACTION}, a.decided_at FROM actions_action a
    WHERE a.organisation_id = q.organisation_id AND a.id = q.action_id AND {_OPEN} LIMIT 1
  ) a
  WHERE q.until BETWEEN $2 - 4 AND $2
  UNION ALL
  SELECT p.organisation_id, p.learning_set_id, p.person_id, u.rule, NULL, NULL, NULL,
    p.since + {_DAYS.format(of="p")} * interval '24 hours'
  FROM unwritten p JOIN usual u ON u.rule = 'plan_to_write'
)
SELECT DISTINCT f.organisation_id, f.person_id, f.rule, f.on_day, f.moment, l.time_zone
FROM found f CROSS JOIN LATERAL (
  SELECT l.time_zone FROM sets_setmembership m JOIN sets_learningset l ON l.id = m.learning_set_id AND l.closed_at IS NULL
  WHERE m.person_id = f.person_id AND m.learning_set_id = f.learning_set_id AND m.organisation_id = f.organisation_id
    AND m.started_at IS NOT NULL AND m.ended_at IS NULL LIMIT 1
) l
WHERE current_person() IS NULL AND current_organisation() IS NULL
  AND (f.on_day IS NOT NULL OR (f.moment > $1 - interval '168 hours' AND f.moment <= $1))
  -- a little more than is asked in the end: days begin at another hour in each zone
  AND (f.rule IN ('again', 'plan_to_write') OR f.decided_at <= coalesce(f.moment, f.on_day) - interval '48 hours')
  AND (f.last_news_at IS NULL OR f.last_news_at <= coalesce(f.moment, f.on_day) - interval '144 hours')
"""


class Migration(migrations.Migration):
    dependencies = [("actions", "0005_when_to_ask")]

    operations = [
        Door(
            "nudges_due(timestamptz, date, jsonb)",
            returns="TABLE (organisation_id bigint, person_id bigint, rule text, on_day date, moment timestamptz, zone text)",
            body=DUE,
            callers=("alsweb_app",),
        ),
    ]
