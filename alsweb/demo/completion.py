"""When a programme is completed."""

from alsweb.demo.house import House
from sets import operations as sets
from sets.models import Programme


def decide(house: House, programme: Programme) -> None:
    """Five of six for the programme, three of four for everybody else."""
    for which, day, attend, meetings in ((None, -235, 3, 4), (programme, -149, 5, 6)):
        with house.acting("Hana") as by:
            sets.set_completion_rule(
                programme=which,
                valid_from=house.date(day),
                attend=attend,
                sessions=meetings,
                by=by,
                at=house.on(day),
            )
