from collections.abc import Iterator

from django.utils.translation import gettext as _

from alsweb.pages.learning_record.gathering import LearningRecord
from organisations import writing
from sets.models import SetRole


def as_csv(record: LearningRecord) -> bytes:
    """A line for each meeting, in the order of its date; no cell that a spreadsheet would run."""
    return writing.as_csv(_lines(record))


def _lines(record: LearningRecord) -> Iterator[list[str]]:
    yield [_("Set"), _("Programme"), _("Date"), _("Role"), _("Came"), _("Hours")]
    for each in record.sets:
        programme = each.completion.programme if each.completion else ""
        for meeting in each.meetings:
            yield [
                each.learning_set.name,
                programme,
                meeting.day.isoformat(),
                str(SetRole(meeting.role).label),
                _("yes") if meeting.came else _("no"),
                f"{meeting.minutes / 60:g}" if meeting.came else "0",
            ]
