"""What people do to the lines of a text."""

from collections import Counter

from hypothesis import strategies as st


def changed(base: list[str]) -> st.SearchStrategy[list[str]]:
    """Lines of `base` taken out or put differently, and new ones anywhere; nobody writes an old line anew."""
    word = st.sampled_from("wxyz")
    each: list[st.SearchStrategy[list[str]]] = [
        st.one_of(st.just([line]), st.just([]), word.map(lambda new: [new])) for line in base
    ]
    new = st.lists(word, max_size=2)
    return st.tuples(*(part for old in each for part in (new, old)), new).map(lambda parts: sum(parts, []))


def multiset(lines: list[str]) -> Counter[str]:
    return Counter(lines)
