"""Which lines of a file of people can come in; each that cannot says why, and costs no other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organisations.lines import circles, is_in_circle, managers_first
from organisations.people_file import Coming, Known, Row, Sorted, sort_people, template
from organisations.reading import Unreadable, read_table
from organisations.writing import as_csv, as_xlsx
from tests.organisations.files import csv_of

GRACE = "grace@harbour.example"
KNOWN = {
    GRACE: Known("Grace Obi", "Nursing", "Pier", "teams", "olga@harbour.example"),
    "olga@harbour.example": Known("Olga Hart"),
}
GOOD = "Ann Lee,ann@harbour.example,Estates,Quay,leads a team,grace@harbour.example"


def sorted_of(*lines: str, heading: str = "Name,Email,Department,Site,Seniority,Manager") -> Sorted:
    return sort_people(read_table(csv_of(*lines, heading=heading)), known=KNOWN, left={"greta@harbour.example"})


def addresses(found: Sorted) -> list[str]:
    return [row.email for row in found.rows]


def test_a_good_line_comes_in_as_it_stands() -> None:
    found = sorted_of(GOOD)
    assert found.mistakes == []
    assert found.rows == [Row(2, "Ann Lee", "ann@harbour.example", "Estates", "Quay", "team", GRACE, Coming.NEW)]


@pytest.mark.parametrize(
    "heading",
    [
        "Name,Email",
        "Full name,E-mail address",
        "EMPLOYEE NAME, e-mail ",
        "Display name,Work e-mail",
        "\ufeffname,EMAIL_ADDRESS",
    ],
)
def test_headings_are_read_as_people_write_them(heading: str) -> None:
    assert addresses(sorted_of("Ann,ann@harbour.example", heading=heading)) == ["ann@harbour.example"]


@pytest.mark.parametrize("heading", ["Line manager", "Manager's email", "Manager’s e-mail address", "Reports to"])
def test_a_manager_is_found_under_every_usual_heading(heading: str) -> None:
    found = sorted_of(f"Ann,ann@harbour.example,{GRACE}", heading=f"Name,Email,{heading}")
    assert [row.manager for row in found.rows] == [GRACE]


def test_a_name_may_stand_in_two_columns() -> None:
    found = sorted_of("Lee,ann@harbour.example,Ann", heading="Surname,Email,First name")
    assert [row.name for row in found.rows] == ["Ann Lee"]


def test_columns_that_are_not_read_are_named() -> None:
    found = sorted_of("Ann,ann@harbour.example,7,x", heading="Name,Email,Shoe size,E-mail")
    assert found.unused == ["Shoe size", "E-mail"]


@pytest.mark.parametrize("heading", ["Name,Site", "Email,Site", "<svg onload=alert(1)>", "%PDF-1.7"])
def test_a_file_without_names_or_addresses_is_refused_with_what_to_do(heading: str) -> None:
    with pytest.raises(Unreadable, match="at least “Name” and “E-mail address”"):
        sorted_of("a,b", heading=heading)


def test_our_own_template_has_headings_that_are_read() -> None:
    for content in (as_csv(template()), as_xlsx(template())):
        assert sort_people(read_table(content), known={}, left=()) == Sorted([], [], [])


BAD = {
    ",ann@harbour.example,,,,": "The name is missing.",
    "\u200b,ann@harbour.example,,,,": "The name is missing.",
    "Ann,,,,,": "The e-mail address is missing.",
    "Ann,ann,,,,": "“ann” is no e-mail address.",
    "Ann,ann@hårbour.example,,,,": "“ann@hårbour.example” is no e-mail address.",
    "Ann,ann@İx.example,,,,": "is no e-mail address.",
    "Ann,ann@harbour.example,,,boss,": "“boss” is none of the four levels: answers for their own work; leads a team",
    "Ann,ann@harbour.example,,,,mo@harbour.example": "mo@harbour.example is neither in the file nor among your people.",
    "Ann,ann@harbour.example,,,,Grace": "a manager is found by theirs.",
    "Ann,ann@harbour.example,,,,ANN@harbour.example": "They stand as their own manager.",
    "=cmd|'/c calc'!A0,ann@harbour.example,,,,": "Name begins with a sign that a spreadsheet takes for a formula.",
    "Ann,ann@harbour.example,+1,,,": "Department begins with a sign",
    "Ann,ann@harbour.example,,-1,,": "Site begins with a sign",
    "Ann,@harbour.example,,,,": "E-mail address begins with a sign",
    "Ann,ann@harbour.example,\t=1,,,": "Department begins with a sign",
    'Ann,ann@harbour.example,"\r=1",,,': "Department begins with a sign",
    "Ann\u202egnp,ann@harbour.example,,,,": "Name has a character in it that cannot be seen or read.",
    "A\x00nn,ann@harbour.example,,,,": "Name has a character in it",
    "Ann,ann@harbour.example,Est\x07ates,,,": "Department has a character in it",
    "A\ufffdn,ann@harbour.example,,,,": "Name has a character in it",
    f"{'x' * 10_000},ann@harbour.example,,,,": "Name is longer than 120 letters.",
    f"Ann,{'x' * 300}@harbour.example,,,,": "is longer",
}


@pytest.mark.parametrize("line", BAD, ids=[sentence[:40] for sentence in BAD.values()])
def test_a_bad_line_says_why_and_the_good_ones_come_in(line: str) -> None:
    found = sorted_of("Cat,cat@harbour.example,,,,", line, "Bob,bob@harbour.example,,,,")
    assert addresses(found) == ["cat@harbour.example", "bob@harbour.example"]
    ((number, why),) = found.mistakes
    assert number == 3
    assert BAD[line] in why


def test_forty_lines_with_three_bad_ones_are_thirty_seven_people() -> None:
    lines = [f"Person {n},p{n}@harbour.example,Estates,,," for n in range(40)]
    lines[4], lines[20], lines[39] = ",x@harbour.example,,,,", "P,none,,,,", "P,p39@harbour.example,,,high,"
    found = sorted_of(*lines)
    assert len(found.rows) == 37
    assert [number for number, _ in found.mistakes] == [6, 22, 41]


def test_the_same_address_twice_is_one_person_and_a_mistake() -> None:
    found = sorted_of("Ann,ann@harbour.example,,,,", "Ann Lee,ANN@Harbour.example ,,,,")
    assert [row.name for row in found.rows] == ["Ann"]
    assert found.mistakes == [(3, "ann@harbour.example stands in line 2 already.")]


def test_a_good_line_comes_in_also_where_a_bad_one_had_its_address_first() -> None:
    found = sorted_of("Ann,ann@harbour.example,,,high,", "Ann,ann@harbour.example,,,,")
    assert [row.line for row in found.rows] == [3]


# Lines of management


def test_managers_come_before_those_who_answer_to_them() -> None:
    found = sorted_of("A,a@x.example,,,,b@x.example", "B,b@x.example,,,,c@x.example", "C,c@x.example,,,,")
    assert addresses(found) == ["c@x.example", "b@x.example", "a@x.example"]


@pytest.mark.parametrize("size", [2, 3, 7])
def test_a_circle_of_managers_is_bad_in_each_of_its_lines_and_for_those_below(size: int) -> None:
    ring = [f"P{n},p{n}@x.example,,,,p{(n + 1) % size}@x.example" for n in range(size)]
    found = sorted_of(*ring, "Below,below@x.example,,,,p0@x.example", GOOD)
    assert addresses(found) == ["ann@harbour.example"]
    assert len(found.mistakes) == size + 1
    assert "comes back to them" in found.mistakes[0][1]
    assert "cannot come in: see line 2." in found.mistakes[-1][1]
    assert all(why.endswith("Nothing else of this line comes in either.") for _, why in found.mistakes)


def test_a_circle_through_somebody_who_is_here_already_is_found() -> None:
    found = sorted_of(f"Olga Hart,olga@harbour.example,,,,{GRACE}")
    assert found.rows == []
    assert f"{GRACE} cannot be their manager" in found.mistakes[0][1]


def test_turning_a_line_round_is_no_circle() -> None:
    lines = f"Olga Hart,olga@harbour.example,,,,{GRACE}", f"Grace,{GRACE},,,,top@x.example", "Top,top@x.example,,,,"
    assert sorted_of(*lines).mistakes == []


def test_a_manager_whose_line_is_bad_takes_new_people_along_but_not_where_they_are_here_already() -> None:
    found = sorted_of(
        "Mo,mo@x.example,,,high,", "Ann,ann@x.example,,,,mo@x.example", "Bob,bob@x.example,,,,ann@x.example"
    )
    assert found.rows == []
    assert sorted_of(f"Grace,{GRACE},,,high,", GOOD).rows[0].manager == GRACE


# Those who are here, and those who were


def test_what_changes_for_somebody_who_is_here_is_shown_before_and_after() -> None:
    (row,) = sorted_of(f"Grace Obi-Hall,{GRACE},Nursing,,leads the organisation,").rows
    assert row.coming is Coming.CHANGED
    assert row.changes == [("name", "Grace Obi", "Grace Obi-Hall"), ("seniority", "teams", "organisation")]


def test_an_empty_cell_leaves_what_is_known() -> None:
    (row,) = sorted_of(f"Grace Obi,{GRACE},,,,").rows
    assert (row.coming, row.changes) == (Coming.SAME, [])


def test_somebody_who_left_would_come_back() -> None:
    assert sorted_of("Greta,greta@harbour.example,,,,").rows[0].coming is Coming.BACK


EVERYBODY = st.integers(0, 12)


@given(st.dictionaries(EVERYBODY, EVERYBODY))
def test_everybody_in_a_circle_is_found_and_nobody_else(managers: dict[int, int]) -> None:
    assert circles(managers) == {each for each in managers if is_in_circle(each, managers)}


@given(st.lists(EVERYBODY, unique=True), st.dictionaries(EVERYBODY, EVERYBODY))
def test_an_order_in_which_nobody_comes_before_their_manager(people: list[int], lines: dict[int, int]) -> None:
    managers = {each: above for each, above in lines.items() if above < each}
    order = managers_first(people, managers)
    assert sorted(order) == sorted(people)
    assert all(order.index(managers[each]) < order.index(each) for each in order if managers.get(each) in order)


@given(st.lists(st.tuples(EVERYBODY, st.none() | EVERYBODY), max_size=12))
def test_whoever_comes_in_has_a_line_that_ends(pairs: list[tuple[int, int | None]]) -> None:
    lines = [f"P,p{who}@x.example,,,,{'' if boss is None else f'p{boss}@x.example'}" for who, boss in pairs]
    found = sort_people(read_table(csv_of(*lines)), known={"p0@x.example": Known("P", manager="p1@x.example")}, left=())
    assert len(found.rows) + len(found.mistakes) == len(pairs)
    line = {"p0@x.example": "p1@x.example"} | {row.email: row.manager for row in found.rows if row.manager}
    assert circles(line) == set()
