"""What learning together cost: everybody's hours at one rate, and facilitators' fees, as an organisation decided."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from organisations.models import Currency

_SIGNS = {
    Currency.GBP: "£",
    Currency.EUR: "€",
    Currency.USD: "US$",
    Currency.AUD: "A$",
    Currency.CAD: "C$",
    Currency.NZD: "NZ$",
    Currency.INR: "₹",
}
_A_HUNDRED = 100


@dataclass(frozen=True)
class Money:
    """So much in each currency that was reckoned with; nothing where nothing was."""

    amounts: dict[str, Decimal] = field(default_factory=dict)

    def __add__(self, other: "Money") -> "Money":
        both = [*self.amounts, *(each for each in other.amounts if each not in self.amounts)]
        return Money({each: self.amounts.get(each, Decimal(0)) + other.amounts.get(each, Decimal(0)) for each in both})

    def __bool__(self) -> bool:
        return bool(self.amounts)

    def __str__(self) -> str:
        """`£12,340`, `£86.40`, or `£900 and €300`"""
        return _(" and ").join(f"{_sign(currency)}{_rounded(amount)}" for currency, amount in self.amounts.items())

    def shared(self, among: int) -> "Money":
        return Money({currency: amount / among for currency, amount in self.amounts.items()}) if among else Money()


def _sign(currency: str) -> str:
    return _SIGNS.get(Currency(currency), f"{currency}\N{NO-BREAK SPACE}")


def _rounded(amount: Decimal) -> str:
    return f"{amount:,.0f}" if amount >= _A_HUNDRED else f"{amount:,.2f}"


@dataclass(frozen=True)
class Rate:
    """What one hour and one fee are from an instant on."""

    begins: datetime
    currency: str
    hourly: Decimal
    fee: Decimal
    is_daily: bool

    def cost_of(self, *, minutes: int, sessions: int, days: int) -> Money:
        """`minutes` of all who came together; `sessions` that somebody led, and on how many `days` they did."""
        fees = self.fee * (days if self.is_daily else sessions)
        return Money({self.currency: self.hourly * minutes / 60 + fees})


@dataclass(frozen=True)
class Costs:
    """Of what took place since the first rate."""

    total: Money = field(default_factory=Money)
    times: int = 0
    """How often somebody came."""

    def __add__(self, other: "Costs") -> "Costs":
        return Costs(self.total + other.total, self.times + other.times)

    @property
    def each_time(self) -> Money:
        return self.total.shared(self.times)


def rate_at(rates: Sequence[Rate], moment: datetime) -> Rate | None:
    """The last one that has begun; `rates` in their order."""
    return next((each for each in reversed(rates) if each.begins <= moment), None)
