"""What stands in somebody's learning record, set by set."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from alsweb.pages.learning_record.naming import Named, named_in
from alsweb.pages.record.gathering import InSet, sets_of_record
from organisations.models import Membership
from reports.queries import Completion, Meeting, own_completions, own_meetings
from sets.completion import State
from sets.models import LearningSet, ReflectionWords, SetRole
from sets.queries import seats_ever
from sets.queries.completion import completion_rules, dated
from sets.queries.reflecting import names_beside, own_reflections


@dataclass
class Learned:
    """One set: the meetings that were held while its person was in, how they stand, and what they take from it."""

    place: InSet
    meetings: list[Meeting]
    completion: Completion | None
    reflection: ReflectionWords | None
    named: list[Named]
    """Whom the reflection names, but for words of which its writer said that they are no names; not printed until none is left."""

    @property
    def learning_set(self) -> LearningSet:
        learning_set: LearningSet = self.place.learning_set
        return learning_set

    @property
    def roles(self) -> list[SetRole]:
        """In the order in which they had them."""
        return list(dict.fromkeys(SetRole(seat.role) for seat in reversed(self.place.seats)))

    @property
    def came(self) -> list[Meeting]:
        return [each for each in self.meetings if each.came]

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.came)

    @property
    def has_completed(self) -> bool:
        return self.completion is not None and self.completion.state is State.COMPLETE

    @property
    def may_reflect(self) -> bool:
        """While one is in the set and what is said there is kept."""
        return self.place.is_in and self.learning_set.words_erased_at is None


@dataclass
class LearningRecord:
    person: Membership
    sets: list[Learned]
    made_at: datetime

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.sets)

    @property
    def came(self) -> int:
        return sum(len(each.came) for each in self.sets)

    @property
    def naming(self) -> list[Learned]:
        return [each for each in self.sets if each.named]


def learning_record_of(
    membership: Membership, *, at: datetime, no_names: Collection[str] = (), words: bool = True
) -> LearningRecord:
    """`no_names` are words of which one says that they name nobody; an address is always one. Facts alone without `words`."""
    meetings: dict[int, list[Meeting]] = defaultdict(list)
    for each in own_meetings(membership):
        meetings[each.learning_set].append(each)
    stands = _stands(membership, at=at)
    reflections = own_reflections(membership) if words else {}
    names = names_beside(membership) if words else []
    sets = [
        Learned(
            place,
            meetings[place.learning_set.pk],
            stands.get(place.learning_set.slug),
            wrote := reflections.get(place.learning_set.pk),
            [
                each
                for each in (named_in(wrote.text, names, own=membership.name) if wrote else [])
                if not each.who or each.text not in no_names
            ],
        )
        for place in sets_of_record(seats_ever(membership)).values()
    ]
    return LearningRecord(membership, sets, at)


def certified(membership: Membership, learning_set: int, *, at: datetime) -> str:
    """What stands on the certificate for this set: its programme, or the set where it is in none; nothing where there is none."""
    slug = next((seat.learning_set.slug for seat in seats_ever(membership) if seat.learning_set_id == learning_set), "")
    completion = _stands(membership, at=at).get(slug)
    if completion is None or completion.state is not State.COMPLETE:
        return ""
    return completion.programme or completion.set_name


def _stands(membership: Membership, *, at: datetime) -> dict[str, Completion]:
    """How one stands, by the address of each set that is judged."""
    rules = [dated(each) for each in completion_rules(membership.organisation)]
    own = own_completions(membership.organisation, rules, person=membership.person_id, now=at)
    return {each.slug: each for each in own}
