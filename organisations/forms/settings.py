"""What an owner decides for the whole organisation."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy

from alsweb.lib.zone_field import TimeZoneField
from organisations.forms.fields import plain
from organisations.models import Organisation

_FEW_PEOPLE = gettext_lazy("Ask for ten people or more: among fewer, somebody could work out whose actions they were.")
_FEW_SETS = gettext_lazy("Ask for two sets or more: a count over one set would be a count of that set.")


class SettingsForm(forms.ModelForm[Organisation]):
    time_zone = TimeZoneField(
        help_text=gettext_lazy(
            "New sets plan their dates in it. Dates that stand do not move, and people see their own zone."
        ),
    )

    outside = forms.BooleanField(
        label=gettext_lazy(
            "Our people may look for sets in other organisations here, and our sets may be opened to theirs"
        ),
        help_text=gettext_lazy(
            "Until you tick it, nobody elsewhere sees that you have sets. Whoever runs a set still decides whether it is found,"
            " and who comes in; names of people stay inside. Where one of your people joins a set elsewhere, you see whether"
            " they came, and no more."
        ),
        required=False,
    )

    class Meta:
        model = Organisation
        fields = ("name", "time_zone", "retention_days", "safety_contact", "least_people", "least_sets")
        labels = {
            "retention_days": gettext_lazy("Days until words are erased"),
            "safety_contact": gettext_lazy("Whom somebody can turn to who is worried"),
            "least_people": gettext_lazy("Counts of actions: over how many people at least"),
            "least_sets": gettext_lazy("and in how many sets"),
        }
        help_texts = {
            "name": gettext_lazy("It stands at the top of every page. The address of your pages stays."),
            "retention_days": gettext_lazy(
                "Counted from the day a set closes. Then what was said is destroyed for everybody;"
                " dates and attendance stay. It holds for sets that close, also those already closed."
            ),
            "safety_contact": gettext_lazy(
                "A name and how to reach them: a person or a service outside the sets. It stands beside the ground"
                " rules of each set. Nothing that is said in a set goes there by itself."
            ),
            "least_people": gettext_lazy(
                "How many actions were set and closed, reports say only of so many people together; a programme with fewer"
                " goes together with others. Ten or more, so that nobody can work out whose they were."
            ),
            "least_sets": gettext_lazy("Two or more, so that no set stands alone. Who came is not hidden by either."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["outside"].initial = self.instance.outside_since is not None
        self.fields["safety_contact"].validators.append(plain)
        days = self.fields["retention_days"]
        days.validators += [
            MinValueValidator(
                30,
                gettext_lazy("Leave at least 30 days, so that people can take their own words with them."),
            ),
            MaxValueValidator(
                3650,
                gettext_lazy("Keep words for ten years at most: write 3650 or less."),
            ),
        ]
        days.widget.attrs.update(min=30, max=3650)
        self._at_least("least_people", 10, 1000, _FEW_PEOPLE, gettext_lazy("Ask for a thousand people at most."))
        self._at_least("least_sets", 2, 100, _FEW_SETS, gettext_lazy("Ask for a hundred sets at most."))

    def _at_least(self, name: str, least: int, most: int, below: Any, above: Any) -> None:
        field = self.fields[name]
        field.validators += [MinValueValidator(least, below), MaxValueValidator(most, above)]
        field.widget.attrs.update(min=least, max=most)
