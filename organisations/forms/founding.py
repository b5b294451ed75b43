"""Founding an organisation, and one's own time zone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from alsweb.lib.countries import country_names
from alsweb.lib.zone_field import TimeZoneField
from organisations.forms.fields import NAME_MISSING


def _countries() -> list[tuple[str, Any]]:
    return [("", gettext_lazy("that of my time zone")), *country_names().items()]


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
        error_messages={"required": NAME_MISSING},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    time_zone = TimeZoneField(
        label=gettext_lazy("Your time zone"),
        help_text=gettext_lazy("Your organisation begins with it too; its settings can change that."),
    )


class OwnZoneForm(forms.Form):
    time_zone = TimeZoneField(
        label=gettext_lazy("My time zone"),
        help_text=gettext_lazy("All dates are shown to you in it."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("My country"),
        required=False,
        choices=_countries,
        help_text=gettext_lazy("Whoever plans your dates is told of its public holidays, and not whose they are."),
    )
