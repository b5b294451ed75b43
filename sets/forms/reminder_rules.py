from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from sets.models import Rule
from sets.reminder_rules import Setting, read_as
from sets.rule_sentences import TITLES, days_label, sentence_of


@dataclass(frozen=True)
class RuleFields:
    """The fields of one rule; `days` where a set may choose."""

    on: forms.BoundField
    days: forms.BoundField | None
    stands: str
    """How it stands otherwise by now, where somebody else saved meanwhile."""


class ReminderRulesForm(forms.Form):
    """Every rule: on or off, and how many days."""

    based_on = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    is_overtaken = False

    def __init__(self, *args: Any, settings: Mapping[Rule, Setting], **options: Any) -> None:
        super().__init__(*args, **options)
        self.settings = settings
        self.fields["based_on"].initial = read_as(settings)
        for rule, setting in settings.items():
            self.fields[f"on_{rule}"] = forms.BooleanField(
                label=str(TITLES[rule]), initial=setting.is_on, required=False
            )
            if setting.least < setting.most:
                self.fields[f"days_{rule}"] = forms.IntegerField(
                    label=days_label(rule),
                    help_text=_("From %(least)s to %(most)s.") % {"least": setting.least, "most": setting.most},
                    initial=setting.days,
                    min_value=setting.least,
                    max_value=setting.most,
                    required=False,
                )

    @classmethod
    def overtaken(cls, typed: Mapping[str, str], *, settings: Mapping[Rule, Setting]) -> "ReminderRulesForm":
        """What was typed, based on the rules that somebody else saved meanwhile."""
        form = cls({**typed, "based_on": read_as(settings)}, settings=settings)
        form.is_overtaken = form.is_valid()
        return form

    def clean(self) -> None:
        for rule in self.settings:
            name = f"days_{rule}"
            is_on = self.cleaned_data.get(f"on_{rule}")
            if is_on and name in self.fields and name not in self.errors and self.cleaned_data[name] is None:
                self.add_error(name, _("Say how many days, or turn it off."))
        self._show_before_sending()

    def _show_before_sending(self) -> None:
        said = self.cleaned_data
        shown, sent = said.get(f"days_{Rule.REMINDER_DRAFT}"), said.get(f"days_{Rule.SESSION_REMINDER}")
        is_on = said.get(f"on_{Rule.REMINDER_DRAFT}") and said.get(f"on_{Rule.SESSION_REMINDER}")
        if is_on and shown and sent and shown <= sent:
            self.add_error(f"days_{Rule.REMINDER_DRAFT}", _("Show it before it goes out: more days than the reminder."))

    def rows(self) -> list[RuleFields]:
        apart = (
            {each.rule for each in self.wanted() if each != self.settings[each.rule]} if self.is_overtaken else set()
        )
        return [
            RuleFields(
                self[f"on_{rule}"],
                self[f"days_{rule}"] if f"days_{rule}" in self.fields else None,
                sentence_of(each) if rule in apart else "",
            )
            for rule, each in self.settings.items()
        ]

    def wanted(self) -> list[Setting]:
        """How every rule is to stand; where one is turned off and no number is left, its days stay."""
        said = self.cleaned_data
        return [
            replace(each, is_on=said[f"on_{rule}"], days=said.get(f"days_{rule}") or each.days)
            for rule, each in self.settings.items()
        ]
