from django.db import migrations

import alsweb.lib.tenancy.rows
from alsweb.lib.tenancy.doors import Door


class Migration(migrations.Migration):
    dependencies = [("actions", "0003_words_on_ones_own")]

    operations = [
        migrations.RemoveConstraint(model_name="action", name="action_rows"),
        migrations.AddConstraint(
            model_name="action",
            constraint=alsweb.lib.tenancy.rows.OwnSetFact(
                door_writes=True,
                doors=(
                    "done_at IS NULL AND let_go_at IS NULL",
                    "organisation_id = (SELECT current_organisation())",
                ),
                me="person_id = (SELECT current_person())",
                name="action_rows",
            ),
        ),
        Door(
            "count_set_facts(integer[], bigint[], date, integer, integer)",
            returns="TABLE (cell integer, people bigint, decided bigint, closed bigint, let_go bigint, median_days integer)",
            body="""
            -- what became of actions in a whole quarter of the year, in each of these cells of sets: counts alone, and of
            -- a cell nothing at all unless at least ten people in at least two of its sets did something then. More may
            -- be asked for, never less; and the days only where as many closed something
            SELECT c.cell, c.people, c.decided, c.closed, c.let_go,
              CASE WHEN c.closers >= greatest($4, 10) AND c.closers_sets >= greatest($5, 2) THEN c.days END
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
            ) c
            WHERE c.people >= greatest($4, 10) AND c.sets >= greatest($5, 2)""",
            callers=("alsweb_app",),
        ),
    ]
