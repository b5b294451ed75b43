"""Planning, moving, cancelling; finding dates; coming or not, who came; names on the agenda; challenges."""

from sessions.operations.agenda import mark_presenters, put_name_on_agenda, take_name_off_agenda
from sessions.operations.answering import answer_session, settle_session
from sessions.operations.attendance import hold_session, mark_attendance, mark_the_rest, note_punctuality
from sessions.operations.challenges import (
    end_challenge,
    forget_question,
    note_question,
    take_up_challenge,
    write_challenge,
)
from sessions.operations.changing import cancel_session, move_session, restore_session, undo_move
from sessions.operations.disputing import dispute_mark, settle_mark, take_dispute_back
from sessions.operations.feeds import choose_invitations, end_feed, make_feed, replace_feed
from sessions.operations.planning import plan_session
from sessions.operations.polls import answer_poll, decide_poll, open_poll, prolong_poll, withdraw_poll
from sessions.operations.process_notes import write_process_note
from sessions.operations.reminders import LineMeanwhile, change_reminder
from sessions.operations.series import move_together, plan_series
from sessions.operations.zones import settle_zones

__all__ = [
    "LineMeanwhile",
    "answer_poll",
    "answer_session",
    "cancel_session",
    "change_reminder",
    "choose_invitations",
    "decide_poll",
    "dispute_mark",
    "end_challenge",
    "end_feed",
    "forget_question",
    "hold_session",
    "make_feed",
    "mark_attendance",
    "mark_presenters",
    "mark_the_rest",
    "move_session",
    "move_together",
    "note_punctuality",
    "note_question",
    "open_poll",
    "plan_series",
    "plan_session",
    "prolong_poll",
    "put_name_on_agenda",
    "replace_feed",
    "settle_mark",
    "take_dispute_back",
    "take_up_challenge",
    "restore_session",
    "settle_session",
    "settle_zones",
    "take_name_off_agenda",
    "withdraw_poll",
    "undo_move",
    "write_challenge",
    "write_process_note",
]
