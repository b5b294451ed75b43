from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "learning_sessions"  # django.contrib.sessions has the label "sessions"

    def ready(self) -> None:
        from sessions import notices, own_rows

        notices.register()
        own_rows.register()
