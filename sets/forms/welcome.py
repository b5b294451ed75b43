from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sets.models import AimWords, BioWords, Circle, Score, Statement, WelcomePackWords

_TAKE_BACK = gettext_lazy("Save it empty to take it back.")


def _few_lines(most: int, **options: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "class": "serif"})
    return forms.CharField(max_length=most, widget=widget, **options)


class BioForm(forms.Form):
    bio = _few_lines(
        BioWords.bio.field.text_length,
        label=gettext_lazy("What would you like the others to know of you?"),
        help_text=gettext_lazy("What you do, what fills your days, something that one would not guess."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _may_be_taken_back(self, "bio")


class AimForm(forms.Form):
    aim = _few_lines(
        AimWords.aim.field.text_length,
        label=gettext_lazy("What would you like to be able to do at the end that you cannot do now?"),
        help_text=gettext_lazy("You meet it again half-way and at the end. You can change it at any time."),
    )
    circle = forms.ChoiceField(
        label=gettext_lazy("Who reads it"),
        choices=[(each.value, each.label) for each in (Circle.AUTHOR, Circle.SET)],
        initial=Circle.AUTHOR,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _may_be_taken_back(self, "aim")


def _may_be_taken_back(form: forms.Form, field: str) -> None:
    if form.get_initial_for_field(form.fields[field], field):
        form.fields[field].required, form.fields[field].help_text = False, _TAKE_BACK


class StatementsForm(forms.Form):
    """All four or none: half a start compares with nothing."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for statement in Statement:
            self.fields[statement.value] = forms.TypedChoiceField(
                label=statement.label,
                choices=Score.choices,
                coerce=int,
                widget=forms.RadioSelect,
                error_messages={"required": gettext_lazy("Choose one of the four: all are needed, or none.")},
            )

    def scores(self) -> dict[Statement, Score]:
        return {statement: Score(self.cleaned_data[statement.value]) for statement in Statement}


class WelcomePackForm(forms.Form):
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("Your welcome"),
        required=False,
        max_length=WelcomePackWords.text.field.text_length,
        widget=forms.Textarea(attrs={"rows": 8, "class": "serif"}),
        help_text=gettext_lazy("Why this set, how to get there, what to bring. Whom to ask when one is unsure."),
    )

    def clean_based_on(self) -> datetime | None:
        """When the welcome was written that this text sets out from."""
        try:
            return datetime.fromisoformat(based_on) if (based_on := self.cleaned_data["based_on"]) else None
        except ValueError:
            raise ValidationError(
                _("Open this page once more; it does not say which welcome you began with.")
            ) from None
