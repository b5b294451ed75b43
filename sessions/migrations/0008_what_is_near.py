"""Planners look for sessions and polls by index; each look-up is fenced, so that it stays one (see actions/0006)."""

from django.db import migrations

from alsweb.lib.tenancy.doors import Door, PlannedOnce

NOBODY = "current_person() IS NULL AND current_organisation() IS NULL"
CURRENT = """m.organisation_id = {of}.organisation_id AND m.learning_set_id = {of}.learning_set_id
                AND m.started_at IS NOT NULL AND m.ended_at IS NULL"""
STANDS = "EXISTS (SELECT 1 FROM sets_learningset l WHERE l.id = {of}.learning_set_id AND l.closed_at IS NULL OFFSET 0)"

COMING = f"""
            SELECT s.organisation_id, s.id, s.sequence, m.person_id
            FROM learning_sessions_session s CROSS JOIN LATERAL (
              SELECT l.facilitation, r.id AS rule, r.days FROM sets_learningset l
                LEFT JOIN sets_reminderrule r ON r.organisation_id = l.organisation_id AND r.learning_set_id = l.id
                  AND r.rule = '{{kind}}'
              WHERE l.id = s.learning_set_id AND l.closed_at IS NULL AND r.off_at IS NULL OFFSET 0
            ) l CROSS JOIN LATERAL (
              SELECT m.person_id, m.role FROM sets_setmembership m WHERE {CURRENT.format(of="s")} OFFSET 0
            ) m
            WHERE {NOBODY} AND s.held_at IS NULL AND s.cancelled_at IS NULL
              AND s.starts_at > $1 AND s.starts_at <= $1 + $3 * interval '24 hours'
              AND s.starts_at <= $1 + coalesce(l.days, $2) * interval '24 hours'
              AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = '{{kind}}'
                AND n.recipient = 'person:' || m.person_id AND n.subject = 'session:' || s.id
                AND n.occasion = s.sequence::text OFFSET 0)"""

WELCOMES = f"""
            -- whose own first meeting begins in that time; not whoever came in within the day before it is asked
            SELECT s.organisation_id, s.learning_set_id, m.person_id
            FROM learning_sessions_session s CROSS JOIN LATERAL (
              SELECT m.person_id, m.started_at FROM sets_setmembership m WHERE {CURRENT.format(of="s")}
                AND m.role = 'member' AND m.started_at <= $1 - interval '1 day' OFFSET 0
            ) m
            WHERE {NOBODY} AND s.held_at IS NULL AND s.cancelled_at IS NULL AND s.starts_at > $1 AND s.starts_at <= $2
              AND {STANDS.format(of="s")}
              AND NOT EXISTS (SELECT 1 FROM learning_sessions_session earlier
                WHERE earlier.organisation_id = s.organisation_id AND earlier.learning_set_id = s.learning_set_id
                  AND earlier.cancelled_at IS NULL
                  AND earlier.starts_at >= m.started_at AND earlier.starts_at < s.starts_at OFFSET 0)
              AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = 'welcome'
                AND n.recipient = 'person:' || m.person_id AND n.subject = 'set:' || s.learning_set_id OFFSET 0)"""

