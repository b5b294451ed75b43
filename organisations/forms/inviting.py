"""Asking people in, and what they answer."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from organisations.forms.fields import NAME_MISSING, ROLE_MISTAKES, RolesField
from organisations.models import Membership, OrganisationRole
from organisations.models.user import normal_address

INVITED_AT_ONCE = 20
_LINE = re.compile(r"(?:(?P<name>[^<>]*)<(?P<named>[^<>]+)>|(?P<bare>\S+))")


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
        label=gettext_lazy("What they may do"), initial=[OrganisationRole.MEMBER], error_messages=ROLE_MISTAKES
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


class JoinForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name"),
        help_text=gettext_lazy("As people there know you."),
        max_length=120,
        error_messages={"required": NAME_MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
