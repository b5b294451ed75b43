"""What people type about an organisation: checked and put in order, never saved here."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib.phrases import capitalised
from alsweb.lib.zone_field import TimeZoneField
from organisations.models import Membership, Organisation, OrganisationRole
from organisations.models.user import normal_address

INVITED_AT_ONCE = 20
_LINE = re.compile(r"(?:(?P<name>[^<>]*)<(?P<named>[^<>]+)>|(?P<bare>\S+))")

_ROLE_MISTAKES = {
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


_NAME_MISSING = gettext_lazy("Write the name by which people there know you.")


class RolesField(forms.MultipleChoiceField):
    """Any of the roles that `offer` names, one line each."""

    widget = forms.CheckboxSelectMultiple

    def offer(self, roles: Collection[str]) -> None:
        self.choices = [(str(role), line) for role, line in ROLE_LINES.items() if role in roles]


@dataclass(frozen=True)
class Invitee:
    email: str
    name: str = ""


class InviteForm(forms.Form):
    """Addresses as people paste them; every line that cannot be used gets a sentence of its own."""

    addresses = forms.CharField(
        label=gettext_lazy("Addresses, one a line"),
        error_messages={"required": gettext_lazy("Write at least one e-mail address.")},
        help_text=gettext_lazy("Up to twenty. With a name if you like: Alice Okafor &lt;alice@harbour.example&gt;"),
        widget=forms.Textarea(
            attrs={
                "rows": 8,
                "spellcheck": "false",
                "autocapitalize": "off",
                "autocomplete": "off",
            }
        ),
    )
    roles = RolesField(
        label=gettext_lazy("What they may do"), initial=[OrganisationRole.MEMBER], error_messages=_ROLE_MISTAKES
    )

    def __init__(
        self,
        *args: Any,
        roles: Collection[str],
        people: QuerySet[Membership],
        **options: Any,
    ) -> None:
        """`roles` are those that may be given, `people` who is in the organisation already."""
        super().__init__(*args, **options)
        self.fields["roles"].offer(roles)  # type: ignore[attr-defined]
        self.people = people

    def clean_addresses(self) -> list[Invitee]:
        lines = [line.strip().rstrip(",;").strip() for line in re.split(r"[\n;]", self.cleaned_data["addresses"])]
        lines = [line for line in lines if line]
        found: dict[str, Invitee] = {}
        mistakes = []
        for line in lines:
            try:
                invitee = self._invitee(line)
                found.setdefault(invitee.email, invitee)
            except ValidationError as mistake:
                mistakes.append(mistake)
        if len(lines) > INVITED_AT_ONCE:
            mistakes.append(
                ValidationError(
                    ngettext(
                        "That is %(count)s address more than twenty. Invite the rest in a second go.",
                        "That is %(count)s addresses more than twenty. Invite the rest in a second go.",
                        len(lines) - INVITED_AT_ONCE,
                    ),
                    params={"count": len(lines) - INVITED_AT_ONCE},
                )
            )
        for email in self.people.filter(person__email__in=found).values_list("person__email", flat=True):
            mistakes.append(
                ValidationError(
                    _("%(email)s is here already. Take this line out."),
                    params={"email": email},
                )
            )
        if mistakes:
            raise ValidationError(mistakes)
        return list(found.values())

    def _invitee(self, line: str) -> Invitee:
        match = _LINE.fullmatch(line)
        email = normal_address(match["named"] or match["bare"]) if match else ""
        try:
            validate_email(email)
        except ValidationError:
            raise ValidationError(
                _("“%(line)s” holds no e-mail address. Write name@place.org, or Name <name@place.org>."),
                params={"line": line},
            ) from None
        name = (match["name"] or "").strip().strip('"').strip() if match else ""
        if len(name) > 120:
            raise ValidationError(
                _("The name before %(email)s is too long. Use at most 120 letters."),
                params={"email": email},
            )
        return Invitee(email, name)


class RolesForm(forms.Form):
    roles = RolesField(label=gettext_lazy("What they may do"), error_messages=_ROLE_MISTAKES)

    def __init__(self, *args: Any, membership: Membership, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"roles": membership.roles}, **options})
        offered = {role for role in OrganisationRole if role is not OrganisationRole.GUEST} | set(membership.roles)
        self.fields["roles"].offer(offered)  # type: ignore[attr-defined]


class SettingsForm(forms.ModelForm[Organisation]):
    time_zone = TimeZoneField(
        help_text=gettext_lazy(
            "New sets plan their dates in it. Dates that stand do not move, and people see their own zone."
        ),
    )

    outside = forms.BooleanField(
        label=gettext_lazy("Open the directory to other organisations"),
        help_text=gettext_lazy(
            "Your people may look for sets of other organisations here that have opened it too, and whoever runs a set"
            " of yours may let it be found there. Names of people stay inside."
        ),
        required=False,
    )

    class Meta:
        model = Organisation
        fields = ("name", "time_zone", "retention_days")
        labels = {"retention_days": gettext_lazy("Days until words are erased")}
        help_texts = {
            "name": gettext_lazy("It stands at the top of every page. The address of your pages stays."),
            "retention_days": gettext_lazy(
                "Counted from the day a set closes. Then what was said is destroyed for everybody;"
                " dates and attendance stay. It holds for sets that close, also those already closed."
            ),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outside"].initial = self.instance.outside_since is not None
        days = self.fields["retention_days"]
        days.validators += [
            MinValueValidator(
                30,
                gettext_lazy("Leave at least 30 days, so that people can take their own words with them."),
            ),
            MaxValueValidator(
                3650,
                gettext_lazy("Keep words for ten years at most: write 3650 or less."),
            ),
        ]
        days.widget.attrs.update(min=30, max=3650)


class FoundForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name of your organisation"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write how your organisation is called.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    own_name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("As people there know you."),
        max_length=120,
        error_messages={"required": _NAME_MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = TimeZoneField(
        label=gettext_lazy("Your time zone"),
        help_text=gettext_lazy("Your organisation begins with it too; its settings can change that."),
    )


class JoinForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("As people there know you."),
        max_length=120,
        error_messages={"required": _NAME_MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class OwnZoneForm(forms.Form):
    time_zone = TimeZoneField(
        label=gettext_lazy("My time zone"),
        help_text=gettext_lazy("All dates are shown to you in it."),
    )


def role_names(roles: Collection[str]) -> str:
    """`Owner, facilitator`: roles in their order, as one short line."""
    return capitalised(", ".join(str(role.label) for role in OrganisationRole if role in roles))
