from django.apps import AppConfig


class SetsConfig(AppConfig):
    name = "sets"

    def ready(self) -> None:
        from alsweb.lib import sealing
        from sets import keys, notices, own_rows, request_notices

        sealing.find_keys_with(keys.wrapped_keys)
        notices.register()
        own_rows.register()
        request_notices.register()
