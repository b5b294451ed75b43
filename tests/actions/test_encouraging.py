"""A kind line or one question: once, for whoever reads the action, told without a word, and taken back."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.core import mail
from django.http import Http404

from actions import operations, queries
from actions.models import ActionWords, Encouragement, EncouragementWords, Progress
from notifications.models import Notice
from notifications.sender import send_due
from organisations.models import Membership
from organisations.operations import Refused
from sets.models import Circle
from tests.cast import NOW, Cast, entering, join_set
from tests.notifications.test_mails import _is_as_kept
from tests.races import at_once, held_up

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]
LINE = "What would make the call easier?"


@pytest.fixture
def news(cast: Cast) -> Progress:
    """Bob's newest, which nobody has answered yet, nor any of his before."""
    with entering(cast.alice):
        Encouragement.objects.filter(action=cast.quay.action).delete()
    with entering(cast.bob):
        return operations.report_progress(cast.quay.action, state="stuck", line="", by=cast.bob, at=NOW)


def say(news: Progress, by: Membership) -> Encouragement:
    return operations.encourage(news, kind="question", line=LINE, by=by, at=NOW)


def answer(news: Progress, by: Membership, line: str = LINE, *, kind: str = "question") -> Encouragement:
    with entering(by):
        return operations.encourage(news, kind=kind, line=line, by=by, at=NOW)


def read_by(reader: Membership, news: Progress) -> list[str]:
    with entering(reader):
        return [each.line for each in queries.answers_of_news(news.pk, reader=reader.person_id)]


def test_the_same_line_twice_is_one_and_another_is_refused(cast: Cast, news: Progress) -> None:
    assert answer(news, cast.alice) == answer(news, cast.alice)
    with pytest.raises(operations.AnsweredAlready):
        answer(news, cast.alice, "Ring her again!")
    assert read_by(cast.bob, news) == [LINE]


def test_it_may_be_taken_back_by_whoever_said_it_and_said_otherwise(cast: Cast, news: Progress) -> None:
    answer(news, cast.alice)
    with entering(cast.bob):
        operations.take_back(news, by=cast.bob)
        assert not Encouragement.objects.filter(progress=news, person=cast.alice.person_id).delete()[0]
    assert read_by(cast.bob, news) == [LINE]
    with entering(cast.alice):
        operations.take_back(news, by=cast.alice)
    assert read_by(cast.bob, news) == []
    answer(news, cast.alice, "I was glad to hear it.", kind="kind_line")
    assert read_by(cast.bob, news) == ["I was glad to hear it."]


@pytest.mark.parametrize("circle", [Circle.SET, Circle.FACILITATOR, Circle.AUTHOR])
def test_only_whoever_reads_an_action_answers_it_and_reads_the_answers(
    cast: Cast, news: Progress, circle: Circle
) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.bob):
        ActionWords.objects.filter(action=cast.quay.action).update(circle=circle)
    may = {Circle.SET: {"alice", "kim"}, Circle.FACILITATOR: {"alice"}, Circle.AUTHOR: set()}[circle]
    for name, member in {"alice": cast.alice, "kim": kim, **cast.outsiders, "bob": cast.bob}.items():
        with entering(member):
            if name in may:
                assert queries.news_to_answer(member, news.pk).progress == news
            else:
                with pytest.raises(Http404):
                    queries.news_to_answer(member, news.pk)
    if circle == Circle.AUTHOR:
        with pytest.raises(Refused):
            answer(news, cast.alice)
        return
    answer(news, cast.alice)
    assert read_by(cast.bob, news) == [LINE]
    assert read_by(kim, news) == ([LINE] if circle == Circle.SET else [])


def test_news_that_was_taken_back_is_not_answered(cast: Cast, news: Progress) -> None:
    with entering(cast.bob):
        assert operations.undo_progress(news, at=NOW)
    with pytest.raises(Refused):
        answer(news, cast.alice)


def test_several_answers_of_a_day_are_one_mail_without_a_word_or_a_name(
    cast: Cast, news: Progress, seeding: Seeding
) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    for member in (cast.alice, kim):
        answer(news, member)
    with seeding():
        assert Notice.objects.filter(kind="encouraged").count() == 1
        Notice.objects.exclude(kind="encouraged").delete()
    assert send_due(NOW + timedelta(hours=2))["sent"] == 1
    (sent,) = mail.outbox
    text = str(sent.body)
    for absent in ("MARKER", LINE, "Alice", "Kim", "Quay"):
        assert absent not in text + str(sent.subject)
    assert _is_as_kept("encouraged", str(sent.subject), _without_keys(text))


def _without_keys(text: str) -> str:
    return re.sub(r"/u/[^/\s]+/", "/u/token/", re.sub(r"actions/\d+/", "actions/1/", text))


def test_what_was_taken_back_within_the_hour_is_not_told(cast: Cast, news: Progress, seeding: Seeding) -> None:
    answer(news, cast.alice)
    with entering(cast.alice):
        operations.take_back(news, by=cast.alice)
    with seeding():
        Notice.objects.exclude(kind="encouraged").delete()
    send_due(NOW + timedelta(hours=2))
    assert mail.outbox == []


def narrowed(cast: Cast) -> None:
    operations.set_readers(cast.quay.action, Circle.FACILITATOR, by=cast.bob)


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.django_db(transaction=True)
def test_an_answer_while_its_readers_are_narrowed_is_read_by_no_more_than_they(
    cast: Cast, news: Progress, is_first: bool
) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    moves = [(cast.alice, lambda: say(news, cast.alice)), (cast.bob, lambda: narrowed(cast))]
    held_up(*(moves if is_first else reversed(moves)))
    assert (read_by(cast.bob, news), read_by(cast.alice, news), read_by(kim, news)) == ([LINE], [LINE], [])


@pytest.mark.django_db(transaction=True)
def test_whoever_reads_an_action_no_more_by_then_answers_nothing(cast: Cast, news: Progress) -> None:
    kim = join_set("kim", cast.quay.learning_set, of=cast.alice)
    _none, refused = held_up((cast.bob, lambda: narrowed(cast)), (kim, lambda: say(news, kim)))
    assert isinstance(refused, Refused)
    assert read_by(cast.bob, news) == []


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_once_is_said_once(cast: Cast, news: Progress) -> None:
    twice = at_once(*[(cast.alice, lambda: say(news, cast.alice))] * 2)
    assert len({each.pk for each in twice}) == 1
    with entering(cast.alice):
        assert EncouragementWords.objects.filter(encouragement__progress=news).count() == 1
