from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "organisations"

    def ready(self) -> None:
        from organisations import notices, own_rows

        notices.register()
        own_rows.register()
