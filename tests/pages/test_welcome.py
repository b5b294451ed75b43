"""The first pages that a new member sees: what is left, who the others are, and how far they have come."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from organisations.models import Membership, User
from sessions.models import Session
from sets import operations
from sets.models import (
    AimWords,
    BioWords,
    Circle,
    Facilitation,
    LearningSet,
    Moment,
    Score,
    SelfRating,
    Statement,
)
from tests.cast import NOW, Cast, entering
from tests.sets.tide import FIRST, found_tide, plan_first

SignedIn = Callable[[User | None], Client]
TIDE = "/o/harbour/sets/tide/"
WELCOME, WHO, COURSE, PACK = f"{TIDE}welcome/", f"{TIDE}who-we-are/", f"{TIDE}how-far/", f"{TIDE}welcome/write/"
AFTER = FIRST + timedelta(days=1)
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")
THREES = dict.fromkeys(Statement.values, "3")


@pytest.fixture
def tide(cast: Cast) -> LearningSet:
    tide, _kim = found_tide(cast)
    plan_first(tide, cast)
    return tide


@pytest.fixture
def page(signed_in: SignedIn) -> Callable[[Membership, str], str]:
    """What a person reads at an address: the text of the page, without its markup."""

    def text(who: Membership, url: str) -> str:
        response = signed_in(who.person).get(url)
        assert response.status_code == 200, response.status_code
        return _text(response.content.decode())

    return text


def _text(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def _do_everything(tide: LearningSet, who: Membership, *, circle: str = Circle.SET) -> None:
    with entering(who):
        operations.read_pack(tide, by=who, at=NOW)
        operations.write_bio(tide, f"{who.name} runs the night shift.", by=who, at=NOW)
        operations.write_aim(tide, f"{who.name} wants to say no.", circle=circle, by=who, at=NOW)
        operations.rate(
            tide, Moment.START, dict.fromkeys(Statement, Score.NOT_YET), first_meeting=FIRST, by=who, at=NOW
        )


def test_the_page_begins_with_what_is_left_and_ends_with_being_ready(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, page: Callable
) -> None:
    client = signed_in(cast.bob.person)
    said = []
    for typed in (
        {"part": "pack"},
        {"part": "bio", "bio": "I run the night shift."},
        {"part": "aim", "aim": "To say no.", "circle": "author"},
        {"part": "start", **THREES},
    ):
        said.append(re.search(r"(\w+ things?) before you meet on Thursday\.", page(cast.bob, WELCOME)).group(1))
        assert client.post(WELCOME, typed)["Location"] == WELCOME
    assert said == ["Four things", "Three things", "Two things", "One thing"]
    assert "You are ready. You meet on Thursday." in page(cast.bob, WELCOME)


def test_without_a_first_date_everything_is_open(cast: Cast, signed_in: SignedIn, page: Callable) -> None:
    tide, _kim = found_tide(cast)
    assert "Four things before you first meet." in page(cast.bob, WELCOME)
    assert signed_in(cast.bob.person).post(WELCOME, {"part": "start", **THREES}).status_code == 302
    with entering(cast.bob):
        assert SelfRating.objects.filter(learning_set=tide).count() == 4


def test_a_start_that_was_not_taken_is_kindly_gone_and_one_that_was_stays(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, page: Callable
) -> None:
    with time_machine.travel(AFTER):
        assert "a start can no longer be taken" in page(cast.bob, WELCOME)
        answer = signed_in(cast.bob.person).post(WELCOME, {"part": "start", **THREES}, follow=True)
        assert "This moment has gone" in answer.content.decode()
    with entering(cast.bob):
        assert not SelfRating.objects.filter(learning_set=tide).exists()
    _do_everything(tide, cast.bob)
    with time_machine.travel(AFTER):
        assert "This is where you started. It stays as it is" in page(cast.bob, WELCOME)


@pytest.mark.parametrize("missing", Statement.values)
def test_the_four_are_rated_in_one_go_or_not_at_all(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, missing: str
) -> None:
    typed = {"part": "start", **THREES, missing: ""}
    response = signed_in(cast.bob.person).post(WELCOME, typed)
    assert response.status_code == 422
    assert "all are needed, or none" in response.content.decode()
    assert response.content.decode().count(" checked") == 3 + 1  # what was chosen stays, beside who reads the aim
    with entering(cast.bob):
        assert not SelfRating.objects.filter(learning_set=tide).exists()


@pytest.mark.parametrize(("part", "field"), [("bio", "bio"), ("aim", "aim")])
def test_too_long_a_text_is_answered_with_a_sentence_and_kept(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, part: str, field: str
) -> None:
    text = "Again and again. " * 600
    response = signed_in(cast.bob.person).post(WELCOME, {"part": part, field: text, "circle": "author"})
    html = response.content.decode()
    assert response.status_code == 422
    assert text.strip() in html
    assert "at most 600 characters" in html
    assert re.search(rf'id="{part}">\s*<details open>', html)


def test_a_link_opens_the_part_that_it_names(cast: Cast, tide: LearningSet, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    for url, opened in ((WELCOME, "pack"), (f"{WELCOME}?part=aim", "aim"), (f"{WELCOME}?part=%00", "pack")):
        html = client.get(url).content.decode()
        assert re.findall(r'id="(\w+)">\s*<details open>', html) == [opened]


def test_a_form_of_no_part_is_refused(cast: Cast, tide: LearningSet, signed_in: SignedIn) -> None:
    assert signed_in(cast.bob.person).post(WELCOME, {"part": "everything"}).status_code == 400
    assert signed_in(cast.alice.person).post(WELCOME, {"part": "start", **THREES}).status_code == 400


def test_who_we_are_shows_the_circle_bios_and_shared_aims_only(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, page: Callable
) -> None:
    _do_everything(tide, cast.bob, circle=Circle.AUTHOR)
    text = page(cast.alice, WHO)
    assert "Bob runs the night shift." in text
    assert "Bob wants to say no." not in text
    assert "Bob wants to say no." in page(cast.bob, WELCOME)
    assert "Bob wants to say no." not in page(cast.bob, WHO)
    with entering(cast.bob):
        operations.write_aim(tide, "Bob wants to say no.", circle=Circle.SET, by=cast.bob, at=NOW)
    assert "Bob wants to say no." in page(cast.alice, WHO)
    for who in (cast.dora, cast.olga, cast.erin, cast.frank, cast.charlie):
        for url in (WELCOME, WHO, COURSE, PACK, TIDE):
            response = signed_in(who.person).get(url)
            assert "Bob runs" not in response.content.decode()
            assert "Bob wants" not in response.content.decode()


def test_whoever_runs_the_set_sees_who_has_yet_to_read_and_write_and_nothing_of_aims_and_ratings(
    cast: Cast, tide: LearningSet, page: Callable
) -> None:
    with entering(cast.bob):
        operations.read_pack(tide, by=cast.bob, at=NOW)
    text = page(cast.alice, WHO)
    assert "B Bob has yet to write a few lines" in text
    assert "K Kim has yet to read the welcome and to write a few lines" in text
    assert "has yet to" not in page(cast.bob, WHO)
    with entering(cast.bob):
        operations.write_bio(tide, "Me.", by=cast.bob, at=NOW)
    before = page(cast.alice, WHO)
    assert "Bob has yet" not in before
    _do_everything(tide, cast.bob, circle=Circle.AUTHOR)
    with entering(cast.bob):
        operations.write_bio(tide, "Me.", by=cast.bob, at=NOW)
    assert page(cast.alice, WHO) == before


def test_the_sets_page_says_what_is_left_until_one_has_met(cast: Cast, tide: LearningSet, page: Callable) -> None:
    assert "Four things before you meet on Thursday." in page(cast.bob, TIDE)
    assert "introduce themselves" not in page(cast.bob, TIDE)
    assert "Two have yet to introduce themselves." in page(cast.alice, TIDE)
    _do_everything(tide, cast.bob)
    assert "before you meet" not in page(cast.bob, TIDE)
    assert "One has yet to introduce themselves." in page(cast.alice, TIDE)
    with time_machine.travel(AFTER):
        assert "introduce themselves" not in page(cast.alice, TIDE)


def test_in_a_set_that_runs_itself_each_member_sees_who_has_yet_to(
    cast: Cast, tide: LearningSet, page: Callable
) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=tide.pk).update(facilitation=Facilitation.NONE)
    assert "Kim has yet to read the welcome" in page(cast.bob, WHO)
    assert "Two have yet to introduce themselves." in page(cast.bob, TIDE)


def test_the_sets_own_welcome_stands_first_and_nobodys_is_lost(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, page: Callable
) -> None:
    client = signed_in(cast.alice.person)
    assert client.post(PACK, {"text": "Ring twice, I am upstairs.", "based_on": ""}).status_code == 302
    text = page(cast.bob, WELCOME)
    assert text.index("Ring twice") < text.index("What a set is")
    late = client.post(PACK, {"text": "Ring once.", "based_on": ""})
    assert late.status_code == 409
    assert {"Ring twice, I am upstairs.", "Ring once."} <= set(re.findall(r"Ring [\w, ]+\.", late.content.decode()))
    based_on = re.search(r'name="based_on" value="([^"]+)"', late.content.decode()).group(1)
    assert client.post(PACK, {"text": "Ring once.", "based_on": unescape(based_on)}).status_code == 302
    assert "Ring once." in page(cast.bob, WELCOME)
    assert client.post(PACK, {"text": "x" * 10_000, "based_on": ""}).status_code == 422


def test_half_way_and_at_the_end_one_sees_how_far_one_has_come(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, page: Callable
) -> None:
    _do_everything(tide, cast.bob, circle=Circle.AUTHOR)
    client = signed_in(cast.bob.person)
    with entering(cast.alice):
        LearningSet.objects.filter(pk=tide.pk).update(sessions_planned=2)
        Session.objects.filter(learning_set=tide).update(held_at=FIRST + timedelta(hours=3))
    with time_machine.travel(AFTER):
        assert "Half of your sessions are behind you." in page(cast.bob, TIDE)
        assert "Half of your sessions" not in page(cast.alice, TIDE)
        assert "How far have you come?" in page(cast.bob, COURSE)
        assert client.post(COURSE, {"moment": "end", **THREES}, follow=True).status_code == 200
        assert client.post(COURSE, {"moment": "mid", **THREES, "deciding": ""}).status_code == 422
        assert client.post(COURSE, {"moment": "mid", **THREES}).status_code == 302
        assert "Half of your sessions" not in page(cast.bob, TIDE)
        text = page(cast.bob, COURSE)
        assert text.count("not yet") >= 4
        assert "Bob wants to say no." in text
        with entering(cast.alice):
            LearningSet.objects.filter(pk=tide.pk).update(closing_at=AFTER)
        assert client.post(COURSE, {"moment": "mid", **THREES, "deciding": "4"}).status_code == 302
        assert client.post(COURSE, {"moment": "end", **dict.fromkeys(Statement.values, "4")}).status_code == 302
        with entering(cast.alice):
            operations.close_set(LearningSet.objects.get(pk=tide.pk), by=cast.alice, at=AFTER)
        assert client.post(COURSE, {"moment": "end", **THREES}).status_code == 403
        assert "How far you have come." in page(cast.bob, COURSE)
    with entering(cast.bob):
        taken = SelfRating.objects.filter(learning_set=tide).order_by("rated_at").values_list("moment", "score")
        assert set(taken) == {("start", 1), ("mid", 3), ("end", 4)}
    assert signed_in(cast.alice.person).get(COURSE).status_code == 403


def test_a_closed_set_shows_what_was_written_and_takes_no_more(
    cast: Cast, tide: LearningSet, signed_in: SignedIn, page: Callable
) -> None:
    _do_everything(tide, cast.bob, circle=Circle.AUTHOR)
    with entering(cast.alice):
        operations.close_set(tide, by=cast.alice, at=NOW)
    text = page(cast.bob, WELCOME)
    assert "Bob runs the night shift." in text
    assert "Bob wants to say no." in text
    assert signed_in(cast.bob.person).post(WELCOME, {"part": "bio", "bio": "No."}).status_code == 403


def test_a_form_without_words_takes_them_back(cast: Cast, tide: LearningSet, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    assert client.post(WELCOME, {"part": "bio", "bio": ""}).status_code == 422
    _do_everything(tide, cast.bob)
    assert client.post(WELCOME, {"part": "bio", "bio": " "}).status_code == 302
    assert client.post(WELCOME, {"part": "aim", "aim": "", "circle": "set"}).status_code == 302
    with entering(cast.bob):
        assert not BioWords.objects.filter(learning_set=tide).exists()
        assert not AimWords.objects.filter(learning_set=tide).exists()


@pytest.mark.django_db(transaction=True)
def test_with_everything_on_them_the_pages_ask_twelve_times_at_most(cast: Cast, signed_in: SignedIn) -> None:
    tide, kim = found_tide(cast)
    plan_first(tide, cast)
    with entering(cast.alice):
        operations.write_welcome(tide, "Come in.", based_on=None, by=cast.alice, at=NOW)
    for who in (cast.bob, kim):
        _do_everything(tide, who)
    client, asked = signed_in(cast.bob.person), {}
    client.get(WELCOME)
    for url in (WELCOME, WHO, COURSE, TIDE):
        with CaptureQueriesContext(connection) as context:
            client.get(url)
        asked[url] = sum(not each["sql"].startswith(TRANSACTION_CONTROL) for each in context.captured_queries)
    assert asked == {WELCOME: 12, WHO: 10, COURSE: 11, TIDE: 8}
