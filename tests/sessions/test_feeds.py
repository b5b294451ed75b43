"""Feeds: what a secret address shows, to whom, and what it costs."""

import gzip
from collections.abc import Callable
from datetime import time, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alsweb.lib import tokens
from alsweb.lib.tenancy.roles import Role
from alsweb.lib.tenancy.scope import scope
from organisations import operations as organisations
from organisations.models import Membership, User
from sessions import operations as sessions
from sessions import queries
from sessions.links import FEED, feed_address
from sessions.models import Feed, MoveReason
from sets import operations as sets
from sets.models import LearningSet, SetMembership
from tests.cast import NEXT_ON, NOW, Cast, entering
from tests.pages.conftest import static_files
from tests.sessions.reader import events, lines

__all__ = ["static_files"]

pytestmark = pytest.mark.usefixtures("static_files")
TRANSACTION_CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def make(who: Membership, learning_set: LearningSet | None = None) -> Feed:
    with scope(person=who.person_id):
        return sessions.make_feed(person=who.person_id, learning_set=learning_set.pk if learning_set else None, at=NOW)


def fetch(feed: Feed, **headers: str) -> HttpResponse:
    browser: Any = Client(SERVER_NAME="localhost")
    with time_machine.travel(NOW, tick=False):
        answer: HttpResponse = browser.get(urlsplit(feed_address(feed)).path, headers=headers)
    return answer


def dates(answer: HttpResponse) -> list[str]:
    assert answer.status_code == 200
    return [f"{event['SUMMARY']} {event.start:%Y-%m-%d %H:%M}" for event in events(answer.content)]


def call_sets_by_name(cast: Cast) -> None:
    for story in (cast.quay, cast.lighthouse, cast.gate):
        with entering(story.facilitator):
            name = f"{story.learning_set.name} meeting"
            LearningSet.objects.filter(pk=story.learning_set.pk).update(calendar_name=name)


def test_a_feed_holds_the_dates_of_all_sets_over_all_organisations(cast: Cast) -> None:
    call_sets_by_name(cast)
    with entering(cast.nora):
        asked = sets.invite_to_set(cast.gate.learning_set, cast.bob.person.email, by=cast.nora, at=NOW)
        sets.accept(asked.invitation, user=cast.bob.person, name="Bob", at=NOW)
    assert dates(fetch(make(cast.bob))) == [
        "Quay meeting 2027-01-25 09:00",
        "Gate meeting 2027-01-25 09:00",
        "Quay meeting 2027-02-15 09:00",
        "Gate meeting 2027-02-15 09:00",
    ]
    assert dates(fetch(make(cast.bob, cast.quay.learning_set))) == [
        "Quay meeting 2027-01-25 09:00",
        "Quay meeting 2027-02-15 09:00",
    ]


def test_a_feed_holds_no_name_no_word_and_no_link_to_join(cast: Cast) -> None:
    text = fetch(make(cast.bob)).content.decode()
    for others in ("MARKER", "Alice", "Bob", "Greta", "Quay", "alice@", "bob@", "/j/", "/c/", "ATTENDEE", "ORGANIZER"):
        assert others not in text, others
    assert "X-WR-CALNAME:Set meetings" in lines(text.encode())


def test_a_moved_session_is_the_same_event_later_and_a_cancelled_one_is_gone(cast: Cast) -> None:
    feed = make(cast.bob)
    before = {str(each["UID"]): each for each in events(fetch(feed).content)}
    with entering(cast.alice):
        session = cast.quay.coming
        session.refresh_from_db()
        sessions.move_session(
            session,
            day=NEXT_ON + timedelta(days=1),
            at_time=time(10),
            minutes=120,
            place="",
            reason=MoveReason.WORK,
            by=cast.alice,
            at=NOW,
        )
    after = {str(each["UID"]): each for each in events(fetch(feed).content)}
    uid = f"{session.uid}@localhost"
    assert set(before) == set(after)
    assert f"{after[uid].start:%d %H:%M}" == "16 10:00"
    assert after[uid]["SEQUENCE"] == before[uid]["SEQUENCE"] + 1
    assert after[uid]["LAST-MODIFIED"].dt > before[uid]["LAST-MODIFIED"].dt
    with entering(cast.alice):
        sessions.cancel_session(session, reason=MoveReason.WORK, by=cast.alice, at=NOW)
    assert uid not in {str(each["UID"]) for each in events(fetch(feed).content)}


def test_a_set_that_was_left_vanishes_at_once_from_both_feeds(cast: Cast) -> None:
    mine, of_set = make(cast.bob), make(cast.bob, cast.quay.learning_set)
    assert len(dates(fetch(mine))) == len(dates(fetch(of_set))) == 2
    with entering(cast.bob):
        sets.leave_set(SetMembership.objects.current().get(person=cast.bob.person_id), by=cast.bob, at=NOW)
    # Empty, not refused: what a program cannot fetch it goes on showing.
    assert dates(fetch(mine)) == dates(fetch(of_set)) == []


