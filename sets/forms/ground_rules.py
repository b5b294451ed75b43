from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sets.models.words import HEADS, head_label

_PROMPTS = {
    "confidentiality": gettext_lazy(
        "What does confidential mean to you? Not even between members afterwards, unless the owner raises it?"
    ),
    "integrity": gettext_lazy("Being honest, speaking for oneself, doing what one said one would do."),
    "safety": gettext_lazy("What makes it safe to say that one is stuck? What are the limits (harm, law)?"),
    "attendance": gettext_lazy("Notice for apologies, lateness, the fewest to run with, how a date is moved."),
    "speaking_time": gettext_lazy("How do we share the time? One question, one follow-up, then the next?"),
}


class GroundRulesForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for head in HEADS:
            self.fields[head] = forms.CharField(
                label=head_label(head),
                help_text=_PROMPTS[head],
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3, "class": "serif"}),
            )

    def heads(self) -> dict[str, str]:
        return {head: self.cleaned_data[head].strip() for head in HEADS}

    def clean(self) -> None:
        if not self.errors and not any(self.heads().values()):
            raise ValidationError(_("Write at least one line under one of the five heads."))
