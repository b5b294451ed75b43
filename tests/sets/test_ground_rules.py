"""Writing the ground rules together: nothing that somebody wrote is lost, and everybody is asked about what changed."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifications.kinds import kind_named
from notifications.models import Notice
from notifications.sender import send_due
from organisations.models import Membership, User
from organisations.operations import Refused
from sets import operations, queries
from sets.models import Agreement, Format, GroundRules, GroundRulesWords, LearningSet
from sets.models.words import HEADS
from sets.operations.ground_rules import SETTLES_IN, WrittenMeanwhile
from sets.rules_lines import split, texts_of
from tests.cast import NOW, Cast, entering, join_set, marker
from tests.races import at_once, held_up
from tests.sets.lines import changed

pytestmark = pytest.mark.django_db
SignedIn = Callable[[User | None], Client]
RULES, WRITE = "/o/harbour/sets/quay/ground-rules/", "/o/harbour/sets/quay/ground-rules/write/"
HISTORY = "/o/harbour/sets/quay/ground-rules/history/"
BASE = {head: marker("groundruleswords", head, "alice") for head in HEADS}
"""What stands in version 1 of Quay's."""


def write(cast: Cast, by: Membership, *, based_on: int = 1, **heads: str) -> GroundRules:
    return operations.write_ground_rules(cast.quay.learning_set, {**BASE, **heads}, based_on=based_on, by=by, at=NOW)


def newest(cast: Cast) -> dict[str, str]:
    return texts_of(GroundRulesWords.objects.order_by("-rules__number").first())


# Together


def test_two_who_change_different_heads_both_stand(cast: Cast) -> None:
    with entering(cast.alice):
        write(cast, cast.alice, safety="Alice's")
    with entering(cast.bob):
        rules = write(cast, cast.bob, attendance="Bob's")
        assert rules.number == 3
        assert newest(cast) == {**BASE, "safety": "Alice's", "attendance": "Bob's"}


def test_two_who_change_different_lines_of_one_head_both_stand(cast: Cast) -> None:
    with entering(cast.alice):
        write(cast, cast.alice, safety="one\ntwo\nthree")
        write(cast, cast.alice, based_on=2, safety="ONE\ntwo\nthree")
    with entering(cast.bob):
        write(cast, cast.bob, based_on=2, safety="one\ntwo\nTHREE")
        assert newest(cast)["safety"] == "ONE\ntwo\nTHREE"


def test_nobody_agrees_to_lines_that_they_have_not_read(cast: Cast) -> None:
    with entering(cast.alice):
        assert agreed(write(cast, cast.alice, safety="Alice's"), cast.alice)
    with entering(cast.bob):
        joined = write(cast, cast.bob, attendance="Bob's")
        assert not agreed(joined, cast.bob)
        assert not agreed(joined, cast.alice)


def test_whoever_writes_what_stands_there_already_agrees_and_makes_no_version(cast: Cast) -> None:
    with entering(cast.alice):
        write(cast, cast.alice, safety="Ours")
    with entering(cast.bob):
        same = write(cast, cast.bob, safety=" Ours \n\n")
        assert (same.number, agreed(same, cast.bob)) == (2, True)


def test_whoever_wrote_nothing_new_upon_an_old_version_changes_nothing_and_agrees_to_nothing(cast: Cast) -> None:
    with entering(cast.alice):
        write(cast, cast.alice, safety="Alice's")
    with entering(cast.bob):
        same = write(cast, cast.bob)
        assert (same.number, agreed(same, cast.bob)) == (2, False)


def test_where_two_change_one_head_differently_the_second_gets_both_texts_of_that_head_alone(cast: Cast) -> None:
    with entering(cast.alice):
        write(cast, cast.alice, safety="Alice's", integrity="Alice's, too")
    with entering(cast.bob):
        with pytest.raises(WrittenMeanwhile) as meanwhile:
            write(cast, cast.bob, safety="Bob's", attendance="Bob's, too")
        assert meanwhile.value.theirs == {"safety": "Alice's"}
        assert meanwhile.value.heads == {
            **BASE,
            "safety": "Bob's",
            "integrity": "Alice's, too",
            "attendance": "Bob's, too",
        }
        assert meanwhile.value.newest.number == GroundRules.objects.count() == 2


