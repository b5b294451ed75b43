from typing import Any

from django import forms
from django.utils.translation import gettext_lazy


class AskForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Your name, as they will know you"),
        max_length=120,
        error_messages={"required": gettext_lazy("Write the name by which they should know you.")},
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    hope = forms.CharField(
        label=gettext_lazy("What do you hope for?"),
        help_text=gettext_lazy("A line or two: what you would bring, or what you would like to be different."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "class": "serif"}),
    )

    def __init__(self, *args: Any, elsewhere: bool, **options: Any) -> None:
        """To another organisation somebody says who they are; colleagues know."""
        super().__init__(*args, **options)
        if not elsewhere:
            del self.fields["name"]
