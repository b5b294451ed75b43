from datetime import date, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from notifications.kinds import optional_kinds
from notifications.models.preference import WEEKDAYS

DAY, LONGEST_QUIET = 24 * 60, 22 * 60
"""Minutes."""


class PreferencesForm(forms.Form):
    """What a person wants to be told, and when. Times are wall times in their own zone."""

    wanted = forms.MultipleChoiceField(
        label=_("Write to me about"), widget=forms.CheckboxSelectMultiple, required=False
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("What comes up in quiet hours waits until they are over. For none, choose the same time twice."),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Days on which mail may come"),
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose one day at least.")},
    )
    paused_until = forms.DateField(
        label=_("No mail before"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("For a holiday. Leave it empty to go on as usual."),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        wanted = self.fields["wanted"]
        assert isinstance(wanted, forms.MultipleChoiceField)
        wanted.choices = [(kind.name, kind.label) for kind in optional_kinds()]

    def clean_paused_until(self) -> date | None:
        """A day that has come ends the pause."""
        until: date | None = self.cleaned_data["paused_until"]
        if until is not None and (until - self.today).days > 366:
            raise forms.ValidationError(_("Choose a day within a year from now."))
        return until if until and until > self.today else None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if begins and ends and (_minutes(ends) - _minutes(begins)) % DAY > LONGEST_QUIET:
            self.add_error("quiet_until", _("Leave two hours free at least, or mail could hardly ever reach you."))
        return cleaned

    @property
    def stopped(self) -> list[str]:
        return [kind.name for kind in optional_kinds() if kind.name not in self.cleaned_data["wanted"]]


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute
