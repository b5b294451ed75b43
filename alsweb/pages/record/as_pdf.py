"""A record for paper."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from alsweb.lib import phrases
from alsweb.lib.own_rows import Own
from alsweb.lib.paper import Paper
from alsweb.lib.sealed_rows import texts_of
from alsweb.pages.record.gathering import InSet, Record


def as_pdf(record: Record, *, zone: str) -> bytes:
    """Set by set, the newest first; days are those of `zone`."""
    organisation, name = record.person.organisation.name, record.person.name
    day = phrases.dated(record.made_at, zone)
    paper = Paper(
        title=_("My record"),
        foot=_("%(name)s at %(organisation)s, %(day)s") % {"name": name, "organisation": organisation, "day": day},
    )
    paper.quiet(
        _("%(name)s at %(organisation)s, on %(day)s. Days are those of %(zone)s.")
        % {"name": name, "organisation": organisation, "day": day, "zone": phrases.city(zone)}
    )
    paper.paragraph(
        _(
            "What I did in my sets, and what I wrote there. Nobody else’s words are in it, and nobody else’s name but where"
            " I wrote it myself. It was mine to read alone, or my set’s; whoever has this paper can read it too."
        )
    )
    if not paper.shows("".join(_all_of(record))):
        paper.paragraph(
            _(
                "Some letters in it have no shape on this paper, or are written from right to left: they stand as empty boxes"
                " or in the wrong order. The CSV and the JSON hold every word as it was written."
            )
        )
    for part in record.sets:
        paper.heading(part.learning_set.name, below=_times(part, zone))
        for own in part.rows:
            _row(paper, own, zone)
    if record.others:
        paper.heading(organisation, below=_("Of no set"))
        for own in record.others:
            _row(paper, own, zone)
    return paper.as_bytes()


def _all_of(record: Record) -> Iterator[str]:
    """Everything in it that people wrote, their names and those of sets included."""
    yield record.person.name
    yield record.person.organisation.name
    for part in record.sets:
        yield part.learning_set.name
    for own in [*record.others, *(own for part in record.sets for own in part.rows)]:
        yield own.told
        yield from (text for words in own.words for _label, text in texts_of(words))


def _times(part: InSet, zone: str) -> str:
    if not part.seats:
        return _("Not in this set")
    since = phrases.dated(part.since, zone) if part.since else ""
    if part.until is None:
        return _("In this set since %(since)s") % {"since": since}
    return _("In this set from %(since)s to %(until)s") % {"since": since, "until": phrases.dated(part.until, zone)}


def _row(paper: Paper, own: Own, zone: str) -> None:
    paper.fact(phrases.dated(own.at, zone) if own.at else "", own.told, is_followed=bool(own.words))
    for words in own.words:
        for label, text in texts_of(words):
            paper.said(phrases.capitalised(label), text)
