"""When and where a session is."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from alsweb.lib.time import NoSuchTime, TimeHappensTwice, instant
from sets.forms.founding import LENGTHS


class SessionForm(forms.Form):
    """A date and a wall time in the set's zone. The zone is not asked: it is the set's, and named beside."""

    day = forms.DateField(label=gettext_lazy("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
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
    place = forms.CharField(
        label=gettext_lazy("Place"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Room and building, and how to get in. A less familiar place sometimes helps."),
    )

    def __init__(self, *args: Any, zone: str, now: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.zone, self.now = zone, now
        self.fields["at_time"].help_text = phrases.city(zone)

    def clean(self) -> None:
        day, at_time = self.cleaned_data.get("day"), self.cleaned_data.get("at_time")
        if day is None or at_time is None:
            return
        names = {
            "time": at_time.strftime("%H:%M"),
            "day": phrases.day(day),
            "zone": phrases.city(self.zone),
        }
        try:
            starts_at = instant(day, at_time, self.zone)
        except NoSuchTime:
            self.add_error(
                "at_time",
                _("There is no %(time)s on %(day)s in %(zone)s: the clocks go forward over it. Choose an hour later.")
                % names,
            )
        except TimeHappensTwice:
            self.add_error(
                "at_time",
                _("%(time)s happens twice on %(day)s in %(zone)s: the clocks go back. Choose a time outside that hour.")
                % names,
            )
        except OverflowError:
            self.add_error("day", _("This date is too far away. Check the year."))
        else:
            if starts_at <= self.now:
                self.add_error(
                    "day",
                    _("%(day)s, %(time)s has passed. Choose a date that is still to come.") % names,
                )
            elif (starts_at - self.now).days > 3 * 366:
                self.add_error("day", _("This date is more than three years away. Check the year."))


class PlanForm(SessionForm):
    video_link = forms.URLField(
        label=gettext_lazy("Video link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Only your set sees it. It is never in a mail or a calendar feed."),
    )
