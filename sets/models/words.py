from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.sealing import MasterSealedTextField, SealedTextField
from alsweb.lib.tenancy.references import SameSet, TenantKey
from alsweb.lib.tenancy.rows import AUTHOR, HERE, IN_CIRCLE, Readers, SharedWords, Who, Words
from organisations.models import TenantModel
from sets.models.rights import FORMING, RUNNING


class Circle(models.TextChoices):
    AUTHOR = "author", _("only me")
    PRESENTER = "presenter", _("the presenter and I")
    FACILITATOR = "facilitator", _("our facilitator and I")
    SET = "set", _("our set")


def on_ones_own(fact: str, table: str) -> str:
    """Words go on a fact of their author's: else whoever came first could speak in the place that is kept for another."""
    return (
        f"{HERE} AND {AUTHOR} AND {IN_CIRCLE}"
        f" AND {fact} IN (SELECT f.id FROM {table} f WHERE f.person_id = (SELECT current_person()))"
    )


class WordsForOneself(Words):
    """Read by their author alone, whatever the row says; on a fact of theirs."""

    def __init__(self, *, name: str, fact: str, table: str) -> None:
        super().__init__(name=name, insert=f"{on_ones_own(fact, table)} AND circle = 'author'", update=("text",))
        self.fact, self.table = fact, table

    def _options(self) -> dict[str, Any]:
        return {"fact": self.fact, "table": self.table}

    def reading(self, model: type[models.Model]) -> str:
        return f"{HERE} AND {AUTHOR}"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.NOBODY, hr=Who.NOBODY)


class WordsModel(TenantModel):
    """Sealed text, one to one with its fact, in a table of its own that reports never import."""

    learning_set = TenantKey("sets.LearningSet")
    author = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    circle = models.CharField(max_length=12, choices=Circle.choices, default=Circle.SET)
    addressee_id = models.BigIntegerField(null=True)
    """The presenter, where the circle is theirs."""

    stays_because: ClassVar[str] = ""
    """Why its author does not take it along; empty where they may."""

    class Meta:
        abstract = True


class GroundRulesWords(WordsModel):
    """The five heads."""

    stays_because = "The set agreed to it."

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


class WelcomePackWords(WordsModel):
    """What the set wants newcomers to know, beside what everybody is told."""

    pack = models.OneToOneField(
        "sets.WelcomePack", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    text = SealedTextField(_("welcome"))

    class Meta:
        constraints = [
            SharedWords(name="welcome_pack_words_rows"),
            SameSet("pack", name="welcome_pack_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="welcome_pack_words_by")]

    def __str__(self) -> str:
        return f"words of welcome pack {self.pack_id}"


class BioWords(WordsModel):
    """Who somebody is, in a few lines, for their set."""

    welcome = models.OneToOneField(
        "sets.Welcome", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    bio = SealedTextField(_("who I am"), max_length=600)

    class Meta:
        constraints = [
            Words(name="bio_words_rows"),
            SameSet("welcome", name="bio_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="bio_words_by")]

    def __str__(self) -> str:
        return f"bio of welcome {self.welcome_id}"


class AimWords(WordsModel):
    """What somebody wants to learn here: for themselves, or for their set."""

    welcome = models.OneToOneField(
        "sets.Welcome", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    aim = SealedTextField(_("what I want to learn"), max_length=600)

    class Meta:
        constraints = [
            Words(name="aim_words_rows"),
            SameSet("welcome", name="aim_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="aim_words_by")]

    def __str__(self) -> str:
        return f"aim of welcome {self.welcome_id}"


class _HopeRows(Words):
    """Its author is not in the set yet, maybe not in the organisation; whoever answers the request reads it."""

    def reading(self, model: type[models.Model]) -> str:
        return f"{AUTHOR} OR ({HERE} AND ({FORMING} OR {RUNNING}))"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.RUNS, hr=Who.RUNS)

    def writing(self, model: type[models.Model]) -> str:
        return (
            f"{AUTHOR} AND request_id IN"
            " (SELECT r.id FROM sets_joinrequest r WHERE r.person_id = (SELECT current_person()))"
        )

    def changing(self, model: type[models.Model]) -> str:
        return AUTHOR

    def removing(self, model: type[models.Model]) -> str:
        return self.reading(model)


class HopeWords(WordsModel):
    """What somebody who asks to join hopes for. Sealed by the master key, since they have not the set's; gone once answered."""

    request = models.OneToOneField(
        "sets.JoinRequest", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    hope = MasterSealedTextField(_("what I hope for"), max_length=600)

    class Meta:
        constraints = [
            _HopeRows(name="hope_words_rows"),
            SameSet("request", name="hope_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="hope_words_by")]

    def __str__(self) -> str:
        return f"hope of request {self.request_id}"


HEADS = tuple(field.name for field in GroundRulesWords._meta.fields if isinstance(field, SealedTextField))
"""The five heads, in the order in which they are agreed."""


def head_label(head: str) -> str:
    field = GroundRulesWords._meta.get_field(head)
    assert isinstance(field, SealedTextField)
    return str(field.verbose_name).capitalize()


class ReflectionWords(WordsModel):
    """Its text, for its author's own record."""

    reflection = models.OneToOneField(
        "sets.Reflection", models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="+"
    )
    text = SealedTextField(_("what I take from it"))

    class Meta:
        constraints = [
            WordsForOneself(name="reflection_words_rows", fact="reflection_id", table="sets_reflection"),
            SameSet("reflection", name="reflection_words_here", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["organisation", "author"], name="reflection_words_by")]

    def __str__(self) -> str:
        return f"words of reflection {self.reflection_id}"
