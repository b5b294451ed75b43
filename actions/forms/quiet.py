from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WEEK, DAY, NEVER = "week", "day", "never"
AT_MOST = timedelta(days=365)


class QuietForm(forms.Form):
    """Three buttons: ask again in a week, on a day, or not at all."""

    quiet = forms.ChoiceField(
        choices=[(each, each) for each in (WEEK, DAY, NEVER)],
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Press one of the buttons below."),
            "invalid_choice": gettext_lazy("Press one of the buttons below."),
        },
    )
    until = forms.DateField(
        label=gettext_lazy("Or on a day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean(self) -> None:
        if self.cleaned_data.get("quiet") != DAY or "until" in self.errors:
            return
        until = self.cleaned_data.get("until")
        if until is None:
            self.add_error("until", _("Choose the day on which you would like to be asked."))
        elif not self.today < until <= self.today + AT_MOST:
            self.add_error("until", _("Choose a day that is still to come, within a year."))

    def day(self) -> date | None:
        """From which day on one may be asked again."""
        return {WEEK: self.today + timedelta(days=7), DAY: self.cleaned_data.get("until")}.get(
            self.cleaned_data["quiet"]
        )
