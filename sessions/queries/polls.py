"""The door to polls: what was asked, and what the circle said."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django_stubs_ext import WithAnnotations

from alsweb.lib.composed import composed
from sessions.models import Poll, PollReply, Slot, SlotAnswer
from sets.models import LearningSet, SetMembership, SetRole
from sets.policies import Seat


def poll_for(seat: Seat, number: int) -> Poll:
    found = Poll.objects.filter(learning_set=seat.learning_set, number=number).select_related("opened_by").first()
    if found is None:
        raise Http404
    found.learning_set = seat.learning_set
    found.organisation = seat.learning_set.organisation
    return found


def undecided_poll_of(learning_set: LearningSet) -> Poll | None:
    """The one with which the set looks for dates now."""
    found = (
        Poll.objects.undecided()
        .filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .order_by("-number")
        .first()
    )
    if found is not None:
        found.learning_set, found.organisation = learning_set, learning_set.organisation
    return found


@composed
def slots_of(poll: Poll) -> QuerySet[Slot]:
    return Slot.objects.filter(poll=poll).select_related("session").order_by("starts_at")


def replies_to(poll: Poll) -> dict[int, PollReply]:
    """By person, whoever they are by now."""
    return {each.person_id: each for each in PollReply.objects.filter(poll=poll)}


def own_reply_to(poll: Poll, *, person: int) -> PollReply | None:
    return PollReply.objects.filter(poll=poll, person=person).first()


def answers_to(slots: Collection[Slot]) -> dict[tuple[int, int], str]:
    """By person and slot."""
    found = SlotAnswer.objects.filter(slot__in=[each.pk for each in slots])
    return {(person, slot): answer for person, slot, answer in found.values_list("person_id", "slot_id", "answer")}


def own_answers_to(slots: Collection[Slot], *, person: int) -> dict[int, str]:
    found = SlotAnswer.objects.filter(slot__in=[each.pk for each in slots], person=person)
    return dict(found.values_list("slot_id", "answer"))


def silent_in(poll: Poll) -> list[int]:
    """Those of the circle who have not answered."""
    seats = SetMembership.objects.current().filter(organisation=poll.organisation_id, learning_set=poll.learning_set_id)
    replied = PollReply.objects.filter(poll=poll, person=OuterRef("person"))
    return list(seats.exclude(Exists(replied)).order_by("person_id").values_list("person_id", flat=True))


def who_looks_after(poll: Poll) -> list[int]:
    """Who looks after the dates: the facilitator, and whoever asked, while they are in the set."""
    circle = SetMembership.objects.current().filter(
        organisation=poll.organisation_id, learning_set=poll.learning_set_id
    )
    facilitators = circle.filter(role=SetRole.FACILITATOR)
    opener = circle.filter(membership=poll.opened_by_id)
    return list(facilitators.union(opener).values_list("person_id", flat=True))


def with_polls(
    sets: QuerySet[WithAnnotations[LearningSet]], *, reader: int, now: datetime
) -> QuerySet[WithAnnotations[LearningSet]]:
    """These sets, each with the number of the poll by which it looks for dates, and of the one that waits for the reader.

    It waits for whoever has not answered it, or said that they can say more from today on.
    """
    polls = Poll.objects.undecided().filter(organisation=OuterRef("organisation"), learning_set=OuterRef("pk"))
    own = PollReply.objects.filter(poll=OuterRef("pk"), person=reader)
    enough = own.filter(Q(ask_again_on=None) | Q(ask_again_on__gt=now))
    newest = polls.order_by("-number").values("number")
    circle = SetMembership.objects.current().filter(learning_set=OuterRef("learning_set"), person=reader)
    return sets.annotate(
        poll_number=Subquery(newest[:1]),
        own_poll=Subquery(newest.filter(~Exists(enough), Exists(circle), closes_at__gt=now)[:1]),
    )