def test_nobody_writes_the_rules_of_a_set_that_was_closed_meanwhile(cast: Cast) -> None:
    with entering(cast.alice):
        operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        with pytest.raises(Refused):
            write(cast, cast.alice, safety="Late")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_two_people_write_every_line_stands_or_is_shown_to_the_second(cast: Cast, data: st.DataObject) -> None:
    """Every line that somebody wrote and nobody took out is in the result, or on the page of the second."""
    base = {head: data.draw(st.lists(st.sampled_from("abcd"), max_size=3, unique=True), label=head) for head in HEADS}
    theirs, mine = ({head: data.draw(changed(base[head])) for head in HEADS} for _ in range(2))
    with entering(cast.alice):
        start = _write_lines(cast, cast.alice, base, based_on=queries_newest(cast))
        _write_lines(cast, cast.alice, theirs, based_on=start)
    with entering(cast.bob):
        shown: dict[str, str] = {}
        try:
            _write_lines(cast, cast.bob, mine, based_on=start)
            result = newest(cast)
        except WrittenMeanwhile as meanwhile:
            result, shown = meanwhile.heads, meanwhile.theirs
    for head in HEADS:
        there = Counter(split(result[head])) + Counter(split(shown.get(head, "")))
        wrote = (Counter(theirs[head]) - Counter(base[head])) | (Counter(mine[head]) - Counter(base[head]))
        kept = Counter(base[head]) & Counter(theirs[head]) & Counter(mine[head])
        assert not (wrote | kept) - there


def _write_lines(cast: Cast, by: Membership, lines: dict[str, list[str]], *, based_on: int) -> int:
    heads = {head: "\n".join(lines[head]) for head in HEADS}
    return operations.write_ground_rules(cast.quay.learning_set, heads, based_on=based_on, by=by, at=NOW).number


def queries_newest(cast: Cast) -> int:
    return GroundRules.objects.filter(learning_set=cast.quay.learning_set).latest("number").number


@pytest.mark.parametrize("together", [at_once, held_up])
@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment_both_stand(cast: Cast, together: Callable[..., Any]) -> None:
    found = together(
        (cast.alice, lambda: write(cast, cast.alice, safety="Alice's")),
        (cast.bob, lambda: write(cast, cast.bob, attendance="Bob's")),
    )
    assert {each.number for each in found} == {2, 3}
    with entering(cast.alice):
        assert newest(cast) == {**BASE, "safety": "Alice's", "attendance": "Bob's"}


@pytest.mark.django_db(transaction=True)
def test_six_who_write_one_after_the_other_without_looking_leave_one_text_and_five_asked(cast: Cast) -> None:
    found = at_once(*[(cast.bob, lambda n=n: write(cast, cast.bob, safety=f"{n}")) for n in range(6)])
    (written,) = [each for each in found if isinstance(each, GroundRules)]
    asked = [each for each in found if isinstance(each, WrittenMeanwhile)]
    assert len(asked) == 5
    assert {each.theirs["safety"] for each in asked} == {str(found.index(written))}


# The page


def test_the_page_shows_both_texts_until_one_is_saved(cast: Cast, signed_in: SignedIn) -> None:
    alice, bob = signed_in(cast.alice.person), signed_in(cast.bob.person)
    alice.post(WRITE, {"based_on": "1", **BASE, "safety": "Alice was quicker."})
    response = bob.post(WRITE, {"based_on": "1", **BASE, "safety": "Bob was slower.", "attendance": "Five of six."})
    assert response.status_code == 409
    for _ in range(2):  # and again after a mistake: what he types next is too long
        page = response.content.decode()
        assert all(text in page for text in ("Alice was quicker.", "Bob was slower.", "Five of six."))
        typed = {**_typed(response), "integrity": "x" * 4001}
        response = bob.post(WRITE, typed)
        assert response.status_code == 422
    response = bob.post(WRITE, {**_typed(response), "integrity": "", "safety": "Bob was slower.\nAlice was quicker."})
    assert response.status_code == 302
    with entering(cast.bob):
        assert newest(cast)["safety"] == "Bob was slower.\nAlice was quicker."


