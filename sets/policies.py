"""Who may what in a set. A seat says how somebody stands to it."""

from dataclasses import dataclass
from datetime import datetime

from organisations.models import Membership
from organisations.policies import may_found_sets
from sets.models import Circle, Facilitation, LearningSet, Moment, Programme, SetRole
from sets.models.words import WordsModel


@dataclass(frozen=True)
class Seat:
    """One person before one set; `role` is theirs in its circle now, or empty."""

    learning_set: LearningSet
    membership: Membership
    role: str
    peopled: bool = True
    """Whether anybody was ever in it."""
    has_rules: bool = False
    agreed: bool = False
    """To the newest ground rules."""

    @property
    def in_circle(self) -> bool:
        return bool(self.role)

    @property
    def leads(self) -> bool:
        return self.role == SetRole.FACILITATOR

    @property
    def runs(self) -> bool:
        """Plans, invites and closes: the facilitator, or each member where the set has none of its own."""
        return self.leads or (self.in_circle and self.learning_set.facilitation != Facilitation.STANDING)

    @property
    def must_agree(self) -> bool:
        """No content before agreement: nothing that was said, and nothing of others, nor before there are rules."""
        return self.in_circle and not self.agreed and self.learning_set.words_erased_at is None

    @property
    def forms(self) -> bool:
        """Puts the set together: its founder, while in it or before anybody is; before that also HR and owner."""
        if self.learning_set.composed_at or self.learning_set.closed_at:
            return False
        keeps = self.membership.is_owner or self.membership.is_hr
        founded = self.learning_set.founded_by_id == self.membership.pk and (keeps or self.membership.is_facilitator)
        return founded and self.in_circle if self.peopled else founded or keeps


def may_see_set(seat: Seat) -> bool:
    """The circle sees all of it; HR and owner its organisation facts only."""
    return seat.in_circle or seat.forms or seat.membership.is_hr or seat.membership.is_owner


def may_form(seat: Seat) -> bool:
    return seat.forms


def may_change_set(seat: Seat) -> bool:
    """Says anew what the set is about and how it meets: whoever runs it, and before that whoever forms it."""
    return (seat.runs or seat.forms) and seat.learning_set.closed_at is None


def may_close(seat: Seat) -> bool:
    """Also whoever forms a set that never comes together."""
    return seat.runs or seat.forms


def may_enter_circle(seat: Seat) -> bool:
    return seat.in_circle


def may_write(seat: Seat) -> bool:
    """A closed set keeps what it has until that is erased, and takes no more."""
    return seat.in_circle and seat.learning_set.closed_at is None


def may_read(seat: Seat, words: WordsModel) -> bool:
    """Whether these words of the set's are for this member: by whoever wrote them, and the circle that they chose."""
    if words.author_id == seat.membership.person_id:
        return True
    return {
        Circle.SET: seat.in_circle,
        Circle.FACILITATOR: seat.leads,
        Circle.PRESENTER: words.addressee_id == seat.membership.person_id,
    }.get(Circle(words.circle), False)


def may_invite(seat: Seat) -> bool:
    return seat.runs and seat.learning_set.closing_at is None and seat.learning_set.closed_at is None


def may_welcome(seat: Seat) -> bool:
    return seat.runs and seat.learning_set.closed_at is None


def may_choose_reminders(seat: Seat) -> bool:
    return seat.runs and seat.learning_set.closed_at is None


def may_rate_themselves(seat: Seat) -> bool:
    """Those who are there to learn; whoever facilitates is there for them."""
    return seat.role == SetRole.MEMBER


def may_take_in(seat: Seat) -> bool:
    """Puts the set into the directory and answers those who ask."""
    return (seat.runs or seat.forms) and seat.learning_set.closing_at is None and seat.learning_set.closed_at is None


def may_run(seat: Seat) -> bool:
    return seat.runs


def may_look_after(seat: Seat) -> bool:
    """Learns who might welcome a word; nothing of others before one has agreed oneself."""
    return seat.runs and not seat.must_agree and seat.learning_set.closed_at is None


def may_rate(
    learning_set: LearningSet, moment: Moment, *, first_meeting: datetime | None, held: int, at: datetime
) -> bool:
    """Whether a member may look at themselves as of this moment; `first_meeting` is their own first, where it has a date.

    A start is one only before anything was learned; half-way and the end are as the set's sessions say.
    """
    if learning_set.closed_at:
        return False
    if moment is Moment.END:
        return learning_set.closing_at is not None
    if learning_set.closing_at:
        return False
    not_met = first_meeting is None or at < first_meeting
    return not_met if moment is Moment.START else not not_met and held * 2 >= learning_set.sessions_planned


def later_moment(
    learning_set: LearningSet, *, first_meeting: datetime | None, held: int, at: datetime
) -> Moment | None:
    """Half-way or the end, if one of them is now."""
    for moment in (Moment.MID, Moment.END):
        if may_rate(learning_set, moment, first_meeting=first_meeting, held=held, at=at):
            return moment
    return None


def may_see_programme(membership: Membership, programme: Programme) -> bool:
    """Whoever founds sets sees which there are, and no more of them than who, when and how many."""
    return may_found_sets(membership)


def may_change_programme(membership: Membership, programme: Programme) -> bool:
    founded = programme.founded_by_id == membership.pk and membership.is_facilitator
    return founded or membership.is_owner or membership.is_hr
