from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from organisations.devices import forget, share


@require_POST
def shared_computer(request: HttpRequest) -> HttpResponse:
    """Said after signing in, also by a passkey or a code."""
    share(request)
    messages.success(
        request, _("This session ends with the browser, and nothing that you type stays on this computer.")
    )
    response = redirect("start")
    forget(request, response)
    return response
