"""What sets tell people; no words of theirs."""

from sets.notices import circle, proposals, requests


def register() -> None:
    for told in (circle, proposals, requests):
        told.register()
