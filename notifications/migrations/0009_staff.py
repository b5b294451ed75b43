"""Whoever looks after the site sees which mail waits or failed, and why; of whom it is, only what an address begins with."""

from typing import ClassVar

from django.db import migrations, models

from alsweb.lib.tenancy.doors import Door

COUNTS = """
SELECT (SELECT count(*) FROM notifications_notice WHERE next_at <= at),
       (SELECT count(*) FROM notifications_notice WHERE next_at > at),
       (SELECT count(*) FROM notifications_notice WHERE failed_at IS NOT NULL),
       (SELECT count(*) FROM notifications_notice WHERE ambiguous_at IS NOT NULL AND sent_at IS NULL AND next_at IS NULL),
       (SELECT count(*) FROM notifications_notice WHERE bounced_at IS NOT NULL)
WHERE am_staff()
"""

# What a mail server answers often says the whole address.
MASKED = r"regexp_replace({0}, '([^\s<>@:;,\"''()])[^\s<>@:;,\"''()]*@', '\1…@', 'g')"

_BRANCH = f"""
(SELECT notice.id, notice.kind, notice.organisation_id, {MASKED.format("coalesce(account.email, notice.address)")},
        {{since}}, notice.next_at, notice.attempts::integer, {MASKED.format("notice.reason")},
        {{may_go_again}} AND (notice.kind <> 'account' OR notice.sealed IS NOT NULL)
 FROM notifications_notice AS notice LEFT JOIN organisations_user AS account ON account.id = notice.person_id
 WHERE which = '{{which}}' AND {{where}} AND (SELECT am_staff())
 ORDER BY {{order}} LIMIT at_most OFFSET skipped)
"""


def _branch(which: str, where: str, since: str, order: str, *, may_go_again: bool) -> str:
    return _BRANCH.format(
        which=which, where=where, since=since, order=order, may_go_again="true" if may_go_again else "false"
    )


LIST = "UNION ALL".join(
    [
        _branch("waiting", "next_at IS NOT NULL", "due_at", "next_at, notice.id", may_go_again=False),
        _branch("failed", "failed_at IS NOT NULL", "failed_at", "failed_at DESC, notice.id", may_go_again=True),
        _branch(
            "ambiguous",
            "ambiguous_at IS NOT NULL AND sent_at IS NULL AND next_at IS NULL",
            "ambiguous_at",
            "ambiguous_at DESC, notice.id",
            may_go_again=True,
        ),
        _branch("bounced", "bounced_at IS NOT NULL", "bounced_at", "bounced_at DESC, notice.id", may_go_again=False),
    ]
)

# The row is locked while it changes; whoever presses second finds that it waits already. What may have arrived stays
# ambiguous, so that the sender makes one more copy of it and no other.
RETRY = """
UPDATE notifications_notice
SET next_at = at, failed_at = NULL, attempts = 0, lease = NULL, leased_until = NULL, sending_at = NULL
WHERE id = notice AND next_at IS NULL AND sent_at IS NULL AND (failed_at IS NOT NULL OR ambiguous_at IS NOT NULL)
  AND (kind <> 'account' OR sealed IS NOT NULL) AND am_staff()
RETURNING true
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("notifications", "0008_wishes"), ("organisations", "0005_staff")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("bounced_at__isnull", False)), fields=["bounced_at"], name="notice_bounced"
            ),
        ),
        Door(
            "delivery_counts(at timestamptz, OUT due bigint, OUT later bigint, OUT failed bigint, OUT ambiguous bigint,"
            " OUT bounced bigint)",
            returns="record",
            body=COUNTS,
            callers=("alsweb_app",),
        ),
        Door(
            "delivery_of(which text, at_most integer, skipped integer)",
            returns="TABLE (id bigint, kind varchar, organisation bigint, address text, since timestamptz,"
            " next_at timestamptz, attempts integer, reason text, may_go_again boolean)",
            body=LIST,
            callers=("alsweb_app",),
        ),
        Door(
            "retry_notice(notice bigint, at timestamptz)",
            returns="boolean",
            body=RETRY,
            volatility="VOLATILE",
            callers=("alsweb_app",),
        ),
    ]
