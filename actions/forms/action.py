from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy

from actions.forms.wording import past, wording_fields
from actions.models import ActionOutcomeWords, LettingGo
from actions.texts import WORDING


class ActionForm(forms.Form):
    """An action, worded anew. An old day may stay as it is."""

    based_on = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, today: date, due_on: date | None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today, self.due_on = today, due_on
        self.fields |= wording_fields()

    def texts(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in WORDING}

    def clean_due_on(self) -> date | None:
        due_on: date | None = self.cleaned_data["due_on"]
        if due_on and due_on < self.today and due_on != self.due_on:
            raise forms.ValidationError(past())
        return due_on


def _lines(name: str, label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=getattr(ActionOutcomeWords, name).field.text_length,
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
    )


class OutcomeForm(forms.Form):
    """What became of an action; the difference only of a try-out."""

    based_on = forms.CharField(widget=forms.HiddenInput, required=False)
    happened = _lines("happened", gettext_lazy("What happened?"))
    learned = _lines("learned", gettext_lazy("What did you learn?"))
    difference = _lines("difference", gettext_lazy("What do you make of the difference to what you expected?"))

    def __init__(self, *args: Any, is_tryout: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_tryout:
            del self.fields["difference"]

    def outcome(self) -> Mapping[str, str]:
        names = [name for name in ("happened", "learned", "difference") if name in self.fields]
        return {name: self.cleaned_data[name] for name in names}


class LetGoForm(forms.Form):
    based_on = forms.CharField(widget=forms.HiddenInput, required=False)
    because = forms.ChoiceField(
        label=gettext_lazy("Why do you let it go?"),
        choices=[(value, capfirst(label)) for value, label in LettingGo.choices],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the reason that comes nearest.")},
    )
    learned = _lines("learned", gettext_lazy("What did you learn?"))

    def outcome(self) -> Mapping[str, str]:
        return {"learned": self.cleaned_data["learned"]}


class ReadersForm(forms.Form):
    circle = forms.ChoiceField(
        label=gettext_lazy("Who reads it?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose who reads it.")},
    )

    def __init__(self, *args: Any, circles: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["circle"].choices = circles  # type: ignore[attr-defined]
