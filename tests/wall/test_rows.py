"""Every table is on one side of the wall, and PostgreSQL has been told so."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.open_tables import OPEN_TABLES
from alsweb.lib.tenancy.references import SameOrganisation, SameSet, TenantKey
from alsweb.lib.tenancy.roles import SCOPED, Role
from tests.wall.tables import EVERY, IN_ORGANISATION, TENANT, WORDS, fetch, kinds_of, name, updatable

pytestmark = pytest.mark.django_db
DECISION = Path(settings.BASE_DIR) / "docs" / "decisions" / "0005-doors.md"

TEXT_THAT_IS_NOT_WORDS = {
    "organisations_organisation.name": "the organisation's own",
    "organisations_organisation.slug": "its address",
    "organisations_organisation.time_zone": "an IANA name",
    "organisations_membership.name": "what a person is called, shown in lists",
    "organisations_position.department": "where a person works, kept by HR",
    "organisations_position.site": "where a person works, kept by HR",
    "organisations_organisation.safety_contact": "whom to turn to outside the sets, told to everybody",
    "organisations_peopleimport.rows": "people whom HR uploaded, for the uploader alone, gone once applied",
    "organisations_peopleimport.unused": "headings of that file, for the uploader alone",
    "organisations_peopleimport.mistakes": "lines of that file, for the uploader alone",
    "organisations_invitation.email": "whom the organisation asked",
    "organisations_invitation.name": "whom the organisation asked",
    "organisations_event.kind": "a constant of the code",
    "organisations_event.subject": "kind and number of a row",
    "organisations_event.change": "choices and dates; test_words looks that no marker is in it",
    "sets_learningset.slug": "the set's address",
    "sets_learningset.name": "the organisation sees which sets there are",
    "sets_learningset.topic": "what the set is announced with",
    "sets_learningset.calendar_name": "shown in everybody's calendar, neutral by default",
    "sets_learningset.time_zone": "an IANA name",
    "sets_learningset.place": "where to meet, in everybody's calendar",
    "learning_sessions_session.address": "where to meet",
    "learning_sessions_session.access_notes": "how to get into the room",
    "learning_sessions_poll.time_zone": "an IANA name",
    "learning_sessions_poll.place": "where to meet",
    "sets_programme.slug": "the programme's address",
    "sets_programme.name": "the organisation sees which programmes there are",
    "sets_programme.purpose": "what the organisation announces it with",
    "sets_listing.about": "what the set is announced with, to whom its host opens it",
    "sets_listing.cost": "part of the announcement",
    "sets_listing.contact": "part of the announcement: whom to ask",
    "sets_joinrequest.name": "who asks, known to whoever answers",
    "sets_joinrequest.email": "where the answer goes",
    "sets_setkey.wrapped": "a key, wrapped by the master key",
    "reports_export.address": "what a report is narrowed down to: names of sets and places of work",
    "reports_exportpiece.content": "a file made of facts",
    "reports_monthlyreport.address": "what a report is narrowed down to: names of sets and places of work",
    "notifications_notice.kind": "a constant of the code",
    "notifications_notice.address": "who is told, where they are no person yet",
    "notifications_notice.recipient": "who is told",
    "notifications_notice.subject": "kind and number of a row",
    "notifications_notice.occasion": "a number or a week",
    "notifications_notice.detail": "numbers and choices",
    "notifications_notice.sealed": "a mail about an account, under the master key, gone once sent",
    "notifications_notice.reason": "why it was not sent; a constant or a mail server's answer",
    "notifications_notice.about": "kinds and numbers of rows",
    "notifications_notice.told": "the sentence of a mail, which holds no words",
    "notifications_notice.path": "an address of the site",
    "notifications_stoppedkind.kind": "a constant of the code",
    "learning_sessions_session.time_zone": "an IANA name",
    "learning_sessions_session.place": "where to go, in everybody's calendar",
}

INDEXES_ACROSS_ORGANISATIONS = {
    "export_to_make": "what waits to be made, wherever",
    "export_expires": "what is to go, wherever",
    "monthly_report_due": "what is due, wherever",
    "organisations_organisation_slug_key": "addresses are unique over all organisations",
    "membership_of_person": "the switcher: one person's memberships",
    "membership_home": "guests of a home organisation",
    "learning_set_to_erase": "the sweep over all organisations",
    "learning_set_to_answer": "the sweep over all organisations",
    "set_membership_of_person": "my_sets()",
    "listing_outside": "the directory over organisations that turned it on",
    "sets_listing_token_key": "names an entry to those who may not read the set",
    "join_request_due": "the sweep over all organisations",
    "join_request_of_person": "what I asked for, over all organisations",
    "session_due": "the sweep over all organisations",
    "poll_due": "the sweep over all organisations",
    "poll_reply_to_ask_again": "the sweep over all organisations",
    "action_due": "the sweep over all organisations",
    "action_half_way": "the sweep over all organisations",
    "action_plan_later": "the sweep over all organisations",
    "bid_presented": "the sweep over all organisations",
    "quiet_until": "the sweep over all organisations",
}


@pytest.mark.parametrize("model", EVERY, ids=name)
def test_every_table_is_open_with_a_reason_or_states_exactly_one_kind(model: type[models.Model]) -> None:
    if name(model) in OPEN_TABLES:
        assert OPEN_TABLES[name(model)]
        assert not kinds_of(model)
    else:
        assert len(kinds_of(model)) == 1


def test_no_table_of_the_database_is_unknown() -> None:
    known = {name(model) for model in EVERY} | OPEN_TABLES.keys()
    assert set(connection.introspection.table_names()) <= known


@pytest.mark.parametrize("model", TENANT, ids=name)
def test_row_level_security_is_enabled_and_forced(model: type[models.Model]) -> None:
    assert fetch(
        "SELECT relrowsecurity, relforcerowsecurity FROM pg_class WHERE oid = %s::regclass", [f'"{name(model)}"']
    ) == [(True, True)]


def test_every_policy_is_for_named_roles_and_nobody_else() -> None:
    rows = fetch("SELECT tablename, policyname, roles::text[] FROM pg_policies")
    assert [row for row in rows if not set(row[2]) <= {str(role) for role in Role}] == []


def test_no_role_meets_two_policies_for_one_command() -> None:
    """Several permissive policies are joined by OR: each would open the wall a little, and take its index away."""
    twice = fetch(
        "SELECT tablename, role, command, count(*) FROM pg_policies, unnest(roles) role,"
        " unnest(CASE cmd WHEN 'ALL' THEN ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE'] ELSE ARRAY[cmd] END) command"
        " GROUP BY 1, 2, 3 HAVING count(*) > 1"
    )
    assert twice == []


@pytest.mark.parametrize("model", IN_ORGANISATION, ids=name)
def test_a_row_always_has_an_organisation(model: type[models.Model]) -> None:
    assert not model._meta.get_field("organisation").null


def _is_text(field: models.Field[Any, Any]) -> bool:
    if isinstance(field, ArrayField):
        return _is_text(field.base_field)
    return (
        isinstance(field, models.CharField | models.TextField | models.JSONField | models.BinaryField)
        and not field.choices
    )


@pytest.mark.parametrize("model", TENANT, ids=name)
def test_text_of_a_tenant_table_is_sealed_or_has_a_reason(model: type[models.Model]) -> None:
    text = {f"{name(model)}.{field.column}": field for field in model._meta.fields if _is_text(field)}
    sealed = {place for place, field in text.items() if isinstance(field, SealedTextField)}
    assert (model in WORDS) == bool(sealed)
    assert text.keys() - sealed - TEXT_THAT_IS_NOT_WORDS.keys() == set()
    if model in WORDS:
        assert text.keys() == sealed


def test_reasons_are_kept_for_text_that_is_there() -> None:
    there = {f"{name(model)}.{field.column}" for model in TENANT for field in model._meta.fields if _is_text(field)}
    assert TEXT_THAT_IS_NOT_WORDS.keys() - there == set()


@pytest.mark.parametrize("model", WORDS, ids=name)
def test_words_stand_apart_and_nothing_leads_to_them(model: type[models.Model]) -> None:
    assert model.__module__.endswith(".models.words")
    assert [field.name for field in model._meta.fields if field.is_relation and not field.remote_field.hidden] == []


def _has_organisation(model: type[models.Model]) -> bool:
    return "organisation" in {field.name for field in model._meta.fields}


@pytest.mark.parametrize("model", WORDS, ids=name)
def test_words_fall_with_their_fact(model: type[models.Model]) -> None:
    key = model._meta.pk
    (here,) = [each for each in model._meta.constraints if isinstance(each, SameSet) and each.field == key.name]
    assert here.on_delete == "CASCADE"


@pytest.mark.parametrize("model", [model for model in TENANT if _has_organisation(model)], ids=name)
def test_every_index_begins_with_the_organisation(model: type[models.Model]) -> None:
    elsewhere = fetch(
        "SELECT i.relname FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
        " JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[0]"
        " WHERE x.indrelid = %s::regclass AND NOT x.indisprimary AND a.attname <> 'organisation_id'"
        " AND i.relname NOT LIKE '%%_like'",
        [f'"{name(model)}"'],
    )
    assert {index for (index,) in elsewhere} - INDEXES_ACROSS_ORGANISATIONS.keys() == set()


def _references() -> list[Any]:
    return [
        pytest.param(model, field, id=f"{name(model)}.{field.name}")
        for model in TENANT
        for field in model._meta.fields
        if field.is_relation and field.related_model in IN_ORGANISATION
    ]


@pytest.mark.parametrize(("model", "field"), _references())
def test_a_reference_cannot_leave_its_organisation(
    model: type[models.Model], field: models.ForeignKey[Any, Any]
) -> None:
    """By a constraint of its own, or, for the set, along with a fact of that set."""
    assert isinstance(field, TenantKey | models.OneToOneField)
    assert not field.db_constraint
    own = [each for each in model._meta.constraints if isinstance(each, SameOrganisation)]
    along = [each for each in own if isinstance(each, SameSet) and field.name == "learning_set"]
    assert [each for each in own if each.field == field.name] or [
        each for each in along if not model._meta.get_field(each.field).null
    ]


@pytest.mark.parametrize("model", TENANT, ids=name)
def test_no_row_changes_its_home(model: type[models.Model]) -> None:
    """Organisation, set, person and author of a row are for ever, and so is its key."""
    home = {"organisation_id", "learning_set_id", "person_id", "author_id", "membership_id", model._meta.pk.column}
    assert set(updatable(model)) & home == set()


def _doors() -> list[tuple[Any, ...]]:
    return fetch(
        "SELECT p.proname, pg_get_userbyid(p.proowner), p.proconfig,"
        " has_function_privilege('public', p.oid, 'EXECUTE')"
        " FROM pg_proc p WHERE p.prosecdef AND p.pronamespace = 'public'::regnamespace ORDER BY 1"
    )


def test_doors_belong_to_the_door_and_look_nowhere_else() -> None:
    doors = _doors()
    assert {"my_sets", "my_led_sets", "set_has_people", "erase_words"} <= {door[0] for door in doors}
    # Without pg_temp at the end it is searched first, and a temporary table may call itself sets_setmembership.
    planned = {"plan_cache_mode=force_generic_plan", "enable_nestloop=off"}  # how it looks, and not where
    looks = [
        (name, owner, [each for each in config if each not in planned], *rest) for name, owner, config, *rest in doors
    ]
    expected = ("alsweb_door", ["search_path=pg_catalog, public, pg_temp"], False)
    assert [door for door in looks if door[1:] != expected] == []


def test_every_door_stands_in_the_decision_on_doors() -> None:
    rows = [line for line in DECISION.read_text().splitlines() if line.startswith("| `")]
    told = [found for row in rows for found in re.findall(r"`(\w+)\(", row.split("|")[1])]
    assert sorted(told) == sorted(door[0] for door in _doors())


@pytest.mark.parametrize("login", [*SCOPED, "alsweb_runtime"])
def test_nobody_who_serves_is_the_door(login: str) -> None:
    assert fetch("SELECT pg_has_role(%s, 'alsweb_door', 'MEMBER')", [login]) == [(False,)]


def test_the_owner_gives_the_door_back() -> None:
    """From PostgreSQL 16 on, whoever makes a role administers it; taking or inheriting it would be too much."""
    assert fetch(
        "SELECT pg_has_role('alsweb_owner', 'alsweb_door', 'USAGE'), pg_has_role('alsweb_owner', 'alsweb_door', 'SET')"
    ) == [(False, False)]


@pytest.mark.parametrize("role", [*SCOPED, Role.DOOR, "alsweb_runtime"])
def test_nobody_may_truncate_trigger_or_refer(role: str) -> None:
    may = fetch(
        "SELECT relname, what FROM pg_class, unnest(ARRAY['TRUNCATE', 'TRIGGER', 'REFERENCES']) what"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')"
        " AND has_table_privilege(%s, oid, what)",
        [str(role)],
    )
    assert may == []


@pytest.mark.parametrize("role", [*SCOPED, Role.DOOR, "alsweb_runtime"])
def test_nobody_who_serves_makes_tables_or_passes_the_policies(role: str) -> None:
    assert fetch(
        "SELECT has_schema_privilege(rolname, 'public', 'CREATE'), rolsuper, rolbypassrls, rolcreaterole"
        " FROM pg_roles WHERE rolname = %s",
        [str(role)],
    ) == [(False, False, False, False)]


@pytest.mark.parametrize("role", [Role.ME, Role.HOME])
def test_outside_an_organisation_one_only_reads(role: str) -> None:
    may = fetch(
        "SELECT relname, what FROM pg_class, unnest(ARRAY['INSERT', 'UPDATE', 'DELETE']) what"
        " WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND has_any_column_privilege(%s, oid, 'SELECT')"
        " AND has_table_privilege(%s, oid, what)",
        [str(role), str(role)],
    )
    assert may == []


def test_there_is_no_view_past_the_wall() -> None:
    """A view asks as its owner unless it says security_invoker."""
    assert (
        fetch("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('v', 'm')")
        == []
    )


def test_words_models_are_known_to_their_apps() -> None:
    assert {name(model) for model in WORDS} >= {
        name(apps.get_model(app, model))
        for app, model in (
            ("sets", "GroundRulesWords"),
            ("learning_sessions", "ChallengeWords"),
            ("learning_sessions", "JoiningWords"),
            ("actions", "PlanWords"),
            ("actions", "ActionWords"),
            ("actions", "ProgressWords"),
        )
    }
