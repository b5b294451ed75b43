"""The pages of completion: rules by HR, and how people stand, from meetings attended alone."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client

from actions.models import Action, Progress
from organisations.models import Event, Membership, OrganisationRole, User
from reports.queries import completions, own_completions
from sessions import operations as sessions
from sessions.models import Attendance, HelpfulQuestion, Mark, Punctuality, Session
from sets import operations as sets
from sets.completion import State
from sets.models import Agreement, CompletionRule, SelfRating
from sets.queries.completion import completion_rules, dated
from sets.sentences import what_happened
from tests.cast import NOW, Cast, entering

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
Seeding = Callable[[], AbstractContextManager[None]]
PAGE, RULES = "/o/harbour/reports/completion/", "/o/harbour/reports/completion/rules/"
A_RULE = {"programme": "", "attend": "1", "sessions": "1", "valid_from": "2027-01-01"}


def read(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(response.content.decode()).split())


def rules_of(cast: Cast) -> list[CompletionRule]:
    with entering(cast.dora):
        return completion_rules(cast.harbour)


def standings(cast: Cast, *, by: Membership | None = None) -> dict[str, tuple[State, int]]:
    """As HR reads them, or as somebody reads their own."""
    rules = [dated(each) for each in rules_of(cast)]
    with entering(by or cast.dora):
        if by:
            rows = own_completions(cast.harbour, rules, person=by.person_id, now=NOW)
        else:
            rows = completions(cast.harbour, rules, now=NOW)
        return {each.name: (each.state, each.standing.came) for each in rows}


def no_rules(cast: Cast) -> None:
    with entering(cast.dora):
        CompletionRule.objects.all().delete()


def test_without_a_rule_the_page_says_what_one_is_for(cast: Cast, signed_in: SignedIn) -> None:
    no_rules(cast)
    page = read(signed_in(cast.dora.person), PAGE)
    assert "Nothing says yet when somebody has completed." in page
    assert "Bob" not in page


def test_a_rule_says_what_it_will_do_before_it_does(cast: Cast, signed_in: SignedIn) -> None:
    no_rules(cast)
    dora = signed_in(cast.dora.person)
    asked = unescape(dora.post(RULES, A_RULE).content.decode())
    assert "Attend the one meeting." in asked
    assert "Three people in two sets are judged by it." in asked
    assert rules_of(cast) == []
    back = dora.post(RULES, {**A_RULE, "attend": "5", "change": "1"})
    assert (back.status_code, 'value="5"' in back.content.decode()) == (200, True)
    assert dora.post(RULES, {**A_RULE, "confirmed": "1"})["Location"] == RULES
    (rule,) = rules_of(cast)
    assert (rule.attend, rule.sessions, rule.valid_from) == (1, 1, date(2027, 1, 1))
    with entering(cast.dora):
        event = Event.objects.select_related("actor").get(kind="completion_rule.set")
        assert what_happened(event, {}) == "Dora set when a programme is completed: 1 of 1 meetings."


def test_a_rule_that_judges_people_is_taken_back_in_its_first_week_and_not_later(
    cast: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    no_rules(cast)
    dora = signed_in(cast.dora.person)
    assert "You can take it back until" in unescape(dora.post(RULES, A_RULE).content.decode())
    dora.post(RULES, {**A_RULE, "confirmed": "1"})
    page = read(dora, RULES)
    assert "You can take it back below until" in page
    assert "Three people in two sets are judged by it. They would be judged by what held before" in page
    (rule,) = rules_of(cast)
    with seeding():
        CompletionRule.objects.update(decided_at=rule.decided_at - timedelta(days=7, seconds=1))
    assert "Take back" not in read(dora, RULES)
    dora.post(f"{RULES}{rule.pk}/remove/")
    assert rules_of(cast) == [rule]
    with seeding():
        CompletionRule.objects.update(decided_at=rule.decided_at)
    dora.post(f"{RULES}{rule.pk}/remove/")
    assert rules_of(cast) == []
    with entering(cast.dora):
        assert Event.objects.filter(kind="completion_rule.removed").exists()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"attend": "7", "sessions": "6"}, "Nobody can attend more meetings than there are."),
        ({"valid_from": "soon"}, "This is no day."),
        ({"valid_from": "2027-01-02"}, "Lighthouse, Quay began by another rule, and keeps it."),
        ({"valid_from": "2027-01-11", "confirmed": "1"}, "There is a rule from that day on already."),
        ({"valid_from": "2027-01-10", "confirmed": "1"}, "keeps it."),
    ],
)
def test_what_cannot_be_is_said_and_keeps_what_was_typed(
    cast: Cast, signed_in: SignedIn, typed: dict[str, str], said: str
) -> None:
    with entering(cast.dora):
        CompletionRule.objects.update(attend=5)
    if typed.get("valid_from") in ("2027-01-02", "2027-01-10"):
        # Older than the rule that holds: it would not be asked of any set.
        no_rules(cast)
        with entering(cast.dora):
            sets.set_completion_rule(
                programme=None, valid_from=date(2027, 1, 1), attend=5, sessions=6, by=cast.dora, at=NOW
            )
    response = signed_in(cast.dora.person).post(RULES, {**A_RULE, **typed})
    page = unescape(response.content.decode())
    assert (response.status_code, said in page) == (422, True)
    assert f'value="{typed.get("attend", "1")}"' in page


def test_a_rule_by_which_nobody_is_judged_is_taken_back(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.dora):
        rule = sets.set_completion_rule(
            programme=None, valid_from=date(2027, 8, 1), attend=3, sessions=4, by=cast.dora, at=NOW
        )
    dora = signed_in(cast.dora.person)
    assert "Nobody is judged by it yet." in read(dora, RULES)
    dora.post(f"{RULES}{rule.pk}/remove/")
    assert rule not in rules_of(cast)


def test_how_people_stand_with_their_n(cast: Cast, signed_in: SignedIn) -> None:
    page = read(signed_in(cast.dora.person), PAGE)
    assert "None of three places are completed." in page
    assert "On course: 2 of 3" in page  # Bob and Erin
    assert "Left before: 1 of 3" in page  # Greta
    only = read(signed_in(cast.dora.person), f"{PAGE}?set=quay&state=on_course")
    people = only[only.index('id="people"') :]
    assert ("Bob" in people, "Erin" in people, "Greta" in people) == (True, False, False)
    assert "There is no “nowhere” here." in read(signed_in(cast.dora.person), f"{PAGE}?set=nowhere")


def test_it_is_counted_from_marks_and_seats_alone(cast: Cast, seeding: Seeding) -> None:
    """Whatever else somebody does in a set, or does not, changes nothing."""
    with seeding():
        CompletionRule.objects.update(attend=1, sessions=1)
    before = standings(cast)
    assert before["Bob"] == (State.COMPLETE, 1)
    with seeding():
        for model in (Punctuality, HelpfulQuestion, Progress, SelfRating, Agreement):
            assert model._default_manager.filter(organisation=cast.harbour).delete()[0]
        Action.objects.update(let_go_at=NOW, let_go_because="not_now")
        Attendance.objects.update(answer="cannot", answered_at=NOW)
    assert standings(cast) == before
    with seeding():
        Attendance.objects.filter(session=cast.quay.held, person=cast.bob.person_id).update(mark=Mark.ABSENT)
    assert standings(cast)["Bob"] == (State.AT_RISK, 0)


def test_a_mark_is_its_members_for_a_day_before_hr_is_told_how_they_stand(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        CompletionRule.objects.update(attend=1, sessions=1)
        Attendance.objects.filter(session=cast.quay.held).update(mark=Mark.ABSENT, marked_at=NOW - timedelta(hours=1))
    assert standings(cast, by=cast.bob)["Bob"][0] is State.AT_RISK
    assert standings(cast)["Bob"][0] is State.ON_COURSE
    with seeding():
        Attendance.objects.filter(session=cast.quay.held).update(marked_at=NOW - timedelta(hours=25))
    assert standings(cast)["Bob"][0] is State.AT_RISK


def test_a_disputed_mark_is_said_and_a_cancelled_session_counts_nothing(
    cast: Cast, signed_in: SignedIn, seeding: Seeding
) -> None:
    with seeding():
        Attendance.objects.filter(session=cast.quay.held, person=cast.bob.person_id).update(mark=Mark.ABSENT)
    with entering(cast.bob):
        assert sessions.dispute_mark(cast.quay.held, by=cast.bob, at=NOW)
    assert "one mark is disputed" in read(signed_in(cast.dora.person), PAGE)
    with seeding():
        Session.objects.filter(pk=cast.quay.held.pk).update(held_at=None, cancelled_at=NOW)
    assert standings(cast)["Bob"] == (State.ON_COURSE, 0)
    assert "one mark is disputed" not in read(signed_in(cast.dora.person), PAGE)


def test_guests_are_reported_on_where_they_work(cast: Cast, seeding: Seeding) -> None:
    with seeding():
        Membership.objects.filter(pk=cast.bob.pk).update(roles=[OrganisationRole.GUEST])
    assert "Bob" not in standings(cast)
    assert standings(cast, by=cast.bob).keys() == {"Bob"}


def test_it_stays_in_its_organisation_with_the_policies_off(cast: Cast, seeding: Seeding) -> None:
    rules = [dated(each) for each in rules_of(cast)]
    with seeding():
        assert {each.name for each in completions(cast.harbour, rules, now=NOW)} == {"Bob", "Erin", "Greta"}
        own = own_completions(cast.harbour, rules, person=cast.bob.person_id, now=NOW)
        assert [(each.name, each.slug) for each in own] == [("Bob", "quay")]
        assert {each.organisation_id for each in completion_rules(cast.harbour)} == {cast.harbour.pk}
