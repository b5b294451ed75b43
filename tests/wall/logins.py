"""The logins themselves, on connections of their own: what is not committed they do not see."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.conf import settings

from alsweb import environment


@contextmanager
def runtime() -> Iterator[psycopg.Connection[Any]]:
    """The web's and worker's own login, in this test's database, before it has taken a role."""
    given = environment.database(os.environ["DATABASE_RUNTIME_URL"], variable="DATABASE_RUNTIME_URL")
    with psycopg.connect(
        host=given["HOST"] or None,
        port=given["PORT"] or None,
        user=given["USER"],
        password=given["PASSWORD"] or None,
        dbname=settings.DATABASES["default"]["NAME"],
        autocommit=True,
    ) as login:
        yield login
