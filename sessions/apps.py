from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "sessions"
    label = "learning_sessions"  # django.contrib.sessions has the label "sessions"

    def ready(self) -> None:
        from sessions import circle_changes, notices, own_rows
        from sets import coming_and_going

        coming_and_going.when_people_come(circle_changes.invite_to_coming)
        coming_and_going.when_people_come(circle_changes.ask_about_dates)
        coming_and_going.when_people_go(circle_changes.uninvite_from_coming)
        coming_and_going.when_people_go(circle_changes.tell_that_all_have_answered)
        coming_and_going.when_a_set_closes(circle_changes.cancel_coming)
        notices.register()
        own_rows.register()
