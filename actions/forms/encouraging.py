from django import forms
from django.utils.translation import gettext_lazy

from actions.models import EncouragementKind


class EncouragementForm(forms.Form):
    """Each kind is a button that sends the line."""

    kind = forms.ChoiceField(
        choices=EncouragementKind.choices,
        widget=forms.HiddenInput,
        error_messages={
            "required": gettext_lazy("Send it as a kind line, or as a question."),
            "invalid_choice": gettext_lazy("Send it as a kind line, or as a question."),
        },
    )
    line = forms.CharField(
        label=gettext_lazy("Your line"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
        help_text=gettext_lazy("A kind line, or one question. Not advice."),
    )
