from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sets.health_rules import BY_DATES, USUAL
from sets.models import Sign

LABELS: dict[Sign, Promise] = {
    Sign.NO_NEXT_DATE: gettext_lazy("Days without a next date"),
    Sign.CANCELLED: gettext_lazy("Sessions cancelled in the last six months"),
    Sign.BELOW_MINIMUM: gettext_lazy("Members fewer than the set wants to meet with"),
    Sign.ABSENCES: gettext_lazy("Sessions in a row that somebody was away from"),
    Sign.SILENT_ACTIONS: gettext_lazy("Days without news of an open action"),
    Sign.NOT_AGREED: gettext_lazy("Days without agreeing to the ground rules"),
}


class HealthRulesForm(forms.Form):
    """From which number on each sign is told."""

    def __init__(self, *args: Any, numbers: Mapping[Sign, int], **options: Any) -> None:
        super().__init__(*args, **options)
        for sign, usual in USUAL.items():
            self.fields[sign.value] = forms.IntegerField(
                label=str(LABELS[sign]),
                help_text=_("From %(least)s to %(most)s; usual is %(usual)s.")
                % {"least": usual.least, "most": usual.most, "usual": usual.number},
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
