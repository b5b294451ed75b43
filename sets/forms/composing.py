from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib import phrases
from organisations.models import Membership
from organisations.models.position import Seniority
from sets.models import Admission, LearningSet, LineReason
from sets.queries import colleagues_called
from sets.queries.composing import Wanted

DAYS_TO_ANSWER = 10
LONGEST = timedelta(days=90)


class WantedForm(forms.Form):
    """Whom the builder looks for; what makes no sense is nothing that is looked for."""

    q = forms.CharField(
        label=gettext_lazy("Name, department or site"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    seniority = forms.ChoiceField(
        label=gettext_lazy("Seniority"), required=False, choices=[("", gettext_lazy("any")), *Seniority.choices]
    )
    free = forms.BooleanField(label=gettext_lazy("In no set now"), required=False)
    facilitates = forms.BooleanField(label=gettext_lazy("Facilitates sets"), required=False)

    def wanted(self) -> Wanted:
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            said.get("q", ""), said.get("seniority", ""), bool(said.get("free")), bool(said.get("facilitates"))
        )

    def kept(self) -> dict[str, str]:
        """What to write into an address or a form so that the same people are listed again."""
        self.is_valid()
        return {name: "on" if said is True else said for name, said in self.cleaned_data.items() if said}


class LineReasonForm(forms.Form):
    """Why a manager and somebody who reports to them may be in one set all the same."""

    line_reason = forms.ChoiceField(
        label=gettext_lazy("Why may they be in one set all the same?"),
        help_text=gettext_lazy("Kept with the set, and seen by its members and HR."),
        choices=[(value, phrases.capitalised(str(line))) for value, line in LineReason.choices],
        widget=forms.RadioSelect,
    )


class AdmissionForm(forms.ModelForm[LearningSet]):
    class Meta:
        model = LearningSet
        fields = ("admission",)
        labels = {"admission": gettext_lazy("Do you ask people, or do they ask to join?")}
        widgets = {"admission": forms.RadioSelect}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        admission = self.fields["admission"]
        assert isinstance(admission, forms.ChoiceField)
        admission.choices = [(value, phrases.capitalised(str(line))) for value, line in Admission.choices]


class AskForm(forms.Form):
    answer_by = forms.DateField(
        label=gettext_lazy("Answers by"),
        help_text=gettext_lazy("Two days before, whoever has not answered is reminded once."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        self.fields["answer_by"].initial = today + timedelta(days=DAYS_TO_ANSWER)

    def clean_answer_by(self) -> date:
        day: date = self.cleaned_data["answer_by"]
        if day <= self.today:
            raise ValidationError(_("Leave people at least until tomorrow. Choose a later day."))
        if day > self.today + LONGEST:
            raise ValidationError(
                _("That is more than three months away. Choose a day on which people still remember.")
            )
        return day


class NotTogetherForm(forms.Form):
    other = forms.CharField(
        label=gettext_lazy("Their name or e-mail address"),
        help_text=gettext_lazy("The full name, as they are known here. They are not told."),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": gettext_lazy("Write a name, or an e-mail address.")},
    )

    def __init__(self, *args: Any, member: Membership, **options: Any) -> None:
        super().__init__(*args, **options)
        self.member = member

    def clean_other(self) -> Membership:
        text = " ".join(self.cleaned_data["other"].split())
        found = colleagues_called(self.member, text)
        if not found:
            raise ValidationError(
                _("No colleague here has this very name or address. Check the spelling, or try their e-mail address.")
            )
        if len(found) > 1:
            raise ValidationError(_("More than one colleague has this name. Write the e-mail address instead."))
        return found[0]
