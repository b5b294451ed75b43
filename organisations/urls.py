from django.urls import path

from organisations.views import invitations, people, settings

app_name = "organisations"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/<int:pk>/roles/", people.roles, name="roles"),
    path(
        "people/invitations/<int:pk>/resend/",
        invitations.resend,
        name="resend_invitation",
    ),
    path(
        "people/invitations/<int:pk>/revoke/",
        invitations.revoke,
        name="revoke_invitation",
    ),
    path("settings/", settings.settings, name="settings"),
]
