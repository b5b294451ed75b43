from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from sets.models import Programme

MOST_SETS, MOST_SESSIONS = 12, 24


class ProgrammeForm(forms.ModelForm[Programme]):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=110,
        help_text=gettext_lazy("Its sets are called by it and a number, until you call them otherwise."),
    )
    sessions_planned = forms.IntegerField(
        label=gettext_lazy("Sessions of each set"),
        min_value=1,
        max_value=MOST_SESSIONS,
        initial=6,
        help_text=gettext_lazy("Four to ten, over several months to a year."),
    )

    class Meta:
        model = Programme
        fields: ClassVar[list[str]] = ["name", "purpose", "sessions_planned"]
        help_texts: ClassVar = {"purpose": gettext_lazy("What it is for, in a line or two. Everybody may read it.")}
        widgets: ClassVar = {"purpose": forms.Textarea(attrs={"rows": 2})}


class FoundProgrammeForm(ProgrammeForm):
    sets = forms.IntegerField(label=gettext_lazy("How many sets"), min_value=1, max_value=MOST_SETS, initial=4)

    field_order = ("name", "purpose", "sets", "sessions_planned")
