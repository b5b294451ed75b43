"""The row: once for each kind, recipient, subject and occasion; read by its person alone."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from notifications.kinds import Kind
from notifications.models import Notice
from notifications.outbox import Due, notify, plan_many
from notifications.planner import plan
from organisations.models import User
from tests.notifications.conftest import HARBOUR, MOVED, NORTHGATE, make_person, notices_of, tell


def _plan_for(person: User) -> Callable[[datetime], int]:
    def plan_all(at: datetime) -> int:
        for number in range(20):
            tell(person, at, subject=f"session:{number}")
        return 20

    return plan_all


@pytest.mark.django_db(transaction=True)
def test_two_planners_at_once_write_each_notice_once(known_kinds: Callable[[Kind], Kind], now: datetime) -> None:
    bob = make_person("bob")
    known_kinds(Kind(**{**MOVED.__dict__, "plan": _plan_for(bob)}))
    together = threading.Barrier(4)

    def run() -> None:
        together.wait()
        plan(now)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(notices_of(bob)) == 20


@pytest.mark.django_db
def test_planners_write_for_all_organisations_in_one_statement_and_count_what_is_new(
    now: datetime, django_assert_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    bob, dora = make_person("bob"), make_person("dora")
    found = [
        Due(MOVED.name, "session:1", "1", now, organisation, person.pk)
        for person in (bob, dora)
        for organisation in (HARBOUR,)
    ]
    found.append(Due(MOVED.name, "session:2", "1", now, NORTHGATE, bob.pk))
    with django_assert_num_queries(1):
        assert plan_many(found) == 3
    assert plan_many(found) == 0
    assert [notice.organisation_id for notice in notices_of(bob)] == [HARBOUR, NORTHGATE]
    with scope(person=bob.pk, organisation=HARBOUR):
        assert plan_many([Due(MOVED.name, "session:3", "1", now, NORTHGATE, dora.pk)]) == 0


@pytest.mark.django_db
def test_a_late_run_of_the_planner_adds_nothing(now: datetime) -> None:
    bob = make_person("bob")
    for _run in range(2):
        tell(bob, now, subject="session:1")

    assert len(notices_of(bob)) == 1


@pytest.mark.django_db
def test_addresses_are_normalised_so_that_one_person_is_one_recipient(
    now: datetime, seeding: Callable[[], AbstractContextManager[None]]
) -> None:
    with scope(person=7, organisation=HARBOUR):
        for address in ("Ivy@Harbour.example ", "ivy@harbour.example"):
            notify(
                kind="invitation",
                subject="invitation:1",
                occasion="1",
                due_at=now,
                organisation=HARBOUR,
                address=address,
                acting=7,
            )

    with seeding():
        assert [notice.recipient for notice in Notice.objects.all()] == ["address:ivy@harbour.example"]


@pytest.mark.django_db
def test_a_notice_without_a_recipient_is_refused(now: datetime) -> None:
    with pytest.raises(ValueError), scope(person=1, organisation=HARBOUR):
        notify(kind="invitation", subject="invitation:1", occasion="1", due_at=now, organisation=HARBOUR)


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_to_be_told(now: datetime) -> None:
    bob = make_person("bob")
    with transaction.atomic():
        tell(bob, now)
        transaction.set_rollback(True)

    assert notices_of(bob) == []


@pytest.mark.django_db
def test_nobody_writes_a_notice_for_another_organisation(now: datetime) -> None:
    bob = make_person("bob")
    with pytest.raises(ProgrammingError), transaction.atomic(), scope(person=bob.pk, organisation=HARBOUR):
        notify(kind=MOVED.name, subject="session:1", occasion="1", due_at=now, organisation=NORTHGATE, person=bob.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["invitation", "session_moved"])
def test_only_account_mail_belongs_to_no_organisation(now: datetime, kind: str) -> None:
    with pytest.raises(ProgrammingError), transaction.atomic(), scope(person=1):
        notify(kind=kind, subject="session:1", occasion="1", due_at=now, organisation=None, person=1)


@pytest.mark.django_db
def test_hr_reads_no_notice_of_anybody_else_even_in_sql(now: datetime) -> None:
    bob, dora = make_person("bob"), make_person("dora")
    tell(bob, now)
    tell(dora, now)

    with scope(person=dora.pk, organisation=HARBOUR), connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM notifications_notice")
        assert cursor.fetchall() == [(dora.pk,)]
    with scope(person=dora.pk, role=Role.ME), connection.cursor() as cursor:
        cursor.execute("SELECT person_id FROM notifications_notice")
        assert cursor.fetchall() == [(dora.pk,)]


@pytest.mark.django_db
def test_the_senders_doors_are_shut_inside_a_persons_scope(now: datetime) -> None:
    bob, dora = make_person("bob"), make_person("dora")
    tell(bob, now)

    with scope(person=dora.pk, organisation=HARBOUR), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM claim_notices(10, gen_random_uuid(), %s, %s, %s)", [now, now, now])
        assert cursor.fetchall() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE notifications_notice SET sent_at = due_at",
        "DELETE FROM notifications_notice",
        "DELETE FROM notifications_nudgedweek",
    ],
)
def test_nobody_changes_or_removes_what_is_written(now: datetime, statement: str) -> None:
    bob = make_person("bob")
    tell(bob, now)
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        scope(person=bob.pk, organisation=HARBOUR),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
