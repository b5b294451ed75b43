from django import forms
from django.utils.translation import gettext_lazy

from actions.models import ProgressState


class ProgressForm(forms.Form):
    """Each state is a button that sends the form, so that one tap is an answer; the line beside it goes along."""

    state = forms.ChoiceField(
        choices=ProgressState.choices,
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Press on track, stuck or done. Stuck is welcome."),
            "invalid_choice": gettext_lazy("Press on track, stuck or done. Stuck is welcome."),
        },
    )
    line = forms.CharField(
        label=gettext_lazy("A line"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 1, "class": "serif"}),
    )

    def clean_line(self) -> str:
        line: str = self.cleaned_data["line"].strip()
        return line
