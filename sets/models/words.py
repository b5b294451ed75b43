from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.sealing import SealedTextField
from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import Words
from organisations.models import TenantModel


class Circle(models.TextChoices):
    AUTHOR = "author", _("only me")
    PRESENTER = "presenter", _("the presenter and I")
    FACILITATOR = "facilitator", _("our facilitator and I")
    SET = "set", _("our set")


class WordsModel(TenantModel):
    """Sealed text, one to one with its fact, in a table of its own that reports never import."""

    learning_set = TenantKey("sets.LearningSet")
    author = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    circle = models.CharField(max_length=12, choices=Circle.choices, default=Circle.SET)
    addressee_id = models.BigIntegerField(null=True)
    """The presenter, where the circle is theirs."""

    class Meta:
        abstract = True


class GroundRulesWords(WordsModel):
    """The five heads."""

    rules = models.OneToOneField(
        "sets.GroundRules",
        models.DO_NOTHING,
        primary_key=True,
        db_constraint=False,
        related_name="+",
    )
    confidentiality = SealedTextField(_("confidentiality"))
    integrity = SealedTextField(_("integrity"))
    safety = SealedTextField(_("safety"))
    attendance = SealedTextField(_("attendance"))
    speaking_time = SealedTextField(_("speaking time"))

    class Meta:
        constraints = [
            Words(name="ground_rules_words_rows"),
            SameSet("rules", name="ground_rules_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="ground_rules_words_by")]

    def __str__(self) -> str:
        return f"words of ground rules {self.rules_id}"


HEADS = tuple(field.name for field in GroundRulesWords._meta.fields if isinstance(field, SealedTextField))
"""The five heads, in the order in which they are agreed."""


def head_label(head: str) -> str:
    field = GroundRulesWords._meta.get_field(head)
    assert isinstance(field, SealedTextField)
    return str(field.verbose_name).capitalize()
