from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise as StrPromise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from alsweb.lib.numbers import in_words
from notifications.hours import Free
from notifications.kinds import Topic, optional_kinds
from notifications.models.preference import WEEKDAYS
from notifications.models.rota import LONGEST

DAY, LONGEST_QUIET = 24 * 60, 22 * 60
"""Minutes."""


def _every(weekday: StrPromise) -> StrPromise:
    return format_lazy(_("comes once a week, on {weekday}"), weekday=weekday)


class PreferencesForm(forms.Form):
    """What a person wants to be told, and when. Times are wall times in their own zone."""

    wanted = forms.MultipleChoiceField(
        label=_("Write to me about"), widget=forms.CheckboxSelectMultiple, required=False
    )
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
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
    digest_day = forms.TypedChoiceField(
        label=_("Mail that can wait"),
        choices=[("", _("comes by itself, as it comes up")), *((number, _every(name)) for number, name in WEEKDAYS)],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Once a week it is one mail for each organisation. What cannot wait still comes at once."),
    )
    digest_at = forms.TimeField(
        label=_("The weekly mail comes at"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
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

    def topics(self) -> list["OfTopic"]:
        """The kinds as the page shows them, by what they are about."""
        wanted = self["wanted"].value() or []
        boxes = dict(zip((kind.name for kind in optional_kinds()), self["wanted"], strict=True))
        found = []
        for topic in Topic:
            names = [kind.name for kind in optional_kinds() if kind.topic == topic]
            if names:
                found.append(OfTopic(topic, [boxes[name] for name in names], sum(name in wanted for name in names)))
        return found

    @property
    def stopped(self) -> list[str]:
        return [kind.name for kind in optional_kinds() if kind.name not in self.cleaned_data["wanted"]]


@dataclass(frozen=True)
class OfTopic:
    """A checkbox for each kind about the same, and how many of them are wanted."""

    topic: Topic
    boxes: list[forms.boundfield.BoundWidget]
    wanted: int

    @property
    def how_many(self) -> str:
        if self.wanted == len(self.boxes):
            return gettext("all of them") if self.wanted > 1 else gettext("yes")
        if not self.wanted:
            return gettext("none") if len(self.boxes) > 1 else gettext("no")
        return gettext("%(wanted)s of %(every)s") % {
            "wanted": in_words(self.wanted),
            "every": in_words(len(self.boxes)),
        }


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


OWN_HOURS = "own"
SHIFTS: dict[str, Free | None] = {
    "early": Free(time(15), time(20)),
    "late": Free(time(9), time(13)),
    "night": Free(time(16), time(20)),
    "off": None,
}
"""What a press fills in: after an early shift, before a late or a night one, and nothing on a day off."""


_E, _L, _N, _OFF = "early", "late", "night", "off"
ROUNDS = {
    "turns": [*[_E] * 5, _OFF, _OFF, *[_L] * 5, _OFF, _OFF],
    "three_turns": [*[_E] * 5, _OFF, _OFF, *[_L] * 5, _OFF, _OFF, *[_N] * 5, _OFF, _OFF],
    "two_two_two": [_E, _E, _L, _L, _N, _N, *[_OFF] * 4],
    "four_nights": [*[_N] * 4, *[_OFF] * 4],
}
"""Rounds that many work by, so that nobody has to choose each day."""


class RotaLengthForm(forms.Form):
    """How a rota goes and on which day it begins; the page then shows each of its days, to be put right."""

    round = forms.ChoiceField(
        label=_("How your shifts go round"),
        choices=[
            ("turns", _("A week of early, a week of late shifts")),
            ("three_turns", _("A week of early, of late and of night shifts")),
            ("two_two_two", _("Two early, two late, two nights, four days off")),
            ("four_nights", _("Four nights, four days off")),
            ("", _("Another way: I say it day by day")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    length = forms.IntegerField(
        label=_("After how many days it repeats"),
        min_value=1,
        max_value=LONGEST,
        required=False,
        help_text=_("Up to 28."),
    )
    starts_on = forms.DateField(
        label=_("The first day of one round"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Such as your next first early shift. Until then your weekdays hold."),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_starts_on(self) -> date:
        starts_on: date = self.cleaned_data["starts_on"]
        if abs((starts_on - self.today).days) > 366:
            raise forms.ValidationError(_("Choose a day within a year from now."))
        return starts_on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if shifts := ROUNDS.get(cleaned.get("round", "")):
            cleaned["length"] = len(shifts)
        elif cleaned.get("length") is None and "length" not in self.errors:
            self.add_error("length", _("Choose how your shifts go round, or say after how many days."))
        return cleaned

    @property
    def shifts(self) -> dict[str, object]:
        """What stands in each day's field where a round was chosen from the list."""
        found = ROUNDS.get(self.cleaned_data["round"], [])
        return {f"shift_{day}": shift for day, shift in enumerate(found, start=1)}


@dataclass(frozen=True)
class RotaRow:
    day: int
    on: date
    shift: forms.BoundField
    begins: forms.BoundField
    until: forms.BoundField


class RotaForm(forms.Form):
    """For each day of a rota, the hours in which mail may come: those of a shift, one's own, or none."""

    def __init__(self, *args: Any, length: int, starts_on: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.length, self.starts_on = length, starts_on
        shifts = [
            ("early", _("Early: mail 15:00–20:00")),
            ("late", _("Late: mail 09:00–13:00")),
            ("night", _("Night: mail 16:00–20:00")),
            ("off", _("Off: no mail")),
            (OWN_HOURS, _("Other hours")),
        ]
        for day in self.numbers:
            self.fields[f"shift_{day}"] = forms.ChoiceField(label=_("Shift"), choices=shifts)
            for name, label in (("from", _("Mail from")), ("until", _("until"))):
                widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
                self.fields[f"{name}_{day}"] = forms.TimeField(label=label, required=False, widget=widget)

    @staticmethod
    def initial_of(rota: Sequence[Free | None]) -> dict[str, object]:
        """How the form shows a rota that is there."""
        shown: dict[str, object] = {}
        for day, free in enumerate(rota, start=1):
            shift = next((name for name, hours in SHIFTS.items() if hours == free), OWN_HOURS)
            shown[f"shift_{day}"] = shift
            if free and shift == OWN_HOURS:
                shown |= {f"from_{day}": free.begins, f"until_{day}": free.until}
        return shown

    @property
    def numbers(self) -> range:
        return range(1, self.length + 1)

    def rows(self) -> list[RotaRow]:
        return [
            RotaRow(
                day,
                self.starts_on + timedelta(days=day - 1),
                *(self[f"{name}_{day}"] for name in ("shift", "from", "until")),
            )
            for day in self.numbers
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for day in self.numbers:
            if cleaned.get(f"shift_{day}") == OWN_HOURS:
                for name in ("from", "until"):
                    if f"{name}_{day}" in cleaned and cleaned[f"{name}_{day}"] is None:
                        self.add_error(f"{name}_{day}", _("Say when, or choose a shift."))
        if not self.errors and not any(self.rota):
            self.add_error("shift_1", _("Leave one day free for mail at least, or it could never reach you."))
        return cleaned

    @property
    def rota(self) -> list[Free | None]:
        found = self.cleaned_data
        return [
            Free(found[f"from_{day}"], found[f"until_{day}"])
            if found[f"shift_{day}"] == OWN_HOURS
            else SHIFTS[found[f"shift_{day}"]]
            for day in self.numbers
        ]
