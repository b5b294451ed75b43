from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from sets.models import SetMembership
from sets.operations import SELF_RUN, SelfRun


class LeaveForm(forms.Form):
    """Nothing to fill in, but for the last facilitator: who does it after them."""

    successor = forms.ChoiceField(
        label=gettext_lazy("Who facilitates after you?"),
        help_text=gettext_lazy("Ask them first. They are told by mail, and so is the set."),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Say who facilitates after you, or that the set runs itself.")},
    )

    def __init__(self, *args: Any, successors: Collection[SetMembership], **options: Any) -> None:
        """`successors` are those to choose from; none where nothing is to be handed over."""
        super().__init__(*args, **options)
        self._successors = {str(each.pk): each for each in successors}
        if not successors:
            del self.fields["successor"]
            return
        field = self.fields["successor"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            *((pk, each.membership.name) for pk, each in self._successors.items()),
            (SELF_RUN.value, gettext_lazy("Nobody: the set runs itself")),
        ]

    def chosen(self) -> SetMembership | SelfRun | None:
        pk = self.cleaned_data.get("successor", "")
        return SELF_RUN if pk == SELF_RUN.value else self._successors.get(pk)
