from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.filters import Narrowed
from reports.periods import DAYS, LONGEST, USUAL, Period

Choices = Mapping[str, list[tuple[str, str]]]


class _List(forms.Select):
    """Its options are written in one go: Django's own asks a template for each, half the time of a page with 700 sets."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        options = "".join(
            f'<option value="{escape(key)}"{" selected" if key == (value or "") else ""}>{escape(str(label))}</option>'
            for key, label in self.choices
        )
        attributes = flatatt(self.build_attrs(self.attrs, attrs))
        return format_html('<select name="{}"{}>{}</select>', name, attributes, mark_safe(options))  # noqa: S308  # escaped


class OneOf(forms.ChoiceField):
    """Nothing chosen is everything. What stands in an address and is not to be had is said, and narrows nothing."""

    def __init__(self, label: Any, everything: Any) -> None:
        self.everything, self.names = everything, dict[str, str]()
        super().__init__(
            label=label,
            required=False,
            widget=_List,
            error_messages={
                "invalid_choice": _("There is no “%(value)s” here. Choose from the list; the rest holds as it stands.")
            },
        )

    def offer(self, choices: list[tuple[str, str]]) -> None:
        self.names = dict(choices)
        self.choices = [("", self.everything), *choices]


class _Day(forms.DateField):
    """Of the centuries that calendars here know, so that the time before it is one too."""

    def __init__(self, label: Any) -> None:
        said = _("Choose a day between 2000 and 2099.")
        super().__init__(
            label=label,
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            error_messages={"invalid": _("This is no day. Write it as 2027-03-16.")},
            validators=[MinValueValidator(date(2000, 1, 1), said), MaxValueValidator(date(2099, 12, 31), said)],
        )


class PeriodForm(forms.Form):
    """Which time a report is about, as its address says it; what is wrong in it is left out, and said."""

    period = forms.ChoiceField(
        label=_("Period"),
        required=False,
        choices=[("quarter", _("three months")), ("half", _("six months")), ("year", _("a year"))],
        error_messages={"invalid_choice": _("There is no such period; you see six months.")},
    )
    since = _Day(label=_("Or from"))
    until = _Day(label=_("until"))

    def __init__(self, data: Any, *, today: date) -> None:
        super().__init__(data)
        self.today = today

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
    def own_days(self) -> dict[str, str]:
        """The days that somebody chose, as they stand in the address."""
        period = self.period_asked
        chosen = bool(self._good("since")) and "until" not in self.errors
        return {"since": str(period.since), "until": str(period.until)} if chosen else {}

    @property
    def period_name(self) -> str:
        """`six months`, or the days that somebody chose."""
        if days := self.own_days:
            return gettext("%(since)s to %(until)s") % days
        names: Any = self.fields["period"]
        return str(dict(names.choices)[self.last])

    @property
    def when(self) -> dict[str, str]:
        """The period as an address says it."""
        return self.own_days or {"period": self.last}

    @property
    def time_alone(self) -> str:
        """`?period=year`: what goes down with whoever looks closer, so that figures agree."""
        return f"?{urlencode(self.when)}"

    def _good(self, name: str) -> Any:
        return self.cleaned_data.get(name) if name not in self.errors else None


class NarrowingForm(PeriodForm):
    """And what it is narrowed down to."""

    programme = OneOf(_("Programme"), _("every programme"))
    set = OneOf(_("Set"), _("every set"))
    facilitator = OneOf(_("Facilitator"), _("every facilitator"))
    purpose = OneOf(_("Purpose of the programme"), _("every purpose"))
    department = OneOf(_("Department"), _("every department"))
    site = OneOf(_("Site"), _("every site"))

    def __init__(self, data: Any, *, choices: Choices, today: date) -> None:
        super().__init__(data, today=today)
        self.offered = choices
        for name, field in self.fields.items():
            if isinstance(field, OneOf):
                field.offer(choices.get(name, []))

    @property
    def narrowed(self) -> Narrowed:
        return Narrowed(
            **{name: self._good(name) or "" for name, field in self.fields.items() if isinstance(field, OneOf)}
        )

    @property
    def view(self) -> str:
        """What is chosen, as an address says it from the question mark on; what is wrong is left out."""
        return self.narrowed.address(**self.when)

    @property
    def chosen_names(self) -> list[str]:
        """What the report is narrowed down to, in words."""
        return [f"{self.fields[each].label}: {self.name_of(each)}" for each in self.narrowed.chosen]

    def name_of(self, chosen: str) -> str:
        field = self.fields[chosen]
        return field.names[getattr(self.narrowed, chosen)] if isinstance(field, OneOf) else ""
