from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sets.models import ReflectionWords


class ReflectionForm(forms.Form):
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(
        label=gettext_lazy("What I take from it"),
        required=False,
        max_length=ReflectionWords.text.field.text_length,
        widget=forms.Textarea(attrs={"rows": 12, "class": "serif"}),
        help_text=gettext_lazy(
            "What you do otherwise now, what you learned about your work, others’ and yourself. Name nobody but yourself:"
            " write “a colleague”. Save it empty to take it away."
        ),
    )

    def clean_based_on(self) -> datetime | None:
        """When the text was written that this one sets out from."""
        try:
            return datetime.fromisoformat(based_on) if (based_on := self.cleaned_data["based_on"]) else None
        except ValueError:
            raise ValidationError(_("Open this page once more; it does not say which text you began with.")) from None
