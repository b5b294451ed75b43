from django import forms
from django.utils.translation import gettext_lazy


class ReminderForm(forms.Form):
    """One line that goes out with the reminder."""

    note = forms.CharField(
        label=gettext_lazy("A line of yours"),
        help_text=gettext_lazy("This line leaves the site by mail. Name nobody and nothing that was said."),
        max_length=200,
        required=False,
    )
    based_on = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
