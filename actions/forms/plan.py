from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.models import PlanOutcome
from actions.operations import NewAction

MOST = 3


class PlanForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("What do you leave with?"),
        # Three words: the sentence above them says the rest, and they stand side by side on a phone.
        choices=[
            (PlanOutcome.ACTIONS, gettext_lazy("Actions")),
            (PlanOutcome.NONE, gettext_lazy("None")),
            (PlanOutcome.LATER, gettext_lazy("Later")),
        ],
        initial=PlanOutcome.ACTIONS,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for position in range(1, MOST + 1):
            self.fields[f"what_{position}"] = forms.CharField(
                label=_("What will you do?"),
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"class": "serif"}),
            )
            self.fields[f"first_step_{position}"] = forms.CharField(
                label=_("The first step"),
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"class": "serif"}),
            )
            self.fields[f"due_on_{position}"] = forms.DateField(
                label=_("By when"),
                required=False,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
        self.fields["because"] = forms.CharField(
            label=_("None, because"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
            help_text=_("“None” is honest. A reason is welcome, not needed."),
        )

    def action_rows(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"{name}_{position}"] for name in ("what", "first_step", "due_on")] for position in range(1, MOST + 1)
        ]

    def new_actions(self) -> list[NewAction]:
        return [
            NewAction(
                what=self.cleaned_data[f"what_{position}"].strip(),
                first_step=self.cleaned_data[f"first_step_{position}"].strip(),
                due_on=self.cleaned_data[f"due_on_{position}"],
            )
            for position in range(1, MOST + 1)
            if self.cleaned_data.get(f"what_{position}", "").strip()
        ]

    def clean(self) -> None:
        if self.errors or self.cleaned_data["outcome"] != PlanOutcome.ACTIONS:
            return
        for position in range(1, MOST + 1):
            rest = self.cleaned_data[f"first_step_{position}"] or self.cleaned_data[f"due_on_{position}"]
            if rest and not self.cleaned_data[f"what_{position}"].strip():
                self.add_error(
                    f"what_{position}",
                    _("Say what you will do, or clear the fields beside it."),
                )
        if not self.errors and not self.new_actions():
            raise ValidationError(_("Write at least one action, or choose “none” or “later”."))
