"""Planners look for sets and requests by index; each look-up is fenced, so that it stays one (see actions/0006)."""

from django.db import migrations, models

from alsweb.lib.tenancy.doors import Door, PlannedOnce, ShutDoor

REQUESTS = """
            -- whoever runs the set; while nobody is in it, its founder
            SELECT r.organisation_id, r.id, who.person_id
            FROM sets_joinrequest r CROSS JOIN LATERAL (
              SELECT s.* FROM sets_learningset s
                WHERE s.id = r.learning_set_id AND s.closing_at IS NULL AND s.closed_at IS NULL OFFSET 0
            ) s CROSS JOIN LATERAL (
              SELECT g.person_id FROM sets_setmembership g
                WHERE g.organisation_id = s.organisation_id AND g.learning_set_id = s.id
                  AND g.started_at IS NOT NULL AND g.ended_at IS NULL
                  AND (g.role = 'facilitator' OR s.facilitation <> 'standing')
              UNION SELECT m.person_id FROM organisations_membership m
                WHERE m.id = s.founded_by_id AND m.ended_at IS NULL AND s.composed_at IS NULL
                  AND NOT EXISTS (SELECT 1 FROM sets_setmembership g
                    WHERE g.organisation_id = s.organisation_id AND g.learning_set_id = s.id)
            ) who
            WHERE current_person() IS NULL AND current_organisation() IS NULL
              AND r.asked_at > $1 {until}
              AND r.admitted_at IS NULL AND r.not_now_at IS NULL AND r.withdrawn_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = 'join_request'
                AND n.recipient = 'person:' || who.person_id AND n.subject = 'joinrequest:' || r.id OFFSET 0)"""


class Migration(migrations.Migration):
    dependencies = [("sets", "0005_completion_and_health"), ("notifications", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="learningset",
            index=models.Index(
                condition=models.Q(("answer_by__isnull", False), ("closed_at", None), ("composed_at", None)),
                fields=["answer_by"],
                name="learning_set_to_answer",
            ),
        ),
        Door(
            "proposals_unanswered(date, date, timestamptz)",
            returns="TABLE (organisation_id bigint, proposal_id bigint, answer_by date, person_id bigint)",
            body="""
            -- also who has declined: that is for their own scope to say, when the reminder is about to go
            SELECT s.organisation_id, p.id, s.answer_by, p.person_id
            FROM sets_learningset s CROSS JOIN LATERAL (
              SELECT p.id, p.person_id FROM sets_proposal p
                WHERE p.organisation_id = s.organisation_id AND p.learning_set_id = s.id
                  AND p.proposed_at <= s.asked_at AND p.accepted_at IS NULL OFFSET 0
            ) p
            WHERE current_person() IS NULL AND current_organisation() IS NULL
              AND s.answer_by >= $1 AND s.answer_by <= $2 AND s.asked_at < $3
              AND s.composed_at IS NULL AND s.closed_at IS NULL
              AND NOT EXISTS (SELECT 1 FROM notifications_notice n WHERE n.kind = 'set_proposal_reminder'
                AND n.recipient = 'person:' || p.person_id AND n.subject = 'proposal:' || p.id
                AND n.occasion = to_char(s.answer_by, 'YYYY-MM-DD') OFFSET 0)""",
            callers=("alsweb_app",),
        ),
        PlannedOnce("proposals_unanswered(date, date, timestamptz)"),
        ShutDoor(
            "join_requests_due(timestamptz)",
            returns="TABLE (organisation_id bigint, request_id bigint, person_id bigint)",
            body=REQUESTS.format(until=""),
            callers=("alsweb_app",),
        ),
        # With an end as well: a range that is open on one side is taken for a third of all rows.
        Door(
            "join_requests_due(timestamptz, timestamptz)",
            returns="TABLE (organisation_id bigint, request_id bigint, person_id bigint)",
            body=REQUESTS.format(until="AND r.asked_at <= $2"),
            callers=("alsweb_app",),
        ),
        PlannedOnce("join_requests_due(timestamptz, timestamptz)"),
    ]
