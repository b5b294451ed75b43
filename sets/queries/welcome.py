from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django_stubs_ext import WithAnnotations

from alsweb.lib.composed import composed
from sets import policies
from sets.models import (
    AimWords,
    BioWords,
    Circle,
    LearningSet,
    Moment,
    Part,
    Score,
    SelfRating,
    SetMembership,
    Statement,
    Welcome,
    WelcomePackWords,
)
from sets.policies import Seat


def circle_with_welcome(learning_set: LearningSet, *, reader: int) -> list[WithAnnotations[SetMembership]]:
    """Everybody now in the set as `circle_of`, with how far each is; what `reader` rated is told of them alone."""
    circle = _circle_with_welcome(learning_set, reader)
    for each in circle:
        each.learning_set = learning_set
    return circle


@composed
def _circle_with_welcome(learning_set: LearningSet, reader: int) -> QuerySet[WithAnnotations[SetMembership]]:
    return _with_welcome(learning_set, reader).select_related("membership").order_by("role", "membership__name", "pk")


def own_place(seat: Seat) -> WithAnnotations[SetMembership]:
    """One's own row in the circle, with how far one is and what one rated."""
    reader = seat.membership.person_id
    place = _with_welcome(seat.learning_set, reader).get(person=reader)
    place.learning_set = seat.learning_set
    return place


def _with_welcome(learning_set: LearningSet, reader: int) -> QuerySet[WithAnnotations[SetMembership]]:
    welcome = Welcome.objects.filter(learning_set=OuterRef("learning_set"), person=OuterRef("person"))
    ratings = SelfRating.objects.filter(
        learning_set=OuterRef("learning_set"), person=OuterRef("person"), person_id=reader
    )
    seats = SetMembership.objects.current().filter(organisation=learning_set.organisation_id, learning_set=learning_set)
    return seats.annotate(
        pack_read_at=Subquery(welcome.values("pack_read_at")),
        bio_at=Subquery(welcome.values("bio_at")),
        aim_at=Subquery(welcome.values("aim_at")),
        ratings=ArraySubquery(
            ratings.order_by("pk").values(each=JSONObject(moment="moment", statement="statement", score="score"))
        ),
    )


def scores_of(place: Any) -> dict[Moment, dict[Statement, Score]]:
    """What the reader of `own_place` or `circle_with_welcome` rated, by moment."""
    found: dict[Moment, dict[Statement, Score]] = {}
    for each in place.ratings:
        found.setdefault(Moment(each["moment"]), {})[Statement(each["statement"])] = Score(each["score"])
    return found


def parts_of(place: SetMembership) -> list[Part]:
    """What this person is asked for: whoever facilitates says who they are, and no more."""
    return [Part.BIO] if place.leads else list(Part)


def parts_left(place: Any, *, first_meeting: datetime | None, at: datetime) -> list[Part]:
    """What the reader could still do; a start that was not taken is gone with the first meeting."""
    done = {
        Part.PACK: place.pack_read_at,
        Part.BIO: place.bio_at,
        Part.AIM: place.aim_at,
        Part.START: Moment.START in scores_of(place)
        or not policies.may_rate(place.learning_set, Moment.START, first_meeting=first_meeting, held=0, at=at),
    }
    return [part for part in parts_of(place) if not done[part]]


def welcome_words(learning_set: LearningSet) -> WelcomePackWords | None:
    """The set's own welcome, and when it was written."""
    return (
        WelcomePackWords.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
        .select_related("pack")
        .first()
    )


def bios_of(learning_set: LearningSet) -> dict[int, BioWords]:
    """Who people say they are, by person; leavers' too, until the set's words are erased."""
    found = BioWords.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set)
    return {words.author_id: words for words in found}


def shared_aims_of(learning_set: LearningSet) -> dict[int, AimWords]:
    """What people want to learn, by person, where they chose to share it."""
    found = AimWords.objects.filter(
        organisation=learning_set.organisation_id, learning_set=learning_set, circle=Circle.SET
    )
    return {words.author_id: words for words in found}


def own_bio(seat: Seat) -> BioWords | None:
    return BioWords.objects.filter(learning_set=seat.learning_set, author=seat.membership.person_id).first()


def own_aim(seat: Seat) -> AimWords | None:
    return AimWords.objects.filter(learning_set=seat.learning_set, author=seat.membership.person_id).first()
