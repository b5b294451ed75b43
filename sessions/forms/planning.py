"""When and where a session is, for one and for a series of them."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from alsweb.lib.time import NoSuchTime, TimeHappensTwice, in_zone, instant
from sessions.cadence import OWN_DATES, Break, Span, TooFarAway, dates, instants, why_not
from sessions.queries.places import UsedPlace
from sets.forms.founding import LENGTHS, MOST_SESSIONS
from sets.models import Cadence

FARTHEST = timedelta(days=3 * 366)
WHERE = ("place", "address", "access_notes", "video_link")


def day_field(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class _MeetingForm(forms.Form):
    """What every date needs: a wall time in the set's zone, which is not asked but named beside, a length, a place."""

    at_time = forms.TimeField(
        label=gettext_lazy("Time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Length"),
        coerce=int,
        choices=[(minutes, phrases.hours(minutes)) for minutes in LENGTHS],
        initial=180,
    )
    place_before = forms.ChoiceField(
        label=gettext_lazy("Where you have met before"),
        required=False,
        help_text=gettext_lazy("A place from here comes with its address and how to get in."),
    )
    place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Room and building. A less familiar place sometimes helps."),
    )
    address = forms.CharField(label=gettext_lazy("Address"), required=False, max_length=300)
    access_notes = forms.CharField(
        label=gettext_lazy("How to get in"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Step-free through the yard, ring at the side door. HR sees place, address and this."),
    )
    video_link = forms.URLField(
        label=gettext_lazy("Video link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Only your set sees it. It is never in a mail or a calendar feed."),
    )

    def __init__(self, *args: Any, zone: str, now: datetime, places: Sequence[UsedPlace] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.now = zone, now
        self.places = {each.place: each for each in places}
        self.fields["at_time"].help_text = phrases.city(zone)
        before = self.fields["place_before"]
        assert isinstance(before, forms.ChoiceField)
        before.choices = [("", _("as written below")), *[(each.place, _place_line(each)) for each in places]]
        if not places:
            del self.fields["place_before"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if chosen := self.places.get(cleaned.get("place_before", "")):
            cleaned |= {"place": chosen.place, "address": chosen.address, "access_notes": chosen.access_notes}
        return cleaned

    def where(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in WHERE}


def _place_line(place: UsedPlace) -> str:
    return f"{place.place} · {phrases.uncapitalised(place.how_often.rstrip('.'))}" if place.met else place.place


class SessionForm(_MeetingForm):
    """One date."""

    day = day_field(gettext_lazy("Date"))
    field_order: Sequence[str] = ("day", "at_time", "minutes")
    span: Span

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day, at_time, minutes = cleaned.get("day"), cleaned.get("at_time"), cleaned.get("minutes")
        if day is None or at_time is None or minutes is None:
            return cleaned
        try:
            starts_at = instant(day, at_time, self.zone)
            self.span = Span(day, starts_at, starts_at + timedelta(minutes=minutes))
        except (NoSuchTime, TimeHappensTwice, OverflowError) as met:
            where = "day" if isinstance(met, OverflowError) else "at_time"
            self.add_error(where, why_not(met, day=day, at_time=at_time, zone=self.zone))
        else:
            if mistake := too_soon_or_too_far(starts_at, day=day, at_time=at_time, now=self.now):
                self.add_error("day", mistake)
        return cleaned

    def when(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("day", "at_time", "minutes")}


class PlanForm(SessionForm):
    """A session that is put into everybody's diary."""


class SeriesForm(_MeetingForm):
    """Several dates in a rhythm; which they are is looked at before anything is saved."""

    count = forms.IntegerField(
        label=gettext_lazy("How many sessions"), min_value=1, max_value=MOST_SESSIONS, widget=forms.NumberInput
    )
    cadence = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[(value, phrases.capitalised(str(line))) for value, line in Cadence.choices]
        + [(OWN_DATES, gettext_lazy("On dates of our own"))],
        help_text=gettext_lazy("For dates of your own, the next page asks for each."),
    )
    day = day_field(gettext_lazy("First date"))
    pause_from = day_field(gettext_lazy("A break from"), required=False)
    pause_until = day_field(gettext_lazy("until"), required=False)
    second_pause_from = day_field(gettext_lazy("Another break from"), required=False)
    second_pause_until = day_field(gettext_lazy("until"), required=False)
    left_out = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
    field_order = ("count", "cadence", "day", "at_time", "minutes")

    def clean_left_out(self) -> list[date]:
        try:
            return [date.fromisoformat(each) for each in self.cleaned_data["left_out"].split(",") if each]
        except ValueError:
            return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        day = cleaned.get("day")
        if day and abs(day - in_zone(self.now, self.zone).date()) > FARTHEST:
            self.add_error("day", _("This date is more than three years away. Check the year."))
        elif day and day < in_zone(self.now, self.zone).date():
            self.add_error(
                "day", _("%(day)s has passed. Choose a date that is still to come.") % {"day": phrases.day(day)}
            )
        for name in ("pause", "second_pause"):
            first, last = cleaned.get(f"{name}_from"), cleaned.get(f"{name}_until")
            if bool(first) != bool(last) and not {f"{name}_from", f"{name}_until"} & self.errors.keys():
                self.add_error(f"{name}_until" if first else f"{name}_from", _("A break has a first and a last day."))
            elif first and last and not timedelta(0) <= last - first < timedelta(days=366):
                self.add_error(f"{name}_until", _("A break ends after it begins, and within a year."))
        if day and not self.errors and any(day in each for each in self.breaks()):
            self.add_error("day", _("Your first date lies in a break. Choose one before it or after it."))
        return cleaned

    def breaks(self) -> list[Break]:
        pairs = [
            (self.cleaned_data.get(f"{name}_from"), self.cleaned_data.get(f"{name}_until"))
            for name in ("pause", "second_pause")
        ]
        return [Break(first, last) for first, last in pairs if first and last]

    def dates(self) -> list[date]:
        """As the rhythm has them, without those left out."""
        return self._beats(self.cleaned_data["count"])

    def date_after(self, days: Sequence[date]) -> date | None:
        """The next in the rhythm when one of these is left out; a list of one's own has none."""
        beats = [] if self.cleaned_data["cadence"] == OWN_DATES else self._beats(len(days) + 2 * MOST_SESSIONS)
        return next((each for each in beats if each > max(days, default=date.min)), None)

    def _beats(self, count: int) -> list[date]:
        answers = self.cleaned_data
        try:
            return dates(
                answers["day"],
                cadence=answers["cadence"],
                count=count,
                breaks=self.breaks(),
                left_out=answers["left_out"],
            )
        except TooFarAway:
            return []


class DatesForm(forms.Form):
    """The dates of a series, one field each: another date may be put in its place, and an empty one is dropped."""

    def __init__(self, data: Any, *, rows: int, at_time: time, minutes: int, zone: str, now: datetime) -> None:
        super().__init__(data)
        self.at_time, self.minutes, self.zone, self.now = at_time, minutes, zone, now
        self.typed: dict[str, date] = {}
        self.spans: dict[str, Span] = {}
        for number in range(min(rows, MOST_SESSIONS)):
            self.fields[f"date_{number}"] = day_field(_("Date %(number)s") % {"number": number + 1}, required=False)

    @classmethod
    def of(cls, days: Sequence[date], *, rows: int, **options: Any) -> "DatesForm":
        """As if somebody had typed these days in their order, and left what rows remain empty."""
        data = {f"date_{number}": day.isoformat() for number, day in enumerate(sorted(days))}
        return cls(data, rows=max(rows, len(days)), **options)

    def clean(self) -> None:
        self.typed = {name: day for name, day in self.cleaned_data.items() if day}
        days: dict[date, str] = {}
        for name, day in self.typed.items():
            if day in days:
                self.add_error(name, _("This date stands here twice. Choose another, or leave it empty."))
            else:
                days[day] = name
        spans, amiss = instants(days, at_time=self.at_time, zone=self.zone, minutes=self.minutes)
        for each in amiss:
            self.add_error(days[each.day], each.sentence)
        for span in spans:
            if mistake := too_soon_or_too_far(span.starts_at, day=span.day, at_time=self.at_time, now=self.now):
                self.add_error(days[span.day], mistake)
            self.spans[days[span.day]] = span
        if not days and not self.errors and self.fields:
            self.add_error("date_0", _("Choose at least one date."))

    def days(self) -> list[date]:
        """All that were typed, also those with something amiss."""
        return sorted(self.typed.values())


def too_soon_or_too_far(starts_at: datetime, *, day: date, at_time: time, now: datetime) -> str:
    """A sentence for a date that has passed or is years away; else empty."""
    if starts_at <= now:
        names = {"day": phrases.day(day), "time": f"{at_time:%H:%M}"}
        return _("%(day)s, %(time)s has passed. Choose a date that is still to come.") % names
    if starts_at - now > FARTHEST:
        return _("This date is more than three years away. Check the year.")
    return ""
