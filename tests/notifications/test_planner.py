"""What the planner looks at: it costs what is due, and not who exists."""

from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import ActionWords, Progress, ProgressWords
from alsweb.lib.time import now
from benchmarks import crowd
from notifications.planner import plan
from organisations.models import Event, Invitation, Position
from reports.notices.monthly import MONTHLY
from sessions.models import Attendance, ChallengeWords
from sets.models import GroundRules, GroundRulesWords

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
ORGANISATIONS = 150
HERE = crowd.FAR + ORGANISATIONS
SET = crowd.FAR + ORGANISATIONS * 2
NOBODY_LOOKS_AT = (
    ActionWords,
    Attendance,
    ChallengeWords,
    Event,
    GroundRules,
    GroundRulesWords,
    Invitation,
    Position,
    Progress,
    ProgressWords,
)
# In one of them something is due of every kind.
DUE = f"""
UPDATE learning_sessions_session SET starts_at = now() + interval '1 day', ends_at = now() + interval '27 hours'
  WHERE organisation_id = {HERE} AND learning_set_id = {SET} AND number = 5;
UPDATE learning_sessions_session SET starts_at = now() + interval '3 days', ends_at = now() + interval '75 hours'
  WHERE organisation_id = {HERE} AND learning_set_id = {SET} + 1 AND number = 5;
UPDATE learning_sessions_session SET held_at = NULL, cancelled_at = now() WHERE organisation_id = {HERE} AND number < 5;
UPDATE sets_reminderrule SET rule = 'reminder_draft', days = 5, off_at = NULL
  WHERE organisation_id = {HERE} AND learning_set_id = {SET} AND rule = 'session_reminder';
UPDATE actions_action SET due_on = now()::date + id::int % 20 - 10, half_way_at = now() - interval '1 hour'
  WHERE organisation_id = {HERE} AND done_at IS NULL;
UPDATE actions_quiet SET until = now()::date WHERE organisation_id = {HERE};
DELETE FROM actions_actionplan WHERE organisation_id = {HERE} AND learning_set_id = {SET};
UPDATE learning_sessions_bid SET presented_at = now() - interval '3 days'
  WHERE organisation_id = {HERE} AND learning_set_id = {SET};
UPDATE learning_sessions_poll SET closes_at = now() + interval '1 day' WHERE organisation_id = {HERE} AND number = 3;
UPDATE learning_sessions_poll SET closes_at = now() - interval '1 day' WHERE organisation_id = {HERE} AND number = 2;
UPDATE learning_sessions_pollreply SET ask_again_on = now()::date - 1
  WHERE organisation_id = {HERE} AND ask_again_on IS NOT NULL;
UPDATE sets_learningset SET answer_by = now()::date + 1 WHERE organisation_id = {HERE} AND asked_at IS NOT NULL;
UPDATE sets_joinrequest SET asked_at = now() - interval '1 day' WHERE organisation_id = {HERE};
"""


def test_the_planner_reads_what_is_due_and_asks_as_often_whoever_exists(seeding: Seeding) -> None:
    at = now()
    plan(at)
    with CaptureQueriesContext(connection) as alone:
        assert sum(plan(at).values()) == 0
    with seeding(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        crowd.insert_all(cursor, 0, ORGANISATIONS, but=NOBODY_LOOKS_AT)
        cursor.execute(DUE)
        cursor.execute("ANALYZE")

    before = _rows_read()
    with CaptureQueriesContext(connection) as among_many:
        written = plan(at)
    read = _rows_read() - before
    assert len(among_many) == len(alone)
    # A monthly report is put forward in its person's own scope, so those cost what is due; none is here.
    assert {name for name, number in written.items() if number} == set(written) - {MONTHLY}
    # through the smallest of these tables it would be three of each organisation
    assert {way: number for way, number in read.items() if number > 2 * ORGANISATIONS} == {}


def _rows_read() -> Counter[tuple[str, str]]:
    """Of each table, through it all or by an index, in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname, seq_tup_read, idx_tup_fetch FROM pg_stat_xact_user_tables")
        found = cursor.fetchall()
    return Counter(
        {(table, way): n for table, *read in found for way, n in zip(("whole", "by index"), read, strict=True) if n}
    )
