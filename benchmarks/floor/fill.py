"""`python -m benchmarks.floor.fill`: tables, two hundred rows, of which a page shows fifty, and somebody signed in, whose session key it prints."""

import os
from datetime import UTC, datetime, timedelta
from importlib import import_module

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.floor.settings")
    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from benchmarks.floor.models import Row

    call_command("migrate", run_syncdb=True, verbosity=0)
    first = datetime(2027, 1, 25, 9, 0, tzinfo=UTC)
    Row.objects.bulk_create(
        Row(title=f"Row number {number}", place="Room 4, second floor", starts_at=first + timedelta(days=number))
        for number in range(200)
    )
    user = User(username="alice")
    user.set_unusable_password()
    user.save()
    session = import_module("django.contrib.sessions.backends.db").SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    print(session.session_key)


if __name__ == "__main__":
    main()
