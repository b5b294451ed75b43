"""What somebody may do, where they work and for whom."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.forms.fields import ROLE_MISTAKES, RolesField, plain
from organisations.models import Membership, OrganisationRole, Position, Seniority
from organisations.models.user import normal_address


class RolesForm(forms.Form):
    roles = RolesField(label=gettext_lazy("What they may do"), error_messages=ROLE_MISTAKES)

    def __init__(self, *args: Any, membership: Membership, **options: Any) -> None:
        super().__init__(*args, **{"initial": {"roles": membership.roles}, **options})
        offered = {role for role in OrganisationRole if role is not OrganisationRole.GUEST} | set(membership.roles)
        self.fields["roles"].offer(offered)  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """`people` are those among whom the manager is found, by address or by a name that only one of them has."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        validators=[plain],
        error_messages={"required": gettext_lazy("Write the name by which people here know them.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    department = forms.CharField(
        label=gettext_lazy("Department"),
        max_length=120,
        required=False,
        validators=[plain],
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "departments"}),
    )
    site = forms.CharField(
        label=gettext_lazy("Site"),
        max_length=120,
        required=False,
        validators=[plain],
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "sites"}),
    )
    seniority = forms.ChoiceField(
        label=gettext_lazy("Seniority"),
        required=False,
        choices=[("", gettext_lazy("Not said")), *((value, capfirst(label)) for value, label in Seniority.choices)],
    )
    manager = forms.CharField(
        label=gettext_lazy("Manager"),
        max_length=254,
        required=False,
        help_text=gettext_lazy("Begin to type a name, or write their e-mail address."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "managers"}),
    )

    def __init__(
        self, *args: Any, person: Membership, position: Position, people: QuerySet[Membership], **options: Any
    ) -> None:
        manager = position.manager if position.manager and position.manager.ended_at is None else None
        initial = {
            "name": person.name,
            "department": position.department,
            "site": position.site,
            "seniority": position.seniority,
            "manager": manager.person.email if manager else "",
        }
        super().__init__(*args, **{"initial": initial, **options})
        self.person, self.people = person, people

    def clean_manager(self) -> Membership | None:
        wanted = self.cleaned_data["manager"].strip()
        if not wanted:
            return None
        by_address = self.people.filter(person__email=normal_address(wanted))
        found = list(by_address) or list(self.people.filter(name__iexact=wanted)[:2])
        if not found:
            raise ValidationError(_("Nobody here is called “%(name)s” or has that address."), params={"name": wanted})
        if len(found) > 1:
            raise ValidationError(
                _("Several people are called “%(name)s”. Write the e-mail address."), params={"name": wanted}
            )
        if found[0].pk == self.person.pk:
            raise ValidationError(_("Nobody is their own manager. Choose somebody else, or leave it empty."))
        return found[0]
