"""Joining what two people made of one text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sets.rules_lines import Line, compare, join, numbered, split
from tests.sets.lines import changed, multiset

BASE = "one\ntwo\nthree\nfour"


@pytest.mark.parametrize(
    ("theirs", "mine", "joined"),
    [
        (BASE, BASE, BASE),
        ("ONE\ntwo\nthree\nfour", BASE, "ONE\ntwo\nthree\nfour"),
        (BASE, "ONE\ntwo\nthree\nfour", "ONE\ntwo\nthree\nfour"),
        ("ONE\ntwo\nthree\nfour", "one\ntwo\nthree\nFOUR", "ONE\ntwo\nthree\nFOUR"),
        ("zero\n" + BASE, BASE + "\nfive", "zero\n" + BASE + "\nfive"),
        ("two\nthree\nfour", "one\ntwo\nthree", "two\nthree"),
        ("one\ntwo\nthree", "one\ntwo\nthree", "one\ntwo\nthree"),
        (BASE + "\nfive", BASE + "\nfive", BASE + "\nfive"),
        (" one \n\n two\nthree\nfour", BASE + "\nfive", BASE + "\nfive"),
        ("ONE\ntwo\nthree\nfour", "uno\ntwo\nthree\nfour", None),
        (BASE + "\nfive", BASE + "\nsix", None),
        ("", "one\nTWO\nthree\nfour", None),
    ],
)
def test_two_changes_of_one_text_are_joined_where_they_do_not_touch(theirs: str, mine: str, joined: str | None) -> None:
    assert join(BASE, theirs, mine) == joined
    assert join(BASE, mine, theirs) == joined


@given(st.data())
def test_whatever_two_people_do_to_a_text_no_line_is_lost_or_comes_back(data: st.DataObject) -> None:
    base = data.draw(st.lists(st.sampled_from("abcde"), max_size=5, unique=True))
    theirs, mine = (data.draw(changed(base)) for _ in range(2))
    joined = join("\n".join(base), "\n".join(theirs), "\n".join(mine))
    if joined is None:
        assert theirs != mine
        return
    wrote = multiset(split(joined))
    for one in (theirs, mine):
        assert not (multiset(one) - multiset(base)) - wrote, "somebody's new line is missing"
    # A line that somebody took out comes back only as the other's own.
    kept_by_both = multiset(base) & multiset(theirs) & multiset(mine)
    assert not wrote - (multiset(theirs) - multiset(base)) - (multiset(mine) - multiset(base)) - kept_by_both


@given(st.lists(st.sampled_from("abcd"), max_size=6), st.lists(st.sampled_from("abcd"), max_size=6))
def test_what_is_new_and_what_was_taken_out_explains_the_difference(old: list[str], new: list[str]) -> None:
    changes = compare("\n".join(old), "\n".join(new))
    assert multiset(new) == multiset(old) - multiset(changes.taken_out) + multiset(changes.new)


def test_lines_are_numbered_over_all_heads_in_their_order() -> None:
    texts = {"confidentiality": "a\n\n  b ", "integrity": "", "safety": "c", "attendance": "", "speaking_time": "d"}
    assert numbered(texts) == [
        Line(0, "confidentiality", "a"),
        Line(1, "confidentiality", "b"),
        Line(2, "safety", "c"),
        Line(3, "speaking_time", "d"),
    ]
