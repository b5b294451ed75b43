from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "alsweb.pages"
    label = "pages"
