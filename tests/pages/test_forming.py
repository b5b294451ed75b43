"""Forming a set as its pages show it: a “no” is the same as silence, to the byte."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from html import unescape

import pytest
from django.db import connection
from django.test import Client

from notifications.models import Notice
from organisations import operations as organisations
from organisations.models import Membership
from organisations.operations import Refused
from sets import operations
from sets.models import Decline, LineException, LineReason, NotTogether, Proposal, SetInvitation
from tests.cast import NOW, Cast, entering, join
from tests.sets.forming import ask_all, compose, found_pool, reports_to, says_not_this_set, says_yes, wish

pytestmark = pytest.mark.django_db
Seeding = Callable[[], AbstractContextManager[None]]


def everything_readable(reader: Membership) -> dict[str, list[str]]:
    """Every row of every table that this person reads with SQL of their own, in the order in which it comes."""
    found = {}
    with entering(reader), connection.cursor() as cursor:
        # An index would sort them: without one a row that was written again comes last.
        cursor.execute("SET LOCAL enable_indexscan = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
            " AND has_any_column_privilege('alsweb_app', oid, 'SELECT')"
            " AND relname NOT IN ('django_session', 'cache') ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            found[table] = [row for (row,) in cursor.fetchall()]
        cursor.execute("SELECT * FROM not_together(ARRAY(SELECT person_id FROM organisations_membership))")
        found["not_together()"] = [str(row) for row in cursor.fetchall()]
    return found


def pages_of(client: Client, slug: str) -> list[str]:
    pages = [
        f"/o/harbour/sets/{slug}/forming/",
        f"/o/harbour/sets/{slug}/forming/people/",
        f"/o/harbour/sets/{slug}/",
        "/o/harbour/",
        "/o/harbour/sets/",
        "/o/harbour/participation/",
        "/o/harbour/people/",
    ]
    answers = [client.get(page) for page in pages]
    return [f"{each.status_code} {re.sub('[A-Za-z0-9]{64}', '', each.content.decode())}" for each in answers]


def test_whoever_puts_the_set_together_sees_the_same_of_a_no_and_of_silence(cast: Cast, signed_in: Callable) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, cast.greta, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    readers = {
        each.name: (each, signed_in(each.person)) for each in (cast.alice, cast.dora, cast.olga, cast.bob, cast.greta)
    }

    def seen() -> dict[str, tuple[dict[str, object], object]]:
        return {
            name: (everything_readable(reader), pages_of(client, pool.slug))
            for name, (reader, client) in readers.items()
        }

    before = seen()
    assert before["Alice"][0]["sets_proposal"], "Where nothing could leak, nothing is shown by nothing leaking."
    assert says_not_this_set(cast.erin, asked["Erin"])
    with entering(cast.erin):
        assert Decline.objects.count() == 1
    assert seen() == before


def test_once_it_has_begun_a_no_and_silence_are_the_same_to_everybody(
    cast: Cast, signed_in: Callable, seeding: Seeding
) -> None:
    """Erin has said no, Greta nothing: neither hears of it, and nothing is left of either."""
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, cast.greta, by=cast.alice)
    says_yes(cast.bob, asked["Bob"])
    says_not_this_set(cast.erin, asked["Erin"])
    compose(pool, cast.alice)
    with seeding():
        assert not Decline.objects.filter(learning_set=pool).exists()
        assert not Proposal.objects.filter(learning_set=pool).exists()
        told = set(Notice.objects.filter(kind="set_begins").values_list("person_id", flat=True))
    assert told == {cast.bob.person_id}
    shown = []
    for member in (cast.erin, cast.greta, cast.hugo):
        response = signed_in(member.person).get(f"/o/harbour/proposals/{pool.slug}/")
        shown.append(
            (response.status_code, re.sub('[A-Za-z0-9]{64}|data-person="[0-9]+"', "", response.content.decode()))
        )
    pages = [re.sub("Erin|Greta|Hugo", "", page) for _status, page in shown]
    assert [status for status, _page in shown] == [404] * 3
    assert pages[0] == pages[1] == pages[2]


def test_a_set_that_is_there_and_one_that_is_not_look_the_same_to_whoever_is_not_asked(
    cast: Cast, signed_in: Callable
) -> None:
    pool = found_pool(cast.alice)
    with entering(cast.alice):
        operations.propose(pool, cast.erin, by=cast.alice, at=NOW)  # chosen, and not asked yet
    client = signed_in(cast.erin.person)
    pages = [client.get(f"/o/harbour/proposals/{slug}/") for slug in (pool.slug, "nowhere", "quay")]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub("[A-Za-z0-9]{64}", "", page.content.decode()) for page in pages}) == 1


def test_home_lists_what_waits_for_an_answer_and_no_longer_what_was_declined(cast: Cast, signed_in: Callable) -> None:
    pool = found_pool(cast.alice)
    proposal = ask_all(pool, cast.bob, by=cast.alice)["Bob"]
    client, waits = signed_in(cast.bob.person), "You are asked whether you would like to be in it."
    assert waits in client.get("/o/harbour/").content.decode()
    says_not_this_set(cast.bob, proposal)
    assert pool.name not in client.get("/o/harbour/").content.decode()


def test_who_is_asked_sees_names_and_numbers_and_nobodys_department(cast: Cast, signed_in: Callable) -> None:
    with entering(cast.dora):
        for member, department, site in ((cast.bob, "Wards", "North"), (cast.erin, "Finance", "South")):
            organisations.place(member, department=department, site=site, seniority="team")
    pool = found_pool(cast.alice)
    ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    page = unescape(signed_in(cast.bob.person).get(f"/o/harbour/proposals/{pool.slug}/").content.decode())
    assert "Erin" in page
    assert "Two people from two departments and two sites." in page
    assert not re.search("Finance|South|leads a team", page)


def test_a_builder_whose_role_is_taken_away_forms_nothing_more(cast: Cast, signed_in: Callable) -> None:
    pool = found_pool(cast.alice)
    says_yes(cast.bob, ask_all(pool, cast.bob, by=cast.alice)["Bob"])
    client = signed_in(cast.alice.person)
    assert client.get(f"/o/harbour/sets/{pool.slug}/forming/").status_code == 200
    with entering(cast.olga):
        organisations.change_roles(cast.alice, ["member"], by=cast.olga, at=NOW)
    assert client.post(f"/o/harbour/sets/{pool.slug}/forming/begin/").status_code == 404
    with entering(cast.alice):
        assert not Proposal.objects.filter(learning_set=pool).exists()
        with pytest.raises(Refused, match="You may not change this set any more"):
            operations.compose(pool, by=cast.alice, at=NOW)


def test_a_choice_works_by_form_alone_and_by_htmx(cast: Cast, signed_in: Callable) -> None:
    pool = found_pool(cast.alice)
    client, add = signed_in(cast.alice.person), f"/o/harbour/sets/{pool.slug}/forming/people/add/"
    typed = {"membership": str(cast.bob.pk), "q": "bo", "page": "1"}
    response = client.post(add, typed, follow=True)
    assert response.redirect_chain == [(f"/o/harbour/sets/{pool.slug}/forming/people/?q=bo&page=1#board", 302)]
    assert 'aria-pressed="true"' in response.content.decode()
    fragment = client.post(
        add, {**typed, "membership": str(cast.erin.pk)}, follow=True, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<html" not in fragment
    assert 'id="mix" hx-swap-oob="true"' in fragment
    with entering(cast.alice):
        assert Proposal.objects.filter(learning_set=pool).count() == 2


def test_people_are_found_by_name_department_and_site_and_kept_apart_from_those_seated(
    cast: Cast, signed_in: Callable
) -> None:
    with entering(cast.dora):
        organisations.place(cast.erin, department="Finance", site="South", seniority="organisation")
    client = signed_in(cast.alice.person)

    def listed(query: str) -> set[str]:
        page = client.get(f"/o/harbour/sets/quay/forming/people/?{query}").content.decode()
        return set(re.findall(r'<p class="row__title">(\w+)</p>', page))

    assert listed("") == {"Dora", "Erin", "Frank", "Greta", "Hugo", "Ines", "Olga"}
    assert listed("q=fina") == listed("q=sout") == listed("seniority=organisation") == {"Erin"}
    assert listed("free=on") == {"Dora", "Greta", "Hugo", "Ines", "Olga"}
    assert listed("facilitates=on") == {"Frank", "Olga"}


def test_positions_that_changed_meanwhile_are_seen_before_the_set_begins(cast: Cast, signed_in: Callable) -> None:
    pool = found_pool(cast.alice)
    asked = ask_all(pool, cast.bob, cast.erin, by=cast.alice)
    for member in (cast.bob, cast.erin):
        says_yes(member, asked[member.name])
    reports_to(cast.bob, cast.erin, cast=cast)
    client, begin = signed_in(cast.alice.person), f"/o/harbour/sets/{pool.slug}/forming/begin/"
    response = client.post(begin)
    assert (response.status_code, "Bob reports to Erin." in response.content.decode()) == (422, True)
    assert client.post(begin, {"all_the_same": "1"}).status_code == 422
    with entering(cast.alice):
        assert Proposal.objects.filter(learning_set=pool).exclude(accepted_at=None).count() == 2
    assert client.post(begin, {"all_the_same": "1", "line_reason": "ends_soon"}).status_code == 302
    with entering(cast.bob):
        assert LineException.objects.get(learning_set=pool).reason == LineReason.ENDS_SOON


def test_the_page_offers_a_reason_and_takes_it(cast: Cast, signed_in: Callable) -> None:
    reports_to(cast.erin, cast.bob, cast=cast)
    client, add = signed_in(cast.alice.person), "/o/harbour/sets/quay/forming/people/add/"
    response = client.post(add, {"membership": str(cast.erin.pk)})
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Erin reports to Bob." in page
    assert "Choose Erin all the same" in page
    assert client.post(add, {"membership": str(cast.erin.pk), "all_the_same": "1"}).status_code == 422
    typed = {"membership": str(cast.erin.pk), "all_the_same": "1", "line_reason": "no_other"}
    assert client.post(add, typed).status_code == 302
    with entering(cast.alice):
        assert Proposal.objects.filter(person=cast.erin.person_id).exists()


def test_the_invitations_page_blocks_all_of_them_and_keeps_what_was_typed(cast: Cast, signed_in: Callable) -> None:
    reports_to(cast.erin, cast.bob, cast=cast)
    client, typed = signed_in(cast.alice.person), {"addresses": "kim@harbour.example\nerin@harbour.example"}
    response = client.post("/o/harbour/sets/quay/invite/", typed)
    page = unescape(response.content.decode())
    assert (response.status_code, "Erin reports to Bob." in page, "kim@harbour.example" in page) == (422, True, True)
    with entering(cast.alice):
        assert not SetInvitation.objects.filter(invitation__email="kim@harbour.example").exists()
    typed |= {"all_the_same": "1", "line_reason": "both_ask"}
    assert client.post("/o/harbour/sets/quay/invite/", typed).status_code == 302


@pytest.mark.parametrize("who_asks", ["bob", "erin"])
def test_a_pair_is_not_chosen_and_reads_the_same_whoever_asked(cast: Cast, signed_in: Callable, who_asks: str) -> None:
    other = {"bob": cast.erin, "erin": cast.bob}[who_asks]
    wish(getattr(cast, who_asks), other)
    pool = found_pool(cast.alice)
    with entering(cast.alice):
        operations.propose(pool, cast.bob, by=cast.alice, at=NOW)
    response = signed_in(cast.alice.person).post(
        f"/o/harbour/sets/{pool.slug}/forming/people/add/", {"membership": str(cast.erin.pk)}
    )
    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert "Erin is not chosen." in page
    assert page.count("Bob and Erin: not together.") == 2  # what is refused, and beside the name
    assert "all the same" not in page


def test_it_is_said_once_and_can_be_taken_back(cast: Cast, signed_in: Callable) -> None:
    first = wish(cast.bob, cast.erin)
    assert wish(cast.bob, cast.erin).pk == first.pk
    client = signed_in(cast.bob.person)
    assert client.post(f"/o/harbour/not-together/{first.pk}/take-back/").status_code == 302
    with entering(cast.bob):
        assert not NotTogether.objects.exists()


def test_nobody_takes_back_what_somebody_else_said(cast: Cast, signed_in: Callable) -> None:
    said = wish(cast.bob, cast.erin)
    signed_in(cast.erin.person).post(f"/o/harbour/not-together/{said.pk}/take-back/")
    with entering(cast.bob):
        assert NotTogether.objects.filter(pk=said.pk).exists()


@pytest.mark.parametrize("typed", ["erin", "ERIN ", "erin@harbour.example"])
def test_a_colleague_is_named_by_full_name_or_address(cast: Cast, signed_in: Callable, typed: str) -> None:
    client = signed_in(cast.bob.person)
    assert client.post("/o/harbour/not-together/", {"other": typed}).status_code == 302
    assert "Erin" in client.get("/o/harbour/not-together/").content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("Er", "No colleague here has this very name or address."),
        ("Charlie", "No colleague here has this very name or address."),
        ("Bob", "No colleague here has this very name or address."),
        ("", "Write a name, or an e-mail address."),
        ("Kim", "More than one colleague has this name."),
    ],
)
def test_a_name_that_names_nobody_gets_a_sentence(cast: Cast, signed_in: Callable, typed: str, sentence: str) -> None:
    for address in ("kim", "kim2"):
        member = join(address, of=cast.olga, roles=["member"])
        with entering(member):
            Membership.objects.filter(pk=member.pk).update(name="Kim")
    response = signed_in(cast.bob.person).post("/o/harbour/not-together/", {"other": typed})
    assert (response.status_code, sentence in unescape(response.content.decode())) == (422, True)
