from django.urls import path

from organisations.views import importing, invitations, people, settings
from organisations.writing import CSV, XLSX

app_name = "organisations"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/export.csv", people.export, {"form": CSV}, name="export_csv"),
    path("people/export.xlsx", people.export, {"form": XLSX}, name="export_xlsx"),
    path("people/import/", importing.upload, name="upload"),
    path("people/import/template.csv", importing.template, {"form": CSV}, name="template_csv"),
    path("people/import/template.xlsx", importing.template, {"form": XLSX}, name="template_xlsx"),
    path("people/import/<int:pk>/", importing.one, name="import"),
    path("people/import/<int:pk>/apply/", importing.apply, name="apply_import"),
    path("people/invite/", invitations.invite, name="invite"),
    path("people/invitations/", invitations.invitations, name="invitations"),
    path("people/invitations/<int:pk>/resend/", invitations.resend, name="resend_invitation"),
    path("people/invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("people/<int:pk>/position/", people.position, name="position"),
    path("people/<int:pk>/roles/", people.roles, name="roles"),
    path("people/<int:pk>/end/", people.end, name="end"),
    path("people/<int:pk>/bring-back/", people.bring_back, name="bring_back"),
    path("settings/", settings.settings, name="settings"),
]
