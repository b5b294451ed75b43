"""What a member works on."""

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
