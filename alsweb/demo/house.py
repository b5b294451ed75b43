"""One organisation of the demo: its people by first name, and its calendar."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from alsweb.demo.people import SAFETY_CONTACTS, Person
from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import in_zone
from organisations import operations as organisations
from organisations.models import Membership, Organisation, User

ZONE = "Europe/London"


@dataclass
class House:
    """One organisation of the demo, and its people by first name."""

    organisation: Organisation
    users: dict[str, User]
    today: datetime
    people: dict[str, Membership] = field(default_factory=dict)

    @classmethod
    def founded(
        cls, address: str, everybody: Sequence[Person], users: dict[str, User], *, name: str, at: datetime
    ) -> "House":
        first, *others = everybody
        long_ago = at - timedelta(days=420)
        # Founded by its short name, so that its address is short too.
        organisation = organisations.found_organisation(
            users[first.email], name=address, own_name=first.name, at=long_ago
        )
        house = cls(organisation, users, at)
        with scope(person=users[first.email].pk, organisation=organisation.pk):
            owner = Membership.objects.get(organisation=organisation)
            house.people[first.key] = owner
            organisation.name, organisation.safety_contact = name, SAFETY_CONTACTS[organisation.slug]
            organisations.change_settings(organisation, outside=True, by=owner, at=long_ago)
            organisations.change_roles(owner, first.roles, by=owner, at=long_ago)
            for number, person in enumerate(others):
                house.welcome(person, by=owner, at=at - timedelta(days=410 - 3 * number))
            house.place(everybody)
        return house

    def welcome(self, person: Person, *, by: Membership, at: datetime) -> None:
        invitation = organisations.invite(person.email, name=person.name, roles=person.roles, by=by, at=at)
        self.people[person.key] = organisations.accept_invitation(
            invitation, user=self.users[person.email], name=person.name, at=at + timedelta(days=1)
        )

    def place(self, everybody: Sequence[Person]) -> None:
        """Say where people work and for whom."""
        for person in everybody:
            organisations.place(
                self.people[person.key],
                department=person.department,
                site=person.site,
                seniority=person.seniority,
                manager=self.people[person.manager] if person.manager else None,
            )

    @contextmanager
    def acting(self, who: str) -> Iterator[Membership]:
        membership = self.people[who]
        with scope(person=membership.person_id, organisation=self.organisation.pk):
            yield membership

    def on(self, day: int, hour: int = 10) -> datetime:
        """That many days from today, in working hours; always in the past for a past day."""
        return in_zone(self.today, ZONE).replace(hour=hour, minute=12, second=0, microsecond=0) + timedelta(days=day)

    def date(self, day: int) -> date:
        return in_zone(self.today, ZONE).date() + timedelta(days=day)
