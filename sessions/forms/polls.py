"""Asking about several dates, answering, choosing."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from alsweb.lib.time import NoSuchTime, TimeHappensTwice, in_zone, instant
from sessions.cadence import Span, instants
from sessions.forms.planning import FARTHEST, day_field, too_soon_or_too_far
from sessions.models import Availability, Slot
from sets.forms.founding import LENGTHS, MOST_SESSIONS
from sets.models import Cadence

MOST_SLOTS = 40
OWN_ROWS = 3
WRITTEN = "%Y-%m-%dT%H:%M"

ANSWERS = (
    (Availability.YES, gettext_lazy("Yes")),
    (Availability.IF_NEED_BE, gettext_lazy("If need be")),
    (Availability.NO, gettext_lazy("No")),
    (Availability.UNKNOWN, gettext_lazy("Not sure")),
)


def end_of(day: date, zone: str) -> datetime:
    """Its last minute; where the clocks change over that, the last minute before they do."""
    for hour in range(23, -1, -1):
        with suppress(NoSuchTime, TimeHappensTwice):
            return instant(day, time(hour, 59), zone)
    raise NoSuchTime(day)


class AskForm(forms.Form):
    """How many dates are wanted, in which rhythm, and until when people may answer."""

    wanted = forms.IntegerField(
        label=gettext_lazy("How many dates do you need?"), min_value=1, max_value=MOST_SESSIONS, initial=6
    )
    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Length"),
        coerce=int,
        choices=[(minutes, phrases.hours(minutes)) for minutes in LENGTHS],
    )
    cadence = forms.ChoiceField(
        label=gettext_lazy("How often"),
        choices=[(value, phrases.capitalised(str(line))) for value, line in Cadence.choices],
    )
    first = day_field(gettext_lazy("From which day?"))
    answer_by = day_field(
        gettext_lazy("Until when can people answer?"),
        help_text=gettext_lazy("Until the end of that day. Two days before, those who have not answered get one mail."),
    )
    place = forms.CharField(label=gettext_lazy("Place"), required=False, max_length=200)

    def __init__(self, *args: Any, zone: str, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.now = zone, now

    def clean_answer_by(self) -> date:
        answer_by: date = self.cleaned_data["answer_by"]
        return still_to_come(answer_by, zone=self.zone, now=self.now)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, answer_by = cleaned.get("first"), cleaned.get("answer_by")
        if first and first - in_zone(self.now, self.zone).date() > FARTHEST:
            self.add_error("first", _("This date is more than three years away. Check the year."))
        elif first and answer_by and first <= answer_by:
            self.add_error(
                "first", _("People can answer until %(day)s. Begin after that.") % {"day": phrases.day(answer_by)}
            )
        return cleaned


def still_to_come(day: date, *, zone: str, now: datetime) -> date:
    today = in_zone(now, zone).date()
    if day < today:
        raise ValidationError(_("%(day)s has passed. Choose a day that is still to come.") % {"day": phrases.day(day)})
    if day - today > FARTHEST:
        raise ValidationError(_("This date is more than three years away. Check the year."))
    return day


class OfferForm(forms.Form):
    """The dates that are asked about: those of the proposal that are kept, and some of one's own."""

    def __init__(
        self,
        *args: Any,
        offered: Sequence[Span],
        kept: set[Span],
        zone: str,
        minutes: int,
        now: datetime,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.offered, self.kept = list(offered), kept
        self.zone, self.minutes, self.now = zone, minutes, now
        for number in range(OWN_ROWS):
            self.fields[f"day_{number}"] = day_field(_("Another date"), required=False)
            self.fields[f"time_{number}"] = forms.TimeField(
                label=phrases.city(zone),
                required=False,
                widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            )

    def clean(self) -> None:
        for number in range(OWN_ROWS):
            day, at_time = self.cleaned_data.get(f"day_{number}"), self.cleaned_data.get(f"time_{number}")
            if day and at_time:
                self._add(number, day, at_time)
            elif day and f"time_{number}" not in self.errors:
                self.add_error(f"time_{number}", _("Say at what time, too."))
            elif at_time and f"day_{number}" not in self.errors:
                self.add_error(f"day_{number}", _("Say on which day, too."))

    def _add(self, number: int, day: date, at_time: time) -> None:
        spans, amiss = instants([day], at_time=at_time, zone=self.zone, minutes=self.minutes)
        for each in amiss:
            self.add_error(f"time_{number}", each.sentence)
        for span in spans:
            if mistake := too_soon_or_too_far(span.starts_at, day=day, at_time=at_time, now=self.now):
                self.add_error(f"day_{number}", mistake)
            elif span.starts_at not in {each.starts_at for each in self.offered}:
                self.offered = sorted([*self.offered, span], key=lambda each: each.starts_at)
                self.kept.add(span)
            else:
                self.kept.add(span)

    def spans(self) -> list[Span]:
        return [each for each in self.offered if each in self.kept]

    def check_number(self, wanted: int) -> bool:
        """Whether they are enough to choose from, and not too many to answer."""
        if len(self.kept) < wanted:
            self.add_error(None, _("Ask about at least %(n)s dates: that is how many you need.") % {"n": wanted})
        elif len(self.kept) > MOST_SLOTS:
            self.add_error(
                None, _("Ask about %(n)s dates at most. Fifteen are answered in thirty seconds.") % {"n": MOST_SLOTS}
            )
        return not self.errors


def read_spans(written: Sequence[str], *, zone: str, minutes: int, now: datetime) -> list[Span]:
    """Dates as a page wrote them, without those that cannot be."""
    found: dict[datetime, Span] = {}
    for each in written[: 3 * MOST_SLOTS]:
        try:
            wall = datetime.strptime(each, WRITTEN)  # noqa: DTZ007  # the zone is the set's
        except ValueError:
            continue
        spans, _amiss = instants([wall.date()], at_time=wall.time(), zone=zone, minutes=minutes)
        found |= {span.starts_at: span for span in spans if now < span.starts_at < now + FARTHEST}
    return [found[starts_at] for starts_at in sorted(found)]


class AnswerForm(forms.Form):
    """One of four for each date; and when to ask again about those that cannot be known yet."""

    ask_again_on = day_field(
        gettext_lazy("When will you know?"),
        required=False,
        help_text=gettext_lazy("Where you are not sure yet: we ask again on that day, in one mail."),
    )

    def __init__(
        self, *args: Any, slots: Sequence[Slot], closes_at: datetime, zone: str, now: datetime, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.slots, self.closes_at, self.zone, self.now = slots, closes_at, zone, now
        for slot in slots:
            self.fields[f"slot_{slot.pk}"] = forms.ChoiceField(
                label=phrases.moment(slot.starts_at, zone), required=False, choices=ANSWERS, widget=forms.RadioSelect
            )

    @property
    def rest(self) -> str:
        """What was said of all dates that have no answer of their own."""
        rest: str = self.data.get("rest", "")
        return rest if rest in (Availability.YES, Availability.NO) else ""

    def clean(self) -> None:
        missing = 0
        for slot in self.slots:
            name = f"slot_{slot.pk}"
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.cleaned_data[name] = self.rest
                missing += not self.rest
                if not self.rest:
                    self.add_error(name, _("Still to be said."))
        unknown = Availability.UNKNOWN in self.answers().values()
        ask_again_on = self.cleaned_data.get("ask_again_on")
        today, last = in_zone(self.now, self.zone).date(), in_zone(self.closes_at, self.zone).date()
        if not unknown:
            self.cleaned_data["ask_again_on"] = None
        elif ask_again_on is None and "ask_again_on" not in self.errors:
            self.add_error("ask_again_on", _("Say on which day you will know, or choose another answer."))
        elif ask_again_on and not today < ask_again_on <= last:
            self.add_error(
                "ask_again_on",
                _("Choose a day from tomorrow until %(day)s, the last day to answer.") % {"day": phrases.day(last)},
            )

    def answers(self) -> dict[int, str]:
        """By slot."""
        said = {slot.pk: self.cleaned_data.get(f"slot_{slot.pk}") for slot in self.slots}
        return {slot: answer for slot, answer in said.items() if answer}

    @staticmethod
    def initial_of(answers: Mapping[int, str], ask_again_on: date | None) -> dict[str, Any]:
        return {**{f"slot_{slot}": answer for slot, answer in answers.items()}, "ask_again_on": ask_again_on}


class ProlongForm(forms.Form):
    answer_by = day_field(gettext_lazy("Until when can people answer?"))

    def __init__(self, *args: Any, closes_at: datetime, zone: str, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.closes_at, self.zone, self.now = closes_at, zone, now

    def clean_answer_by(self) -> date:
        answer_by = still_to_come(self.cleaned_data["answer_by"], zone=self.zone, now=self.now)
        if end_of(answer_by, self.zone) < self.closes_at:  # the same day again is the same button pressed twice
            raise ValidationError(_("That is sooner than people were told. Choose a later day."))
        return answer_by
