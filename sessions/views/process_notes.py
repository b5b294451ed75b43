"""What whoever runs a set notes for themselves about how it works."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from alsweb.lib.time import now
from organisations.http import Request
from organisations.operations import Refused
from sessions import operations, policies
from sessions.forms.process_notes import ProcessNoteForm
from sessions.models import ProcessNoteWords, Session
from sessions.queries import own_notes, session_for, sessions_to_note
from sets.queries import seat_for


def mine(request: Request, slug: str) -> HttpResponse:
    """All of one's notes in a set and the session that is next; also for whoever ran the set once and is still in it."""
    seat = seat_for(request.membership, slug)
    notes = own_notes(seat.learning_set, person=request.user.pk)
    if not (policies.may_note(seat) or (seat.in_circle and notes)):
        raise Http404
    sessions, at = sessions_to_note(seat.learning_set), now()
    coming = [each for each in sessions if each.starts_at > at]
    shown = [each for each in sessions if each not in coming[:-1] or each.pk in notes]
    context = {
        "set": seat.learning_set,
        "sessions": [(each, notes.get(each.pk)) for each in shown],
        "may_write": policies.may_note(seat) and seat.learning_set.closed_at is None,
    }
    return render(request, "sessions/process_notes.html", context)


def write(request: Request, slug: str, number: int) -> HttpResponse:
    """A note on one session, with the one before beside it; what was typed stays, also where it was written elsewhere."""
    seat = seat_for(request.membership, slug, may=policies.may_note)
    if seat.learning_set.closed_at:
        raise PermissionDenied
    session = session_for(seat, number)
    notes = own_notes(seat.learning_set, person=request.user.pk)
    own = notes.get(session.pk)
    if request.method != "POST":
        return _page(request, session, ProcessNoteForm.of(own), notes)
    form = ProcessNoteForm(request.POST)
    if not form.is_valid():
        return _page(request, session, form, notes, status=422)
    try:
        operations.write_process_note(session, **form.cleaned_data, by=request.membership, at=now())
    except Refused as refused:
        messages.warning(request, str(refused))
        joined = ProcessNoteForm.of(own, typed=form.cleaned_data["text"])
        return _page(request, session, joined, notes, status=409, meanwhile=own)
    messages.success(request, _("Saved. Only you read it.") if form.cleaned_data["text"] else _("Taken away."))
    return redirect("sessions:process_notes", request.organisation.slug, slug)


def _page(
    request: Request,
    session: Session,
    form: ProcessNoteForm,
    notes: dict[int, ProcessNoteWords],
    *,
    status: int = 200,
    meanwhile: ProcessNoteWords | None = None,
) -> HttpResponse:
    before = [each for each in sessions_to_note(session.learning_set) if each.number < session.number]
    last = next((each for each in before if each.pk in notes), None)
    context = {
        "set": session.learning_set,
        "session": session,
        "begun": session.starts_at <= now(),
        "form": form,
        "meanwhile": meanwhile,
        "last": last,
        "last_note": notes[last.pk] if last else None,
    }
    return render(request, "sessions/process_note.html", context, status=status)
