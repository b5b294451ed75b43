from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from organisations.devices import share


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth has no types
    """With the one thing that only whoever sits there knows of the computer."""

    shared = forms.BooleanField(
        label=_("This is a shared computer"),
        help_text=_("You are signed out when the browser is closed, and nothing that you type stays on it."),
        required=False,
    )

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponseBase:
        response: Any = super().login(request, redirect_url)
        if self.cleaned_data["shared"]:
            share(request)
        return response  # type: ignore[no-any-return]
