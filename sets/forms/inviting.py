import re
from collections.abc import Sequence
from email.utils import getaddresses
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from organisations.forms import JoinForm
from organisations.models import Organisation

AT_ONCE = 20


class InviteForm(forms.Form):
    """Addresses as people paste them: one a line, or with commas; `Name <address>` where one knows it."""

    addresses = forms.CharField(
        label=gettext_lazy("Who would you like to invite?"),
        help_text=gettext_lazy(
            "One e-mail address a line. “Cam Moore &lt;cam@example.org&gt;” gives the name as well."
        ),
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
        max_length=5000,
    )
    guests = forms.BooleanField(
        label=gettext_lazy("They work elsewhere"),
        help_text=gettext_lazy(
            "They come as guests: in the set they see and do what everybody does, elsewhere here nothing. Their own HR"
            " sees whether they came, if they say where they work, and nothing else."
        ),
        required=False,
    )

    def clean_addresses(self) -> list[tuple[str, str]]:
        """Pairs of name and address; each line that is not one is named."""
        parts = [
            part.strip() for part in re.split(r"[\n;]+|,(?![^<]*>)", self.cleaned_data["addresses"]) if part.strip()
        ]
        found, wrong = {}, []
        for part in parts:
            ((name, address),) = getaddresses([part])[:1] or [("", "")]
            try:
                validate_email(address)
            except ValidationError:
                wrong.append(
                    _("“%(line)s” is not an e-mail address. Check it for a missing @ or a space.") % {"line": part[:80]}
                )
            else:
                found[address.lower()] = name[:120]
        if len(found) > AT_ONCE:
            wrong.append(_("That is more than %(most)s at once. Send some now and the rest after.") % {"most": AT_ONCE})
        if wrong:
            raise ValidationError(wrong)
        return [(name, address) for address, name in found.items()]


class GuestForm(JoinForm):
    """A guest says by which name they go here, and, if they like, where they work."""

    home = forms.TypedChoiceField(
        label=gettext_lazy("Where do you come from?"),
        help_text=gettext_lazy("Their HR sees whether you came, nothing else."),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, homes: Sequence[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        home = self.fields["home"]
        assert isinstance(home, forms.TypedChoiceField)
        home.choices = [
            *((each.pk, each.name) for each in homes),
            ("", gettext_lazy("I’d rather not say")),
        ]
