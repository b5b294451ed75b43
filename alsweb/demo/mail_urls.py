"""Patterns under `demo/`, to be included in the namespace `demo`."""

from django.urls import path

from alsweb.demo import mail_views

urlpatterns = [
    path("mail/", mail_views.mail, name="mail"),
    path("mail/<int:number>/", mail_views.message, name="mail_message"),
    path("mail/<int:number>/html/", mail_views.html_part, name="mail_html"),
]
