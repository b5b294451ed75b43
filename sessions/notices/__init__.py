"""What sessions tell the set; no words."""

from sessions.notices import attendance, clocks, dates, polls, reminders, risk, welcome


def register() -> None:
    for told in (attendance, clocks, dates, polls, reminders, risk, welcome):
        told.register()
