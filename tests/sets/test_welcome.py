"""Being made welcome: who reads what, when a start can be taken, and what two phones at once leave behind."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError

from organisations.models import Membership
from organisations.operations import Refused
from sessions.models import Session
from sessions.queries import first_meeting_of
from sets import operations, queries
from sets.models import (
    AimWords,
    BioWords,
    Circle,
    LearningSet,
    Moment,
    Part,
    Score,
    SelfRating,
    SetMembership,
    Statement,
    Welcome,
    WelcomePackWords,
)
from sets.operations import welcome
from tests.cast import NOW, Cast, entering
from tests.races import at_once, held_up
from tests.sets.tide import FIRST, found_tide, plan_first

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]

BEFORE = NOW
LATER = FIRST + timedelta(days=1)


@pytest.fixture
def tide(cast: Cast) -> LearningSet:
    tide, _kim = found_tide(cast)
    return tide


def all_four(score: Score) -> dict[Statement, Score]:
    return dict.fromkeys(Statement, score)


def place_of(member: Membership) -> SetMembership:
    return queries.own_place(queries.seat_for(member, "tide"))


def take_start(tide: LearningSet, member: Membership, score: Score, *, at: datetime = BEFORE) -> None:
    with entering(member):
        operations.rate(tide, Moment.START, all_four(score), first_meeting=FIRST, by=member, at=at)


def test_a_bio_is_for_the_set_and_an_aim_for_whom_its_author_chose(cast: Cast, tide: LearningSet) -> None:
    with entering(cast.bob):
        operations.write_bio(tide, "I run the night shift.", by=cast.bob, at=BEFORE)
        operations.write_aim(tide, "To say no.", circle=Circle.AUTHOR, by=cast.bob, at=BEFORE)
    with entering(cast.alice):
        assert {words.bio for words in queries.bios_of(tide).values()} == {"I run the night shift."}
        assert list(AimWords.objects.filter(learning_set=tide)) == []
    with entering(cast.bob):
        assert queries.own_aim(queries.seat_for(cast.bob, "tide")).aim == "To say no."
        operations.write_aim(tide, "To say no, kindly.", circle=Circle.SET, by=cast.bob, at=BEFORE)
    with entering(cast.alice):
        assert [words.aim for words in queries.shared_aims_of(tide).values()] == ["To say no, kindly."]
    with entering(cast.bob):
        operations.write_aim(tide, "To say no, kindly.", circle=Circle.AUTHOR, by=cast.bob, at=BEFORE)
    with entering(cast.alice):
        assert queries.shared_aims_of(tide) == {}


def test_nobody_outside_the_circle_reads_bio_aim_or_welcome(cast: Cast, tide: LearningSet) -> None:
    with entering(cast.bob):
        operations.read_pack(tide, by=cast.bob, at=BEFORE)
        operations.write_bio(tide, "I run the night shift.", by=cast.bob, at=BEFORE)
        operations.write_aim(tide, "To say no.", circle=Circle.SET, by=cast.bob, at=BEFORE)
    with entering(cast.alice):
        operations.write_welcome(tide, "Come in.", based_on=None, by=cast.alice, at=BEFORE)
    take_start(tide, cast.bob, Score.MOSTLY)
    for who in (cast.dora, cast.olga, cast.erin, cast.frank, cast.charlie, cast.nora):
        with entering(who):
            for model in (Welcome, BioWords, AimWords, WelcomePackWords, SelfRating):
                assert not model.objects.filter(learning_set=tide).exists(), (who.name, model)


def test_ratings_are_their_authors_alone(cast: Cast, tide: LearningSet, seeding: Seeding) -> None:
    take_start(tide, cast.bob, Score.A_LITTLE)
    with entering(cast.alice):
        assert not SelfRating.objects.filter(learning_set=tide).exists()
        with seeding():
            circle = queries.circle_with_welcome(tide, reader=cast.alice.person_id)
        assert [each.ratings for each in circle] == [[], [], []]
    with entering(cast.bob):
        assert queries.scores_of(place_of(cast.bob)) == {Moment.START: all_four(Score.A_LITTLE)}


def test_a_rating_leaves_no_trace_that_others_read(cast: Cast, tide: LearningSet) -> None:
    """A row of Welcome that began for nothing else would tell the circle that somebody rated."""
    take_start(tide, cast.bob, Score.A_LITTLE)
    with entering(cast.alice):
        assert not Welcome.objects.filter(learning_set=tide, person=cast.bob.person_id).exists()


def test_a_start_is_taken_until_the_first_meeting_begins_and_not_after(cast: Cast, tide: LearningSet) -> None:
    take_start(tide, cast.bob, Score.NOT_YET)
    take_start(tide, cast.bob, Score.A_LITTLE, at=FIRST - timedelta(seconds=1))
    with pytest.raises(Refused):
        take_start(tide, cast.bob, Score.FULLY, at=FIRST)
    with entering(cast.bob):
        assert queries.scores_of(place_of(cast.bob)) == {Moment.START: all_four(Score.A_LITTLE)}


def test_without_a_first_date_a_start_is_open(cast: Cast, tide: LearningSet) -> None:
    with entering(cast.bob):
        operations.rate(tide, Moment.START, all_four(Score.FULLY), first_meeting=None, by=cast.bob, at=LATER)
        assert SelfRating.objects.filter(learning_set=tide).count() == len(Statement)


def test_the_first_meeting_of_whoever_joins_later_is_the_next_one(cast: Cast, tide: LearningSet) -> None:
    plan_first(tide, cast)
    second = plan_first(tide, cast, at=FIRST + timedelta(days=28))
    with entering(cast.bob):
        place = place_of(cast.bob)
        assert first_meeting_of(place) == FIRST
        place.started_at = LATER
        assert first_meeting_of(place) == second.starts_at
    with entering(cast.alice):
        Session.objects.filter(pk=second.pk).update(cancelled_at=NOW)
    with entering(cast.bob):
        assert first_meeting_of(place) is None


@pytest.mark.parametrize(
    ("moment", "held", "closing", "closed", "open_"),
    [
        (Moment.MID, 2, False, False, False),
        (Moment.MID, 3, False, False, True),
        (Moment.MID, 3, True, False, False),
        (Moment.END, 6, False, False, False),
        (Moment.END, 6, True, False, True),
        (Moment.END, 6, True, True, False),
        (Moment.START, 0, False, False, False),
    ],
)
def test_half_way_and_the_end_have_their_time(
    cast: Cast, tide: LearningSet, moment: Moment, held: int, closing: bool, closed: bool, open_: bool
) -> None:
    tide.closing_at, tide.closed_at = LATER if closing else None, LATER if closed else None
    with entering(cast.bob):
        try:
            operations.rate(tide, moment, all_four(Score.MOSTLY), first_meeting=FIRST, held=held, by=cast.bob, at=LATER)
        except Refused:
            assert not open_
        assert SelfRating.objects.filter(learning_set=tide, moment=moment).exists() == open_


def test_what_is_left_shrinks_part_by_part(cast: Cast, tide: LearningSet) -> None:

    def left(member: Membership, at: datetime = BEFORE) -> list[Part]:
        return queries.parts_left(place_of(member), first_meeting=FIRST, at=at)

    with entering(cast.bob):
        assert left(cast.bob) == [Part.PACK, Part.BIO, Part.AIM, Part.START]
        assert left(cast.bob, at=FIRST) == [Part.PACK, Part.BIO, Part.AIM]
        operations.read_pack(tide, by=cast.bob, at=BEFORE)
        operations.write_bio(tide, "Me.", by=cast.bob, at=BEFORE)
        assert left(cast.bob) == [Part.AIM, Part.START]
        operations.write_bio(tide, "", by=cast.bob, at=BEFORE)
        assert left(cast.bob) == [Part.BIO, Part.AIM, Part.START]
        assert not BioWords.objects.filter(learning_set=tide).exists()
    with entering(cast.alice):
        assert left(cast.alice) == [Part.BIO]


def test_reading_twice_keeps_the_first_date(cast: Cast, tide: LearningSet) -> None:
    with entering(cast.bob):
        operations.read_pack(tide, by=cast.bob, at=BEFORE)
        operations.read_pack(tide, by=cast.bob, at=LATER)
        assert place_of(cast.bob).pack_read_at == BEFORE


def test_nobody_writes_in_anothers_name(cast: Cast, tide: LearningSet) -> None:
    with entering(cast.bob):
        operations.write_bio(tide, "I am Bob.", by=cast.bob, at=BEFORE)
    with entering(cast.alice), pytest.raises(ProgrammingError):
        operations.write_bio(tide, "Bob is mine.", by=cast.bob, at=LATER)
    with entering(cast.alice):
        assert [words.bio for words in BioWords.objects.filter(learning_set=tide)] == ["I am Bob."]


def test_a_leaver_keeps_what_they_said_of_themselves(cast: Cast, tide: LearningSet) -> None:
    with entering(cast.bob):
        operations.write_bio(tide, "I am Bob.", by=cast.bob, at=BEFORE)
        operations.write_aim(tide, "To say no.", circle=Circle.AUTHOR, by=cast.bob, at=BEFORE)
    take_start(tide, cast.bob, Score.MOSTLY)
    with entering(cast.bob):
        seat = SetMembership.objects.current().get(learning_set=tide, person=cast.bob.person_id)
        operations.leave_set(seat, by=cast.bob, at=LATER)
    with entering(cast.bob):
        assert BioWords.objects.filter(learning_set=tide).get().bio == "I am Bob."
        assert AimWords.objects.filter(learning_set=tide).get().aim == "To say no."
        assert SelfRating.objects.filter(learning_set=tide).count() == len(Statement)
        with pytest.raises(ProgrammingError):
            operations.rate(tide, Moment.START, all_four(Score.FULLY), first_meeting=None, by=cast.bob, at=LATER)


def test_a_welcome_that_two_write_keeps_the_first_and_tells_the_second(cast: Cast, tide: LearningSet) -> None:
    with entering(cast.alice):
        operations.write_welcome(tide, "Come in.", based_on=None, by=cast.alice, at=BEFORE)
        with pytest.raises(Refused):
            operations.write_welcome(tide, "Go away.", based_on=None, by=cast.alice, at=LATER)
        operations.write_welcome(tide, "Come in, all.", based_on=BEFORE, by=cast.alice, at=LATER)
        assert queries.welcome_words(tide).text == "Come in, all."
        operations.write_welcome(tide, "", based_on=LATER, by=cast.alice, at=LATER)
        assert queries.welcome_words(tide) is None


@pytest.mark.django_db(transaction=True)
def test_a_first_welcome_that_two_write_at_once_is_one(cast: Cast, tide: LearningSet) -> None:
    def write(text: str) -> Callable[[], None]:
        return lambda: operations.write_welcome(tide, text, based_on=None, by=cast.alice, at=BEFORE)

    found = held_up((cast.alice, write("One.")), (cast.alice, write("Two.")))
    assert [type(each) for each in found] == [type(None), Refused]
    with entering(cast.alice):
        assert queries.welcome_words(tide).text == "One."


@pytest.mark.django_db(transaction=True)
def test_parts_saved_from_two_phones_at_once_are_all_kept(cast: Cast, tide: LearningSet) -> None:
    bob = cast.bob
    found = at_once(
        (bob, lambda: operations.read_pack(tide, by=bob, at=BEFORE)),
        (bob, lambda: operations.write_bio(tide, "I am Bob.", by=bob, at=BEFORE)),
        (bob, lambda: operations.write_aim(tide, "To say no.", circle=Circle.SET, by=bob, at=BEFORE)),
    )
    assert found == [None, None, None]
    with entering(bob):
        assert queries.parts_left(place_of(bob), first_meeting=FIRST, at=BEFORE) == [Part.START]
        assert (
            BioWords.objects.filter(learning_set=tide).get().bio,
            AimWords.objects.filter(learning_set=tide).get().aim,
        ) == ("I am Bob.", "To say no.")


@pytest.mark.django_db(transaction=True)
def test_of_the_same_part_from_two_phones_the_later_is_kept_whole(cast: Cast, tide: LearningSet) -> None:
    bob = cast.bob
    with entering(bob):
        operations.read_pack(tide, by=bob, at=BEFORE)

    def write_the_words_and_not_yet_the_date() -> None:
        own = welcome._own_welcome(tide, by=bob, at=BEFORE)
        welcome._write(BioWords, own, "bio", "First.", circle=Circle.SET)

    found = held_up(
        (bob, write_the_words_and_not_yet_the_date),
        (bob, lambda: operations.write_bio(tide, "Second.", by=bob, at=BEFORE)),
    )
    assert list(found) == [None, None]

    def start(score: Score) -> None:
        operations.rate(tide, Moment.START, all_four(score), first_meeting=FIRST, by=bob, at=BEFORE)

    assert list(held_up((bob, lambda: start(Score.NOT_YET)), (bob, lambda: start(Score.FULLY)))) == [None, None]
    with entering(bob):
        assert BioWords.objects.filter(learning_set=tide).get().bio == "Second."
        assert queries.scores_of(place_of(bob)) == {Moment.START: all_four(Score.FULLY)}


def test_erasing_the_sets_words_takes_bio_aim_and_welcome_along(
    cast: Cast, tide: LearningSet, seeding: Seeding
) -> None:
    with entering(cast.bob):
        operations.write_bio(tide, "I am Bob.", by=cast.bob, at=BEFORE)
        operations.write_aim(tide, "To say no.", circle=Circle.AUTHOR, by=cast.bob, at=BEFORE)
    with entering(cast.alice):
        operations.write_welcome(tide, "Come in.", based_on=None, by=cast.alice, at=BEFORE)
        operations.close_set(tide, by=cast.alice, at=LATER)
        operations.erase_words(LearningSet.objects.get(pk=tide.pk), at=LATER)
    with seeding():
        for model in (BioWords, AimWords, WelcomePackWords):
            assert not model.objects.filter(learning_set=tide).exists()
