from django.db import migrations, models

import alsweb.lib.tenancy.rows
from alsweb.lib.tenancy.doors import Door, ShutDoor

# One after the other for each set: whoever decides while a date moves would miss it, and it them.
HALF_WAYS = """
SELECT pg_advisory_xact_lock(7204234, $1::integer);
UPDATE actions_action a SET half_way_at = found.half_way_at
FROM (
  SELECT b.id, b.decided_at + (min(s.starts_at) - b.decided_at) / 2 AS half_way_at
  FROM actions_action b
    JOIN actions_actionplan p ON p.organisation_id = b.organisation_id AND p.id = b.plan_id
    LEFT JOIN learning_sessions_session s ON s.organisation_id = b.organisation_id
      AND s.learning_set_id = b.learning_set_id AND s.cancelled_at IS NULL AND s.starts_at > b.decided_at
      AND s.id <> p.session_id
  WHERE b.organisation_id = (SELECT current_organisation()) AND b.learning_set_id = $1
    AND b.done_at IS NULL AND b.let_go_at IS NULL
  GROUP BY b.id, b.decided_at
) AS found
WHERE a.id = found.id AND a.half_way_at IS DISTINCT FROM found.half_way_at
"""

# Each branch begins with an index on the day or the moment that is near, over all organisations, so that it costs what
# is due: four days back, in case nobody looked for a while. Sets with a rule of their own are few, and asked one by one.
_OPEN = "a.done_at IS NULL AND a.let_go_at IS NULL"
_ACTION = "a.organisation_id, a.learning_set_id, a.person_id"
_USUAL = """u.is_on AND NOT EXISTS (SELECT 1 FROM sets_reminderrule r WHERE r.organisation_id = {of}.organisation_id
    AND r.learning_set_id = {of}.learning_set_id AND r.rule = u.rule)"""
_OWN = "r.organisation_id = {of}.organisation_id AND r.learning_set_id = {of}.learning_set_id"

