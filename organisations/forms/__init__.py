"""What people type about an organisation: checked and put in order, never saved here."""

from organisations.forms.fields import role_names
from organisations.forms.founding import FoundForm, OwnZoneForm
from organisations.forms.importing import ConfirmForm, UploadForm
from organisations.forms.inviting import Invitee, InviteForm, JoinForm
from organisations.forms.people import PersonForm, RolesForm
from organisations.forms.settings import SettingsForm

__all__ = [
    "ConfirmForm",
    "FoundForm",
    "InviteForm",
    "Invitee",
    "JoinForm",
    "OwnZoneForm",
    "PersonForm",
    "RolesForm",
    "SettingsForm",
    "UploadForm",
    "role_names",
]
