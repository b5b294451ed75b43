"""Reminders of sessions as each set wants them, and drafts of them for whoever runs it."""

from django.db import migrations

from alsweb.lib.tenancy.doors import Door, ShutDoor

DUE = "TABLE (organisation_id bigint, session_id bigint, sequence integer, person_id bigint)"
COMING = """
            SELECT s.organisation_id, s.id, s.sequence, m.person_id FROM learning_sessions_session s
            JOIN sets_setmembership m ON m.organisation_id = s.organisation_id
              AND m.learning_set_id = s.learning_set_id AND m.started_at IS NOT NULL AND m.ended_at IS NULL
            JOIN sets_learningset l ON l.id = s.learning_set_id AND l.closed_at IS NULL
            LEFT JOIN sets_reminderrule r ON r.organisation_id = s.organisation_id
              AND r.learning_set_id = s.learning_set_id AND r.rule = '{kind}'
            WHERE current_person() IS NULL AND current_organisation() IS NULL
              AND s.held_at IS NULL AND s.cancelled_at IS NULL AND r.off_at IS NULL
              AND s.starts_at > $1 AND s.starts_at <= $1 + $3 * interval '24 hours'
              AND s.starts_at <= $1 + coalesce(r.days, $2) * interval '24 hours'
              AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = '{kind}'
                AND n.recipient = 'person:' || m.person_id AND n.subject = 'session:' || s.id
                AND n.occasion = s.sequence::text)"""


class Migration(migrations.Migration):
    dependencies = [
        ("learning_sessions", "0006_story_and_reminders"),
        ("sets", "0004_reminder_rules"),
        ("notifications", "0001_initial"),
    ]

    operations = [
        ShutDoor(
            "reminders_due(timestamptz, timestamptz)",
            returns=DUE,
            body="SELECT s.organisation_id, s.id, s.sequence, m.person_id FROM learning_sessions_session s"
            " JOIN sets_setmembership m ON m.organisation_id = s.organisation_id"
            " AND m.learning_set_id = s.learning_set_id AND m.started_at IS NOT NULL AND m.ended_at IS NULL"
            " JOIN sets_learningset l ON l.id = s.learning_set_id AND l.closed_at IS NULL"
            " WHERE current_person() IS NULL AND current_organisation() IS NULL"
            " AND s.held_at IS NULL AND s.cancelled_at IS NULL AND s.starts_at > $1 AND s.starts_at <= $2"
            " AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = 'session_reminder'"
            " AND n.recipient = 'person:' || m.person_id AND n.subject = 'session:' || s.id"
            " AND n.occasion = s.sequence::text)",
            callers=("alsweb_app",),
        ),
        Door(
            "reminders_due(timestamptz, integer, integer)",
            returns=DUE,
            body=COMING.format(kind="session_reminder"),
            callers=("alsweb_app",),
        ),
        # A set has drafts only where it turned them on.
        Door(
            "reminder_drafts_due(timestamptz, integer, integer)",
            returns=DUE,
            body=COMING.format(kind="reminder_draft")
            + """
              AND r.id IS NOT NULL AND (m.role = 'facilitator' OR l.facilitation <> 'standing')""",
            callers=("alsweb_app",),
        ),
    ]
