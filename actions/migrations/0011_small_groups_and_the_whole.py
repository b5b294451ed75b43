"""Counts about conduct come for cells and for all of them in one go, and the door itself hides what could be worked out."""

from django.db import migrations

from alsweb.lib.tenancy.doors import Door, JoinedAtOnce

WITH_THE_WHOLE = """
-- what became of actions in a whole quarter of the year, in each of these cells of sets and, as the cell that is null, in
-- all of them together where they are several: counts alone, and of a cell nothing at all unless as many people in as many
-- of its sets did something then as the organisation asks for, ten in two at least; and the days only where as many closed
-- something. Where one cell is refused all are, and the whole stands alone: it less the others would be the one. Cells that
-- share a set are answered nothing: one less another could be a few
WITH q AS MATERIALIZED (
  SELECT $3::timestamp AT TIME ZONE 'UTC' AS since, ($3 + interval '3 months')::timestamp AT TIME ZONE 'UTC' AS until
  WHERE my_roles() && '{owner,hr}'::text[] AND $3 = date_trunc('quarter', $3)::date
), named AS MATERIALIZED (
  SELECT DISTINCT p.cell, p.learning_set_id FROM unnest($1, $2) AS p(cell, learning_set_id) WHERE p.cell IS NOT NULL
), acted AS (
  SELECT person_id, learning_set_id, let_go_at IS NOT NULL AS gone,
    decided_at >= (SELECT since FROM q) AND decided_at < (SELECT until FROM q) AS decided,
    CASE WHEN coalesce(done_at, let_go_at) >= (SELECT since FROM q) AND coalesce(done_at, let_go_at) < (SELECT until FROM q)
      THEN date_part('epoch', coalesce(done_at, let_go_at) - decided_at) END AS took
  FROM actions_action
  WHERE organisation_id = (SELECT current_organisation())
    AND ((decided_at >= (SELECT since FROM q) AND decided_at < (SELECT until FROM q))
      OR (coalesce(done_at, let_go_at) >= (SELECT since FROM q) AND coalesce(done_at, let_go_at) < (SELECT until FROM q)))
)
SELECT told.cell, told.people, told.decided, told.closed, told.let_go, told.days
FROM (
  SELECT c.*, count(c.cell) OVER () AS answered,
    CASE WHEN c.closers >= least.people AND c.closers_sets >= least.sets THEN round((c.took / 86400)::numeric)::integer END AS days
  FROM (
    SELECT n.cell, count(DISTINCT a.person_id) AS people, count(DISTINCT a.learning_set_id) AS sets,
      count(*) FILTER (WHERE a.decided) AS decided, count(a.took) AS closed, count(a.took) FILTER (WHERE a.gone) AS let_go,
      count(DISTINCT a.person_id) FILTER (WHERE a.took IS NOT NULL) AS closers,
      count(DISTINCT a.learning_set_id) FILTER (WHERE a.took IS NOT NULL) AS closers_sets,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY a.took) AS took
    FROM named n JOIN acted a ON a.learning_set_id = n.learning_set_id GROUP BY GROUPING SETS ((n.cell), ())
  ) c CROSS JOIN (SELECT greatest(o.least_people, 10) AS people, greatest(o.least_sets, 2) AS sets
    FROM organisations_organisation o WHERE o.id = current_organisation()) least
  WHERE c.people >= least.people AND c.sets >= least.sets
) told CROSS JOIN (
  SELECT count(DISTINCT cell) AS cells, count(*) = count(DISTINCT learning_set_id) AS are_apart FROM named
) asked
WHERE asked.are_apart AND CASE WHEN told.cell IS NULL THEN asked.cells > 1 ELSE told.answered = asked.cells END"""


class Migration(migrations.Migration):
    dependencies = [("actions", "0010_how_an_answer_came")]

    operations = [
        Door(
            "count_set_facts(integer[], bigint[], date)",
            returns="TABLE (cell integer, people bigint, decided bigint, closed bigint, let_go bigint, median_days integer)",
            body=WITH_THE_WHOLE,
            callers=("alsweb_app",),
        ),
        JoinedAtOnce("count_set_facts(integer[], bigint[], date)"),
    ]
