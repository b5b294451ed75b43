from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"

    def ready(self) -> None:
        from django.conf import settings

        from alsweb.lib.health import ready_when
        from notifications import account_mail
        from notifications.queries import what_is_wrong

        account_mail.register()
        ready_when("notices", what_is_wrong)
        if settings.EMAIL_PROVIDER:
            from notifications import provider

            provider.listen()
