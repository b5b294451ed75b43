"""What sessions tell the set; no words."""

from sessions.notices import dates, reminders, welcome


def register() -> None:
    for told in (dates, reminders, welcome):
        told.register()
