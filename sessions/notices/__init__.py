"""What sessions tell the set; no words."""

from sessions.notices import attendance, dates, polls, reminders, risk, welcome


def register() -> None:
    for told in (attendance, dates, polls, reminders, risk, welcome):
        told.register()
