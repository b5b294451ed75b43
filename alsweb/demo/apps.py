from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "alsweb.demo"
    label = "demo"
