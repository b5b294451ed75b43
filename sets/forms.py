import re
from email.utils import getaddresses

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alsweb.lib.time import zone_names
from sets.models import LearningSet
from sets.models.words import HEADS, head_label

AT_ONCE = 20


class FoundSetForm(forms.ModelForm[LearningSet]):
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        choices=[(name, name.replace("_", " ")) for name in zone_names()],
    )

    class Meta:
        model = LearningSet
        fields = ("name", "topic", "time_zone", "places", "sessions_planned")
        help_texts = {
            "name": gettext_lazy("How your set is called in the organisation. HR sees it."),
            "topic": gettext_lazy("What brings you together, in a line. Open-ended, yours to act on. HR sees it."),
            "places": gettext_lazy("Six is ideal; five to seven works well."),
            "sessions_planned": gettext_lazy("Six sessions, four to six weeks apart, is the commonest."),
        }

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for name, most in (("places", 12), ("sessions_planned", 24)):
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)
            field.min_value, field.max_value = 2 if name == "places" else 1, most
            field.validators = [forms.IntegerField(min_value=field.min_value, max_value=most).run_validators]
            field.widget.attrs.update({"min": field.min_value, "max": most})


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


_PROMPTS = {
    "confidentiality": gettext_lazy(
        "What does confidential mean to you? Not even between members afterwards, unless the owner raises it?"
    ),
    "integrity": gettext_lazy("Being honest, speaking for oneself, doing what one said one would do."),
    "safety": gettext_lazy("What makes it safe to say that one is stuck? What are the limits (harm, law)?"),
    "attendance": gettext_lazy("Notice for apologies, lateness, the fewest to run with, how a date is moved."),
    "speaking_time": gettext_lazy("How do we share the time? One question, one follow-up, then the next?"),
}


class GroundRulesForm(forms.Form):
    based_on = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        for head in HEADS:
            self.fields[head] = forms.CharField(
                label=head_label(head),
                help_text=_PROMPTS[head],
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3, "class": "serif"}),
            )

    def heads(self) -> dict[str, str]:
        return {head: self.cleaned_data[head].strip() for head in HEADS}

    def clean(self) -> None:
        if not self.errors and not any(self.heads().values()):
            raise ValidationError(_("Write at least one line under one of the five heads."))