# Whom to ask again within a week of that day: everybody who ever named one would be looked at otherwise.
POLLS = f"""
            -- who has not answered a poll that closes in that time, whom to ask again today about what they could not
            -- know, and who facilitates where it closed undecided; each unless they were told, and nobody on the day
            -- on which they were asked
            WITH due AS (
              SELECT p.organisation_id, p.id AS poll_id, m.person_id, 'poll_reminder' AS kind, 'closes' AS occasion
              FROM learning_sessions_poll p CROSS JOIN LATERAL (
                SELECT m.person_id FROM sets_setmembership m WHERE {CURRENT.format(of="p")} OFFSET 0
              ) m
              WHERE p.decided_at IS NULL AND p.withdrawn_at IS NULL AND p.closes_at > $1 AND p.closes_at <= $2
                AND p.opened_at <= $1 - interval '24 hours' AND {STANDS.format(of="p")}
                AND NOT EXISTS (SELECT 1 FROM notifications_notice asked
                  WHERE asked.kind IN ('poll_opened', 'poll_prolonged') AND asked.recipient = 'person:' || m.person_id
                    AND asked.subject IN ('poll:' || p.id, 'set:' || p.learning_set_id)
                    AND asked.due_at > $1 - interval '24 hours' OFFSET 0)
                AND NOT EXISTS (SELECT 1 FROM learning_sessions_pollreply r WHERE r.organisation_id = p.organisation_id
                  AND r.poll_id = p.id AND r.person_id = m.person_id OFFSET 0)
              UNION ALL
              SELECT r.organisation_id, r.poll_id, r.person_id, 'poll_ask_again', r.ask_again_on::text
              FROM learning_sessions_pollreply r CROSS JOIN LATERAL (
                SELECT p.learning_set_id FROM learning_sessions_poll p WHERE p.id = r.poll_id
                  AND p.decided_at IS NULL AND p.withdrawn_at IS NULL AND p.closes_at > $1 OFFSET 0
              ) p
              WHERE r.ask_again_on > $3 - 7 AND r.ask_again_on <= $3 AND {STANDS.format(of="p")}
              UNION ALL
              SELECT p.organisation_id, p.id, m.person_id, 'poll_over', p.closes_at::date::text
              FROM learning_sessions_poll p CROSS JOIN LATERAL (
                SELECT m.person_id FROM sets_setmembership m JOIN organisations_membership opener ON opener.id = p.opened_by_id
                WHERE {CURRENT.format(of="p")} AND (m.role = 'facilitator' OR m.person_id = opener.person_id) OFFSET 0
              ) m
              WHERE p.decided_at IS NULL AND p.withdrawn_at IS NULL AND p.closes_at <= $1
                AND p.closes_at > $1 - interval '7 days' AND {STANDS.format(of="p")}
            )
            SELECT d.* FROM due d WHERE {NOBODY}
              AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = d.kind
                AND n.recipient = 'person:' || d.person_id AND n.subject = 'poll:' || d.poll_id
                AND n.occasion = d.occasion OFFSET 0)"""

REMINDED = "TABLE (organisation_id bigint, session_id bigint, sequence integer, person_id bigint)"


class Migration(migrations.Migration):
    dependencies = [
        ("learning_sessions", "0007_reminders_as_the_set_wants"),
        ("sets", "0004_reminder_rules"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        Door(
            "reminders_due(timestamptz, integer, integer)",
            returns=REMINDED,
            body=COMING.format(kind="session_reminder"),
            callers=("alsweb_app",),
        ),
        Door(
            "reminder_drafts_due(timestamptz, integer, integer)",
            returns=REMINDED,
            body=COMING.format(kind="reminder_draft")
            + """
              AND l.rule IS NOT NULL AND (m.role = 'facilitator' OR l.facilitation <> 'standing')""",
            callers=("alsweb_app",),
        ),
        Door(
            "welcomes_due(timestamptz, timestamptz)",
            returns="TABLE (organisation_id bigint, learning_set_id bigint, person_id bigint)",
            body=WELCOMES,
            callers=("alsweb_app",),
        ),
        Door(
            "polls_due(timestamptz, timestamptz, date)",
            returns="TABLE (organisation_id bigint, poll_id bigint, person_id bigint, kind text, occasion text)",
            body=POLLS,
            callers=("alsweb_app",),
        ),
        PlannedOnce("reminders_due(timestamptz, integer, integer)"),
        PlannedOnce("reminder_drafts_due(timestamptz, integer, integer)"),
        PlannedOnce("welcomes_due(timestamptz, timestamptz)"),
        PlannedOnce("polls_due(timestamptz, timestamptz, date)"),
    ]
