"""A text that somebody writes for nobody else: one about each thing, changed or taken away as they like."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organisations.models import Membership
from organisations.operations import Refused
from sets.models import Circle
from sets.models.words import WordsModel


@transaction.atomic
def keep_for_oneself(
    model: type[WordsModel],
    text: str,
    *,
    about: Mapping[str, object],
    based_on: datetime | None,
    by: Membership,
    at: datetime,
) -> None:
    """Write one's own, or take it away where `text` is empty; that there is one is nobody else's to know.

    `model` has a `text` and hangs on the fact that one wrote it, which has `written_at` and is one person's `about` one
    thing. Raise Refused where one wrote it elsewhere after `based_on` (None for nothing yet), so that nothing is lost.
    """
    texts: Any = model._default_manager
    hangs_on: Any = model._meta.pk
    facts = hangs_on.related_model._default_manager
    own = {**about, "organisation_id": by.organisation_id, "person_id": by.person_id}
    fact = facts.select_for_update().filter(**own).first()
    words: Any = texts.filter(pk=fact.pk).first() if fact else None
    if (fact.written_at if fact and words else None) != based_on:
        raise Refused(_written_meanwhile())
    if not text:
        facts.filter(**own).delete()
        return
    if fact is None:
        try:
            with transaction.atomic():
                fact = facts.create(**own, written_at=at)
        except IntegrityError:
            raise Refused(_written_meanwhile()) from None
    else:
        facts.filter(pk=fact.pk).update(written_at=at)
    if words is None:
        home = {"organisation_id": fact.organisation_id, "learning_set_id": fact.learning_set_id}
        texts.create(**home, **{hangs_on.name: fact}, author_id=by.person_id, circle=Circle.AUTHOR, text=text)
    else:
        words.text = text
        words.save(update_fields=["text"])


def _written_meanwhile() -> str:
    return _("You wrote this elsewhere meanwhile. Both texts are below: join them.")
