"""Moving a session, alone or with others of its series, or cancelling it: with a reason from a short list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib.numbers import in_words
from sessions.cadence import Span, instants
from sessions.forms.answering import note_field
from sessions.forms.planning import SessionForm, too_soon_or_too_far
from sessions.models import CancelReason, MoveReason, Session


class Scope(TextChoices):
    """Which sessions of a series move."""

    ONE = "one", gettext_lazy("Only this one")
    FOLLOWING = "following", gettext_lazy("This and all that follow")
    ALL = "all", gettext_lazy("All that are still to come")


@dataclass(frozen=True)
class Target:
    """Where one session of several would come to, or why it cannot."""

    session: Session
    span: Span | None
    mistake: str


class MoveForm(SessionForm):
    scope = forms.ChoiceField(label=gettext_lazy("Which ones?"), widget=forms.RadioSelect, initial=Scope.ONE)
    reason = forms.ChoiceField(
        label=gettext_lazy("Why it moves"),
        choices=MoveReason.choices,
        widget=forms.RadioSelect,
    )
    note = note_field(gettext_lazy("More about why"))
    field_order = ("scope", "day", "at_time", "minutes", "reason", "note")

    def __init__(
        self, *args: Any, session: Session, together: Sequence[Session], may_say: bool, **options: Any
    ) -> None:
        """`together` are those of its series that are still to come, itself among them, in their order.

        Only who `may_say` something in this set is asked for a note.
        """
        super().__init__(*args, zone=session.time_zone, **options)
        if not may_say:
            del self.fields["note"]
        self.session, self.together = session, together
        after = [each for each in together if each.starts_at > session.starts_at]
        choices = [(str(Scope.ONE), str(Scope.ONE.label))]
        if after:
            choices.append((str(Scope.FOLLOWING), _and_after(len(after))))
        if len(together) > len(after) + 1:
            choices.append((str(Scope.ALL), _("All %(n)s still to come") % {"n": in_words(len(together))}))
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = choices
        if len(choices) == 1:
            del self.fields["scope"]

    def why(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "note": self.cleaned_data.get("note", "")}

    def moving(self) -> list[Session]:
        """Those that move, this one among them."""
        scope = self.cleaned_data.get("scope", Scope.ONE)
        if scope == Scope.ONE:
            return [self.session]
        first = self.session.starts_at
        return [each for each in self.together if scope == Scope.ALL or each.starts_at >= first]

    @property
    def days(self) -> int:
        """By how many days they move."""
        moved: int = (self.cleaned_data["day"] - self.session.local_date).days
        return moved

    def targets(self) -> list[Target]:
        return [self._target(each) for each in self.moving()]

    def _target(self, session: Session) -> Target:
        at_time, minutes = self.cleaned_data["at_time"], self.cleaned_data["minutes"]
        day = session.local_date + timedelta(days=self.days)
        spans, amiss = instants([day], at_time=at_time, zone=session.time_zone, minutes=minutes)
        if amiss:
            return Target(session, None, amiss[0].sentence)
        mistake = too_soon_or_too_far(spans[0].starts_at, day=day, at_time=at_time, now=self.now)
        return Target(session, None if mistake else spans[0], mistake)


def _and_after(others: int) -> str:
    return ngettext("This and the one after it", "This and the %(n)s after it", others) % {"n": in_words(others)}


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=gettext_lazy("Why it does not take place"),
        choices=CancelReason.choices,
        widget=forms.RadioSelect,
    )
    note = note_field(gettext_lazy("More about why"))

    def __init__(self, *args: Any, may_say: bool, **options: Any) -> None:
        """Only who `may_say` something in this set is asked for a note."""
        super().__init__(*args, **options)
        if not may_say:
            del self.fields["note"]
