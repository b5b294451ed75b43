"""A time zone as people type it: the name of their city will do."""

from functools import cache
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from alsweb.lib.time import zone_names


class TimeZoneInput(forms.TextInput):
    """A line to type in, with all zones to choose from."""

    template_name = "django/forms/widgets/time_zone.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = "time-zones"
        return {**context, "zones": _options()}


class TimeZoneField(forms.Field):
    """An IANA zone, named `Region/City`; the city alone is enough where there is one of that name."""

    widget = TimeZoneInput
    default_error_messages = {"invalid": gettext_lazy("Choose one of the time zones in the list.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"label": gettext_lazy("Time zone"), **options})
        self.widget.attrs.update(autocomplete="off", spellcheck="false")

    def prepare_value(self, value: Any) -> Any:
        return value.replace("_", " ") if isinstance(value, str) else value

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        typed = "_".join(str(value).lower().split())
        cities = _cities().get(typed, [])
        if typed in _zones():
            return _zones()[typed]
        if len(cities) != 1:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return cities[0]


@cache
def _zones() -> dict[str, str]:
    return {zone.lower(): zone for zone in zone_names()}


@cache
def _cities() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for zone in zone_names():
        found.setdefault(zone.rpartition("/")[2].lower(), []).append(zone)
    return found


@cache
def _options() -> SafeString:
    """Written once a process: as a select, four hundred options were most of a form's time."""
    return format_html_join("", '<option value="{}">', ((zone.replace("_", " "),) for zone in zone_names()))
