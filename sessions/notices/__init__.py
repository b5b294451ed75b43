"""What sessions tell the set; no words."""

from sessions.notices import dates, polls, reminders, welcome


def register() -> None:
    for told in (dates, polls, reminders, welcome):
        told.register()
