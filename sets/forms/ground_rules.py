from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from sets import starter
from sets.models.words import HEADS, head_label
from sets.rules_lines import split


@dataclass(frozen=True)
class Row:
    """One head as it is written: what else stands there, the field, and lines that one may take over."""

    head: str
    field: BoundField
    theirs: list[str]
    starters: list[tuple[str, str]]
    """What the button sends, and the line."""
    is_open: bool
    """Whether one was just taken over here, so that the next is at hand."""


class GroundRulesForm(forms.Form):
    """`meets` is the set's format: who meets on-line is asked more."""

    based_on = forms.IntegerField(min_value=0, max_value=32767, widget=forms.HiddenInput)
    apart = forms.CharField(required=False, widget=forms.HiddenInput)
    """Heads that somebody else changed as well: both texts stay on the page until one is saved."""

    def __init__(self, *args: Any, meets: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.meets = meets
        self.taken_at = ""
        for head in HEADS:
            self.fields[head] = forms.CharField(
                label=head_label(head),
                help_text=" ".join(starter.prompts(head, meets=meets)),
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3, "class": "serif"}),
            )

    @classmethod
    def with_line(cls, typed: Mapping[str, str], taken: str, *, meets: str) -> "GroundRulesForm":
        """What was typed so far, checked by nobody yet, and one starter line more; `taken` says which."""
        texts = {name: typed.get(name, "") for name in ("based_on", "apart", *HEADS)}
        head = next((head for head in HEADS if taken in _offered(head, meets=meets)), "")
        if head and (line := _offered(head, meets=meets)[taken]) not in split(texts[head]):
            texts[head] = "\n".join(filter(None, (texts[head].rstrip(), line)))
        form = cls(initial=texts, meets=meets)
        form.taken_at = head
        return form

    def heads(self) -> dict[str, str]:
        return {head: self.cleaned_data[head].strip() for head in HEADS}

    def heads_apart(self) -> set[str]:
        return set(HEADS) & set(str(self["apart"].value() or "").split())

    def rows(self, theirs: Mapping[str, str]) -> Iterable[Row]:
        for head in HEADS:
            there = split(str(self[head].value() or ""))
            offered = _offered(head, meets=self.meets)
            yield Row(
                head,
                self[head],
                split(theirs.get(head, "")),
                [(value, line) for value, line in offered.items() if line not in there],
                is_open=head == self.taken_at,
            )

    def clean(self) -> None:
        if not self.errors and not any(self.heads().values()):
            raise ValidationError(_("Write at least one line under one of the five heads."))


def _offered(head: str, *, meets: str) -> dict[str, str]:
    """Starter lines by what their button sends."""
    return {f"{head}-{number}": line for number, line in enumerate(starter.lines(head, meets=meets))}
