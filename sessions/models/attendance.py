from django.db import models
from django.utils.translation import gettext_lazy as _

from alsweb.lib.tenancy.references import SamePerson, SameSet, TenantKey
from alsweb.lib.tenancy.rows import MINE, OrganisationFact
from organisations.models import TenantModel


class Answer(models.TextChoices):
    COMING = "coming", _("I come")
    CANNOT = "cannot", _("I cannot")


class Mark(models.TextChoices):
    CAME = "came", _("came")
    APOLOGISED = "apologised", _("sent apologies")
    ABSENT = "absent", _("did not come")

    @classmethod
    def away(cls) -> tuple["Mark", ...]:
        return cls.APOLOGISED, cls.ABSENT


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def marked(self) -> "AttendanceQuerySet":
        """Those that count: what was marked at a session that was cancelled after all does not."""
        return self.exclude(mark="").filter(session__cancelled_at=None)

    def disputed(self) -> "AttendanceQuerySet":
        """Their member said “I was there”, and nobody has looked at it yet."""
        return self.filter(disputed_at__isnull=False, settled_at=None)


class _AttendanceRows(OrganisationFact):
    """An organisation fact that words refer to, so it carries the pair with its set as well."""

    pair = ("organisation_id", "learning_set_id")


class Attendance(TenantModel):
    """Whether a member said that they come, and whether they came.

    Who was marked as away may answer “I was there”: that stands beside the mark until whoever runs the set settles it.
    """

    learning_set = TenantKey("sets.LearningSet")
    session = TenantKey("learning_sessions.Session")
    membership = TenantKey("organisations.Membership")
    person = models.ForeignKey("organisations.User", models.DO_NOTHING, related_name="+", db_index=False)
    answer = models.CharField(max_length=8, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True)
    mark = models.CharField(max_length=10, choices=Mark.choices, blank=True)
    marked_at = models.DateTimeField(null=True)
    disputed_at = models.DateTimeField(null=True)
    """When the member said “I was there”."""
    settled_at = models.DateTimeField(null=True)
    """When that was looked at; the mark says what came of it."""

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "session", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at=None)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="attendance_answer_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(mark="", marked_at=None) | (~models.Q(mark="") & models.Q(marked_at__isnull=False)),
                name="attendance_mark_dated",
            ),
            models.CheckConstraint(
                condition=models.Q(settled_at=None) | models.Q(disputed_at__isnull=False),
                name="attendance_settled_once_disputed",
            ),
            _AttendanceRows(
                name="attendance_rows",
                update=("answer", "answered_at", "mark", "marked_at", "disputed_at", "settled_at"),
                delete=False,
                me=MINE,
                doors=("true",),
            ),
            SameSet("session", name="attendance_session_here", on_delete="CASCADE"),
            SamePerson("membership", name="attendance_member_here"),
        ]
        indexes = [
            models.Index(
                fields=["organisation", "learning_set", "session"],
                name="attendance_of_set",
            ),
            models.Index(fields=["organisation", "person"], name="attendance_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.session_id}"

    @property
    def is_disputed(self) -> bool:
        return self.disputed_at is not None and self.settled_at is None
