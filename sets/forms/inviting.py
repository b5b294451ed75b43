import re
from email.utils import getaddresses

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
