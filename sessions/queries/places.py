"""Where a set has met, and will."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alsweb.lib.numbers import in_words
from sessions.models import JoiningWords, Session
from sets.models import LearningSet

FAMILIAR = 3
"""Times after which a place is familiar enough to say that another may help."""
_MOST = 12


@dataclass(frozen=True)
class UsedPlace:
    """A place that the set has chosen before, with how to get there as it was written last."""

    place: str
    address: str
    access_notes: str
    met: int
    """How many sessions were held there."""

    @property
    def is_familiar(self) -> bool:
        return self.met >= FAMILIAR

    @property
    def how_often(self) -> str:
        """`You have met here four times; somewhere less familiar can help.` Empty where the set has not met there."""
        if not self.met:
            return ""
        times = {1: _("once"), 2: _("twice")}.get(self.met) or _("%(n)s times") % {"n": in_words(self.met)}
        said = _("You have met here %(times)s") % {"times": times}
        return _("%(said)s; somewhere less familiar can help.") % {"said": said} if self.is_familiar else f"{said}."


def used_places(learning_set: LearningSet) -> list[UsedPlace]:
    """The newest first; the same name in other capitals is the same place."""
    rows = (
        Session.objects.filter(organisation=learning_set.organisation_id, learning_set=learning_set, cancelled_at=None)
        .exclude(place="")
        .order_by("-starts_at", "-pk")
        .values_list("place", "address", "access_notes", "held_at")[:200]
    )
    found: dict[str, UsedPlace] = {}
    met: dict[str, int] = {}
    for place, address, access_notes, held_at in rows:
        key = place.casefold()
        found.setdefault(key, UsedPlace(place, address, access_notes, 0))
        met[key] = met.get(key, 0) + bool(held_at)
    return [
        UsedPlace(each.place, each.address, each.access_notes, met[key]) for key, each in list(found.items())[:_MOST]
    ]


def where_as_before(learning_set: LearningSet, place: str) -> dict[str, str]:
    """This place with how to get there as it was written last, and the link by which the set joined last."""
    same = (each for each in used_places(learning_set) if place and each.place.casefold() == place.casefold())
    found = next(same, None)
    newest = (
        JoiningWords.objects.filter(
            organisation=learning_set.organisation_id, learning_set=learning_set, session__cancelled_at=None
        )
        .order_by("-session__starts_at", "-session")
        .first()
    )
    return {
        "place": place,
        "address": found.address if found else "",
        "access_notes": found.access_notes if found else "",
        "video_link": newest.video_link if newest else "",
    }
