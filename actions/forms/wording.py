"""How an action is worded, where it is decided and where it is changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from actions.models import ActionWords


def wording_fields() -> dict[str, forms.Field]:
    return {
        "what": _line(_("What will you do?"), "what", required=True),
        "first_step": _line(_("The first step"), "first_step", rows=1),
        "due_on": forms.DateField(
            label=_("By when"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        ),
        "how_known": _line(_("How will you know?"), "how_known"),
        "help_wanted": _line(_("What help do you want?"), "help_wanted"),
        "expected": _line(
            _("What do you expect?"),
            "expected",
            help_text=_("Afterwards you compare: what happened, and what you make of the difference."),
        ),
    }


def past() -> str:
    return _("That day is over. Choose today or a later day, or leave it empty.")


def _line(label: str, name: str, *, required: bool = False, rows: int = 2, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=getattr(ActionWords, name).field.text_length,
        widget=forms.Textarea(attrs={"rows": rows, "class": "serif"}),
        **options,
    )
