from tests.notifications.conftest import known_kinds, mail_server

__all__ = ["known_kinds", "mail_server"]
