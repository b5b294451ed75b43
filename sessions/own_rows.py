"""How members are told what is kept of them at sessions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.own_rows import OwnRows
from alsweb.lib.own_rows import register as register_rows
from sessions.models import (
    Answer,
    Attendance,
    AttendanceWords,
    Availability,
    Bid,
    CancelWords,
    Challenge,
    ChallengeEndWords,
    ChallengeWords,
    HelpfulQuestion,
    HelpfulQuestionWords,
    Mark,
    MoveWords,
    PollReply,
    ProcessNote,
    ProcessNoteWords,
    Punctuality,
    SlotAnswer,
)

AT = {"number": "session__number", "day": "session__local_date"}


def _at(needs: Mapping[str, Any]) -> dict[str, object]:
    return {"number": needs["number"], "day": phrases.day(date.fromisoformat(needs["day"]))}


def _attendance(needs: Mapping[str, Any]) -> str:
    if needs["mark"] == Mark.CAME:
        told = _("Came to session %(number)s, %(day)s")
    elif needs["mark"] == Mark.APOLOGISED:
        told = _("Apologised for session %(number)s, %(day)s")
    elif needs["mark"] == Mark.ABSENT:
        told = _("Did not come to session %(number)s, %(day)s")
    elif needs["answer"] == Answer.COMING:
        told = _("Is coming to session %(number)s, %(day)s")
    elif needs["answer"] == Answer.CANNOT:
        told = _("Cannot come to session %(number)s, %(day)s")
    else:
        told = _("Has not said about session %(number)s, %(day)s")
    if needs["disputed"]:
        told = _("%(mark)s; said “I was there”") % {"mark": told}
    return told % _at(needs)


def _bid(needs: Mapping[str, Any]) -> str:
    told = _("Presented at session %(number)s") if needs["presented"] else _("On the agenda of session %(number)s")
    return told % _at(needs)


def _punctuality(needs: Mapping[str, Any]) -> str:
    if needs["late"] and needs["left_early"]:
        told = _("Came late to session %(number)s, and left early")
    else:
        told = _("Came late to session %(number)s") if needs["late"] else _("Left session %(number)s early")
    return told % _at(needs)


def _reply(needs: Mapping[str, Any]) -> str:
    if needs["ask_again_on"]:
        told = _("Answered which dates suit, and can say more on %(day)s")
        return told % {"day": phrases.day(date.fromisoformat(needs["ask_again_on"]))}
    return _("Answered which dates suit")


def _slot_answer(needs: Mapping[str, Any]) -> str:
    told = {
        Availability.YES: _("Can come on %(day)s"),
        Availability.IF_NEED_BE: _("Can come on %(day)s if need be"),
        Availability.NO: _("Cannot come on %(day)s"),
        Availability.UNKNOWN: _("Cannot know yet about %(day)s"),
    }[needs["answer"]]
    return told % {"day": phrases.day(date.fromisoformat(needs["day"]))}


def _challenge(needs: Mapping[str, Any]) -> str:
    if needs["resolved"]:
        return _("Worked on a challenge, resolved")
    return _("Worked on a challenge, parked") if needs["parked"] else _("Works on a challenge")


def _helpful_question(needs: Mapping[str, Any]) -> str:
    return _("Wrote down a question that helped in session %(number)s") % _at(needs)


def _process_note(needs: Mapping[str, Any]) -> str:
    return _("Noted for yourself how session %(number)s went") % _at(needs)


def _move_note(needs: Mapping[str, Any]) -> str:
    return _("A note beside another date for session %(number)s") % _at(needs)


def _cancel_note(needs: Mapping[str, Any]) -> str:
    return _("A note beside cancelling session %(number)s, %(day)s") % _at(needs)


def register() -> None:
    register_rows(
        OwnRows(
            Attendance,
            when=Coalesce("marked_at", "answered_at"),
            told=_attendance,
            needs={**AT, "answer": "answer", "mark": "mark", "disputed": "disputed_at"},
            words=(AttendanceWords,),
        ),
        OwnRows(Bid, when="made_at", told=_bid, needs={**AT, "presented": "presented_at"}),
        OwnRows(
            Punctuality,
            when=Coalesce("late_at", "left_early_at"),
            told=_punctuality,
            needs={**AT, "late": "late_at", "left_early": "left_early_at"},
        ),
        OwnRows(PollReply, when="replied_at", told=_reply, needs={"ask_again_on": "ask_again_on"}),
        OwnRows(
            SlotAnswer,
            when="slot__poll__opened_at",
            told=_slot_answer,
            needs={"day": "slot__local_date", "answer": "answer"},
        ),
        OwnRows(
            Challenge,
            when="written_at",
            told=_challenge,
            needs={"resolved": "resolved_at", "parked": "parked_at"},
            words=(ChallengeWords, ChallengeEndWords),
        ),
        *(
            # Whose they are, is told by the words alone: that a date changed is the set's.
            OwnRows(
                words,
                when=when,
                told=told,
                needs={"number": f"{of}session__number", "day": f"{of}session__local_date"},
                mine="author",
                words=(words,),
            )
            for words, of, when, told in (
                (MoveWords, "move__", "move__moved_at", _move_note),
                (CancelWords, "", "session__cancelled_at", _cancel_note),
            )
        ),
        OwnRows(HelpfulQuestion, when="noted_at", told=_helpful_question, needs=AT, words=(HelpfulQuestionWords,)),
        OwnRows(ProcessNote, when="written_at", told=_process_note, needs=AT, words=(ProcessNoteWords,)),
    )
