"""The weekly mail: one for each organisation, with a sentence and a link for everything that could wait and is still true.

What waits for it keeps its own row. The mail's row is written in the transaction that lets the first of them wait; what
it says of each is noted before it goes out, so that a second copy after a crash says the same; and they are settled in
the statement that settles it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alsweb.lib.links import on_site
from alsweb.lib.numbers import in_words
from alsweb.lib.phrases import capitalised
from notifications.judgement import about_of, too_much
from notifications.kinds import Kind, Message, NotNow, ToldLine, kind_named, told_by
from notifications.models import Notice
from notifications.models.notice import DIGEST
from notifications.queries import stopped_kinds_of

WAITS_FOR_A_NUDGE = timedelta(hours=2)
"""A week after a mail that was some seconds late, or over a change of clock, the seven days are not quite over."""


def digest_kind(about_organisation: Callable[[int], tuple[str, str]]) -> Kind:
    """The kind, given what tells an organisation's name and the path of its inbox: this app knows none."""

    def render(notice: Notice, at: datetime) -> Message:
        assert notice.organisation_id is not None
        name, inbox = about_organisation(notice.organisation_id)
        return _render(_lines(notice, at), organisation=name, inbox=inbox)

    return Kind(
        name=DIGEST,
        label=gettext_lazy("The weekly mail, where I choose one; without it, what could wait is in my inbox alone"),
        still_true=lambda notice, at: True,
        render=render,
    )


def _render(lines: tuple[ToldLine, ...], *, organisation: str, inbox: str) -> Message:
    names = {"organisation": organisation, "n": in_words(len(lines))}
    told = ngettext("%(n)s thing from %(organisation)s.", "%(n)s things from %(organisation)s.", len(lines))
    return Message(
        subject=_("%(organisation)s: your week") % names,
        template="emails/digest",
        context={
            "sentence": capitalised(told % names),
            "lines": lines,
            "button_label": _("See your inbox"),
            "why": _("You chose that what can wait comes once a week."),
        },
        path=inbox,
        lines=lines,
    )


def _lines(notice: Notice, at: datetime) -> tuple[ToldLine, ...]:
    """Raise NotNow where nothing is left to say, or a nudge in it is to wait for a moment more."""
    lines = tuple(_as_noted(notice, at) if notice.ambiguous_at and notice.about else _still_true(notice, at))
    if not lines:
        raise NotNow("nothing in it is true any more")
    return lines


def _still_true(digest: Notice, at: datetime) -> Iterator[ToldLine]:
    stopped = stopped_kinds_of(digest.person_id or 0)
    waiting = Notice.objects.filter(
        person_id=digest.person_id,
        organisation_id=digest.organisation_id,
        digest_at=digest.due_at,
        next_at__isnull=False,
    )
    for notice in waiting.order_by("due_at", "pk"):
        kind = kind_named(notice.kind)
        if kind is None or (kind.optional and kind.name in stopped) or not kind.still_true(notice, at):
            continue
        if kind.waits_until and kind.waits_until(notice, at):
            continue
        message = kind.render(notice, at)
        if kind.nudge and (judged := too_much(notice, message, kind, at)):
            until = getattr(judged, "until", None)
            if until and until - at <= WAITS_FOR_A_NUDGE:
                raise NotNow("another nudge went out within seven days", until=until)
            continue
        yield _line(notice, message, told=told_by(message))


def _as_noted(digest: Notice, at: datetime) -> Iterator[ToldLine]:
    """The same sentences once more; a link that is signed is signed anew where its notice is still true."""
    numbers = [each.partition(":")[2] for each in digest.about]
    for notice in Notice.objects.filter(person_id=digest.person_id, pk__in=numbers).order_by("due_at", "pk"):
        kind = kind_named(notice.kind)
        message = kind.render(notice, at) if kind and kind.still_true(notice, at) else None
        yield _line(notice, message, told=notice.told)


def _line(notice: Notice, message: Message | None, *, told: str) -> ToldLine:
    context = message.context if message else {}
    path = message.path if message else notice.path
    return ToldLine(
        notice=notice.pk,
        told=told,
        path=path,
        url=str(context.get("button_url") or on_site(path)),
        label=str(context.get("button_label") or _("See more")),
        about=about_of(notice, message) if message else tuple(notice.about),
    )
