from datetime import datetime
from typing import Any

from django.db import models

from organisations.models import Event, Membership


def record(
    kind: str,
    subject: models.Model,
    *,
    by: Membership | None,
    at: datetime,
    organisation: int | None = None,
    learning_set: int | None = None,
    **change: Any,
) -> None:
    """Add one line to the audit, in the caller's transaction; `change` holds choices and dates, never text."""
    Event.objects.create(
        organisation_id=organisation or subject.organisation_id,  # type: ignore[attr-defined]
        kind=kind,
        actor=by,
        subject=f"{subject._meta.model_name}:{subject.pk}",
        learning_set_id=learning_set,
        change=change,
        at=at,
    )
