from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.forms.narrowing import Choices, OneOf
from sets.completion import State
from sets.completion_sentences import NAMES


class CompletionForm(forms.Form):
    """Whom the page of completion is about, as its address says it; what is wrong in it is left out, and said."""

    programme = OneOf(_("Programme"), _("every programme"))
    set = OneOf(_("Set"), _("every set"))
    state = OneOf(_("How they stand"), _("everybody"))

    def __init__(self, data: Any, *, choices: Choices) -> None:
        super().__init__(data)
        names = {"state": [(each.value, str(NAMES[each])) for each in State]}
        for name, field in self.fields.items():
            assert isinstance(field, OneOf)
            field.offer({**choices, **names}.get(name, []))

    @property
    def narrowed(self) -> dict[str, str]:
        return {"programme": self._good("programme"), "learning_set": self._good("set")}

    @property
    def state_asked(self) -> State | None:
        return State(chosen) if (chosen := self._good("state")) else None

    @property
    def chosen_names(self) -> list[str]:
        return [
            f"{field.label}: {field.names[value]}"
            for name, field in self.fields.items()
            if isinstance(field, OneOf) and (value := self._good(name))
        ]

    def address(self, *, state: str | None) -> str:
        """`?programme=docks&state=at_risk`"""
        chosen = {"programme": self._good("programme"), "set": self._good("set"), "state": state or ""}
        return "?" + urlencode({key: value for key, value in chosen.items() if value})

    def _good(self, name: str) -> str:
        return "" if name in self.errors else self.cleaned_data.get(name) or ""
