"""The steps of founding a set, and the one page on which a set that stands is described anew."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from alsweb.lib.zone_field import TimeZoneField
from sets.models import Agenda, Cadence, Facilitation, Format, LearningSet, Programme, SetRole

LENGTHS = (60, 90, 120, 150, 180, 240, 300, 360, 420)
"""Of a session, in minutes: an hour a week to a day a month."""
MOST_PLACES, MOST_SESSIONS = 12, 24

_SINCE = ("joins_signed_in", "notes_lateness")
"""Asked as yes or no, kept as since when."""

_OUTSIDE = "outside"
_OWN_ROLES = {
    SetRole.FACILITATOR: gettext_lazy("I facilitate"),
    SetRole.MEMBER: gettext_lazy("I take part"),
    _OUTSIDE: gettext_lazy("I only put it together"),
}


_CHOICES: dict[str, type[Choices]] = {
    "facilitation": Facilitation,
    "cadence": Cadence,
    "format": Format,
    "agenda": Agenda,
}


class _SetForm(forms.ModelForm[LearningSet]):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.fields.keys() & _CHOICES.keys():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(value, phrases.capitalised(str(line))) for value, line in _CHOICES[name].choices]

    def clean_topic(self) -> str:
        return " ".join(self.cleaned_data["topic"].split())

    class Meta:
        model = LearningSet
        fields: ClassVar[list[str]] = []

    @property
    def changed_columns(self) -> list[str]:
        return [name for name in self.changed_data if name in self.Meta.fields]


class TopicForm(_SetForm):
    """The first step: what brings people together, and who holds the circle."""

    class Meta:
        model = LearningSet
        fields: ClassVar[list[str]] = ["topic", "name", "programme", "facilitation"]
        labels: ClassVar[dict[str, Any]] = {
            "topic": gettext_lazy("What brings you together?"),
            "name": gettext_lazy("What is the set called?"),
            "facilitation": gettext_lazy("Who facilitates?"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "topic": gettext_lazy("One line, best as a question. The whole organisation may read it."),
            "name": gettext_lazy("Short, as people will say it. The whole organisation may read it."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "topic": forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
            "facilitation": forms.RadioSelect,
        }

    def __init__(self, *args: Any, programmes: QuerySet[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        if programmes:
            self.fields["programme"] = forms.ModelChoiceField(
                programmes, label=gettext_lazy("Programme"), required=False, empty_label=gettext_lazy("None")
            )
        else:
            del self.fields["programme"]

    def ask_for_hints(self, url: str) -> None:
        """Have the browser ask there as the topic changes; without JavaScript they come after saving."""
        self.fields["topic"].widget.attrs.update({"hx-get": url, "hx-trigger": "change", "hx-target": "#hints"})


class FoundSetForm(TopicForm):
    own_role = forms.ChoiceField(
        label=gettext_lazy("And you?"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Who only puts the set together reads nothing that is said in it."),
    )

    def __init__(self, *args: Any, may_facilitate: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        own_role = self.fields["own_role"]
        assert isinstance(own_role, forms.ChoiceField)
        own_role.choices = [
            (str(role), line) for role, line in _OWN_ROLES.items() if may_facilitate or role != SetRole.FACILITATOR
        ]
        own_role.initial = SetRole.FACILITATOR if may_facilitate else _OUTSIDE

    def clean(self) -> None:
        super().clean()
        facilitation = self.cleaned_data.get("facilitation", Facilitation.STANDING)
        if self.cleaned_data.get("own_role") == SetRole.FACILITATOR and facilitation != Facilitation.STANDING:
            self.add_error(
                "own_role",
                ValidationError(
                    _("Without one facilitator nobody facilitates for good: take part, and take your turn.")
                ),
            )

    def answers(self) -> dict[str, Any]:
        """As `found_set` takes them."""
        role = self.cleaned_data["own_role"]
        return {**self.cleaned_data, "own_role": None if role == _OUTSIDE else role}


class HowForm(_SetForm):
    """The second step: what a set commits to. The defaults are the commonest in practice."""

    minutes = forms.TypedChoiceField(
        label=gettext_lazy("Length of a session"),
        coerce=int,
        choices=[(minutes, phrases.hours(minutes)) for minutes in LENGTHS],
    )
    time_zone = TimeZoneField(
        help_text=gettext_lazy("Dates are agreed in it; everybody sees them in their own. Type your city.")
    )

    class Meta:
        model = LearningSet
        fields: ClassVar[list[str]] = [
            "places",
            "sessions_planned",
            "minutes",
            "cadence",
            "format",
            "place",
            "time_zone",
            "agenda",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "places": gettext_lazy("How many people"),
            "sessions_planned": gettext_lazy("How many sessions"),
            "place": gettext_lazy("Usual place"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "places": gettext_lazy("Five to seven; six is ideal. The facilitator comes on top."),
            "sessions_planned": gettext_lazy("Four to ten, over several months to a year."),
            "place": gettext_lazy("A less familiar one sometimes helps people to see afresh."),
            "agenda": gettext_lazy(
                "Names beforehand: who wants to present puts their name down. Bids: the room decides on the day."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {"format": forms.RadioSelect, "agenda": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _between(self.fields["places"], 2, MOST_PLACES)
        _between(self.fields["sessions_planned"], 1, MOST_SESSIONS)


class AboutForm(HowForm):
    """All that a set says of itself, for one that is running."""

    joins_signed_in = forms.BooleanField(
        label=gettext_lazy("Who joins by video signs in first"),
        required=False,
        help_text=gettext_lazy("Otherwise a personal invitation joins with one tap, for whoever holds that mail."),
    )
    notes_lateness = forms.BooleanField(
        label=gettext_lazy("We note who came late or left early"),
        required=False,
        help_text=gettext_lazy("Only if your ground rules want it. Your set sees it; no report does."),
    )

    class Meta(HowForm.Meta):
        fields: ClassVar[list[str]] = [
            "topic",
            "name",
            "facilitation",
            *HowForm.Meta.fields,
            "calendar_name",
            "minimum",
        ]
        labels: ClassVar[dict[str, Any]] = {
            **TopicForm.Meta.labels,
            **HowForm.Meta.labels,
            "minimum": gettext_lazy("Fewest who meet"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            **TopicForm.Meta.help_texts,
            **HowForm.Meta.help_texts,
            "facilitation": gettext_lazy("Where members take turns or nobody does, each of you plans and invites."),
            "calendar_name": gettext_lazy("What stands in people’s calendars, where others may see it."),
            "minimum": gettext_lazy(
                "When fewer members can come, whoever runs the set is asked: move it, meet all the same, or meet as a triad."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {**TopicForm.Meta.widgets, **HowForm.Meta.widgets}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _between(self.fields["minimum"], 2, MOST_PLACES)
        for name in _SINCE:
            self.fields[name].initial = getattr(self.instance, f"{name}_at") is not None

    def since(self, at: datetime) -> list[str]:
        """Give what was ticked now its date and take it from what no longer is; the columns that change by it."""
        changed = [name for name in _SINCE if name in self.changed_data]
        for name in changed:
            setattr(self.instance, f"{name}_at", at if self.cleaned_data[name] else None)
        return [f"{name}_at" for name in changed]


def _between(field: forms.Field, fewest: int, most: int) -> None:
    assert isinstance(field, forms.IntegerField)
    field.min_value, field.max_value = fewest, most
    field.validators = [forms.IntegerField(min_value=fewest, max_value=most).run_validators]
    field.widget.attrs.update({"min": fewest, "max": most})
