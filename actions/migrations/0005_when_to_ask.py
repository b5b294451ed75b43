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

# Each branch begins with an index over all organisations, on the day or the moment that is near, so that it costs what
# is due. What the set's rules say is looked up for what was found; the usual ones come as an argument.
DUE = """
WITH usual AS (
  SELECT * FROM jsonb_to_recordset($3) AS rules(rule text, days integer, is_on boolean)
), found AS (
  SELECT a.organisation_id, a.learning_set_id, a.person_id, u.rule, a.decided_at, a.last_news_at,
    a.due_on + CASE u.rule WHEN 'due_soon' THEN -1 ELSE 1 END * coalesce(r.days, u.days) AS on_day,
    NULL::timestamptz AS moment
  FROM (
    SELECT organisation_id, learning_set_id, person_id, due_on, decided_at, last_news_at
    FROM actions_action
    WHERE done_at IS NULL AND let_go_at IS NULL AND due_on BETWEEN $2 - 22 AND $2 + 7
  ) a
    JOIN usual u ON u.rule IN ('due_soon', 'due_today', 'overdue')
    LEFT JOIN sets_reminderrule r ON r.organisation_id = a.organisation_id
      AND r.learning_set_id = a.learning_set_id AND r.rule = u.rule
  WHERE CASE WHEN r.id IS NULL THEN u.is_on ELSE r.off_at IS NULL END
  UNION ALL
  SELECT a.organisation_id, a.learning_set_id, a.person_id, u.rule, a.decided_at, NULL::timestamptz, NULL, a.half_way_at
  FROM actions_action a JOIN usual u ON u.rule = 'half_way'
    LEFT JOIN sets_reminderrule r ON r.organisation_id = a.organisation_id
      AND r.learning_set_id = a.learning_set_id AND r.rule = u.rule
  WHERE a.done_at IS NULL AND a.let_go_at IS NULL AND a.half_way_at > $1 - interval '168 hours' AND a.half_way_at <= $1
    AND CASE WHEN r.id IS NULL THEN u.is_on ELSE r.off_at IS NULL END
  UNION ALL
  SELECT a.organisation_id, a.learning_set_id, a.person_id, s.rule, a.decided_at, a.last_news_at, NULL, s.moment
  FROM (
    SELECT s.organisation_id, s.learning_set_id, u.rule,
      s.starts_at - coalesce(r.days, u.days) * interval '24 hours' AS moment
    FROM learning_sessions_session s JOIN usual u ON u.rule = 'before_session'
      LEFT JOIN sets_reminderrule r ON r.organisation_id = s.organisation_id
        AND r.learning_set_id = s.learning_set_id AND r.rule = u.rule
    WHERE s.held_at IS NULL AND s.cancelled_at IS NULL AND s.starts_at > $1 AND s.starts_at <= $1 + interval '168 hours'
      AND CASE WHEN r.id IS NULL THEN u.is_on ELSE r.off_at IS NULL END
  ) s JOIN actions_action a ON a.organisation_id = s.organisation_id AND a.learning_set_id = s.learning_set_id
    AND a.done_at IS NULL AND a.let_go_at IS NULL
  UNION ALL
  SELECT a.organisation_id, a.learning_set_id, a.person_id, 'again', a.decided_at, NULL, q.until, NULL
  FROM actions_quiet q JOIN actions_action a ON a.organisation_id = q.organisation_id AND a.id = q.action_id
    AND a.done_at IS NULL AND a.let_go_at IS NULL
  WHERE q.until BETWEEN $2 - 7 AND $2
  UNION ALL
  SELECT p.organisation_id, p.learning_set_id, p.person_id, u.rule, NULL, NULL, NULL,
    p.since + coalesce(r.days, u.days) * interval '24 hours'
  FROM (
    SELECT b.organisation_id, b.learning_set_id, b.person_id, b.presented_at AS since
    FROM learning_sessions_bid b
    WHERE b.presented_at > $1 - interval '14 days' AND b.presented_at <= $1
      AND NOT EXISTS (SELECT 1 FROM actions_actionplan w WHERE w.organisation_id = b.organisation_id
        AND w.session_id = b.session_id AND w.person_id = b.person_id)
    UNION ALL
    SELECT organisation_id, learning_set_id, person_id, written_at FROM actions_actionplan
    WHERE outcome = 'later' AND written_at > $1 - interval '14 days' AND written_at <= $1
  ) p JOIN usual u ON u.rule = 'plan_to_write'
    LEFT JOIN sets_reminderrule r ON r.organisation_id = p.organisation_id
      AND r.learning_set_id = p.learning_set_id AND r.rule = u.rule
  WHERE CASE WHEN r.id IS NULL THEN u.is_on ELSE r.off_at IS NULL END
)
SELECT DISTINCT f.organisation_id, f.person_id, f.rule, f.on_day, f.moment, l.time_zone
FROM found f
  JOIN sets_setmembership m ON m.person_id = f.person_id AND m.learning_set_id = f.learning_set_id
    AND m.organisation_id = f.organisation_id AND m.started_at IS NOT NULL AND m.ended_at IS NULL
  JOIN sets_learningset l ON l.id = f.learning_set_id AND l.closed_at IS NULL
WHERE current_person() IS NULL AND current_organisation() IS NULL
  AND (f.on_day IS NULL OR f.on_day BETWEEN $2 - 8 AND $2)
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
