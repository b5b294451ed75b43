"""What is worth telling people about their actions; no mail names any of them."""

from actions.notices import encouraging, nudges
from actions.notices.nudges import PURPOSE, TOKEN_LASTS, progress_link

__all__ = ["PURPOSE", "TOKEN_LASTS", "progress_link", "register"]


def register() -> None:
    nudges.register()
    encouraging.register()
