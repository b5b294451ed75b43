"""What a member does before the first meeting, and what they say of themselves then."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, IN_CIRCLE, MINE, OwnFact, SetFact
from organisations.models import TenantModel


class WelcomePack(TenantModel):
    """That the set has a welcome of its own, since when; its text is words."""

    learning_set = TenantKey("sets.LearningSet")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "learning_set"], name="welcome_pack_once"),
            SetFact(name="welcome_pack_rows", update=("written_at",)),
            SameOrganisation("learning_set", name="welcome_pack_set_here"),
        ]

    def __str__(self) -> str:
        return f"welcome pack of {self.learning_set_id}"


class Welcome(TenantModel):
    """How far a member is: has read the pack, has said who they are, has an aim."""

    learning_set = TenantKey("sets.LearningSet")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    began_at = models.DateTimeField()
    pack_read_at = models.DateTimeField(null=True)
    bio_at = models.DateTimeField(null=True)
    aim_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "learning_set", "person"], name="welcome_once"),
            SetFact(
                name="welcome_rows",
                insert=f"{HERE} AND {IN_CIRCLE} AND {MINE}",
                check=f"{HERE} AND {IN_CIRCLE} AND {MINE}",
                update=("pack_read_at", "bio_at", "aim_at"),
                delete=False,
            ),
            SameOrganisation("learning_set", name="welcome_set_here"),
        ]

    def __str__(self) -> str:
        return f"welcome of {self.person_id}"


class Moment(models.TextChoices):
    START = "start", _("at the start")
    MID = "mid", _("half-way")
    END = "end", _("at the end")


class Statement(models.TextChoices):
    """The four on which members look at themselves at the start, half-way and at the end."""

    DECIDING = "deciding", _("I am confident when I have to decide.")
    NOT_ALONE = "not_alone", _("I am not alone with what I have to solve.")
    NOT_STUCK = "not_stuck", _("When I am stuck, I find a next step.")
    HELPING = "helping", _("I help others by asking rather than by advising.")


class Score(models.IntegerChoices):
    NOT_YET = 1, _("not yet")
    A_LITTLE = 2, _("a little")
    MOSTLY = 3, _("mostly")
    FULLY = 4, _("fully")


class Part(models.TextChoices):
    """What a member is asked for before their first meeting, in this order."""

    PACK = "pack", _("read the welcome")
    BIO = "bio", _("who I am")
    AIM = "aim", _("what I want to learn")
    START = "start", _("where I start")


class SelfRating(TenantModel):
    """How much a statement holds for somebody at one moment, 1 (not yet) to 4 (fully). Their author's alone."""

    learning_set = TenantKey("sets.LearningSet")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    moment = models.CharField(max_length=8, choices=Moment.choices)
    statement = models.CharField(max_length=16, choices=Statement.choices)
    score = models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "learning_set", "person", "moment", "statement"], name="self_rating_once"
            ),
            models.CheckConstraint(condition=models.Q(score__range=(1, 4)), name="self_rating_one_to_four"),
            OwnFact(
                name="self_rating_rows",
                insert=f"{HERE} AND {MINE} AND {IN_CIRCLE}",
                update=("score", "rated_at"),
                delete=False,
            ),
            SameOrganisation("learning_set", name="self_rating_set_here"),
        ]

    def __str__(self) -> str:
        return f"{self.statement} {self.moment}"
