"""Who could be in a set, who is proposed for it, and what a person is asked."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django_stubs_ext import WithAnnotations

from organisations.models import Membership, OrganisationRole
from sets import mix
from sets.mix import Mix, mix_of_people
from sets.models import Decline, LearningSet, NotTogether, Proposal, SetMembership, SetRole
from sets.policies import Seat
from sets.queries.line import Apart, Line, between
from sets.queries.requests import granted_before_beginning
from sets.queries.seats import sets_of


@dataclass(frozen=True)
class Wanted:
    """Whom a builder looks for."""

    text: str = ""
    """Part of a name, a department or a site."""
    seniority: str = ""
    is_free: bool = False
    """Only people who are in no set now."""
    facilitates: bool = False


EVERYBODY = Wanted()


def people_to_ask(seat: Seat, wanted: Wanted = EVERYBODY) -> QuerySet[WithAnnotations[Membership]]:
    """People of the organisation who are not in the set, by name, with where they work and in how many sets they are."""
    learning_set = seat.learning_set
    current = SetMembership.objects.current().filter(organisation=learning_set.organisation_id)
    sets_now = current.filter(membership=OuterRef("pk"), learning_set__closed_at=None).order_by()
    found = (
        Membership.objects.current()
        .filter(organisation=learning_set.organisation_id, home_organisation_id=None)
        .exclude(pk__in=current.filter(learning_set=learning_set).values("membership"))
        .annotate(
            sets_now=Coalesce(Subquery(sets_now.values("membership").annotate(n=Count("pk")).values("n")), Value(0))
        )
        .select_related("position")
        .order_by("name", "pk")
    )
    if wanted.text:
        found = found.filter(
            Q(name__icontains=wanted.text)
            | Q(position__department__icontains=wanted.text)
            | Q(position__site__icontains=wanted.text)
        )
    if wanted.seniority:
        found = found.filter(position__seniority=wanted.seniority)
    if wanted.is_free:
        found = found.filter(sets_now=0)
    if wanted.facilitates:
        found = found.filter(roles__contains=[OrganisationRole.FACILITATOR])
    return found


@dataclass(frozen=True)
class Board:
    """Who is in a set or proposed for it, and what stands between them."""

    circle: list[SetMembership]
    proposals: list[Proposal]
    granted: list[Membership]
    """Who asked to join, and comes in when the set begins."""
    lines: list[Line]
    apart: list[Apart]

    @property
    def members(self) -> list[Membership]:
        return [*self._in_role(SetRole.MEMBER), *self.granted]

    @property
    def facilitators(self) -> list[Membership]:
        return self._in_role(SetRole.FACILITATOR)

    @property
    def everybody(self) -> list[Membership]:
        return [*self.members, *self.facilitators]

    def _in_role(self, role: str) -> list[Membership]:
        seats: list[SetMembership | Proposal] = [*self.circle, *self.proposals]
        return [each.membership for each in seats if each.role == role]

    @property
    def mix(self) -> Mix:
        return mix_of_people(self.members)

    @property
    def own_lines(self) -> list[Line]:
        """Between people who are here already."""
        here = {each.pk for each in self.everybody}
        return [line for line in self.lines if {line.manager, line.report} <= here]

    @property
    def own_apart(self) -> list[Apart]:
        here = {each.person_id for each in self.everybody}
        return [pair for pair in self.apart if set(pair.people) <= here]

    def warnings_about(self, candidate: Membership) -> list[str]:
        """Why this person could not be with those who are here; nothing that two candidates have with each other."""
        members = {each.pk for each in self.everybody}
        people = {each.person_id for each in self.everybody}
        lines = [line for line in self.lines if candidate.pk in line and {line.manager, line.report} & members]
        apart = [pair for pair in self.apart if candidate.person_id in pair and set(pair.people) & people]
        return [str(each) for each in (*lines, *apart)]


def board_of(learning_set: LearningSet, candidates: Iterable[Membership] = ()) -> Board:
    """Everybody in the set and proposed for it, and the lines and wishes among them and `candidates`."""
    seated = SetMembership.objects.current().filter(
        organisation=learning_set.organisation_id, learning_set=learning_set
    )
    circle = list(seated.select_related("membership__position").order_by("role", "membership__name", "pk"))
    proposals = proposals_of(learning_set)
    chosen = {each.membership_id for each in proposals}
    granted = [] if circle else [each for each in granted_before_beginning(learning_set) if each.pk not in chosen]
    lines, apart = between(learning_set, [each.pk for each in (*candidates, *granted)])
    return Board(circle, proposals, granted, lines, apart)


def proposals_of(learning_set: LearningSet) -> list[Proposal]:
    """Everybody proposed for the set, who facilitates first, then by name: the order tells nothing of an answer."""
    return list(
        Proposal.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .select_related("membership__position")
        .order_by("role", "membership__name", "pk")
    )


def own_proposal(membership: Membership, slug: str) -> WithAnnotations[Proposal] | None:
    """What this member has been asked about the set at this address, and what they said; None where nothing stands."""
    return (
        _asked(membership)
        .filter(learning_set__slug=slug)
        .annotate(is_declined=Exists(_own_decline(membership, OuterRef("pk"))))
        .select_related("learning_set", "proposed_by")
        .first()
    )


def sets_for_home(membership: Membership) -> QuerySet[WithAnnotations[LearningSet]]:
    """Those of `sets_of`, and those that I am asked into and have not declined."""
    asked = _asked(membership).exclude(Exists(_own_decline(membership, OuterRef("pk"))))
    here = asked.filter(learning_set=OuterRef("pk"))
    return sets_of(membership, asked.values("learning_set")).annotate(
        is_asked=Exists(here), said_yes=Exists(here.exclude(accepted_at=None))
    )


def _asked(membership: Membership) -> QuerySet[Proposal]:
    """Those proposed for it hear of it when they are asked, and not before."""
    return Proposal.objects.filter(
        organisation=membership.organisation,
        person=membership.person_id,
        proposed_at__lte=F("learning_set__asked_at"),
        learning_set__composed_at=None,
        learning_set__closed_at=None,
    )


def _own_decline(membership: Membership, proposal: OuterRef) -> QuerySet[Decline]:
    return Decline.objects.filter(organisation=membership.organisation, person=membership.person_id, proposal=proposal)


def mix_of(learning_set: LearningSet) -> str:
    """`Six people from five departments and three sites.` for those who are asked: numbers, and nobody's place."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people, departments, sites FROM mix_of(%s)", [learning_set.pk])
        people, departments, sites = cursor.fetchone()
    return mix.sentence(people, departments=departments, sites=sites)


def wishes_of(membership: Membership) -> QuerySet[WithAnnotations[NotTogether]]:
    """With whom this member would rather not be in a set, by name; told to nobody else."""
    called = Membership.objects.filter(organisation=membership.organisation, person=OuterRef("other"))
    return (
        NotTogether.objects.filter(organisation=membership.organisation, person=membership.person_id)
        .annotate(name=Subquery(called.order_by("ended_at").values("name")[:1]))
        .order_by("name", "pk")
    )


def colleagues_called(membership: Membership, text: str) -> list[Membership]:
    """Others of the organisation with this very name or e-mail address."""
    return list(
        Membership.objects.current()
        .filter(Q(name__iexact=text) | Q(person__email__iexact=text), organisation=membership.organisation)
        .exclude(person=membership.person_id)[:2]
    )
