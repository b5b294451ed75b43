"""How members are told what is kept of them at sessions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.own_rows import OwnRows
from alsweb.lib.own_rows import register as register_rows
from sessions.models import Answer, Attendance, Bid, Challenge, ChallengeWords, Mark

AT = {"number": "session__number", "day": "session__local_date"}


def _at(needs: Mapping[str, Any]) -> dict[str, object]:
    return {"number": needs["number"], "day": phrases.day(date.fromisoformat(needs["day"]))}


def _attendance(needs: Mapping[str, Any]) -> str:
    if needs["mark"] == Mark.CAME:
        told = _("Came to session %(number)s, %(day)s")
    elif needs["mark"] == Mark.AWAY and needs["answer"] == Answer.CANNOT:
        told = _("Apologised for session %(number)s, %(day)s")
    elif needs["mark"] == Mark.AWAY:
        told = _("Did not come to session %(number)s, %(day)s")
    elif needs["answer"] == Answer.COMING:
        told = _("Is coming to session %(number)s, %(day)s")
    elif needs["answer"] == Answer.CANNOT:
        told = _("Cannot come to session %(number)s, %(day)s")
    else:
        told = _("Has not said about session %(number)s, %(day)s")
    return told % _at(needs)


def _bid(needs: Mapping[str, Any]) -> str:
    told = _("Presented at session %(number)s") if needs["presented"] else _("On the agenda of session %(number)s")
    return told % _at(needs)


def _challenge(needs: Mapping[str, Any]) -> str:
    return _("Worked on a challenge, resolved") if needs["resolved"] else _("Works on a challenge")


def register() -> None:
    register_rows(
        OwnRows(
            Attendance,
            when=Coalesce("marked_at", "answered_at"),
            told=_attendance,
            needs={**AT, "answer": "answer", "mark": "mark"},
        ),
        OwnRows(Bid, when="made_at", told=_bid, needs={**AT, "presented": "presented_at"}),
        OwnRows(
            Challenge,
            when="written_at",
            told=_challenge,
            needs={"resolved": "resolved_at"},
            words=(ChallengeWords,),
        ),
    )
