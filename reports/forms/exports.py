from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.models import Export, ExportFormat, ExportOf

LONGEST_ADDRESS = Export._meta.get_field("address").max_length or 0


class ExportForm(forms.Form):
    of = forms.ChoiceField(label=_("What"), choices=ExportOf.choices, widget=forms.RadioSelect)
    file_format = forms.ChoiceField(
        label=_("As"),
        choices=ExportFormat.choices,
        widget=forms.RadioSelect,
        help_text=_("PDF is a paper for the board, with the sets and how each figure is counted."),
    )

    def __init__(self, *args: Any, address: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.address = address

    def clean(self) -> dict[str, Any]:
        chosen = super().clean() or {}
        if chosen.get("file_format") == ExportFormat.PDF and chosen.get("of", ExportOf.FIGURES) != ExportOf.FIGURES:
            self.add_error("file_format", _("A PDF has the figures as on the page. For this choose CSV or Excel."))
        if len(self.address) > LONGEST_ADDRESS:
            self.add_error(None, _("This is narrowed down by too much at once. Take one of the filters out."))
        return chosen
