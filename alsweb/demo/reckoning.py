"""What HR of the demo reckons learning together with: dearer since a while ago."""

from datetime import timedelta
from decimal import Decimal

from alsweb.demo.house import House
from organisations import operations as organisations
from organisations.models import Currency, FeePer


def reckon(house: House) -> None:
    with house.acting("Hana") as hr:
        for days_ago, hourly, fee in ((400, 38, 640), (60, 40, 680)):
            at = house.today - timedelta(days=days_ago)
            organisations.set_costs(
                valid_from=at.date().replace(day=1),
                currency=Currency.GBP,
                hourly_rate=Decimal(hourly),
                fee=Decimal(fee),
                fee_per=FeePer.SESSION,
                by=hr,
                at=at,
            )
