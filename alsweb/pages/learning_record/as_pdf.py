"""A learning record for paper: meetings, hours and roles; and one's own reflections where they name nobody."""

from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.paper import Paper
from alsweb.pages.learning_record.gathering import Learned, LearningRecord
from alsweb.pages.learning_record.sentences import came_together, of_set
from sets.completion_sentences import rule_in_words
from sets.models import SetRole


def as_pdf(record: LearningRecord, *, zone: str, reflections: bool) -> bytes:
    """Raise ValueError where a reflection that is to be printed names somebody."""
    if reflections and record.naming:
        raise ValueError("A reflection names somebody.")
    organisation, name = record.person.organisation.name, record.person.name
    day = phrases.dated(record.made_at, zone)
    about = {"name": name, "organisation": organisation, "day": day}
    paper = Paper(title=_("Learning record"), foot=_("%(name)s at %(organisation)s, %(day)s") % about)
    paper.quiet(_("%(name)s at %(organisation)s, on %(day)s") % about)
    paper.paragraph(came_together(record))
    paper.quiet(
        _(
            "Participatory hours are the length of each meeting of an action learning set that was held and attended. What"
            " was said there belongs to the set."
        )
    )
    for each in record.sets:
        _set(paper, each, zone, reflections=reflections)
    return paper.as_bytes()


def _set(paper: Paper, each: Learned, zone: str, *, reflections: bool) -> None:
    place = each.place
    since = phrases.dated(place.since, zone) if place.since else ""
    times = (
        _("From %(since)s to %(until)s") % {"since": since, "until": phrases.dated(place.until, zone)}
        if place.until
        else _("Since %(since)s") % {"since": since}
    )
    paper.heading(each.learning_set.name, below=f"{of_set(each)} · {times}")
    if each.completion and each.has_completed:
        paper.paragraph(_("Completed. %(rule)s") % {"rule": rule_in_words(each.completion.rule)})
    for meeting in each.meetings:
        told = (
            _("%(role)s, %(hours)s")
            % {
                "role": phrases.capitalised(str(SetRole(meeting.role).label)),
                "hours": phrases.hours(meeting.minutes),
            }
            if meeting.came
            else _("Not there")
        )
        paper.fact(phrases.day_in_year(meeting.day).partition(" ")[2], told)
    if reflections and each.reflection:
        paper.said(_("What I take from it"), each.reflection.text)
