"""Counts about conduct are of as many people and sets as their organisation asks for, and the door looks that up itself."""

from django.db import migrations

from alsweb.lib.tenancy.doors import Door, ShutDoor

RETURNS = "TABLE (cell integer, people bigint, decided bigint, closed bigint, let_go bigint, median_days integer)"
_COUNTED = """
FROM (
  SELECT u.cell, count(DISTINCT a.person_id) AS people, count(DISTINCT a.learning_set_id) AS sets,
    count(*) FILTER (WHERE a.decided_at >= q.since AND a.decided_at < q.until) AS decided,
    count(*) FILTER (WHERE e.ended) AS closed,
    count(*) FILTER (WHERE e.ended AND a.let_go_at IS NOT NULL) AS let_go,
    count(DISTINCT a.person_id) FILTER (WHERE e.ended) AS closers,
    count(DISTINCT a.learning_set_id) FILTER (WHERE e.ended) AS closers_sets,
    round(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM
      coalesce(a.done_at, a.let_go_at) - a.decided_at) / 86400) FILTER (WHERE e.ended))::integer AS days
  FROM (SELECT DISTINCT p.cell, p.learning_set_id FROM unnest($1, $2) AS p(cell, learning_set_id)) u
    CROSS JOIN (SELECT $3::timestamp AT TIME ZONE 'UTC' AS since,
      ($3 + interval '3 months')::timestamp AT TIME ZONE 'UTC' AS until) q
    JOIN actions_action a ON a.organisation_id = current_organisation()
      AND a.learning_set_id = u.learning_set_id
    CROSS JOIN LATERAL (SELECT coalesce(a.done_at, a.let_go_at) >= q.since
      AND coalesce(a.done_at, a.let_go_at) < q.until AS ended) e
  WHERE my_roles() && '{owner,hr}'::text[] AND $3 = date_trunc('quarter', $3)::date
    AND (e.ended OR (a.decided_at >= q.since AND a.decided_at < q.until))
  GROUP BY u.cell
) c"""

AS_MANY_AS_ONE_ASKS = f"""
-- what became of actions in a whole quarter of the year, in each of these cells of sets: counts alone, and of
-- a cell nothing at all unless at least ten people in at least two of its sets did something then. More may
-- be asked for, never less; and the days only where as many closed something
SELECT c.cell, c.people, c.decided, c.closed, c.let_go,
  CASE WHEN c.closers >= greatest($4, 10) AND c.closers_sets >= greatest($5, 2) THEN c.days END
{_COUNTED}
WHERE c.people >= greatest($4, 10) AND c.sets >= greatest($5, 2)"""
AS_MANY_AS_THEY_DECIDED = f"""
-- what became of actions in a whole quarter of the year, in each of these cells of sets: counts alone, and of a cell
-- nothing at all unless as many people in as many of its sets did something then as the organisation asks for, ten in
-- two at least; and the days only where as many closed something
SELECT c.cell, c.people, c.decided, c.closed, c.let_go,
  CASE WHEN c.closers >= least.people AND c.closers_sets >= least.sets THEN c.days END
{_COUNTED} CROSS JOIN (SELECT greatest(o.least_people, 10) AS people, greatest(o.least_sets, 2) AS sets
  FROM organisations_organisation o WHERE o.id = current_organisation()) least
WHERE c.people >= least.people AND c.sets >= least.sets"""


class Migration(migrations.Migration):
    dependencies = [
        ("actions", "0007_planned_once"),
        ("organisations", "0006_costs_and_small_groups"),
    ]

    operations = [
        ShutDoor(
            "count_set_facts(integer[], bigint[], date, integer, integer)",
            returns=RETURNS,
            body=AS_MANY_AS_ONE_ASKS,
            callers=("alsweb_app",),
        ),
        Door(
            "count_set_facts(integer[], bigint[], date)",
            returns=RETURNS,
            body=AS_MANY_AS_THEY_DECIDED,
            callers=("alsweb_app",),
        ),
    ]
