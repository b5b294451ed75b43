"""What the page from a mail and the pages inside share: one action, three buttons, and what was said a moment ago."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from actions.forms import ProgressForm, QuietForm
from actions.models import ActionWords
from actions.queries import Asked
from alsweb.lib import phrases
from alsweb.lib.time import in_zone

UNDONE_LATE = _("This can be taken back for twenty-four hours. Say how it goes now instead.")


@dataclass(frozen=True)
class AskedRow:
    asked: Asked
    words: ActionWords | None
    """Only where its owner is known to be the one who reads."""
    form: ProgressForm
    quiet: QuietForm
    said_when: str

    @property
    def action(self) -> Any:
        return self.asked.action


def row_of(asked: Asked, words: ActionWords | None, wrong: Any, *, zone: str, at: datetime) -> AskedRow:
    """`wrong` is the form about this action that was sent with a mistake, if one was."""
    pk = asked.action.pk
    return AskedRow(
        asked,
        words,
        wrong if isinstance(wrong, ProgressForm) else ProgressForm(auto_id=f"action{pk}_%s"),
        wrong if isinstance(wrong, QuietForm) else QuietForm(today=in_zone(at, zone).date(), auto_id=f"quiet{pk}_%s"),
        phrases.lately(asked.said.at, zone, now=at) if asked.said else "",
    )
