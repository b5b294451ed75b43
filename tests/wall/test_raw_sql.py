"""Drill 15: SQL without our queries, as the roles that the web and worker have."""

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, connection, models, transaction
from psycopg import sql

from alsweb.lib.tenancy.references import SameOrganisation, SameSet
from alsweb.lib.tenancy.roles import SCOPED, Role
from organisations.models import Organisation
from tests.cast import Cast
from tests.wall.logins import runtime
from tests.wall.tables import (
    IN_ORGANISATION,
    INNER,
    OWN,
    TENANT,
    TO_WHOEVER_ANSWERS,
    acting,
    attempt,
    change,
    count,
    fetch,
    name,
    new_key,
    organisation_column,
    put,
    row_as_json,
    updatable,
)

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]

ORGANISED: list[type[models.Model]] = [Organisation, *IN_ORGANISATION]
WRITTEN = [model for model in ORGANISED if model is not Organisation]


def test_every_table_has_a_row_of_each_organisation(cast: Cast, seeding: Seeding) -> None:
    """Where nothing could leak, nothing is shown by nothing leaking."""
    with seeding():
        for model in ORGANISED:
            for organisation in (cast.harbour, cast.northgate):
                assert count(model, f"{organisation_column(model)} = %s", [organisation.pk]), name(model)


@pytest.mark.parametrize("role", SCOPED)
def test_nothing_set_is_no_row(cast: Cast, role: Role) -> None:
    with acting(role=role):
        assert [name(model) for model in TENANT if _may_select(model, role) and count(model)] == []


@pytest.mark.parametrize("role", SCOPED)
def test_a_person_without_organisation_reads_their_own_at_most(cast: Cast, role: Role) -> None:
    with acting(person=cast.dora.person_id, role=role):
        assert [name(model) for model in INNER if _may_select(model, role) and count(model)] == []


def test_an_organisation_without_person_reads_no_word_and_no_set_fact(cast: Cast) -> None:
    with acting(organisation=cast.harbour.pk):
        assert [name(model) for model in INNER if count(model)] == []


def test_the_home_organisation_reads_memberships_at_most(cast: Cast) -> None:
    with acting(person=cast.dora.person_id, organisation=cast.harbour.pk, role=Role.HOME):
        readable = {name(model) for model in TENANT if _may_select(model, Role.HOME)}
        assert readable == {"organisations_membership"}
        assert fetch("SELECT count(*) FROM organisations_membership") == [(0,)]


def _may_select(model: type[models.Model], role: str) -> bool:
    return fetch("SELECT has_table_privilege(%s, %s, 'SELECT')", [str(role), f'"{name(model)}"']) == [(True,)]


@pytest.mark.parametrize("model", WRITTEN, ids=name)
def test_nothing_set_is_no_insert(cast: Cast, seeding: Seeding, model: type[models.Model]) -> None:
    with seeding():
        row = row_as_json(model, "organisation_id = %s", [cast.harbour.pk])
    for person in ("", cast.alice.person_id):
        with acting(person=person), attempt() as errors:
            put(model, row, **new_key(model))
        assert "row-level security" in str(errors)


@pytest.mark.parametrize("model", ORGANISED, ids=name)
def test_another_organisations_rows_are_not_there(cast: Cast, seeding: Seeding, model: type[models.Model]) -> None:
    """Nora owns Northgate and facilitates in it; Harbour's rows she neither reads, changes, removes nor adds."""
    theirs = f"{organisation_column(model)} = {cast.harbour.pk}"
    with seeding():
        row = row_as_json(model, theirs)
        before = fetch(f'SELECT t::text FROM "{name(model)}" t WHERE {theirs} ORDER BY 1')
    with acting(person=cast.nora.person_id, organisation=cast.northgate.pk):
        assert count(model, f"{organisation_column(model)} <> {cast.northgate.pk}") == 0
        for column in updatable(model):
            assert change(f'UPDATE "{name(model)}" SET "{column}" = "{column}" WHERE {theirs}') == 0
        with attempt() as errors:
            assert change(f'DELETE FROM "{name(model)}" WHERE {theirs}') == 0
        assert not errors or "permission denied" in str(errors)
        with attempt() as errors:
            put(model, row, **new_key(model))
        assert "row-level security" in str(errors)
    with seeding():
        assert fetch(f'SELECT t::text FROM "{name(model)}" t WHERE {theirs} ORDER BY 1') == before


REFERENCES = [
    pytest.param(model, each, id=f"{name(model)}.{each.field}")
    for model in TENANT
    for each in model._meta.constraints
    if isinstance(each, SameOrganisation)
]


@pytest.mark.parametrize(("model", "here"), REFERENCES)
def test_a_reference_is_to_a_row_and_its_home(model: type[models.Model], here: SameOrganisation) -> None:
    """Organisation, and where it says so the set, are part of the foreign key itself."""
    field: Any = model._meta.get_field(here.field)
    columns = fetch(
        "SELECT array_agg(a.attname::text ORDER BY k.n), c.convalidated, c.confrelid::regclass::text FROM pg_constraint c,"
        " unnest(c.conkey) WITH ORDINALITY k(num, n) JOIN pg_attribute a ON true"
        " WHERE c.contype = 'f' AND c.conname = %s AND a.attrelid = c.conrelid AND a.attnum = k.num GROUP BY 2, 3",
        [here.name],
    )
    assert columns == [([*here.columns, field.column], True, name(field.related_model))]


