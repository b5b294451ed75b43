from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actions.forms.wording import past, wording_fields
from actions.models import PlanOutcome, PlanWords
from actions.operations import MOST, NewAction
from sets.models import Circle

_PARTS = ("what", "first_step", "due_on", "how_known", "help_wanted", "expected", "circle")


@dataclass(frozen=True)
class Slot:
    """The fields of one action, as the page folds them."""

    position: int
    what: BoundField
    steps: list[BoundField]
    """First step and by when: they make a promise of a wish."""
    more: list[BoundField]
    """How known, help wanted."""
    expected: BoundField
    circle: BoundField
    is_open: bool
    """Whether there is something in it, or it is the first that is free."""
    has_more: bool
    is_tryout: bool


class PlanForm(forms.Form):
    """One to three actions; `taken` of them are written already, and what is offered is the rest."""

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
    because = forms.CharField(
        label=gettext_lazy("None, because"),
        required=False,
        max_length=PlanWords.because.field.text_length,
        widget=forms.Textarea(attrs={"rows": 2, "class": "serif"}),
        help_text=gettext_lazy("“None” is honest. A reason is welcome, not needed."),
    )
    known = forms.IntegerField(min_value=0, max_value=MOST, required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        today: date,
        circles: Sequence[tuple[str, str]],
        taken: int = 0,
        asks_outcome: bool = True,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.today, self.taken = today, taken
        self.fields["known"].initial = taken
        if not asks_outcome:
            del self.fields["outcome"], self.fields["because"]
        for position in self.positions():
            for name, field in wording_fields().items():
                self.fields[f"{name}_{position}"] = field
            self.fields[f"what_{position}"].required = False
            self.fields[f"circle_{position}"] = forms.ChoiceField(
                label=_("Who reads it?"),
                choices=circles,
                initial=Circle.SET,
                required=False,
                widget=forms.RadioSelect,
            )

    def positions(self) -> range:
        return range(self.taken + 1, MOST + 1)

    def slots(self) -> list[Slot]:
        return [self._slot(position) for position in self.positions()]

    def _slot(self, position: int) -> Slot:
        fields = {name: self[f"{name}_{position}"] for name in _PARTS}
        steps = [fields[name] for name in ("first_step", "due_on")]
        more = [fields[name] for name in ("how_known", "help_wanted")]
        is_tryout = _is_used(fields["expected"])
        narrowed = fields["circle"].value() not in (Circle.SET, "", None)
        has_more = is_tryout or narrowed or bool(fields["circle"].errors) or any(map(_is_used, more))
        return Slot(
            position,
            fields["what"],
            steps,
            more,
            fields["expected"],
            fields["circle"],
            is_open=position == self.taken + 1 or has_more or any(map(_is_used, (fields["what"], *steps))),
            has_more=has_more,
            is_tryout=is_tryout,
        )

    def new_actions(self) -> list[NewAction]:
        return [
            NewAction(
                **{
                    name: self.cleaned_data[f"{name}_{position}"]
                    for name in ("what", "first_step", "due_on", "how_known", "help_wanted", "expected")
                },
                circle=self.cleaned_data[f"circle_{position}"] or Circle.SET,
            )
            for position in self.positions()
            if self.cleaned_data[f"what_{position}"]
        ]

    def clean(self) -> None:
        for position in self.positions():
            due_on = self.cleaned_data.get(f"due_on_{position}")
            if due_on and due_on < self.today:
                self.add_error(f"due_on_{position}", past())
            rest = [self.cleaned_data.get(f"{name}_{position}") for name in _PARTS[1:-1]]
            if any(rest) and not self.cleaned_data.get(f"what_{position}"):
                self.add_error(f"what_{position}", _("Say what you will do, or clear the fields beside it."))
        if self.errors:
            return
        outcome = self.cleaned_data.get("outcome", PlanOutcome.ACTIONS)
        if outcome != PlanOutcome.ACTIONS and self.new_actions():
            self.add_error("outcome", _("You wrote an action. Choose “Actions”, or clear what you wrote."))
        elif outcome != PlanOutcome.NONE and self.cleaned_data.get("because"):
            self.add_error("outcome", _("You wrote why there is none. Choose “None”, or clear what you wrote."))
        elif outcome == PlanOutcome.ACTIONS and not self.new_actions():
            raise ValidationError(
                _("Write at least one action, or choose “None” or “Later”.")
                if "outcome" in self.fields
                else _("Write at least one action, or leave your plan as it is.")
            )


def _is_used(field: BoundField) -> bool:
    return bool(field.value()) or bool(field.errors)
