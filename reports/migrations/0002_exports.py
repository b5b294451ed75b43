"""Files are made, and monthly reports planned, for people of all organisations; each then in its person's own scope."""

from typing import ClassVar

from django.db import migrations

from alsweb.lib.tenancy.doors import Door

NOWHERE = "current_person() IS NULL AND current_organisation() IS NULL"


class Migration(migrations.Migration):
    dependencies: ClassVar = [("reports", "0001_initial")]
    operations: ClassVar = [
        Door(
            "claim_export(at timestamptz, until timestamptz)",
            returns="TABLE (organisation_id bigint, person_id bigint, export_id bigint)",
            body=f"""
            UPDATE reports_export e SET claimed_until = until WHERE e.id = (
              SELECT w.id FROM reports_export w WHERE w.made_at IS NULL AND w.failed_at IS NULL AND w.asked_at <= at
                AND w.expires_at > at AND (w.claimed_until IS NULL OR w.claimed_until <= at) AND {NOWHERE}
              ORDER BY w.asked_at, w.id FOR UPDATE SKIP LOCKED LIMIT 1)
            RETURNING e.organisation_id, e.person_id, e.id""",
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "fail_export(export bigint, lease timestamptz, at timestamptz)",
            returns="void",
            body=f"""
            UPDATE reports_export SET failed_at = at
            WHERE id = export AND claimed_until = lease AND made_at IS NULL AND failed_at IS NULL AND {NOWHERE}""",
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "tidy_exports(at timestamptz)",
            returns="bigint",
            body=f"""
            WITH gone AS (
              DELETE FROM reports_exportpiece p USING reports_export e
              WHERE e.id = p.export_id AND e.expires_at <= at AND {NOWHERE} RETURNING e.id)
            SELECT count(DISTINCT id) FROM gone""",
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
        Door(
            "monthly_reports_due(at timestamptz)",
            returns="TABLE (organisation_id bigint, person_id bigint, report_id bigint, next_at timestamptz, zone text)",
            body=f"""
            SELECT r.organisation_id, r.person_id, r.id, r.next_at, o.time_zone
            FROM reports_monthlyreport r JOIN organisations_organisation o ON o.id = r.organisation_id
            WHERE r.next_at <= at AND {NOWHERE} AND EXISTS (SELECT 1 FROM organisations_membership m
              WHERE m.organisation_id = r.organisation_id AND m.person_id = r.person_id AND m.ended_at IS NULL
                AND m.roles && '{{owner,hr}}')""",
            callers=("alsweb_app",),
        ),
    ]