DUE = f"""
WITH usual AS (
  SELECT rule, days, is_on, CASE rule WHEN 'due_soon' THEN -days ELSE days END AS shift
  FROM jsonb_to_recordset($3) AS rules(rule text, days integer, is_on boolean)
), own AS (
  SELECT r.organisation_id, r.learning_set_id, r.rule, coalesce(r.days, u.days) AS days,
    CASE r.rule WHEN 'due_soon' THEN -1 ELSE 1 END * coalesce(r.days, u.days) AS shift
  FROM sets_reminderrule r JOIN usual u ON u.rule = r.rule WHERE r.off_at IS NULL
), meeting AS (
  SELECT s.organisation_id, s.learning_set_id, u.rule, s.starts_at - u.days * interval '24 hours' AS moment
  FROM usual u JOIN learning_sessions_session s ON s.held_at IS NULL AND s.cancelled_at IS NULL AND s.starts_at > $1
    AND s.starts_at <= $1 + u.days * interval '24 hours'
  WHERE u.rule = 'before_session' AND {_USUAL.format(of="s")}
  UNION ALL
  SELECT s.organisation_id, s.learning_set_id, r.rule, s.starts_at - r.days * interval '24 hours'
  FROM own r JOIN learning_sessions_session s ON {_OWN.format(of="s")} AND s.held_at IS NULL
    AND s.cancelled_at IS NULL AND s.starts_at > $1 AND s.starts_at <= $1 + r.days * interval '24 hours'
  WHERE r.rule = 'before_session'
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
  SELECT {_ACTION}, u.rule, a.decided_at, a.last_news_at, a.due_on + u.shift AS on_day, NULL::timestamptz AS moment
  FROM usual u JOIN actions_action a ON {_OPEN} AND a.due_on BETWEEN $2 - 4 - u.shift AND $2 - u.shift
  WHERE u.rule IN ('due_soon', 'due_today', 'overdue') AND {_USUAL.format(of="a")}
  UNION ALL
  SELECT {_ACTION}, r.rule, a.decided_at, a.last_news_at, a.due_on + r.shift, NULL
  FROM own r JOIN actions_action a ON {_OWN.format(of="a")} AND {_OPEN}
    AND a.due_on BETWEEN $2 - 4 - r.shift AND $2 - r.shift
  WHERE r.rule IN ('due_soon', 'due_today', 'overdue')
  UNION ALL
  SELECT {_ACTION}, 'half_way', a.decided_at, NULL, NULL, a.half_way_at
  FROM actions_action a
  WHERE {_OPEN} AND a.half_way_at > $1 - interval '96 hours' AND a.half_way_at <= $1
    AND CASE WHEN EXISTS (SELECT 1 FROM sets_reminderrule r WHERE {_OWN.format(of="a")} AND r.rule = 'half_way')
      THEN EXISTS (SELECT 1 FROM own r WHERE {_OWN.format(of="a")} AND r.rule = 'half_way')
      ELSE (SELECT u.is_on FROM usual u WHERE u.rule = 'half_way') END
  UNION ALL
  SELECT {_ACTION}, s.rule, a.decided_at, a.last_news_at, NULL, s.moment
  FROM meeting s JOIN actions_action a ON a.organisation_id = s.organisation_id
    AND a.learning_set_id = s.learning_set_id AND {_OPEN}
  UNION ALL
  SELECT {_ACTION}, 'again', a.decided_at, NULL, q.until, NULL
  FROM actions_quiet q JOIN actions_action a ON a.organisation_id = q.organisation_id AND a.id = q.action_id AND {_OPEN}
  WHERE q.until BETWEEN $2 - 4 AND $2
  UNION ALL
  SELECT p.organisation_id, p.learning_set_id, p.person_id, u.rule, NULL, NULL, NULL, p.since + u.days * interval '24 hours'
  FROM unwritten p JOIN usual u ON u.rule = 'plan_to_write' WHERE {_USUAL.format(of="p")}
  UNION ALL
  SELECT p.organisation_id, p.learning_set_id, p.person_id, r.rule, NULL, NULL, NULL, p.since + r.days * interval '24 hours'
  FROM unwritten p JOIN own r ON {_OWN.format(of="p")} AND r.rule = 'plan_to_write'
)
SELECT DISTINCT f.organisation_id, f.person_id, f.rule, f.on_day, f.moment, l.time_zone
FROM found f
  JOIN sets_setmembership m ON m.person_id = f.person_id AND m.learning_set_id = f.learning_set_id
    AND m.organisation_id = f.organisation_id AND m.started_at IS NOT NULL AND m.ended_at IS NULL
  JOIN sets_learningset l ON l.id = f.learning_set_id AND l.closed_at IS NULL
WHERE current_person() IS NULL AND current_organisation() IS NULL
  AND (f.moment IS NULL OR (f.moment > $1 - interval '168 hours' AND f.moment <= $1))
  -- a little more than is asked in the end: days begin at another hour in each zone
  AND (f.rule IN ('again', 'plan_to_write') OR f.decided_at <= coalesce(f.moment, f.on_day) - interval '48 hours')
  AND (f.last_news_at IS NULL OR f.last_news_at <= coalesce(f.moment, f.on_day) - interval '144 hours')
"""


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0004_count_set_facts"),
        ("learning_sessions", "0006_story_and_reminders"),
        ("sets", "0004_reminder_rules"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="quiet", name="quiet_rows"),
        migrations.AddConstraint(
            model_name="quiet",
            constraint=alsweb.lib.tenancy.rows.OwnFact(doors=("true",), name="quiet_rows"),
        ),
        migrations.AddIndex(
            model_name="quiet",
            index=models.Index(condition=models.Q(("until__isnull", False)), fields=["until"], name="quiet_until"),
        ),
        ShutDoor(
            "nudges_due(date, date, timestamptz)",
            returns="TABLE (organisation_id bigint, person_id bigint)",
            body="SELECT DISTINCT a.organisation_id, a.person_id FROM actions_action a"
            " JOIN sets_setmembership m ON m.learning_set_id = a.learning_set_id AND m.person_id = a.person_id"
            " AND m.started_at IS NOT NULL AND m.ended_at IS NULL"
            " JOIN sets_learningset l ON l.id = a.learning_set_id AND l.closed_at IS NULL"
            " WHERE current_person() IS NULL AND current_organisation() IS NULL"
            " AND a.done_at IS NULL AND a.let_go_at IS NULL AND a.due_on BETWEEN $1 AND $2"
            " AND coalesce(a.last_news_at, a.decided_at) <= $3",
            callers=("alsweb_app",),
        ),
        Door(
            "nudges_due(timestamptz, date, jsonb)",
            returns="TABLE (organisation_id bigint, person_id bigint, rule text, on_day date, moment timestamptz, zone text)",
            body=DUE,
            callers=("alsweb_app",),
        ),
        Door(
            "set_half_ways(bigint)",
            returns="void",
            body=HALF_WAYS,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
    ]
