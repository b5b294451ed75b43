from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from organisations.models import Membership
from sets.models import LearningSet, Programme

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


class FacilitatorsForm(forms.Form):
    """For each set one person who could facilitate it, or nobody yet."""

    def __init__(
        self, *args: Any, sets: Iterable[LearningSet], facilitators: Iterable[Membership], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.sets, self.people = list(sets), {str(each.pk): each for each in facilitators}
        names = [("", gettext_lazy("Nobody yet")), *((number, each.name) for number, each in self.people.items())]
        for each in self.sets:
            self.fields[self.field_of(each)] = forms.ChoiceField(label=each.name, choices=names, required=False)

    @staticmethod
    def field_of(learning_set: LearningSet) -> str:
        return f"set_{learning_set.pk}"

    def chosen(self) -> list[tuple[LearningSet, Membership]]:
        return [
            (each, self.people[self.cleaned_data[self.field_of(each)]])
            for each in self.sets
            if self.cleaned_data[self.field_of(each)]
        ]
