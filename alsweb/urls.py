from django.conf import settings
from django.urls import include, path

from actions.views.by_mail import progress_by_mail
from alsweb.lib import health
from alsweb.pages.learning_record import left as learned_before
from alsweb.pages.learning_record.proof import proof
from alsweb.pages.mine import dates, preferences, workbench
from alsweb.pages.record import left
from alsweb.pages.record.views import KINDS
from organisations import account_urls
from sessions.views import own_calendar
from sessions.views.answer_by_mail import coming_by_mail
from sessions.views.feeds import feed
from sessions.views.joining import join
from sessions.views.poll_by_mail import poll_by_mail
from sets.views.directory import open_set
from sets.views.invitation import invitation

organisation = [
    path("", include("organisations.urls")),
    path("", include("sets.urls")),
    path("", include("sessions.urls")),
    path("", include("actions.urls")),
    path("", include("reports.urls")),
    path("", include("alsweb.pages.urls")),
]

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include(account_urls)),
    path("me/", dates.dates, name="me"),
    path("me/sets/", workbench.sets, name="my_sets"),
    path("me/zone/", preferences.zone, name="me_zone"),
    path("me/left/", left.latest, name="left"),
    path("me/left/<int:pk>/", left.record, name="left_record"),
    *(
        path(f"me/left/<int:pk>/my-record.{form}", left.download, {"form": form}, name=f"left_record_{form}")
        for form in KINDS
    ),
    path("me/left/<int:pk>/learning-record/", learned_before.learning_record, name="left_learning_record"),
    path("me/left/<int:pk>/learning-record/learning-record.pdf", learned_before.pdf, name="left_learning_pdf"),
    path("me/left/<int:pk>/learning-record/learning-record.csv", learned_before.csv, name="left_learning_csv"),
    path(
        "me/left/<int:pk>/learning-record/<slug:slug>/certificate.pdf",
        learned_before.certificate,
        name="left_certificate",
    ),
    path("me/left/<int:pk>/<slug:slug>/remove/", left.remove_words, name="left_remove_words"),
    path("me/calendar/", own_calendar.own_calendar, name="own_calendar"),
    path("me/calendar/feeds/", own_calendar.make_feed, name="make_feed"),
    path("me/calendar/feeds/<int:number>/replace/", own_calendar.replace_feed, name="replace_feed"),
    path("me/calendar/feeds/<int:number>/end/", own_calendar.end_feed, name="end_feed"),
    path("me/calendar/invitations/", own_calendar.choose_invitations, name="choose_invitations"),
    path("", include("notifications.urls")),
    path("invitations/<str:token>/", invitation, name="invitation"),
    path("open/<uuid:token>/", open_set, name="open_set"),
    path("feed/<str:token>.ics", feed, name="feed"),
    path("certificate/<str:token>/", proof, name="certificate"),
    path("j/<str:token>/", join, name="join"),
    path("c/<str:token>/", coming_by_mail, name="coming_by_mail"),
    path("p/<str:token>/", progress_by_mail, name="progress_by_mail"),
    path("d/<str:token>/", poll_by_mail, name="poll_by_mail"),
    path("accounts/", include("allauth.urls")),
    path("o/<slug:organisation>/", include(organisation)),
]

if settings.EMAIL_PROVIDER:
    from notifications.provider import webhook

    urlpatterns.append(webhook(settings.EMAIL_PROVIDER))

if settings.DEMO:
    urlpatterns.append(path("", include("alsweb.demo.urls")))

handler400 = "alsweb.pages.errors.bad_request"
handler500 = "alsweb.lib.health.server_error"
