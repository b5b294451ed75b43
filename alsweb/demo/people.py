"""Who lives in the demo. No harbour person but the freelancer belongs to northgate."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PASSWORD = "action-learning"  # noqa: S105 (the demo's, known to everybody)


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    roles: tuple[str, ...] = ("member",)
    department: str = ""
    site: str = ""
    seniority: str = "own_work"
    manager: str = ""
    """The first name of whoever they report to."""

    @property
    def key(self) -> str:
        """How the story calls them: the first name, once in each organisation."""
        return self.name.partition(" ")[0]


@dataclass(frozen=True)
class Door:
    """One click on the sign-in page."""

    email: str
    name: str
    role_line: str | Promise


FREELANCE = Person("freelance@sets.example", "Freya Lindqvist", ("facilitator",))

HARBOUR = (
    Person(
        "owner@harbour.example",
        "Olivia Hart",
        ("owner",),
        "Chief executive’s office",
        "Quay House",
        seniority="organisation",
    ),
    Person(
        "hr@harbour.example",
        "Hana Lewis",
        ("hr",),
        "People and learning",
        "Quay House",
        manager="Olivia",
        seniority="teams",
    ),
    Person(
        "facilitator@harbour.example",
        "Alice Okafor",
        ("facilitator",),
        "People and learning",
        "Quay House",
        manager="Hana",
    ),
    Person("member@harbour.example", "Cam Moore", ("member",), "Community nursing", "North pier", manager="Grace"),
    FREELANCE,
    Person("nadia.karim@harbour.example", "Nadia Karim", department="Estates", site="Quay House", seniority="teams"),
    Person(
        "tom.ellery@harbour.example",
        "Tom Ellery",
        department="Finance",
        site="Quay House",
        manager="Olivia",
        seniority="teams",
    ),
    Person("priya.raman@harbour.example", "Priya Raman", department="Therapies", site="South pier", seniority="team"),
    Person("joe.adeyemi@harbour.example", "Joe Adeyemi", department="Digital", site="Quay House", manager="Ines"),
    Person("ruth.calder@harbour.example", "Ruth Calder", department="Therapies", site="North pier", seniority="team"),
    Person(
        "ben.archer@harbour.example", "Ben Archer", department="Community nursing", site="North pier", manager="Olivia"
    ),
    Person("sana.malik@harbour.example", "Sana Malik", department="Pharmacy", site="North pier", seniority="team"),
    Person("ewan.price@harbour.example", "Ewan Price", department="Estates", site="North pier", manager="Nadia"),
    Person("lucy.fenn@harbour.example", "Lucy Fenn", department="Therapies", site="North pier", manager="Ruth"),
    Person("marek.novak@harbour.example", "Marek Novak", department="Transport", site="North pier", seniority="team"),
    Person(
        "grace.obi@harbour.example",
        "Grace Obi",
        department="Community nursing",
        site="North pier",
        manager="Olivia",
        seniority="teams",
    ),
    Person(
        "ines.duarte@harbour.example",
        "Ines Duarte",
        department="Digital",
        site="Quay House",
        manager="Olivia",
        seniority="teams",
    ),
    Person("paul.whitby@harbour.example", "Paul Whitby", department="Reception", site="South pier"),
    Person("yusuf.demir@harbour.example", "Yusuf Demir", department="Digital", site="Quay House"),
    Person(
        "kate.lomas@harbour.example", "Kate Lomas", department="Communications", site="Quay House", seniority="team"
    ),
    Person("rhys.owen@harbour.example", "Rhys Owen", department="Pharmacy", site="South pier"),
    Person("leila.haddad@harbour.example", "Leila Haddad", department="Medical", site="South pier", seniority="teams"),
    Person("martin.shaw@harbour.example", "Martin Shaw", department="Medical", site="North pier", seniority="team"),
    Person("chloe.benton@harbour.example", "Chloe Benton", department="Therapies", site="South pier", manager="Priya"),
    Person("daniel.frost@harbour.example", "Daniel Frost", department="Finance", site="Quay House", manager="Tom"),
    Person(
        "aisha.bello@harbour.example", "Aisha Bello", department="Communications", site="Quay House", manager="Kate"
    ),
    Person("stephen.voss@harbour.example", "Stephen Voss", department="Transport", site="South pier", manager="Marek"),
)

NORTHGATE = (
    Person(
        "owner@northgate.example", "Oscar Dunne", ("owner",), "Director’s office", "Northgate", seniority="organisation"
    ),
    Person(
        "hr@northgate.example", "Paula Ruiz", ("hr",), "Human resources", "Northgate", manager="Oscar", seniority="team"
    ),
    Person(
        "facilitator@northgate.example", "Farid Nazari", ("facilitator",), "Housing", "Northgate", seniority="teams"
    ),
    Person("member@northgate.example", "Maya Thorne", ("member",), "Youth work", "Mill Lane"),
    FREELANCE,
    Person("ivan.petrov@northgate.example", "Ivan Petrov", department="Debt advice", site="Northgate"),
    Person("carol.finch@northgate.example", "Carol Finch", department="Volunteers", site="Mill Lane", seniority="team"),
    Person("samuel.ade@northgate.example", "Samuel Ade", department="Housing", site="Northgate"),
    Person("wendy.cho@northgate.example", "Wendy Cho", department="Fundraising", site="Northgate"),
)

SAFETY_CONTACTS = {
    "harbour": "Staff support, Quay House: 020 7946 0142, support@harbour.example, any day",
    "northgate": "Mill Lane counselling, in confidence: 0161 496 0178, weekdays",
}

DOORS = (
    Door("member@harbour.example", "Cam Moore", _("Member, Harbour Foundation")),
    Door("facilitator@harbour.example", "Alice Okafor", _("Facilitator, Harbour Foundation")),
    Door("hr@harbour.example", "Hana Lewis", _("HR admin, Harbour Foundation")),
    Door("owner@harbour.example", "Olivia Hart", _("Owner, Harbour Foundation")),
    Door("freelance@sets.example", "Freya Lindqvist", _("Facilitates in both organisations")),
    Door("member@northgate.example", "Maya Thorne", _("Member, Northgate Trust")),
    Door("facilitator@northgate.example", "Farid Nazari", _("Facilitator, Northgate Trust")),
    Door("hr@northgate.example", "Paula Ruiz", _("HR admin, Northgate Trust")),
    Door("owner@northgate.example", "Oscar Dunne", _("Owner, Northgate Trust")),
)


def demo_people(request: HttpRequest) -> dict[str, object]:
    """For the sign-in page alone: the people as whom one may come in."""
    if request.resolver_match is None or request.resolver_match.view_name != "account_login":
        return {}
    return {"demo_people": [{"name": each.name, "role_line": each.role_line, "email": each.email} for each in DOORS]}
