"""Counts about conduct read the organisation's actions once, and not set by set."""

from django.db import migrations

from alsweb.lib.tenancy.doors import Door

READ_ONCE = """
-- what became of actions in a whole quarter of the year, in each of these cells of sets: counts alone, and of a cell
-- nothing at all unless as many people in as many of its sets did something then as the organisation asks for, ten in
-- two at least; and the days only where as many closed something
WITH q AS MATERIALIZED (
  SELECT $3::timestamp AT TIME ZONE 'UTC' AS since, ($3 + interval '3 months')::timestamp AT TIME ZONE 'UTC' AS until
  WHERE my_roles() && '{owner,hr}'::text[] AND $3 = date_trunc('quarter', $3)::date
), acted AS MATERIALIZED (
  SELECT a.person_id, a.learning_set_id, a.let_go_at, a.decided_at >= q.since AND a.decided_at < q.until AS decided,
    CASE WHEN a.ended_at >= q.since AND a.ended_at < q.until THEN a.ended_at - a.decided_at END AS took
  FROM q JOIN (
    SELECT person_id, learning_set_id, decided_at, let_go_at, coalesce(done_at, let_go_at) AS ended_at
    FROM actions_action WHERE organisation_id = (SELECT current_organisation())
  ) a ON (a.decided_at >= q.since AND a.decided_at < q.until) OR (a.ended_at >= q.since AND a.ended_at < q.until)
)
SELECT c.cell, c.people, c.decided, c.closed, c.let_go,
  CASE WHEN c.closers >= least.people AND c.closers_sets >= least.sets
    THEN round(extract(epoch FROM c.took) / 86400)::integer END
FROM (
  SELECT u.cell, count(DISTINCT a.person_id) AS people, count(DISTINCT a.learning_set_id) AS sets,
    count(*) FILTER (WHERE a.decided) AS decided, count(a.took) AS closed,
    count(*) FILTER (WHERE a.took IS NOT NULL AND a.let_go_at IS NOT NULL) AS let_go,
    count(DISTINCT a.person_id) FILTER (WHERE a.took IS NOT NULL) AS closers,
    count(DISTINCT a.learning_set_id) FILTER (WHERE a.took IS NOT NULL) AS closers_sets,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY a.took) AS took
  FROM (SELECT DISTINCT p.cell, p.learning_set_id FROM unnest($1, $2) AS p(cell, learning_set_id)) u
    JOIN acted a ON a.learning_set_id = u.learning_set_id
  GROUP BY u.cell
) c CROSS JOIN (SELECT greatest(o.least_people, 10) AS people, greatest(o.least_sets, 2) AS sets
  FROM organisations_organisation o WHERE o.id = current_organisation()) least
WHERE c.people >= least.people AND c.sets >= least.sets"""


class Migration(migrations.Migration):
    dependencies = [("actions", "0008_as_many_as_asked_for")]

    operations = [
        Door(
            "count_set_facts(integer[], bigint[], date)",
            returns="TABLE (cell integer, people bigint, decided bigint, closed bigint, let_go bigint, median_days integer)",
            body=READ_ONCE,
            callers=("alsweb_app",),
        ),
    ]
