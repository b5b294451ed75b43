"""Drill 5: no beat at all is an alarm."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client

from alsweb.lib.time import now
from notifications.models import Sweep

pytestmark = [pytest.mark.drill, pytest.mark.django_db]


def test_without_any_beat_it_is_not_well_within_three_minutes(
    client: Client, seeding: Callable[[], AbstractContextManager[None]]
) -> None:
    def says() -> str:
        answer: str = client.get("/readyz").json()["notices"]
        return answer

    with seeding():
        Sweep.objects.create(pk=1, planned_at=now(), looked_at=now())
    assert says() == "ok"
    with seeding():
        Sweep.objects.update(planned_at=now() - timedelta(minutes=3))
    assert says().startswith("last sweep ")
    assert client.get("/readyz").status_code == 503
