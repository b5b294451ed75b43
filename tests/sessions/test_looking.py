"""What whoever plans is told of a date: other people's clocks, holidays, who meets elsewhere."""

from datetime import date, time

from sessions.cadence import Span, instants
from sessions.looking import Attendee, Look, Standing, look_at

LONDON, MADRID, TOKYO, NEW_YORK = "Europe/London", "Europe/Madrid", "Asia/Tokyo", "America/New_York"
CIRCLE = [
    Attendee(1, "Alice", LONDON, "GB"),
    Attendee(2, "Bob", MADRID, "ES"),
    Attendee(3, "Cam", MADRID, "ES"),
    Attendee(4, "Dee", TOKYO, "JP"),
]


def span(day: date, at_time: time = time(14), zone: str = LONDON) -> Span:
    (found,), _ = instants([day], at_time=at_time, zone=zone, minutes=180)
    return found


def look(at: Span, **more: object) -> Look:
    (found,) = look_at([at], **{"zone": LONDON, "circle": CIRCLE, "reader": 1, "elsewhere": {}, **more})
    return found


def test_each_clock_that_differs_is_shown_once_and_named() -> None:
    found = look(span(date(2027, 2, 16)))
    assert found.when == "Tuesday 16 February 2027, 14:00 to 17:00"
    assert found.clocks == "15:00 Madrid time · 23:00 Tokyo time"


def test_in_the_weeks_between_two_changes_of_clock_new_york_is_an_hour_nearer() -> None:
    circle = [Attendee(1, "Alice", LONDON, "GB"), Attendee(2, "Bob", NEW_YORK, "US")]
    assert [look(span(date(2027, 3, day)), circle=circle).clocks for day in (9, 16, 30)] == [
        "09:00 New York time",
        "10:00 New York time",
        "09:00 New York time",
    ]


def test_another_day_elsewhere_is_named() -> None:
    assert look(span(date(2027, 2, 16), time(16))).clocks == "17:00 Madrid time · Wednesday, 01:00 Tokyo time"


def test_where_all_share_a_clock_there_is_nothing_to_say_of_clocks() -> None:
    lisbon = [Attendee(1, "Alice", LONDON, "GB"), Attendee(2, "Bob", "Europe/Lisbon", "PT")]
    assert look(span(date(2027, 2, 16)), circle=lisbon) == Look(
        span(date(2027, 2, 16)), "Tuesday 16 February 2027, 14:00 to 17:00", "", []
    )


def test_a_holiday_is_told_with_where_and_how_many_and_nobody_named() -> None:
    assert look(span(date(2027, 1, 6))).against == ["Public holiday in Spain (Epiphany): two of you."]


def test_who_meets_elsewhere_is_named_and_the_reader_is_you() -> None:
    at = span(date(2027, 2, 16))
    assert look(at, elsewhere={at: {2}}).against == ["Bob meets with another set then."]
    assert look(at, elsewhere={at: {1, 2, 3}}).against == [
        "You meet with another set then.",
        "Bob and Cam meet with another set then.",
    ]


def test_a_date_that_the_set_has_already_is_told() -> None:
    standing = [Standing(4, span(date(2027, 2, 16), time(16))), Standing(5, span(date(2027, 2, 16), time(17)))]
    assert look(span(date(2027, 2, 16)), standing=standing).against == ["The set meets then already: session 4."]
