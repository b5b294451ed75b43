from django import forms
from django.utils.translation import gettext_lazy as _


class InvitationsForm(forms.Form):
    invitations = forms.ChoiceField(
        label=_("How do dates come to me?"),
        choices=[
            ("on", _("By mail, an invitation for each date")),
            ("off", _("I subscribe to my dates: no invitation for each, please")),
        ],
        widget=forms.RadioSelect,
    )
