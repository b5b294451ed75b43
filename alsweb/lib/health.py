"""Is the process up, and is what it stands on up?"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.views import defaults
from psycopg_pool import PoolTimeout

RETRY_AFTER_SECONDS = "10"
_IS_AWAY = ": away"
_AWAY = (OperationalError, InterfaceError, PoolTimeout)


class DatabaseAwayMiddleware:
    """PostgreSQL is away: a page that says so and when to come back, instead of a fault."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Answered before anything asks the database who is there.
        at_once = {"/healthz": healthz, "/readyz": readyz}.get(request.path_info)
        if at_once:
            return at_once(request)
        try:
            connection.ensure_connection()  # or each who asks on the way in and out would wait for it in turn
        except _AWAY:
            return away(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return away(request) if isinstance(exception, _AWAY) else None


def server_error(request: HttpRequest) -> HttpResponse:
    """The 500 page; or that the database is away, where that was noticed outside of a view."""
    fault = sys.exc_info()[1]
    return away(request) if isinstance(fault, _AWAY) else defaults.server_error(request)


def away(request: HttpRequest) -> HttpResponse:
    page = loader.render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_AFTER_SECONDS})


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


_checks: dict[str, Callable[[datetime], str]] = {}


def ready_when(name: str, check: Callable[[datetime], str]) -> None:
    """Register one more thing that must be well: `check(now)` says what is wrong, or nothing."""
    _checks[name] = check


@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    now = datetime.now(UTC)
    found = {"postgresql": _ask(_postgresql, now), "valkey": _ask(_valkey, now)}
    is_away = found["postgresql"].endswith(_IS_AWAY)  # and would be waited for again by each of the others
    found |= {name: found["postgresql"] if is_away else _ask(check, now) for name, check in _checks.items()}
    well = not any(found.values())
    return JsonResponse(
        {"ready": well, **{name: wrong or "ok" for name, wrong in found.items()}},
        status=200 if well else 503,
    )


def _ask(check: Callable[[datetime], str], now: datetime) -> str:
    try:
        return check(now)
    except Exception as fault:
        return f"{type(fault).__name__}{_IS_AWAY}"


def _postgresql(now: datetime) -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations wait" if waiting else ""


def _valkey(now: datetime) -> str:
    with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5) as valkey:
        valkey.ping()
    return ""
