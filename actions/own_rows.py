"""How members are told what is kept of what they said they would do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from actions.models import (
    Action,
    ActionPlan,
    ActionWords,
    PlanOutcome,
    PlanWords,
    Progress,
    ProgressState,
    ProgressWords,
)
from alsweb.lib import phrases
from alsweb.lib.own_rows import OwnRows
from alsweb.lib.own_rows import register as register_rows


def _plan(needs: Mapping[str, Any]) -> str:
    return _("Left session %(number)s with: %(outcome)s") % {
        "number": needs["number"],
        "outcome": PlanOutcome(needs["outcome"]).label,
    }


def _action(needs: Mapping[str, Any]) -> str:
    if needs["done"]:
        return _("An action, done")
    if needs["let_go"]:
        return _("An action, let go")
    if needs["due"]:
        return _("An action, due %(day)s") % {"day": phrases.day(date.fromisoformat(needs["due"]))}
    return _("An action, without a date")


def _progress(needs: Mapping[str, Any]) -> str:
    told = _("How it goes: %(state)s, taken back") if needs["undone"] else _("How it goes: %(state)s")
    return told % {"state": str(ProgressState(needs["state"]).label).lower()}


def register() -> None:
    register_rows(
        OwnRows(
            ActionPlan,
            when="written_at",
            told=_plan,
            needs={"number": "session__number", "outcome": "outcome"},
            words=(PlanWords,),
        ),
        OwnRows(
            Action,
            when="decided_at",
            told=_action,
            needs={"due": "due_on", "done": "done_at", "let_go": "let_go_at"},
            words=(ActionWords,),
        ),
        OwnRows(
            Progress,
            when="reported_at",
            told=_progress,
            needs={"state": "state", "undone": "undone_at"},
            words=(ProgressWords,),
        ),
    )
