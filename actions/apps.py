from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self) -> None:
        from actions import notices, own_rows

        notices.register()
        own_rows.register()
