"""One's own learning record, its files, a certificate for each set that was completed, and what one takes from a set."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from alsweb.lib.time import in_zone, now
from alsweb.pages.learning_record.as_csv import as_csv
from alsweb.pages.learning_record.as_pdf import as_pdf
from alsweb.pages.learning_record.certificate import as_certificate
from alsweb.pages.learning_record.gathering import Learned, LearningRecord, learning_record_of
from alsweb.pages.learning_record.proof import certificate_address
from alsweb.pages.learning_record.sentences import came_together, of_set
from organisations.http import Request
from organisations.models import Membership
from organisations.operations import Refused
from sets import operations
from sets.completion_sentences import own_standing, rule_in_words
from sets.forms.reflecting import ReflectionForm


@require_safe
def learning_record(request: Request) -> HttpResponse:
    return page(request, request.membership, at=_own(request))


@require_http_methods(["GET", "HEAD", "POST"])
def pdf(request: Request) -> HttpResponse:
    return paper(request, request.membership, at=_own(request))


@require_safe
def csv(request: Request) -> HttpResponse:
    return table(request, request.membership)


@require_safe
def certificate(request: Request, slug: str) -> HttpResponse:
    return certificate_in(request, request.membership, slug)


def page(request: Request, me: Membership, *, at: str, left: Membership | None = None) -> HttpResponse:
    """Set by set, and the ways to take it along; `at` is its address. Who has left finds their words in their record."""
    record = learning_record_of(me, at=now(), words=left is None)
    return render(request, "pages/learning_record.html", {**_context(record, at), "left": left})


def paper(request: Request, me: Membership, *, at: str) -> HttpResponse:
    """With one's reflections, or without them; while one of them names somebody it is not made with them.

    Of which words one says that they are no names is sent in a body: an address is written into logs.
    """
    no_names = request.POST.getlist("no_name")
    record = learning_record_of(me, at=now(), no_names=no_names)
    reflections = request.GET.get("reflections") != "no"
    if reflections and record.naming:
        context = {**_context(learning_record_of(me, at=record.made_at), at), "no_names": no_names}
        return render(request, "pages/learning_names.html", context, status=409)
    content = as_pdf(record, zone=request.user.time_zone, reflections=reflections)
    return _file(request, record, content, name="learning-record", form="pdf", kind="application/pdf")


def hours(request: Request, me: Membership) -> HttpResponse:
    """On paper, without what one wrote."""
    record = learning_record_of(me, at=now(), words=False)
    content = as_pdf(record, zone=request.user.time_zone, reflections=False)
    return _file(request, record, content, name="learning-record", form="pdf", kind="application/pdf")


def table(request: Request, me: Membership) -> HttpResponse:
    record = learning_record_of(me, at=now(), words=False)
    return _file(request, record, as_csv(record), name="learning-record", form="csv", kind="text/csv; charset=utf-8")


def certificate_in(request: Request, me: Membership, slug: str) -> HttpResponse:
    """With an address by which others see that it is real, where its holder asks for one."""
    record = learning_record_of(me, at=now(), words=False)
    learned = _in_set(record, slug)
    if not learned.has_completed:
        raise Http404
    proof = certificate_address(me, learned.learning_set.pk, at=record.made_at) if "proof" in request.GET else ""
    content = as_certificate(record, learned, zone=request.user.time_zone, proof=proof)
    return _file(request, record, content, name="certificate", form="pdf", kind="application/pdf")


def reflection(request: Request, slug: str) -> HttpResponse:
    """Written while one is in the set; what was typed stays, also where it was written elsewhere meanwhile."""
    learned = _in_set(learning_record_of(request.membership, at=now()), slug)
    if not learned.may_reflect:
        raise Http404
    if request.method != "POST":
        return _form(request, learned, ReflectionForm.of(learned.reflection))
    form = ReflectionForm(request.POST)
    if not form.is_valid():
        return _form(request, learned, form, status=422)
    try:
        operations.write_reflection(learned.learning_set, **form.cleaned_data, by=request.membership, at=now())
    except Refused as refused:
        messages.warning(request, str(refused))
        joined = ReflectionForm.of(learned.reflection, typed=form.cleaned_data["text"])
        return _form(request, learned, joined, status=409, meanwhile=learned.reflection)
    messages.success(request, _("Saved. Only you read it."))
    return redirect(f"{_own(request)}#{slug}")


def _own(request: Request) -> str:
    return reverse("pages:learning_record", args=[request.organisation.slug])


def _context(record: LearningRecord, at: str) -> dict[str, object]:
    return {
        "record": record,
        "at": at,
        "sets": [
            (
                each,
                of_set(each),
                own_standing(each.completion.standing) if each.completion else "",
                rule_in_words(each.completion.rule) if each.completion else "",
                certificate_address(record.person, each.learning_set.pk, at=record.made_at)
                if each.has_completed
                else "",
            )
            for each in record.sets
        ],
        "sentence": came_together(record),
    }


def _in_set(record: LearningRecord, slug: str) -> Learned:
    found = next((each for each in record.sets if each.learning_set.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _form(
    request: Request, learned: Learned, form: ReflectionForm, *, status: int = 200, meanwhile: object = None
) -> HttpResponse:
    context = {"form": form, "set": learned.learning_set, "learned": learned, "meanwhile": meanwhile}
    return render(request, "pages/learning_reflection.html", context, status=status)


def _file(request: Request, record: LearningRecord, content: bytes, *, name: str, form: str, kind: str) -> HttpResponse:
    """No cache keeps it, and nobody records that somebody took what is theirs."""
    day = in_zone(record.made_at, request.user.time_zone)
    return HttpResponse(
        content,
        content_type=kind,
        headers={
            "Content-Disposition": f'attachment; filename="{name}-{day:%Y-%m-%d}.{form}"',
            "Cache-Control": "no-store",
        },
    )
