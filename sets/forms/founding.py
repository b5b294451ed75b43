from django import forms
from django.utils.translation import gettext_lazy

from alsweb.lib.time import zone_names
from sets.models import LearningSet


class FoundSetForm(forms.ModelForm[LearningSet]):
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in zone_names()],
    )

    class Meta:
        model = LearningSet
        fields = ("name", "topic", "time_zone", "places", "sessions_planned")
        help_texts = {
            "name": gettext_lazy("How your set is called in the organisation. HR sees it."),
            "topic": gettext_lazy("What brings you together, in a line. Open-ended, yours to act on. HR sees it."),
            "places": gettext_lazy("Six is ideal; five to seven works well."),
            "sessions_planned": gettext_lazy("Six sessions, four to six weeks apart, is the commonest."),
        }

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for name, most in (("places", 12), ("sessions_planned", 24)):
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)
            field.min_value, field.max_value = 2 if name == "places" else 1, most
            field.validators = [forms.IntegerField(min_value=field.min_value, max_value=most).run_validators]
            field.widget.attrs.update({"min": field.min_value, "max": most})
