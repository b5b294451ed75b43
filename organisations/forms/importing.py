"""A file of people."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from organisations.reading import MOST_BYTES, Record, Unreadable, read_table


class UploadForm(forms.Form):
    """Gives the lines of the table under `file`."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV or XLSX, at most 2 MB and 5,000 lines."),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
    )

    def clean_file(self) -> list[Record]:
        sent: UploadedFile[Any] = self.cleaned_data["file"]
        try:
            return read_table(sent.read(MOST_BYTES + 1))
        except Unreadable as why:
            raise ValidationError(str(why)) from why


class ConfirmForm(forms.Form):
    write_to_new = forms.BooleanField(
        label=gettext_lazy("Write to the new ones that they are here"),
        help_text=gettext_lazy("One mail each, that says how to sign in. Otherwise you tell them yourself."),
        required=False,
    )
