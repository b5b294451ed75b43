from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from sets.models import SetMembership
from sets.operations import SELF_RUN, SelfRun


class LeaveForm(forms.Form):
    """What becomes of one's words; for the last facilitator also who does it after them.

    Unanswered they stay: they can go at any later time, and nothing brings them back.
    """

    STAY, GO = "stay", "go"

    words = forms.ChoiceField(
        label=gettext_lazy("What becomes of what you wrote here?"),
        choices=[
            (STAY, gettext_lazy("It stays with the set")),
            (GO, gettext_lazy("Remove it, for good")),
        ],
        initial=STAY,
        required=False,
        widget=forms.RadioSelect,
        help_text=format_lazy(
            "<ul><li>{stays}</li><li>{goes}</li></ul>",
            stays=gettext_lazy(
                "Stays: the set goes on reading what it heard from you, until all its words are erased. You can still"
                " remove it later, from your record."
            ),
            goes=gettext_lazy(
                "Removed: your challenges, actions, news, questions and lines are gone at once, for everybody and for"
                " you, and cannot be brought back. The ground rules stay, as the set’s."
            ),
        ),
    )
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

    def takes_words(self) -> bool:
        return bool(self.cleaned_data["words"] == self.GO)

    def chosen(self) -> SetMembership | SelfRun | None:
        pk = self.cleaned_data.get("successor", "")
        return SELF_RUN if pk == SELF_RUN.value else self._successors.get(pk)
