from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"

    def ready(self) -> None:
        from actions import notices, own_rows
        from actions.operations import settle_half_ways
        from sessions import dates_change

        dates_change.when_dates_change(settle_half_ways)
        notices.register()
        own_rows.register()