@pytest.mark.parametrize(("model", "here"), REFERENCES)
def test_a_foreign_row_is_no_row_to_refer_to(
    cast: Cast, seeding: Seeding, model: type[models.Model], here: SameOrganisation
) -> None:
    """Not even for a superuser, and not from the next set either, where the fact is the set's."""
    field: Any = model._meta.get_field(here.field)
    key = field.related_model._meta.pk.column
    strangers = [(f"organisation_id = {cast.harbour.pk}", f"organisation_id = {cast.northgate.pk}")]
    with seeding():
        if isinstance(here, SameSet):
            of_harbour = f"learning_set_id FROM {{}} WHERE organisation_id = {cast.harbour.pk}"
            ((ours,),) = fetch(f"SELECT {of_harbour.format(name(model))} LIMIT 1")
            strangers.append(
                (f"learning_set_id <> {ours} AND organisation_id = {cast.harbour.pk}", f"learning_set_id = {ours}")
            )
        for theirs, ours in strangers:
            (foreign,) = fetch(f'SELECT "{key}" FROM "{name(field.related_model)}" WHERE {theirs} LIMIT 1')[0]
            with attempt() as errors:
                if field.primary_key:
                    change(f'DELETE FROM "{name(model)}" WHERE "{field.column}" = %s', [foreign])
                changed = change(
                    f'UPDATE "{name(model)}" SET "{field.column}" = %s WHERE ctid ='
                    f' (SELECT ctid FROM "{name(model)}" WHERE {ours} LIMIT 1)',
                    [foreign],
                )
                assert changed == 1
            assert isinstance(errors[0], IntegrityError)


def test_an_error_leaves_no_scope_open(cast: Cast) -> None:
    def fail() -> None:
        with acting(person=cast.alice.person_id, organisation=cast.harbour.pk):
            assert count(INNER[0])
            fetch("SELECT 1 / 0")

    with pytest.raises(DatabaseError):
        fail()
    assert [name(model) for model in INNER if count(model)] == []


def test_a_view_that_anybody_makes_shows_no_more_than_they_may_read(cast: Cast) -> None:
    with acting(person=cast.dora.person_id, organisation=cast.harbour.pk):
        with attempt() as errors:
            change("CREATE VIEW public.all_words AS SELECT * FROM sets_groundruleswords")
        assert "permission denied" in str(errors)
        change("CREATE TEMPORARY VIEW all_words AS SELECT * FROM sets_groundruleswords")
        assert fetch("SELECT * FROM all_words") == []


@pytest.mark.parametrize("model", [*INNER, *OWN, *TO_WHOEVER_ANSWERS], ids=name)
def test_copy_shows_and_brings_nothing(cast: Cast, model: type[models.Model]) -> None:
    with acting(person=cast.dora.person_id, organisation=cast.harbour.pk):
        with connection.cursor() as cursor, cursor.copy(f'COPY "{name(model)}" TO STDOUT') as out:
            assert b"".join(bytes(part) for part in out) == b""
        with (
            pytest.raises(psycopg.errors.FeatureNotSupported),
            transaction.atomic(),
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{name(model)}" FROM STDIN'),
        ):
            pass
        assert fetch(f'SELECT t FROM "{name(model)}" t TABLESAMPLE BERNOULLI (100)') == []


def test_a_function_of_the_callers_own_is_not_shown_rows_before_the_policy(cast: Cast) -> None:
    """A condition that talks is asked about visible rows only."""
    with acting(person=cast.dora.person_id, organisation=cast.harbour.pk):
        change(
            "CREATE FUNCTION pg_temp.tell(bigint) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS"
            " $$ BEGIN RAISE EXCEPTION 'row %', $1; END $$"
        )
        for model in (*INNER, *OWN, *TO_WHOEVER_ANSWERS):
            assert fetch(f'SELECT 1 FROM "{name(model)}" WHERE pg_temp.tell(organisation_id)') == []


# As the login itself, on a connection that is used again, like a pool's


@pytest.mark.django_db(transaction=True)
def test_the_runtime_login_reads_nothing_until_it_takes_a_role(cast: Cast) -> None:
    with runtime() as login:
        for model in TENANT:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                login.execute(sql.SQL("SELECT 1 FROM {}").format(sql.Identifier(name(model))))


@pytest.mark.django_db(transaction=True)
def test_a_used_connection_remembers_nobody(cast: Cast) -> None:
    alice = [str(cast.alice.person_id), str(cast.harbour.pk)]
    enter = "SELECT set_config('alsweb.person', %s, true), set_config('alsweb.organisation', %s, true)"
    words = "SELECT count(*) FROM sets_groundruleswords"
    with runtime() as login:
        login.execute("SET ROLE alsweb_app")
        with login.transaction():
            login.execute(enter, alice)
            assert login.execute(words).fetchone() == (1,)
            with login.transaction():  # a savepoint, released with another scope inside
                login.execute(enter, [str(cast.erin.person_id), str(cast.harbour.pk)])
        assert login.execute(words).fetchone() == (0,)
        with contextlib.suppress(psycopg.errors.DivisionByZero), login.transaction():
            login.execute(enter, alice)
            login.execute("SELECT 1 / 0")
        assert login.execute(words).fetchone() == (0,)
        # what SET LOCAL leaves behind is an empty text, which must be nobody and no error
        assert login.execute("SELECT current_person(), current_organisation()").fetchone() == (None, None)


@pytest.mark.django_db(transaction=True)
def test_a_row_locked_by_name_is_still_not_there(cast: Cast) -> None:
    with transaction.atomic(), acting(person=cast.dora.person_id, organisation=cast.harbour.pk):
        for model in INNER:
            if updatable(model):
                assert fetch(f'SELECT 1 FROM "{name(model)}" FOR UPDATE') == []
