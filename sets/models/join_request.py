from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SameOrganisation, TenantKey
from alsweb.lib.tenancy.rows import HERE, MINE, Readers, Rows, Who
from organisations.models import TenantModel
from sets.models.rights import FORMING, RUNNING

ASKED, ANSWERED = "join_request", "join_answer"
"""Kinds of the notices about one: to whoever answers, and to who asked."""


class RequestState(StrEnum):
    WAITING = "waiting"
    ADMITTED = "admitted"
    NOT_NOW = "not_now"
    WITHDRAWN = "withdrawn"


class _RequestRows(Rows):
    """Read by its person, wherever they are, and by whoever answers; made by its person where the set is listed to them."""

    pair = ("organisation_id", "learning_set_id")

    def reading(self, model: type[models.Model]) -> str:
        return f"{MINE} OR ({HERE} AND ({FORMING} OR {RUNNING}))"

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.RUNS, hr=Who.RUNS)

    def writing(self, model: type[models.Model]) -> str:
        return (
            f"{MINE} AND admitted_at IS NULL AND not_now_at IS NULL"
            f" AND (({HERE} AND home_organisation_id IS NULL AND EXISTS (SELECT 1 FROM sets_listing l"
            " WHERE l.learning_set_id = sets_joinrequest.learning_set_id AND l.withdrawn_at IS NULL))"
            " OR (home_organisation_id = (SELECT current_organisation()) AND listed_to_me(learning_set_id, organisation_id)))"
        )

    def changing(self, model: type[models.Model]) -> str:
        return self.reading(model)


_ANSWERS = f"({HERE} AND ({FORMING} OR {RUNNING}))"
"""Whoever answers changes it; its person only takes it back, also when it was granted, and for good."""
_UNANSWERED = models.Q(admitted_at=None, not_now_at=None, withdrawn_at=None)


class JoinRequestQuerySet(models.QuerySet["JoinRequest"]):
    def waiting(self) -> "JoinRequestQuerySet":
        return self.filter(_UNANSWERED)

    def granted(self) -> "JoinRequestQuerySet":
        """To colleagues; whoever is from elsewhere gets an invitation."""
        return self.filter(admitted_at__isnull=False, withdrawn_at=None, home_organisation_id=None)


class JoinRequest(TenantModel):
    """Somebody asks to join a set. While it is full, those who ask wait, the first first."""

    learning_set = TenantKey("sets.LearningSet")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    home_organisation_id = models.BigIntegerField(null=True)
    """Where somebody works who asks from another organisation."""
    asked_at = models.DateTimeField()
    admitted_at = models.DateTimeField(null=True)
    not_now_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "learning_set", "person"],
                condition=_UNANSWERED,
                name="join_request_one_waiting",
            ),
            _RequestRows(
                name="join_request_rows",
                change=f"({MINE} AND not_now_at IS NULL AND withdrawn_at IS NULL) OR {_ANSWERS}",
                check=f"({MINE} AND (withdrawn_at IS NOT NULL OR admitted_at IS NULL) AND not_now_at IS NULL) OR {_ANSWERS}",
                update=("admitted_at", "not_now_at", "withdrawn_at"),
                delete=False,
                me=MINE,
                doors=("true",),
            ),
            SameOrganisation("learning_set", name="join_request_set_here"),
        ]
        indexes = [
            models.Index(fields=["person"], name="join_request_of_person"),
            models.Index(fields=["organisation", "learning_set", "asked_at"], name="join_request_of_set"),
            models.Index(fields=["asked_at"], condition=_UNANSWERED, name="join_request_due"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} asks for {self.learning_set_id}"

    @property
    def state(self) -> RequestState:
        if self.withdrawn_at:
            return RequestState.WITHDRAWN
        if self.admitted_at:
            return RequestState.ADMITTED
        return RequestState.NOT_NOW if self.not_now_at else RequestState.WAITING
