from uuid import UUID

import pytest
from django.urls import NoReverseMatch, reverse

from alsweb.lib import tokens
from alsweb.lib.links import path_to


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("notifications:preferences", ()),
        ("pages:session", ("harbour", "41-quay_4", 41)),
        ("progress_by_mail", (tokens.sign("progress", p=7, o=1),)),
        ("open_set", (UUID("6f1c1d0e-6a54-4a0f-9f56-0d6f3a3b7c11"),)),
        ("coming_by_mail", (tokens.sign_for_ever("coming", p=7, o=1),)),
    ],
)
def test_a_path_is_what_reverse_says(name: str, args: tuple[object, ...]) -> None:
    assert path_to(name, *args) == reverse(name, args=args)


def test_a_page_that_is_not_there_has_no_path() -> None:
    with pytest.raises(NoReverseMatch):
        path_to("pages:session", "harbour")
