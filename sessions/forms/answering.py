"""Coming or not, and a note for the set."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from sessions.models import Answer

MOST_WORDS = 500


def note_field(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=MOST_WORDS, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=Answer.choices, widget=forms.HiddenInput)
    about = forms.IntegerField(required=False, widget=forms.HiddenInput)
    """When the session was to begin on the page that was answered, in seconds: about another time it is no answer."""
    note = note_field(gettext_lazy("A note for your set"))

    @property
    def note_given(self) -> str | None:
        """None where the page had no field for it."""
        return str(self.cleaned_data["note"]) if "note" in self.data else None
