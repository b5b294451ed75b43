from django.apps import AppConfig


class SetsConfig(AppConfig):
    name = "sets"

    def ready(self) -> None:
        from alsweb.lib import sealing
        from organisations.departures import end_also
        from sets import departures, keys, notices, own_rows

        sealing.find_keys_with(keys.wrapped_keys)
        end_also(departures.end_seats)
        notices.register()
        own_rows.register()
