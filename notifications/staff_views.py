"""The pages of whoever looks after the site. To everybody else they do not exist."""

import logging

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from alsweb.lib.tenancy.scope import scope
from alsweb.lib.time import now
from notifications import operations
from notifications.models import Refusal
from notifications.queries import DELIVERY_PAGE, DeliveryCounts, delivery_counts, delivery_of

logger = logging.getLogger(__name__)

MOST_PAGES = 1000
LISTS = {
    "failed": gettext_lazy("Failed"),
    "ambiguous": gettext_lazy("Perhaps arrived"),
    "bounced": gettext_lazy("Came back"),
    "waiting": gettext_lazy("Waiting"),
}


@require_safe
def delivery(request: HttpRequest) -> HttpResponse:
    person = _staff(request)
    which = request.GET.get("list", "failed")
    if which not in LISTS:
        raise Http404
    asked = request.GET.get("page", "")
    page = min(int(asked), MOST_PAGES) if asked.isascii() and asked.isdigit() and int(asked[:9]) > 0 else 1
    with scope(person=person):
        counts = delivery_counts(now())
        found = delivery_of(which, page=page)
        refused = Refusal.objects.count()
    return render(
        request,
        "notifications/delivery.html",
        {
            "sentence": _sentence(counts),
            "counts": counts,
            "refused": refused,
            "lists": LISTS,
            "which": which,
            "mails": found[:DELIVERY_PAGE],
            "zone": request.user.time_zone,  # type: ignore[union-attr]  # signed in
            "newer": page - 1,
            "older": page + 1 if len(found) > DELIVERY_PAGE else 0,
        },
    )


@require_POST
def send_again(request: HttpRequest, number: int) -> HttpResponse:
    person = _staff(request)
    with scope(person=person):
        will_go = operations.send_again(number, at=now())
    if will_go:
        logger.info("Notice %s is looked at again, asked for by account %s.", number, person)
        messages.success(request, _("The sender looks at it again now. If it is still true, it goes out."))
    else:
        messages.info(request, _("There was nothing to do: it waits already, has arrived, or is there no more."))
    return redirect("notifications:delivery")


def _staff(request: HttpRequest) -> int:
    user = request.user
    if isinstance(user, AnonymousUser) or not user.is_staff:
        raise Http404
    return user.pk


def _sentence(counts: DeliveryCounts) -> str:
    if counts.failed:
        return ngettext("%(number)d mail failed.", "%(number)d mails failed.", counts.failed) % {
            "number": counts.failed
        }
    if counts.ambiguous:
        said = ngettext("%(number)d mail may have arrived.", "%(number)d mails may have arrived.", counts.ambiguous)
        return said % {"number": counts.ambiguous}
    return _("No mail failed.")
