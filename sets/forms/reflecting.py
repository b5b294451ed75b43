from django import forms
from django.utils.translation import gettext_lazy

from sets.forms.for_oneself import ForOneselfForm
from sets.models import ReflectionWords


class ReflectionForm(ForOneselfForm):
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
