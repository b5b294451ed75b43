"""Being made welcome: what the set says, what a member says of themselves, and where they stand."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from organisations.audit import record
from organisations.models import Membership
from organisations.operations import Refused
from sets import policies
from sets.models import (
    AimWords,
    BioWords,
    Circle,
    LearningSet,
    Moment,
    Score,
    SelfRating,
    Statement,
    Welcome,
    WelcomePack,
    WelcomePackWords,
)


@transaction.atomic
def write_welcome(
    learning_set: LearningSet, text: str, *, based_on: datetime | None, by: Membership, at: datetime
) -> None:
    """Write the set's own welcome, or take it away where `text` is empty.

    Raise Refused where somebody wrote it after `based_on` (None for no welcome), so that nothing is lost.
    """
    pack = WelcomePack.objects.select_for_update().filter(learning_set=learning_set).first()
    if (pack.written_at if pack else None) != based_on:
        raise Refused(_welcome_changed())
    if pack is None:
        if not text:
            return
        try:
            with transaction.atomic():
                pack = WelcomePack.objects.create(
                    organisation_id=learning_set.organisation_id,
                    learning_set=learning_set,
                    person_id=by.person_id,
                    written_at=at,
                )
        except IntegrityError:
            raise Refused(_welcome_changed()) from None
        WelcomePackWords.objects.create(
            organisation_id=learning_set.organisation_id,
            pack=pack,
            learning_set=learning_set,
            author_id=by.person_id,
            text=text,
        )
    elif text:
        words = WelcomePackWords.objects.get(pack=pack)
        words.text = text
        words.save(update_fields=["text"])
        WelcomePack.objects.filter(pk=pack.pk).update(written_at=at)
    else:
        WelcomePack.objects.filter(pk=pack.pk).delete()
    record("welcome_pack.written", learning_set, by=None, at=at, learning_set=learning_set.pk)


def _welcome_changed() -> str:
    return _("Somebody changed the welcome while you were writing. Both texts are below: join them.")


@transaction.atomic
def read_pack(learning_set: LearningSet, *, by: Membership, at: datetime) -> None:
    """“I have read it.” Said twice, the first date stays."""
    welcome = _own_welcome(learning_set, by=by, at=at)
    Welcome.objects.filter(pk=welcome.pk, pack_read_at=None).update(pack_read_at=at)


@transaction.atomic
def write_bio(learning_set: LearningSet, bio: str, *, by: Membership, at: datetime) -> None:
    """Who one is, for the set to read; an empty text takes it back."""
    welcome = _own_welcome(learning_set, by=by, at=at)
    _write(BioWords, welcome, "bio", bio, circle=Circle.SET)
    Welcome.objects.filter(pk=welcome.pk).update(bio_at=at if bio else None)


@transaction.atomic
def write_aim(learning_set: LearningSet, aim: str, *, circle: str, by: Membership, at: datetime) -> None:
    """What one wants to learn, for oneself or for the set; an empty text takes it back."""
    welcome = _own_welcome(learning_set, by=by, at=at)
    _write(AimWords, welcome, "aim", aim, circle=circle)
    Welcome.objects.filter(pk=welcome.pk).update(aim_at=at if aim else None)


def _own_welcome(learning_set: LearningSet, *, by: Membership, at: datetime) -> Welcome:
    """One's own row, held until the transaction ends: what comes from two phones at once is written in turn."""
    Welcome.objects.bulk_create(
        [
            Welcome(
                organisation_id=learning_set.organisation_id,
                learning_set=learning_set,
                person_id=by.person_id,
                began_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    return Welcome.objects.select_for_update().get(learning_set=learning_set, person=by.person_id)


def _write(model: type[BioWords] | type[AimWords], welcome: Welcome, field: str, text: str, *, circle: str) -> None:
    words = model.objects.filter(welcome=welcome).first()
    if not text:
        model.objects.filter(welcome=welcome).delete()
    elif words is None:
        model.objects.create(
            organisation_id=welcome.organisation_id,
            welcome=welcome,
            learning_set_id=welcome.learning_set_id,
            author_id=welcome.person_id,
            circle=circle,
            **{field: text},
        )
    else:
        words.circle = circle
        setattr(words, field, text)
        words.save(update_fields=["circle", field])


@transaction.atomic
def rate(
    learning_set: LearningSet,
    moment: Moment,
    scores: Mapping[Statement, Score],
    *,
    first_meeting: datetime | None,
    held: int = 0,
    by: Membership,
    at: datetime,
) -> None:
    """Rate all four statements as of one moment; again while it lasts, the later answer counts.

    Nothing but their author's own rows tells of it: no Welcome, no audit. Raise Refused where the moment has gone.
    """
    if not policies.may_rate(learning_set, moment, first_meeting=first_meeting, held=held, at=at):
        raise Refused(_("This moment has gone, so these cannot be rated any more. What you rated before stays."))
    SelfRating.objects.bulk_create(
        [
            SelfRating(
                organisation_id=learning_set.organisation_id,
                learning_set=learning_set,
                person_id=by.person_id,
                moment=moment,
                statement=statement,
                score=scores[statement],
                rated_at=at,
            )
            for statement in Statement
        ],
        update_conflicts=True,
        unique_fields=["organisation", "learning_set", "person", "moment", "statement"],
        update_fields=["score", "rated_at"],
    )
