from django import forms
from django.utils.translation import gettext_lazy

from sessions.models import ProcessNoteWords
from sets.forms.for_oneself import ForOneselfForm


class ProcessNoteForm(ForOneselfForm):
    text = forms.CharField(
        label=gettext_lazy("How the set works"),
        required=False,
        max_length=ProcessNoteWords.text.field.text_length,
        widget=forms.Textarea(attrs={"rows": 10, "class": "serif"}),
        help_text=gettext_lazy(
            "What helped them think, what got in the way, what you try next time. What somebody told of themselves is theirs"
            " to write down. Save it empty to take it away."
        ),
    )
