"""Tables that belong to no organisation, each with the reason why none of its rows tells of a set.

Everything else is a tenant table; a test walks all models and finds each on one side.
"""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from alsweb.lib.tenancy.roles import Role

OPEN_TABLES = {
    "organisations_user": "a person is one account in any number of organisations",
    "account_emailaddress": "addresses of accounts, kept by django-allauth",
    "account_emailconfirmation": "confirmations of addresses, kept by django-allauth",
    "mfa_authenticator": "second factors of accounts, kept by django-allauth",
    "django_session": "signed-in browsers; read before anything is known about the person",
    "django_content_type": "names of models",
    "auth_permission": "names of Django's permissions; unused, but its tables come with the account model",
    "auth_group": "unused, comes with the account model",
    "auth_group_permissions": "unused, comes with the account model",
    "cache": "rate limits of sign-in; keys are hashed, nothing tenant-bound is cached",
    "notifications_sweep": "when mail was last looked after; no person, no organisation",
    "notifications_refusal": "addresses that a mail server refused for good; an address is an account's, not a tenant's",
    "learning_sessions_zonerules": "by which time-zone database dates were last worked out; no person, no organisation",
    "demo_mail": "the demo's mails, which never leave the machine; there only with ALSWEB_DEMO",
    "django_migrations": "which migrations ran, read by the readiness check",
}


def grant(using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Let the scoped roles use the open tables that exist; run after each migrate."""
    with connections[using].cursor() as cursor:
        existing = set(connections[using].introspection.table_names(cursor))
        for table in sorted(existing & OPEN_TABLES.keys()):
            rights = (
                "SELECT" if table in ("django_migrations", "django_content_type") else "SELECT, INSERT, UPDATE, DELETE"
            )
            cursor.execute(f'GRANT {rights} ON "{table}" TO {Role.APP}; GRANT SELECT ON "{table}" TO {Role.ME}')
