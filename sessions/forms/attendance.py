"""Who came."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sessions.models import Answer, Mark
from sets.models import SetMembership


@dataclass(frozen=True)
class Row:
    """One member's choices, and how they stood when the page was made."""

    seat: SetMembership
    mark: forms.BoundField
    was: forms.BoundField
    punctual: list[forms.BoundField]
    """Late and left early, where the set notes it."""
    stays: forms.BoundField | None
    """Where the member said “I was there”: that somebody has looked, and the mark is right as it is."""

    @property
    def mark_said(self) -> str:
        return str(Mark(self.mark.value()).label) if self.mark.value() in Mark.values else _("no mark")


class AttendanceForm(forms.Form):
    """One choice a member, and who presented.

    A row that nobody touched changes nothing, so that an older page takes back nothing that somebody marked meanwhile.
    """

    def __init__(
        self,
        *args: Any,
        members: list[Any],
        presenters: dict[int, str] | None = None,
        notes_lateness: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.members = members
        for seat in members:
            self._add_row(seat, notes_lateness=notes_lateness)
        if presenters:
            self.fields["presented"] = forms.TypedMultipleChoiceField(
                label=_("Who presented?"),
                required=False,
                coerce=int,
                choices=list(presenters.items()),
                widget=forms.CheckboxSelectMultiple,
                help_text=_("They are asked for their action plan. HR does not see this."),
            )

    def _add_row(self, seat: Any, *, notes_lateness: bool) -> None:
        person = seat.person_id
        # Whoever said that they cannot is not noted by that; the choice is made when somebody marks or closes.
        mark = seat.mark or (Mark.APOLOGISED if seat.answer == Answer.CANNOT else "")
        late, left_early = (notes_lateness and bool(getattr(seat, at)) for at in ("late_at", "left_early_at"))
        self.fields[f"mark_{person}"] = forms.ChoiceField(
            label=seat.membership.name,
            required=False,
            choices=Mark.choices,
            widget=forms.RadioSelect,
            initial=mark,
            error_messages={"invalid_choice": _("Choose one of these three.")},
        )
        self.fields[f"was_{person}"] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=_told(mark, late, left_early)
        )
        if notes_lateness:
            self.fields[f"late_{person}"] = forms.BooleanField(label=_("came late"), required=False, initial=late)
            self.fields[f"left_{person}"] = forms.BooleanField(
                label=_("left early"), required=False, initial=left_early
            )
        if seat.disputed_at and not seat.settled_at:
            self.fields[f"stays_{person}"] = forms.BooleanField(label=_("It stays as it is"), required=False)

    def rows(self) -> Iterator[Row]:
        for seat in self.members:
            mark, was = self[f"mark_{seat.person_id}"], self[f"was_{seat.person_id}"]
            punctual, stays = self._those(seat, "late", "left"), self._those(seat, "stays")
            yield Row(seat, mark, was, punctual, stays[0] if stays else None)

    def _those(self, seat: SetMembership, *names: str) -> list[forms.BoundField]:
        return [self[name] for each in names if (name := f"{each}_{seat.person_id}") in self.fields]

    def marks(self) -> dict[int, str]:
        """Of the rows that were touched."""
        return {person: mark for person in self._touched() if (mark := self.cleaned_data[f"mark_{person}"])}

    def punctuality(self) -> dict[int, tuple[bool, bool]]:
        """Of the rows that were touched, where the set notes it."""
        return {
            person: (self.cleaned_data[f"late_{person}"], self.cleaned_data[f"left_{person}"])
            for person in self._touched()
            if f"late_{person}" in self.fields
        }

    def staying(self) -> list[int]:
        """Whose mark stays, although they said “I was there”."""
        return [seat.person_id for seat in self.members if self.cleaned_data.get(f"stays_{seat.person_id}")]

    def unmarked(self) -> list[int]:
        return [seat.person_id for seat in self.members if not self.cleaned_data[f"mark_{seat.person_id}"]]

    def _touched(self) -> list[int]:
        return [
            seat.person_id
            for seat in self.members
            if self._now(seat.person_id) != self.cleaned_data[f"was_{seat.person_id}"]
        ]

    def _now(self, person: int) -> str:
        late, left_early = (self.cleaned_data.get(f"{name}_{person}", False) for name in ("late", "left"))
        return _told(self.cleaned_data[f"mark_{person}"], late, left_early)


def _told(mark: str, late: bool, left_early: bool) -> str:
    """`came late`: one row in one text, to see whether it was touched."""
    return " ".join([mark, *(["late"] if late else []), *(["left early"] if left_early else [])])
