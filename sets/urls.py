from django.urls import path

from sets.views import (
    access_log,
    closing,
    directory,
    founding,
    ground_rules,
    invitations,
    leaving,
    listing,
    programmes,
    requests,
)

app_name = "sets"
urlpatterns = [
    path("programmes/new/", programmes.new, name="new_programme"),
    path("programmes/<slug:slug>/edit/", programmes.edit, name="edit_programme"),
    path("sets/new/", founding.new, name="new"),
    path("sets/find/", directory.find, name="find"),
    path("sets/find/<uuid:token>/", directory.entry, name="entry"),
    path("sets/find/requests/<int:pk>/withdraw/", directory.withdraw, name="withdraw_request"),
    path("sets/<slug:slug>/listing/", listing.listing, name="listing"),
    path("sets/<slug:slug>/listing/withdraw/", listing.withdraw, name="withdraw_listing"),
    path("sets/<slug:slug>/requests/", requests.waiting, name="requests"),
    path("sets/<slug:slug>/requests/<int:pk>/admit/", requests.admit, name="admit"),
    path("sets/<slug:slug>/requests/<int:pk>/not-this-time/", requests.not_this_time, name="not_this_time"),
    path("sets/<slug:slug>/forming/topic/", founding.topic, name="form_topic"),
    path("sets/<slug:slug>/forming/how/", founding.how, name="form_how"),
    path("sets/<slug:slug>/about/", founding.about, name="about"),
    path("sets/<slug:slug>/closing/", closing.closing, name="closing"),
    path("sets/<slug:slug>/closing/start/", closing.start, name="start_closing"),
    path("sets/<slug:slug>/closing/stop/", closing.keep, name="keep_running"),
    path("sets/<slug:slug>/close/", closing.close, name="close"),
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