def test_the_page_says_that_both_changes_stand_and_asks_to_agree(cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.alice.person).post(WRITE, {"based_on": "1", **BASE, "safety": "Alice's"})
    response = signed_in(cast.bob.person).post(WRITE, {"based_on": "1", **BASE, "integrity": "Bob's"}, follow=True)
    page = unescape(response.content.decode())
    assert "Others wrote meanwhile, and both changes stand." in page
    assert "Alice's" in page
    assert "Bob's" in page
    assert "I agree</button>" in page


def test_a_line_to_begin_with_is_taken_over_and_everything_typed_stays(cast: Cast, signed_in: SignedIn) -> None:
    bob = signed_in(cast.bob.person)
    typed = {"based_on": "1", "safety": "Mine.", "integrity": "x" * 5000, "take": "safety-0"}
    response = bob.post(WRITE, typed)
    assert response.status_code == 200
    found = _typed(response)
    assert (found["safety"], found["integrity"], found["based_on"]) == (
        "Mine.\nBeing stuck is welcome.",
        "x" * 5000,
        "1",
    )
    assert 'value="safety-0"' not in response.content.decode(), "A line that stands there is not offered again."
    with entering(cast.bob):
        assert GroundRules.objects.count() == 1


@pytest.mark.parametrize("take", ["safety-99", "nothing", "", "-1", "slug-0", "safety-٣", "safety-" + "9" * 5000])
def test_a_line_that_does_not_exist_changes_nothing_that_was_typed(cast: Cast, signed_in: SignedIn, take: str) -> None:
    response = signed_in(cast.bob.person).post(WRITE, {"based_on": "1", "attendance": "Mine.", "take": take})
    assert response.status_code == 200
    assert _typed(response)["attendance"] == "Mine."


@pytest.mark.parametrize(("meets", "asked"), [(Format.ROOM, False), (Format.ONLINE, True), (Format.MIXED, True)])
def test_a_set_that_meets_on_line_is_asked_more(cast: Cast, signed_in: SignedIn, meets: str, asked: bool) -> None:
    with entering(cast.alice):
        LearningSet.objects.filter(pk=cast.quay.learning_set.pk).update(format=meets)
    page = signed_in(cast.bob.person).get(WRITE).content.decode()
    for line in ("Nobody records", "shared office", "Cameras are on", "on a phone", "who else can hear"):
        assert (line in page) is asked
    assert "What is said here stays here" in page


def test_the_prompts_of_all_five_heads_stand_beside_their_fields(cast: Cast, signed_in: SignedIn) -> None:
    page = unescape(signed_in(cast.bob.person).get(WRITE).content.decode())
    for prompt in (
        "confidential” mean to you",
        "owe each other",
        "harm, the law",
        "notice for an apology",
        "share the",
    ):
        assert prompt in page


# Versions