def test_leaving_the_organisation_empties_it_too(cast: Cast) -> None:
    feed = make(cast.bob)
    with entering(cast.dora):
        organisations.end_membership(cast.bob, by=cast.dora, at=NOW)
    assert dates(fetch(feed)) == []


def test_refused_addresses_get_one_answer(cast: Cast) -> None:
    ended, replaced, closed = make(cast.bob), make(cast.bob, cast.quay.learning_set), make(cast.charlie)
    with scope(person=cast.bob.person_id):
        sessions.end_feed(ended, at=NOW)
        new = sessions.replace_feed(replaced, at=NOW)
    User.objects.filter(pk=cast.charlie.person_id).update(is_active=False)
    unknown = Feed(pk=10**6, person_id=cast.bob.person_id)
    not_theirs = Feed(pk=new.pk, person_id=cast.erin.person_id, key=new.key)
    other_key = Feed(pk=new.pk, person_id=cast.bob.person_id)
    answers = [fetch(each) for each in (ended, replaced, closed, unknown, not_theirs, other_key)]
    browser = Client(SERVER_NAME="localhost")
    claims = {"p": cast.bob.person_id, "f": new.pk, "k": new.key.hex}
    for token in (
        "nonsense",
        tokens.sign_for_ever("join", **claims),
        tokens.sign(FEED, **claims),
        tokens.sign_for_ever(FEED, p=cast.bob.person_id),
    ):
        answers.append(browser.get(f"/feed/{token}.ics"))
    assert {(each.status_code, each.content, each["Content-Type"]) for each in answers} == {
        (404, b"There is no calendar at this address.", "text/plain")
    }
    assert {each["Referrer-Policy"] for each in (*answers, fetch(new))} == {"no-referrer"}
    assert len(dates(fetch(new))) == 2


