"""Who came."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sessions.models import Mark
from sets.models import SetMembership


class AttendanceForm(forms.Form):
    """One choice a member, and who presented."""

    def __init__(
        self,
        *args: Any,
        members: list[SetMembership],
        presenters: dict[int, str],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.members = members
        for seat in members:
            self.fields[f"mark_{seat.person_id}"] = forms.ChoiceField(
                label=seat.membership.name,
                required=False,
                choices=Mark.choices,
                widget=forms.RadioSelect,
                initial=getattr(seat, "mark", "") or "",
            )
        if presenters:
            self.fields["presented"] = forms.TypedMultipleChoiceField(
                label=_("Who presented?"),
                required=False,
                coerce=int,
                choices=list(presenters.items()),
                widget=forms.CheckboxSelectMultiple,
                help_text=_("They are asked for their action plan. HR does not see this."),
            )

    def marks(self) -> dict[int, str]:
        return {seat.person_id: mark for seat in self.members if (mark := self.cleaned_data[f"mark_{seat.person_id}"])}