def test_the_history_says_who_wrote_what_changed_and_how_many_agreed(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        write(cast, cast.bob, safety="Quiet is fine.")
    page = unescape(signed_in(cast.alice.person).get(HISTORY).content.decode())
    assert "Written by Bob, Monday 1 February." in page
    assert "One has agreed." in page
    assert "Two have agreed." in page
    assert "<ins>Quiet is fine.</ins>" in page
    assert f"<del>{BASE['safety']}</del>" in page
    assert f"<del>{BASE['integrity']}</del>" not in page
    assert all(text in page for text in BASE.values()), "Each version can be read whole."


def test_a_version_whose_writer_has_left_stays_readable(cast: Cast, signed_in: SignedIn) -> None:
    join_set("kim", cast.quay.learning_set, of=cast.alice)
    with entering(cast.alice):
        kim = Membership.objects.get(name="Kim")
    with entering(kim):
        write(cast, kim, safety="Kim's rule.")
        operations.leave_set(_seat(kim), by=kim, at=NOW)
    page = signed_in(cast.bob.person).get(HISTORY).content.decode()
    assert "Kim&#x27;s rule." in page
    assert "a former member" in page


def test_a_change_asks_everybody_again_and_the_page_names_who_has_yet_to_agree(cast: Cast, signed_in: SignedIn) -> None:
    alice, bob = signed_in(cast.alice.person), signed_in(cast.bob.person)
    bob.post(WRITE, {"based_on": "1", **BASE, "safety": "New."})
    page = alice.get(RULES).content.decode()
    waiting, agreed_part = page.split('<h2 class="section__title">Agreed</h2>')
    assert "Has yet to agree" in waiting
    assert "Alice</span>" in waiting.split("Has yet to agree")[1]
    assert "Bob</span>" in agreed_part
    alice.post(f"{RULES}agree/", {"version": "2"})
    assert "Has yet to agree" not in alice.get(RULES).content.decode()


def test_agreeing_to_a_version_that_is_no_longer_the_newest_agrees_to_nothing(cast: Cast, signed_in: SignedIn) -> None:
    with entering(cast.bob):
        rules = write(cast, cast.bob, safety="New.")
    response = signed_in(cast.alice.person).post(f"{RULES}agree/", {"version": "1", "next": "/o/harbour/sets/quay/"})
    assert (response.status_code, response["Location"]) == (302, f"{RULES}?next=%2Fo%2Fharbour%2Fsets%2Fquay%2F")
    with entering(cast.alice):
        assert not agreed(rules, cast.alice)


# Telling


def test_whoever_has_yet_to_agree_is_told_once_without_words_and_the_writer_never(
    cast: Cast, seeding: Callable[..., Any]
) -> None:
    with entering(cast.bob):
        write(cast, cast.bob, safety="Bob's secret rule.")
        write(cast, cast.bob, safety="Bob's secret rule.")  # sent twice
    with seeding():
        (notice,) = Notice.objects.filter(kind="rules_changed")
    assert (notice.person_id, notice.due_at) == (cast.alice.person_id, NOW + SETTLES_IN)
    mail.outbox.clear()
    send_due(NOW + SETTLES_IN)
    (letter,) = [each for each in mail.outbox if "ground rules" in each.subject]
    assert letter.to == ["alice@harbour.example"]
    assert "Quay has changed its ground rules. Do you agree to them?" in letter.body
    assert "secret" not in f"{letter.subject} {letter.body} {letter.alternatives}"
    mail.outbox.clear()
    send_due(NOW + timedelta(days=1))
    assert not [each for each in mail.outbox if "ground rules" in each.subject]


def test_it_waits_for_quiet_hours_and_can_be_turned_off() -> None:
    kind = kind_named("rules_changed")
    assert kind is not None
    assert (kind.at_once, kind.optional, kind.nudge) == (False, True, False)


@pytest.mark.parametrize("since", ["agreed", "changed again", "closed", "left"])
def test_nobody_is_told_what_is_no_longer_true(cast: Cast, seeding: Callable[..., Any], since: str) -> None:
    with entering(cast.bob):
        rules = write(cast, cast.bob, safety="New.")
    with entering(cast.alice):
        if since == "agreed":
            operations.agree(rules, by=cast.alice, at=NOW)
        elif since == "changed again":
            write(cast, cast.alice, based_on=2, safety="Newer.")
        elif since == "closed":
            operations.close_set(cast.quay.learning_set, by=cast.alice, at=NOW)
        else:
            operations.leave_set(_seat(cast.alice), by=cast.alice, at=NOW, successor=operations.SELF_RUN)
    mail.outbox.clear()
    send_due(NOW + SETTLES_IN)
    assert not [each for each in mail.outbox if each.to == [cast.alice.person.email] and "rules" in each.subject]


def test_the_first_rules_are_agreed_round_the_table_and_tell_nobody(cast: Cast, seeding: Callable[..., Any]) -> None:
    with seeding():
        assert not Notice.objects.filter(kind="rules_changed").exists()


def agreed(rules: GroundRules, who: Membership) -> bool:
    return Agreement.objects.filter(rules=rules, person=who.person_id).exists()


def _seat(member: Membership) -> Any:
    (seat,) = [
        each for each in queries.circle_of(LearningSet.objects.get(slug="quay")) if each.person_id == member.person_id
    ]
    return seat


def _typed(response: Any) -> dict[str, Any]:
    """What stands in the fields of the form that a page shows."""
    form = response.context["form"]
    return {name: form[name].value() for name in ("based_on", "apart", *HEADS) if form[name].value() is not None}