def test_nothing_has_changed_is_said_without_the_text(cast: Cast) -> None:
    feed = make(cast.bob)
    first = fetch(feed)
    assert first["Cache-Control"] == "private, max-age=300"
    again = fetch(feed, if_none_match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    weak = fetch(feed, if_none_match=f"W/{first['ETag']}", accept_encoding="gzip")
    assert weak.status_code == 304
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(calendar_name="Quay")
    changed = fetch(feed, if_none_match=first["ETag"])
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


def test_it_comes_compressed_and_by_head_and_by_nothing_else(cast: Cast) -> None:
    feed = make(cast.bob)
    plain, packed = fetch(feed), fetch(feed, accept_encoding="gzip")
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    browser, path = Client(SERVER_NAME="localhost"), urlsplit(feed_address(feed)).path
    with time_machine.travel(NOW, tick=False):
        head = browser.head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", plain["ETag"])
    for method in ("post", "put", "patch", "delete"):
        assert getattr(browser, method)(path).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_it_asks_the_same_few_questions_however_many_dates_and_writes_nothing(cast: Cast) -> None:
    feed = make(cast.bob)

    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            assert fetch(feed).status_code == 200
        return [q["sql"] for q in captured if not q["sql"].startswith(TRANSACTION_CONTROL)]

    few = asked()
    with entering(cast.alice):
        for week in range(1, 5):
            sessions.plan_session(
                cast.quay.learning_set,
                day=NEXT_ON + timedelta(days=7 * week),
                at_time=time(9),
                minutes=180,
                place="Library",
                video_link="",
                by=cast.alice,
                at=NOW,
            )
    many = asked()
    assert len(dates(fetch(feed))) == 6
    assert (len(few), len(many)) == (3, 3)
    assert not [each for each in many if each.startswith(("INSERT", "UPDATE", "DELETE"))]


def test_what_is_long_past_is_no_longer_in_it(cast: Cast) -> None:
    feed = make(cast.bob)
    with time_machine.travel(NOW + timedelta(days=395), tick=False):
        answer: Any = Client(SERVER_NAME="localhost").get(urlsplit(feed_address(feed)).path)
    assert dates(answer) == ["Set meeting 2027-02-15 09:00"]


def test_each_wall_alone_keeps_other_sets_out(
    cast: Cast, seeding: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once without the policies, once without the query's own filter; Greta has left, Erin is in another set."""
    from sessions.queries import feeds

    others = make(cast.charlie)
    for who, expected in ((cast.greta, 0), (cast.bob, 2), (cast.erin, 2)):
        feed = make(who)
        with seeding():
            found = feeds.dates_in(feed, at=NOW)
            assert set(queries.own_feeds(who.person_id).values()) == {feed}
            assert queries.own_feed(others.pk, person=who.person_id) is None
            assert queries.choice_of(who.person_id).pk == who.person_id
        assert len(found) == expected
        assert {each.learning_set for each in found} <= {"quay" if who is cast.bob else "lighthouse"}
        with scope(person=who.person_id, role=Role.ME):
            every = feeds.dated(feeds.Session.objects.all(), person=who.person_id)
        assert len(every) == expected


def test_an_address_made_twice_at_once_is_one_and_replaced_twice_leaves_one(cast: Cast) -> None:
    with scope(person=cast.bob.person_id):
        first = sessions.make_feed(person=cast.bob.person_id, learning_set=None, at=NOW)
        assert sessions.make_feed(person=cast.bob.person_id, learning_set=None, at=NOW) == first
        sessions.replace_feed(first, at=NOW)
        newest = sessions.replace_feed(first, at=NOW)
        assert list(Feed.objects.filter(revoked_at=None)) == [newest]


# The page


def _page(who: Membership, path: str = "/me/calendar/") -> str:
    browser = Client(SERVER_NAME="localhost")
    with time_machine.travel(NOW, tick=False):
        browser.force_login(who.person)
        return browser.get(path).content.decode()


def test_an_address_stands_on_its_own_persons_page_and_nowhere_else(cast: Cast) -> None:
    feed = make(cast.bob)
    address = feed_address(feed)
    page = _page(cast.bob)
    assert f'value="{address}"' in page
    assert f'href="{address.replace("http:", "webcal:")}"' in page
    key = address.rpartition("/")[2]
    for who in (cast.alice, cast.dora, cast.olga, cast.erin, cast.greta, cast.charlie):
        assert key not in _page(who)
    for path in ("/me/", "/o/harbour/", "/o/harbour/sets/quay/", "/o/harbour/sets/quay/sessions/2/"):
        assert key not in _page(cast.bob, path)


def test_links_out_of_the_page_tell_nobody_where_from(cast: Cast) -> None:
    make(cast.bob)
    browser = Client(SERVER_NAME="localhost")
    with time_machine.travel(NOW, tick=False):
        browser.force_login(cast.bob.person)
        answer = browser.get("/me/calendar/")
    assert answer["Referrer-Policy"] == "same-origin"  # and the page's own address holds no key
    assert 'rel="noreferrer">Subscribe on this device' in answer.content.decode()


def test_making_replacing_and_ending_by_the_page(cast: Cast) -> None:
    browser = Client(SERVER_NAME="localhost")
    with time_machine.travel(NOW, tick=True):
        browser.force_login(cast.alice.person)
        assert "Make my address" in browser.get("/me/calendar/").content.decode()
        for _twice in range(2):
            browser.post("/me/calendar/feeds/")
        browser.post("/me/calendar/feeds/", {"set": cast.quay.learning_set.pk})
        assert browser.post("/me/calendar/feeds/", {"set": cast.lighthouse.learning_set.pk}).status_code == 404
        with scope(person=cast.alice.person_id, role=Role.ME):
            mine, of_set = Feed.objects.order_by("pk")
        assert (mine.learning_set_id, of_set.learning_set_id) == (None, cast.quay.learning_set.pk)
        browser.post(f"/me/calendar/feeds/{mine.pk}/replace/")
        browser.post(f"/me/calendar/feeds/{of_set.pk}/end/")
        with scope(person=cast.alice.person_id, role=Role.ME):
            (left,) = Feed.objects.filter(revoked_at=None)
        page = browser.get("/me/calendar/").content.decode()
    assert feed_address(left) in page
    assert feed_address(mine) not in page
    assert [fetch(each).status_code for each in (mine, of_set, left)] == [404, 404, 200]


def test_the_file_of_one_session_has_the_events_of_the_feed(cast: Cast) -> None:
    browser: Any = Client(SERVER_NAME="localhost")
    with time_machine.travel(NOW, tick=False):
        browser.force_login(cast.bob.person)
        answer = browser.get("/o/harbour/sets/quay/sessions/2/calendar.ics")
    assert answer["Content-Disposition"] == 'attachment; filename="quay-2.ics"'
    (event,) = events(answer.content)
    (_held, in_feed) = events(fetch(make(cast.bob)).content)
    assert event.to_ical() == in_feed.to_ical()
    with entering(cast.alice):
        sessions.cancel_session(cast.quay.coming, reason=MoveReason.WORK, by=cast.alice, at=NOW)
    with time_machine.travel(NOW, tick=False):
        assert browser.get("/o/harbour/sets/quay/sessions/2/calendar.ics").status_code == 404


def test_somebody_who_comes_in_finds_the_set_in_the_feed_that_they_had(cast: Cast) -> None:
    feed = make(cast.erin)
    with entering(cast.alice):
        asked = sets.invite_to_set(cast.quay.learning_set, cast.erin.person.email, by=cast.alice, at=NOW)
        sets.accept(asked.invitation, user=cast.erin.person, name="", at=NOW)
    assert len(dates(fetch(feed))) == 4
