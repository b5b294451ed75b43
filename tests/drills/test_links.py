"""Drill 12: a scanner follows every link of every mail, twice, before its reader does."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from html import unescape

import pytest
import time_machine
from django.core import mail
from django.test import Client

from notifications.models import StoppedKind
from notifications.planner import plan
from notifications.sender import send_due
from tests.cast import Cast, entering
from tests.notifications.telling import what_happens
from tests.pages.test_get_changes_nothing import _changed, _everything

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
Seeding = Callable[[], AbstractContextManager[None]]
SITE = "http://localhost:8000"
_LINK = re.compile(rf"{SITE}[^\s\"'<>)]*")


def test_following_every_link_of_every_mail_changes_nothing_and_takes_nothing_from_its_reader(
    cast: Cast, now: datetime, seeding: Seeding, client: Client
) -> None:
    links, after = _links_of_the_story(cast, now)
    assert len({link.removeprefix(SITE).split("/")[1] for link in links}) > 4
    with time_machine.travel(after, tick=False):
        before = _everything(seeding)
        for _time in range(2):
            for link in sorted(links):
                for method in (client.get, client.head):
                    assert method(link.removeprefix(SITE)).status_code < 500, link
        assert _changed(before, _everything(seeding)) == []

        stop = next(each for each in mail.outbox if each.to == [cast.bob.person.email] and _stop_of(each))
        answer = client.post(_stop_of(stop).removeprefix(SITE), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    with entering(cast.bob):
        assert StoppedKind.objects.filter(person_id=cast.bob.person_id).count() == 1


def _links_of_the_story(cast: Cast, now: datetime) -> tuple[set[str], datetime]:
    at = now
    for step in what_happens(cast):
        plan(at)
        send_due(at)
        step(cast, at)
        at += timedelta(minutes=15)
    for days in range(3):
        plan(at + timedelta(days=days))
        send_due(at + timedelta(days=days))
    links = {_stop_of(each) for each in mail.outbox}
    for each in mail.outbox:
        html = "".join(str(content) for content, _type in getattr(each, "alternatives", ()))
        links.update(unescape(link) for link in _LINK.findall(f"{each.body}\n{html}"))
    return links - {""}, at


def _stop_of(each: mail.EmailMessage) -> str:
    return each.extra_headers.get("List-Unsubscribe", "").strip("<>")
