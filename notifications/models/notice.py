import uuid
from collections.abc import Sequence
from datetime import datetime
from email.utils import parseaddr
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from alsweb.lib.tenancy.rows import HERE, MINE, Readers, Rows, Who

ACCOUNT = "account"
"""The one kind that belongs to no organisation."""
DIGEST = "digest"
"""The weekly mail, which takes other notices along; its occasion is the moment for which they wait."""


class NoticeState(StrEnum):
    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    AMBIGUOUS = "ambiguous"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class _NoticeRows(Rows):
    """Written in its organisation, read by its person alone; what becomes of it is the sender's, by doors."""

    pair: Sequence[str] = ()

    def reading(self, model: type[models.Model]) -> str:
        return MINE

    def readers(self, row: models.Model | None = None) -> Readers:
        return Readers(circle=Who.NOBODY, hr=Who.NOBODY)

    def writing(self, model: type[models.Model]) -> str:
        return f"({HERE} OR (organisation_id IS NULL AND kind = '{ACCOUNT}'))"


class Notice(models.Model):
    """Something to tell somebody: the outbox. It exists once for each kind, recipient, subject and occasion."""

    kind = models.CharField(max_length=40)
    organisation_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    address = models.CharField(max_length=254, default="")
    """Where the recipient is no person yet; normalised."""
    recipient = models.CharField(max_length=270)
    """`person:7` or `address:x@example.org`, never null, so that the unique key holds."""
    subject = models.CharField(max_length=80)
    """Kind and number of the row that it is about, such as `session:12`."""
    occasion = models.CharField(max_length=80)
    acting_id = models.BigIntegerField(null=True)
    """The person in whose scope it is checked and rendered."""
    detail = models.JSONField(default=dict)
    """Numbers and choices that the kind needs; never words."""
    sealed = models.BinaryField(null=True)
    """A rendered account mail under the master key; gone once it is sent."""
    key = models.UUIDField(default=uuid.uuid4)
    """Half of the Message-ID, so that a second copy is known for one."""

    due_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    """When the sender looks next; null when nothing is left to do."""
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)
    """By the real clock, also in a replay: a lease is about a process that may have died."""
    claimed_at = models.DateTimeField(null=True)
    sending_at = models.DateTimeField(null=True)
    """Handed to the mail server, answer unknown; a sender that dies leaves it behind."""
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    ambiguous_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    suppressed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, default="")
    about = ArrayField(models.CharField(max_length=80), default=list)
    """What a sent nudge spoke of."""
    told = models.CharField(max_length=300, default="", db_default="")
    """The sentence that the mail says, as the inbox shows it."""
    path = models.CharField(max_length=200, default="", db_default="")
    """Where it leads to for somebody who is signed in; no key is in it."""
    digest_at = models.DateTimeField(null=True)
    """When a digest takes it along."""
    bounced_at = models.DateTimeField(null=True)
    """A provider said later that it did not arrive."""

    is_looked_up = False
    """Whether its kind has looked up, together with that of others, all that decides about it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "recipient", "subject", "occasion"], name="notice_once"),
            models.CheckConstraint(
                condition=models.Q(organisation_id__isnull=False) | models.Q(kind=ACCOUNT),
                name="notice_has_organisation",
            ),
            models.CheckConstraint(
                condition=models.Q(person_id__isnull=False, address="")
                | (models.Q(person_id=None) & ~models.Q(address="")),
                name="notice_has_one_recipient",
            ),
            _NoticeRows(name="notice_rows", update=(), delete=False, me=MINE, doors=("true",), door_writes=True),
        ]
        indexes = [
            models.Index(fields=["next_at", "id"], condition=models.Q(next_at__isnull=False), name="notice_waiting"),
            models.Index(fields=["person_id", "kind"], name="notice_of_person"),
            models.Index(
                fields=["person_id", "organisation_id", "-due_at"],
                condition=models.Q(person_id__isnull=False),
                name="notice_inbox",
            ),
            models.Index(fields=["failed_at"], condition=models.Q(failed_at__isnull=False), name="notice_failed"),
            models.Index(
                fields=["ambiguous_at"], condition=models.Q(ambiguous_at__isnull=False), name="notice_ambiguous"
            ),
            models.Index(fields=["bounced_at"], condition=models.Q(bounced_at__isnull=False), name="notice_bounced"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient} about {self.subject}"

    @cached_property
    def found(self) -> dict[str, Any]:
        """What its kind has looked up about it, so that it asks once whether it is true, when it may come and how it reads."""
        return {}

    @property
    def state(self) -> NoticeState:
        if self.ambiguous_at:
            return NoticeState.AMBIGUOUS
        if self.sent_at:
            return NoticeState.SENT
        if self.failed_at:
            return NoticeState.FAILED
        if self.suppressed_at:
            return NoticeState.SUPPRESSED
        return NoticeState.CLAIMED if self.lease else NoticeState.DUE

    @property
    def message_id(self) -> str:
        """The same for every copy (RFC 5322 §3.6.4)."""
        return f"<{self.pk}.{self.key.hex}@{_domain_of(settings.DEFAULT_FROM_EMAIL)}>"

    @classmethod
    def waiting(
        cls, *, kind: str, subject: str, occasion: str, due_at: datetime, organisation: int | None, **to: Any
    ) -> "Notice":
        """An unsaved notice, due at `due_at`; `to` is person or address, and acting, detail, sealed."""
        person, address = to.get("person"), normal(to.get("address", ""))
        if (person is None) == (not address):
            raise ValueError("A notice is for a person or for an address.")
        acting = to.get("acting")
        return cls(
            kind=kind,
            organisation_id=organisation,
            person_id=person,
            address=address,
            recipient=f"person:{person}" if person is not None else f"address:{address}",
            subject=subject,
            occasion=occasion,
            acting_id=person if acting is None else acting,
            detail=to.get("detail") or {},
            sealed=to.get("sealed"),
            due_at=due_at,
            next_at=due_at,
        )


@cache
def _domain_of(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]


def normal(address: str) -> str:
    return address.strip().lower()
