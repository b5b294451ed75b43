from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sets.health_rules import BY_DATES, USUAL
from sets.models import Sign


class HealthRulesForm(forms.Form):
    """From which number on each sign is told."""

    def __init__(self, *args: Any, numbers: Mapping[Sign, int], **options: Any) -> None:
        super().__init__(*args, **options)
        for sign, usual in USUAL.items():
            self.fields[sign.value] = forms.IntegerField(
                label=str(usual.name),
                help_text=_("%(counted)s From %(least)s to %(most)s; usual is %(usual)s.")
                % {"counted": usual.counted, "least": usual.least, "most": usual.most, "usual": usual.number},
                initial=numbers[sign],
                min_value=usual.least,
                max_value=usual.most,
            )

    def by_dates(self) -> list[forms.BoundField]:
        return [self[sign.value] for sign in BY_DATES]

    def by_person(self) -> list[forms.BoundField]:
        return [self[sign.value] for sign in USUAL if sign not in BY_DATES]

    def wanted(self) -> dict[Sign, int]:
        return {sign: self.cleaned_data[sign.value] for sign in USUAL}
