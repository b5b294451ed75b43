"""What HR took out of participation, and what they want to be led to each month."""

from alsweb.demo.house import House
from reports import operations
from reports.exporting.seen import Seen
from reports.models import ExportFormat, ExportOf

YEAR = "?period=year"


def take_out(house: House, who: str) -> None:
    """A paper for the board, made yesterday; the year on the first of each month."""
    at = house.on(-1, 15)
    with house.acting(who) as by:
        seen = Seen.at_address(house.organisation, YEAR, at=at)
        operations.ask_for_export(seen, of=ExportOf.FIGURES, file_format=ExportFormat.PDF, by=by, at=at)
        operations.want_monthly(YEAR, by=by, at=house.today)
