from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sets.completion import Rule
from sets.models import Programme

MOST_SESSIONS = 24


class CompletionRuleForm(forms.Form):
    """So many of so many meetings, for a programme or for all sets without a rule of their own, from a day on."""

    programme = forms.ChoiceField(label=gettext_lazy("For"), required=False)
    attend = forms.IntegerField(
        label=gettext_lazy("Meetings to attend"), min_value=1, max_value=MOST_SESSIONS, initial=5
    )
    sessions = forms.IntegerField(label=gettext_lazy("Out of"), min_value=1, max_value=MOST_SESSIONS, initial=6)
    valid_from = forms.DateField(
        label=gettext_lazy("For sets that begin on or after"),
        help_text=gettext_lazy(
            "A set begins when its first ground rules are written. A day that is over takes in sets that run already, but"
            " none that began by another rule."
        ),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": gettext_lazy("This is no day. Write it as 2027-03-16.")},
        validators=[
            MinValueValidator(date(2000, 1, 1), gettext_lazy("Choose a day between 2000 and 2099.")),
            MaxValueValidator(date(2099, 12, 31), gettext_lazy("Choose a day between 2000 and 2099.")),
        ],
    )

    def __init__(self, *args: Any, programmes: Iterable[Programme], **options: Any) -> None:
        super().__init__(*args, **options)
        self.programmes = {each.slug: each for each in programmes}
        field = self.fields["programme"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", _("all sets whose programme has no rule of its own")),
            *((slug, each.name) for slug, each in self.programmes.items()),
        ]

    def clean(self) -> None:
        said = self.cleaned_data
        if "attend" in said and "sessions" in said and said["attend"] > said["sessions"]:
            self.add_error("attend", _("Nobody can attend more meetings than there are. Ask for as many at most."))

    @property
    def chosen(self) -> dict[str, Any]:
        """As the operation takes it."""
        said = self.cleaned_data
        return {
            "programme": self.programmes.get(said["programme"]),
            "valid_from": said["valid_from"],
            "attend": said["attend"],
            "sessions": said["sessions"],
        }

    @property
    def rule(self) -> Rule:
        return Rule(self.cleaned_data["attend"], self.cleaned_data["sessions"])
