from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from organisations.models import CostRate

MOST_RATES = 20
_A_DAY = _("Choose a day between 2000 and 2099.")


class CostForm(forms.ModelForm[CostRate]):
    """What an hour and a facilitator cost, from a day on."""

    valid_from = forms.DateField(
        label=_("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This is no day. Write it as 2027-03-16.")},
        validators=[MinValueValidator(date(2000, 1, 1), _A_DAY), MaxValueValidator(date(2099, 12, 31), _A_DAY)],
        help_text=_("It holds until the next day that you set something from. The same day again replaces it."),
    )

    class Meta:
        model = CostRate
        fields = ("valid_from", "currency", "hourly_rate", "fee", "fee_per")
        help_texts = {
            "hourly_rate": _(
                "One rate for everybody, with what an employer pays on top: nobody’s own pay is asked for."
            ),
            "fee": _("0 where facilitators work for you and are not paid for it."),
        }

    def __init__(self, *args: Any, standing: list[date], **options: Any) -> None:
        super().__init__(*args, **options)
        self._standing = standing
        for name in ("hourly_rate", "fee"):
            self.fields[name].error_messages["invalid"] = _("Write an amount as 42.50.")

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or self.cleaned_data
        day = chosen.get("valid_from")
        if day and day not in self._standing and len(self._standing) >= MOST_RATES:
            self.add_error("valid_from", _("Twenty days are the most. Remove one that is of no use any more."))
        return chosen

    def validate_unique(self) -> None:
        """The same day again replaces what was set for it."""
