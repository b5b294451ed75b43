"""Fields that several forms have, and how roles are named."""

from collections.abc import Collection

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy

from alsweb.lib.phrases import capitalised
from organisations.models import OrganisationRole
from organisations.people_file import is_plain

ROLE_MISTAKES = {
    "required": gettext_lazy("Choose at least one. Who only takes part is a member."),
    "invalid_choice": gettext_lazy("Choose among the roles in the list; only an owner gives others."),
}
ROLE_LINES = {
    OrganisationRole.OWNER: gettext_lazy("Owner: settings, people and roles"),
    OrganisationRole.HR: gettext_lazy("HR admin: people and participation, never what was said"),
    OrganisationRole.FACILITATOR: gettext_lazy("Facilitator: founds sets and runs them"),
    OrganisationRole.MEMBER: gettext_lazy("Member: takes part in sets"),
    OrganisationRole.GUEST: gettext_lazy("Guest: takes part, and works elsewhere"),
}
NAME_MISSING = gettext_lazy("Write the name by which people there know you.")


class RolesField(forms.MultipleChoiceField):
    """Any of the roles that `offer` names, one line each."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, roles: Collection[str]) -> None:
        self.choices = [(str(role), line) for role, line in ROLE_LINES.items() if role in roles]


def plain(text: str) -> None:
    """A validator: nothing invisible on purpose, such as a turn of direction."""
    if not is_plain(text):
        raise ValidationError(gettext_lazy("There is a character in it that cannot be seen or read. Type it anew."))


def role_names(roles: Collection[str]) -> str:
    """`Owner, facilitator`: roles in their order, as one short line."""
    return capitalised(", ".join(str(role.label) for role in OrganisationRole if role in roles))
