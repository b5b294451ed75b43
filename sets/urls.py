from django.urls import path

from sets.views import access_log, founding, ground_rules, invitations, leaving

app_name = "sets"
urlpatterns = [
    path("sets/new/", founding.new, name="new"),
    path("sets/<slug:slug>/close/", founding.close, name="close"),
    path("sets/<slug:slug>/invite/", invitations.invite, name="invite"),
    path(
        "sets/<slug:slug>/invitations/<int:pk>/resend/",
        invitations.resend,
        name="resend",
    ),
    path(
        "sets/<slug:slug>/invitations/<int:pk>/revoke/",
        invitations.revoke,
        name="revoke",
    ),
    path("sets/<slug:slug>/access-log/", access_log.read, name="access_log"),
    path("sets/<slug:slug>/leave/", leaving.leave, name="leave"),
    path("sets/<slug:slug>/seats/<int:pk>/end/", leaving.end_seat, name="end_seat"),
    path("sets/<slug:slug>/ground-rules/", ground_rules.read, name="ground_rules"),
    path(
        "sets/<slug:slug>/ground-rules/write/",
        ground_rules.write,
        name="write_ground_rules",
    ),
    path("sets/<slug:slug>/ground-rules/agree/", ground_rules.agree, name="agree"),
]
