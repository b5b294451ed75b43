"""What somebody takes from a set, for their own learning record."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organisations.models import Membership
from organisations.operations import Refused
from sets.models import Circle, LearningSet, Reflection, ReflectionWords


@transaction.atomic
def write_reflection(
    learning_set: LearningSet, text: str, *, based_on: datetime | None, by: Membership, at: datetime
) -> None:
    """Write one's own, or take it away where `text` is empty; that there is one is nobody else's to know.

    Raise Refused where one wrote it elsewhere after `based_on` (None for no reflection), so that nothing is lost.
    """
    own = {"organisation_id": learning_set.organisation_id, "learning_set": learning_set}
    reflection = Reflection.objects.select_for_update().filter(**own, person=by.person_id).first()
    words = ReflectionWords.objects.filter(reflection=reflection).first() if reflection else None
    if (reflection.written_at if reflection and words else None) != based_on:
        raise Refused(_written_meanwhile())
    if not text:
        Reflection.objects.filter(**own, person=by.person_id).delete()
        return
    if reflection is None:
        try:
            with transaction.atomic():
                reflection = Reflection.objects.create(**own, person_id=by.person_id, written_at=at)
        except IntegrityError:
            raise Refused(_written_meanwhile()) from None
    else:
        Reflection.objects.filter(pk=reflection.pk).update(written_at=at)
    if words is None:
        ReflectionWords.objects.create(
            **own, reflection=reflection, author_id=by.person_id, circle=Circle.AUTHOR, text=text
        )
    else:
        words.text = text
        words.save(update_fields=["text"])


def _written_meanwhile() -> str:
    return _("You wrote this elsewhere meanwhile. Both texts are below: join them.")
