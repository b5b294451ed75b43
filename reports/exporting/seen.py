"""What a report is about: its address read at a moment, so that a page, a file and a mail speak of the same."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.http import QueryDict

from alsweb.lib import phrases
from alsweb.lib.time import in_zone
from organisations.models import Organisation
from reports import queries
from reports.filters import Narrowed
from reports.forms import NarrowingForm
from reports.forms.narrowing import Choices
from reports.hiding import quarter_shown
from reports.periods import Period


@dataclass(frozen=True)
class Seen:
    organisation: Organisation
    form: NarrowingForm
    at: datetime

    @classmethod
    def at_address(
        cls, organisation: Organisation, address: str, *, at: datetime, choices: Choices | None = None
    ) -> "Seen":
        """`address` from the question mark on; `choices` where they are known already."""
        today = in_zone(at, organisation.time_zone).date()
        asked = QueryDict(address.removeprefix("?"))
        return cls(
            organisation, NarrowingForm(asked, choices=choices or queries.choices_of(organisation), today=today), at
        )

    def beside(self, address: str) -> "Seen":
        """Another view at the same moment."""
        return Seen.at_address(self.organisation, address, at=self.at, choices=self.form.offered)

    @property
    def name(self) -> str:
        """`Six months · Programme: Docks`"""
        return " · ".join([phrases.capitalised(self.form.period_name), *self.form.chosen_names])

    @property
    def address(self) -> str:
        """Only what is chosen, always in the same words."""
        return self.form.view

    @property
    def narrowed(self) -> Narrowed:
        return self.form.narrowed

    @property
    def period(self) -> Period:
        return self.form.period_asked

    @property
    def zone(self) -> str:
        return self.organisation.time_zone

    @property
    def since(self) -> datetime:
        return self.period.begins(self.zone)

    @property
    def until(self) -> datetime:
        return self.period.ends(self.zone)

    @property
    def quarter(self) -> date:
        return quarter_shown(self.period.until, today=in_zone(self.at, self.zone).date())

    @cached_property
    def report(self) -> queries.Report:
        return queries.of_period(self.organisation, self.period, now=self.at, narrowed=self.narrowed)
