from datetime import datetime
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from sets.models.words import WordsModel


class ForOneselfForm(forms.Form):
    """A text for nobody else. It says which text it sets out from, so that one of two is never lost."""

    based_on = forms.CharField(required=False, widget=forms.HiddenInput)
    text: forms.CharField

    @classmethod
    def of(cls, words: WordsModel | None, *, typed: str | None = None) -> Self:
        """What is written; or what was `typed` instead, once both have been seen."""
        if words is None:
            return cls(initial={"text": typed or ""})
        fact: Any = getattr(words, words._meta.pk.name)
        written: Any = words
        return cls(initial={"text": written.text if typed is None else typed, "based_on": fact.written_at.isoformat()})

    def clean_based_on(self) -> datetime | None:
        """When the text was written that this one sets out from."""
        try:
            return datetime.fromisoformat(based_on) if (based_on := self.cleaned_data["based_on"]) else None
        except ValueError:
            raise ValidationError(_("Open this page once more; it does not say which text you began with.")) from None
