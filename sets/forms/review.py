from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sets.models.words import HEADS, head_label
from sets.rules_lines import Line

SCORES = (
    (1, gettext_lazy("not yet")),
    (2, gettext_lazy("mostly")),
    (3, gettext_lazy("it holds")),
)


class ReviewForm(forms.Form):
    """Each line of one version, to be scored or left out."""

    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[Line], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = lines
        for line in lines:
            self.fields[name_of(line)] = forms.TypedChoiceField(
                label=line.text,
                choices=SCORES,
                coerce=int,
                empty_value=None,
                required=False,
                widget=forms.RadioSelect,
            )

    def heads(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their heads."""
        found = [(head, [self[name_of(line)] for line in self.lines if line.head == head]) for head in HEADS]
        return [(head_label(head), fields) for head, fields in found if fields]

    def scores(self) -> dict[int, int]:
        said = {line.number: self.cleaned_data[name_of(line)] for line in self.lines}
        return {number: score for number, score in said.items() if score is not None}

    def clean(self) -> None:
        if not self.errors and not self.scores():
            raise ValidationError(_("Score at least one line."))


def name_of(line: Line) -> str:
    return f"line_{line.number}"
