"""Addresses outside any organisation."""

from django.urls import path

from organisations.views import devices, entrance

urlpatterns = [
    path("", entrance.start, name="start"),
    path("begin/", entrance.begin, name="begin"),
    path("found/", entrance.found, name="found"),
    path("me/shared-computer/", devices.shared_computer, name="shared_computer"),
]
