"""What a member works on."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class ChallengeForm(forms.Form):
    headline = forms.CharField(
        label=gettext_lazy("Your challenge, as a question"),
        max_length=200,
        help_text=gettext_lazy("Open-ended, not solved, yours to act on. “How do I …?” is a good beginning."),
        widget=forms.TextInput(attrs={"class": "serif"}),
    )
    story = forms.CharField(
        label=gettext_lazy("What is going on?"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6, "class": "serif"}),
        help_text=gettext_lazy("As much or as little as you like."),
    )

    def clean_headline(self) -> str:
        headline: str = self.cleaned_data["headline"].strip()
        if not headline:
            raise ValidationError(_("Write your challenge in a line."))
        return headline


class HelpfulQuestionForm(forms.Form):
    """A question that helped, and where it was asked; never by whom."""

    text = forms.CharField(
        label=gettext_lazy("A question that helped"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
        help_text=gettext_lazy("As you remember it. Nobody is named as having asked it."),
    )
    session = forms.ChoiceField(label=gettext_lazy("Asked in"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, presented: Sequence[tuple[int, str]], **options: Any) -> None:
        """`presented` are number and name of the sessions to choose from, the latest last."""
        super().__init__(*args, **options)
        self._latest = presented[-1][0]
        if len(presented) == 1:
            del self.fields["session"]
            return
        field = self.fields["session"]
        assert isinstance(field, forms.ChoiceField)
        field.choices, field.initial = list(presented), self._latest

    def asked_in(self) -> int:
        """The number of the session, as it was given."""
        return int(self.cleaned_data.get("session", self._latest))

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise ValidationError(_("Write the question down."))
        return text


class EndForm(forms.Form):
    """Resolved or parked, and what became of it."""

    RESOLVED, PARKED = "resolved", "parked"

    end = forms.ChoiceField(
        label=gettext_lazy("How does it stand?"),
        choices=[(RESOLVED, gettext_lazy("Resolved")), (PARKED, gettext_lazy("Parked for now"))],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say whether it is resolved or parked.")},
    )
    became = forms.CharField(
        label=gettext_lazy("What became of it?"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "class": "serif"}),
        help_text=gettext_lazy("A line is enough."),
    )
