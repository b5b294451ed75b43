from django import forms
from django.utils.translation import gettext_lazy

from actions.models import ProgressState


class ProgressForm(forms.Form):
    """Twenty seconds: how it goes, and a line if one likes."""

    state = forms.ChoiceField(
        label=gettext_lazy("How does it go?"),
        choices=ProgressState.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose on track, stuck or done. Stuck is welcome.")},
    )
    line = forms.CharField(
        label=gettext_lazy("A line, if you like"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
    )

    def clean_line(self) -> str:
        line: str = self.cleaned_data["line"].strip()
        return line
