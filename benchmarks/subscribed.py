"""Somebody whose calendar subscribes: in ten sets, five in each of two organisations, with twenty sessions each.

Ten of each twenty are over, ten to come; times are counted from now, since the feed is read by the real clock.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.db import models, transaction

from alsweb.lib.time import in_zone, now
from organisations.models import Membership, Organisation, OrganisationRole, User
from sessions.links import feed_address
from sessions.models import Feed, Session
from sets.models import LearningSet, SetMembership, SetRole

SETS, SESSIONS = 10, 20
_ZONES = ("Europe/London", "Europe/Madrid")


def fill() -> str:
    """Make it; the path of the feed."""
    with transaction.atomic(using="owner"):
        return _fill()


def _fill() -> str:
    at = now()
    founded = at - timedelta(days=300)
    carla = User(email="carla@subscribed.example", joined_at=founded)
    carla.set_unusable_password()
    _save(carla)
    for place, zone in enumerate(_ZONES):
        organisation = Organisation(name=f"Subscribed {place}", slug=f"subscribed-{place}", founded_at=founded)
        _save(organisation)
        member = Membership(
            organisation=organisation,
            person=carla,
            name="Carla",
            roles=[OrganisationRole.MEMBER],
            started_at=founded,
        )
        _save(member)
        for number in range(SETS // len(_ZONES)):
            learning_set = LearningSet(
                organisation=organisation,
                slug=f"set-{number}",
                name=f"Set number {number}",
                calendar_name=f"Set meeting {number}",
                time_zone=zone,
                founded_by=member,
                founded_at=founded,
                running_at=founded,
            )
            _save(learning_set)
            here = {"organisation": organisation, "learning_set": learning_set}
            _save(SetMembership(**here, membership=member, person=carla, role=SetRole.MEMBER, started_at=founded))
            for session in range(SESSIONS):
                starts_at = (at + timedelta(days=14 * (session - 10), hours=number)).replace(
                    minute=0, second=0, microsecond=0
                )
                local = in_zone(starts_at, zone)
                _save(
                    Session(
                        **here,
                        number=session + 1,
                        local_date=local.date(),
                        local_time=local.time(),
                        time_zone=zone,
                        minutes=180,
                        starts_at=starts_at,
                        ends_at=starts_at + timedelta(hours=3),
                        place="Room 4, second floor",
                        address="12 Quay Street, Leith",
                        planned_at=founded,
                    )
                )
    feed = Feed(person_id=carla.pk, made_at=founded)
    _save(feed)
    return urlsplit(feed_address(feed)).path


def _save(row: models.Model) -> None:
    row.save(using="owner", force_insert=True)
