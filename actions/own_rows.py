"""How members are told what is kept of what they said they would do."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from actions.models import (
    Action,
    ActionChange,
    ActionChangeWords,
    ActionOutcomeWords,
    ActionPlan,
    ActionWords,
    ChangeKind,
    Encouragement,
    EncouragementKind,
    EncouragementWords,
    PlanOutcome,
    PlanWords,
    Progress,
    ProgressState,
    ProgressWay,
    ProgressWords,
    Quiet,
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
    told = _("How it goes: %(state)s")
    if needs["way"] == ProgressWay.MAIL:
        told = _("How it goes, from a mail: %(state)s")
    if needs["undone"]:
        told = _("%(told)s, taken back") % {"told": told}
    return told % {"state": str(ProgressState(needs["state"]).label).lower()}


def _change(needs: Mapping[str, Any]) -> str:
    return {
        ChangeKind.REWORDED: _("An action, changed"),
        ChangeKind.LET_GO: _("An action, let go"),
        ChangeKind.TAKEN_UP: _("An action, taken up again"),
    }[needs["kind"]]


def _encouragement(needs: Mapping[str, Any]) -> str:
    if needs["kind"] == EncouragementKind.QUESTION:
        return _("Asked one question about how an action goes")
    return _("Answered how an action goes with a kind line")


def _quiet(needs: Mapping[str, Any]) -> str:
    if needs["until"]:
        return _("Not asked about an action before %(day)s") % {"day": phrases.day(date.fromisoformat(needs["until"]))}
    return _("Not asked about an action any more")


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
            words=(ActionWords, ActionOutcomeWords),
        ),
        OwnRows(
            Progress,
            when="reported_at",
            told=_progress,
            needs={"state": "state", "undone": "undone_at", "way": "way"},
            words=(ProgressWords,),
        ),
        OwnRows(ActionChange, when="changed_at", told=_change, needs={"kind": "kind"}, words=(ActionChangeWords,)),
        OwnRows(
            Encouragement, when="said_at", told=_encouragement, needs={"kind": "kind"}, words=(EncouragementWords,)
        ),
        OwnRows(Quiet, when="made_at", told=_quiet, needs={"until": "until"}, of_set="action__learning_set"),
    )
