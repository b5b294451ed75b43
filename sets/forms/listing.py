from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from sets.models import Cadence, Format, Listing

_ANY = [("", gettext_lazy("any"))]


class ListingForm(forms.ModelForm[Listing]):
    outside = forms.BooleanField(
        label=gettext_lazy("People of other organisations may find it"),
        help_text=gettext_lazy(
            "They see the name of your organisation and of the set, its topic, where, how often and how long you meet,"
            " the places left, and what you write above. No person’s name, unless you write one."
        ),
        required=False,
    )
    public = forms.BooleanField(
        label=gettext_lazy("It has a public page"),
        help_text=gettext_lazy(
            "Anybody who has its address sees the same there, without signing in. Search engines are asked to leave it out."
        ),
        required=False,
    )

    class Meta:
        model = Listing
        fields = ("about", "cost", "contact")
        help_texts = {
            "about": gettext_lazy("Who it is for, and what somebody can expect. Two or three lines."),
            "cost": gettext_lazy("Leave it empty where taking part is free."),
            "contact": gettext_lazy(
                "A name, an address or a team, for questions before asking. Whoever sees the entry sees this."
            ),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, outside_is_on: bool, **options: Any) -> None:
        """`outside_is_on`: whether the organisation lets its sets be found by others."""
        super().__init__(*args, **options)
        for name, opened in (("outside", self.instance.outside_at), ("public", self.instance.public_at)):
            self.fields[name].initial = opened is not None
            self.fields[name].disabled = not outside_is_on


class FindForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("Topic"), required=False, max_length=120)
    format = forms.ChoiceField(label=gettext_lazy("Where it meets"), required=False, choices=[*_ANY, *Format.choices])
    cadence = forms.ChoiceField(label=gettext_lazy("How often"), required=False, choices=[*_ANY, *Cadence.choices])
    where = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        required=False,
        choices=[
            ("", gettext_lazy("any")),
            ("here", gettext_lazy("my organisation’s")),
            ("elsewhere", gettext_lazy("other organisations’")),
        ],
    )
    with_places = forms.BooleanField(label=gettext_lazy("Only with places left"), required=False)

    def wanted(self) -> dict[str, Any]:
        """What is asked for, as far as it can be understood."""
        self.is_valid()
        return {**self.cleaned_data, "words": self.cleaned_data.get("words", "").split()[:8]}
