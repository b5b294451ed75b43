"""What sessions tell the set; no words."""

from sessions.notices import attendance, dates, polls, reminders, welcome


def register() -> None:
    for told in (attendance, dates, polls, reminders, welcome):
        told.register()
