"""Which reminders a set gets: read in its circle, decided by whoever runs it."""

from collections.abc import Callable
from dataclasses import replace
from html import unescape

import pytest
from django.db.utils import ProgrammingError
from django.test import Client

from organisations.models import Event, Membership, User
from organisations.operations import Refused
from sets import operations, queries
from sets.models import ReminderRule, Rule
from sets.reminder_rules import USUAL, Setting, read_as
from sets.rule_sentences import TITLES, days_label, sentence_of
from sets.sentences import what_happened
from tests.cast import NOW, Cast, entering
from tests.races import held_up

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
RULES = "/o/harbour/sets/quay/reminders/"
AS_USUAL = {
    **{f"on_{rule}": "on" for rule, each in USUAL.items() if each.is_on},
    **{f"days_{rule}": str(each.days) for rule, each in USUAL.items() if each.least < each.most},
}


def test_every_rule_has_its_sentences() -> None:
    for rule, usual in USUAL.items():
        on, off = sentence_of(replace(usual, is_on=True)), sentence_of(replace(usual, is_on=False))
        assert TITLES[rule]
        assert days_label(rule)
        assert on.endswith(".")
        assert off.endswith(".")
        assert on != off
    assert sentence_of(USUAL[Rule.SESSION_REMINDER]) == "Everybody is reminded of a session two days before it."
    assert sentence_of(replace(USUAL[Rule.OVERDUE], days=1)).endswith("once, one day after it.")


def read_in(client: Client) -> str:
    """The mark of the rules that the page shows."""
    mark: str = client.get(RULES).context["form"]["based_on"].value()
    return mark


def saved(client: Client, typed: dict[str, str]) -> str:
    answer = client.post(RULES, {**typed, "based_on": read_in(client)}, follow=True)
    return unescape(answer.content.decode())


def test_what_is_saved_is_said_recorded_and_kept_only_where_it_differs(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    changed = {**AS_USUAL, "days_session_reminder": "5"}
    del changed["on_overdue"]
    page = saved(client, changed)
    assert "Everybody is reminded of a session five days before it." in page
    assert "Reminders of a session go out without being shown first." in page  # the cast’s set had turned it on
    assert "Nobody is asked about an action past its day." in page
    assert "An action is asked about on its day." not in page
    with entering(cast.bob):
        rules = queries.rules_of(cast.quay.learning_set)
        assert (rules[Rule.SESSION_REMINDER].days, rules[Rule.OVERDUE].is_on, rules[Rule.OVERDUE].days) == (5, False, 3)
        rows = ReminderRule.objects.filter(learning_set=cast.quay.learning_set)
        assert sorted(rows.values_list("rule", flat=True)) == ["overdue", "session_reminder"]
        (event,) = Event.objects.filter(kind="set.reminders_changed")
        assert what_happened(event, {}) == "Alice changed which reminders the set gets."
    assert "You changed nothing." in saved(client, changed)
    saved(client, AS_USUAL)
    with entering(cast.bob):
        assert queries.rules_of(cast.quay.learning_set) == USUAL
        assert not ReminderRule.objects.filter(learning_set=cast.quay.learning_set).exists()


@pytest.mark.parametrize("days", ["", "0", "8", "many"])
def test_a_number_that_cannot_be_is_refused_beside_its_field_and_stays(
    cast: Cast, signed_in: SignedIn, days: str
) -> None:
    response = signed_in(cast.alice.person).post(RULES, {**AS_USUAL, "days_session_reminder": days})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["days_session_reminder"]
    assert f'value="{days}"' in response.content.decode() or not days
    with entering(cast.alice):
        assert queries.rules_of(cast.quay.learning_set)[Rule.SESSION_REMINDER].days == 2


def test_a_member_reads_sentences_and_changes_nothing(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.bob.person)
    page = client.get(RULES).content.decode()
    assert "Everybody is reminded of a session two days before it." in page
    assert "days_session_reminder" not in page
    assert client.post(RULES, {**AS_USUAL, "days_session_reminder": "5"}).status_code == 403
    with entering(cast.bob), pytest.raises(ProgrammingError, match="row-level security"):
        change(cast, cast.bob, Rule.OVERDUE, 9)
    with entering(cast.alice):
        assert queries.rules_of(cast.quay.learning_set)[Rule.OVERDUE].days == 3


def test_a_closed_set_takes_no_rules(cast: Cast) -> None:
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        with pytest.raises(Refused):
            change(cast, cast.alice, Rule.OVERDUE, 9)


def change(cast: Cast, by: Membership, rule: Rule, days: int, *, based_on: str = "") -> list[Setting]:
    quay = cast.quay.learning_set
    wanted = [replace(USUAL[rule], days=days)]
    based_on = based_on or read_as(queries.rules_of(quay))
    return operations.change_rules(quay, wanted, based_on=based_on, by=by, at=NOW)


def test_whoever_comes_second_finds_their_own_beside_what_was_saved_meanwhile(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.alice.person)
    typed = {**AS_USUAL, "days_overdue": "9", "days_due_soon": "2", "based_on": read_in(client)}
    del typed["on_due_today"]
    with entering(cast.alice):
        change(cast, cast.alice, Rule.DUE_SOON, 5)
    second = client.post(RULES, typed)
    page = unescape(second.content.decode())
    assert second.status_code == 409
    assert "Somebody changed these rules while you had them open." in page
    assert "As it stands now: An action is asked about five days before its day." in page
    assert page.count("As it stands now: ") == 4  # the cast’s set had turned the draft on
    form = second.context["form"]
    assert [form[name].value() for name in ("days_overdue", "days_due_soon", "on_due_today")] == ["9", "2", False]
    with entering(cast.alice):
        assert queries.rules_of(cast.quay.learning_set)[Rule.OVERDUE].days == 3
    client.post(RULES, {**typed, "based_on": form["based_on"].value()})
    with entering(cast.alice):
        rules = queries.rules_of(cast.quay.learning_set)
        assert (rules[Rule.OVERDUE].days, rules[Rule.DUE_SOON].days, rules[Rule.DUE_TODAY].is_on) == (9, 2, False)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told(cast: Cast) -> None:
    with entering(cast.alice):
        mark = read_as(queries.rules_of(cast.quay.learning_set))
    first, second = held_up(
        (cast.alice, lambda: change(cast, cast.alice, Rule.OVERDUE, 9, based_on=mark)),
        (cast.alice, lambda: change(cast, cast.alice, Rule.DUE_SOON, 5, based_on=mark)),
    )
    assert [each.rule for each in first] == [Rule.OVERDUE]
    assert isinstance(second, operations.RulesMeanwhile)
    assert second.stand[Rule.OVERDUE].days == 9
