from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.filters import Narrowed
from reports.periods import DAYS, LONGEST, USUAL, Period

Choices = Mapping[str, list[tuple[str, str]]]


class _OneOf(forms.ChoiceField):
    """Nothing chosen is everything. What stands in an address and is not to be had is said, and narrows nothing."""

    def __init__(self, label: Any, everything: Any) -> None:
        self.everything, self.names = everything, dict[str, str]()
        super().__init__(
            label=label,
            required=False,
            error_messages={
                "invalid_choice": _("There is no “%(value)s” here. Choose from the list; the rest holds as it stands.")
            },
        )

    def offer(self, choices: list[tuple[str, str]]) -> None:
        self.names = dict(choices)
        self.choices = [("", self.everything), *choices]


class NarrowingForm(forms.Form):
    """What a report is asked for, as its address says it; what is wrong in it is left out, and said."""

    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[("quarter", _("three months")), ("half", _("six months")), ("year", _("a year"))],
        error_messages={"invalid_choice": _("There is no such period; you see six months.")},
    )
    since = forms.DateField(
        label=_("Or from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no day. Write it as 2027-03-16.")},
    )
    until = forms.DateField(
        label=_("until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no day. Write it as 2027-03-16.")},
    )
    programme = _OneOf(_("Programme"), _("every programme"))
    set = _OneOf(_("Set"), _("every set"))
    facilitator = _OneOf(_("Facilitator"), _("every facilitator"))
    purpose = _OneOf(_("Purpose of the programme"), _("every purpose"))
    department = _OneOf(_("Department"), _("every department"))
    site = _OneOf(_("Site"), _("every site"))

    def __init__(self, data: Any, *, choices: Choices, today: date) -> None:
        super().__init__(data)
        self.today = today
        for name, field in self.fields.items():
            if isinstance(field, _OneOf):
                field.offer(choices.get(name, []))
        self.is_valid()

    def clean(self) -> dict[str, Any]:
        chosen = self.cleaned_data
        since, until = chosen.get("since"), chosen.get("until")
        if "since" in self.errors or "until" in self.errors:
            return chosen
        if until and not since:
            self.add_error("since", _("From which day? Without it you see the usual period."))
        elif since and (until or self.today) < since:
            self.add_error("until", _("The last day lies before the first. You see the usual period."))
        elif since and ((until or self.today) - since).days > LONGEST:
            self.add_error("since", _("That is longer than ten years. You see the usual period."))
        return chosen

    @property
    def period_asked(self) -> Period:
        if (since := self._good("since")) and "until" not in self.errors:
            return Period(since, self._good("until") or self.today)
        return Period.last(DAYS[self.last], today=self.today)

    @property
    def last(self) -> str:
        """Which of the usual periods."""
        return self._good("period") or USUAL

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed(
            **{name: self._good(name) or "" for name, field in self.fields.items() if isinstance(field, _OneOf)}
        )

    @property
    def own_days(self) -> dict[str, str]:
        """The days that somebody chose, as they stand in the address."""
        period = self.period_asked
        chosen = bool(self._good("since")) and "until" not in self.errors
        return {"since": str(period.since), "until": str(period.until)} if chosen else {}

    @property
    def chosen_names(self) -> list[str]:
        """What the report is narrowed down to, in words."""
        asked = self.narrowed
        return [
            f"{field.label}: {field.names[value]}"
            for name, field in self.fields.items()
            if isinstance(field, _OneOf) and (value := getattr(asked, name))
        ]

    def _good(self, name: str) -> Any:
        return self.cleaned_data.get(name) if name not in self.errors else None
