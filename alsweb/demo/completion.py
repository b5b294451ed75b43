"""When a programme is completed, and what somebody takes from their set."""

from datetime import timedelta

from alsweb.demo.house import House
from sets import operations as sets
from sets.models import LearningSet, Programme

REFLECTION = (
    "I used to come with an answer and look for people who would carry it. Now I ask what they see, and wait. Nadia’s"
    " question, what I was protecting, is still with me."
)


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


def reflect(house: House, set_name: str, *, who: str) -> None:
    """It names somebody, and so is not printed until it does not."""
    with house.acting(who) as by:
        learning_set = LearningSet.objects.get(organisation=by.organisation, name=set_name)
        sets.write_reflection(learning_set, REFLECTION, based_on=None, by=by, at=house.today - timedelta(hours=1))
