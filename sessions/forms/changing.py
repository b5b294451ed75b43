"""Moving a session, or cancelling it: with a reason from a short list."""

from django import forms
from django.utils.translation import gettext_lazy

from sessions.forms.planning import SessionForm
from sessions.models import MoveReason


class MoveForm(SessionForm):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why it moves"),
        choices=MoveReason.choices,
        widget=forms.RadioSelect,
    )


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why it does not take place"),
        choices=MoveReason.choices,
        widget=forms.RadioSelect,
    )
