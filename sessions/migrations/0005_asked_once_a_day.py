from django.db import migrations

from alsweb.lib.tenancy.doors import Door


class Migration(migrations.Migration):
    dependencies = [("learning_sessions", "0004_rows_that_stay"), ("notifications", "0003_plan_notices")]

    operations = [
        Door(
            "polls_due(timestamptz, timestamptz, date)",
            returns="TABLE (organisation_id bigint, poll_id bigint, person_id bigint, kind text, occasion text)",
            body="""
            -- who has not answered a poll that closes in that time, whom to ask again today about what they could not
            -- know, and who facilitates where it closed undecided; each unless they were told, and nobody on the day
            -- on which they were asked
            WITH due AS (
              SELECT p.organisation_id, p.id AS poll_id, m.person_id, 'poll_reminder' AS kind, 'closes' AS occasion
              FROM learning_sessions_poll p JOIN sets_learningset l ON l.id = p.learning_set_id AND l.closed_at IS NULL
                JOIN sets_setmembership m ON m.organisation_id = p.organisation_id
                  AND m.learning_set_id = p.learning_set_id AND m.started_at IS NOT NULL AND m.ended_at IS NULL
              WHERE p.decided_at IS NULL AND p.withdrawn_at IS NULL AND p.closes_at > $1 AND p.closes_at <= $2
                AND p.opened_at <= $1 - interval '24 hours'
                AND NOT EXISTS (SELECT 1 FROM notifications_notice asked
                  WHERE asked.kind IN ('poll_opened', 'poll_prolonged') AND asked.recipient = 'person:' || m.person_id
                    AND asked.subject IN ('poll:' || p.id, 'set:' || p.learning_set_id)
                    AND asked.due_at > $1 - interval '24 hours')
                AND NOT EXISTS (SELECT 1 FROM learning_sessions_pollreply r WHERE r.organisation_id = p.organisation_id
                  AND r.poll_id = p.id AND r.person_id = m.person_id)
              UNION ALL
              SELECT r.organisation_id, r.poll_id, r.person_id, 'poll_ask_again', r.ask_again_on::text
              FROM learning_sessions_pollreply r JOIN learning_sessions_poll p ON p.id = r.poll_id
                JOIN sets_learningset l ON l.id = p.learning_set_id AND l.closed_at IS NULL
              WHERE r.ask_again_on <= $3 AND p.decided_at IS NULL AND p.withdrawn_at IS NULL AND p.closes_at > $1
              UNION ALL
              SELECT p.organisation_id, p.id, m.person_id, 'poll_over', p.closes_at::date::text
              FROM learning_sessions_poll p JOIN sets_learningset l ON l.id = p.learning_set_id AND l.closed_at IS NULL
                JOIN organisations_membership opener ON opener.id = p.opened_by_id
                JOIN sets_setmembership m ON m.organisation_id = p.organisation_id
                  AND m.learning_set_id = p.learning_set_id AND m.started_at IS NOT NULL AND m.ended_at IS NULL
                  AND (m.role = 'facilitator' OR m.person_id = opener.person_id)
              WHERE p.decided_at IS NULL AND p.withdrawn_at IS NULL AND p.closes_at <= $1
                AND p.closes_at > $1 - interval '7 days'
            )
            SELECT d.* FROM due d WHERE current_person() IS NULL AND current_organisation() IS NULL
              AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = d.kind
                AND n.recipient = 'person:' || d.person_id AND n.subject = 'poll:' || d.poll_id
                AND n.occasion = d.occasion)""",
            callers=("alsweb_app",),
        ),
    ]
