from collections.abc import Collection

import pytest
from django.http import QueryDict

from organisations.forms import Invitee, InviteForm, SettingsForm
from organisations.models import Membership, OrganisationRole
from tests.cast import Cast, entering


def _form(addresses: str, roles: Collection[str] = ("member",)) -> InviteForm:
    typed = QueryDict(mutable=True)
    typed["addresses"] = addresses
    typed.setlist("roles", list(roles))
    return InviteForm(
        typed, roles=[OrganisationRole.FACILITATOR, OrganisationRole.MEMBER], people=Membership.objects.all()
    )


def test_addresses_come_with_or_without_names(cast: Cast) -> None:
    with entering(cast.dora):
        form = _form('Ann Lee <Ann@Else.example>\n\n bob@else.example,\n"Cleo" <cleo@else.example>; ann@else.example')
        assert form.is_valid()
    assert form.cleaned_data["addresses"] == [
        Invitee("ann@else.example", "Ann Lee"),
        Invitee("bob@else.example"),
        Invitee("cleo@else.example", "Cleo"),
    ]


def test_every_bad_line_gets_its_own_sentence_and_nothing_typed_is_lost(cast: Cast) -> None:
    with entering(cast.dora):
        form = _form(f"nobody\nann@else.example\nbob@\n{cast.bob.person.email}")
        assert [str(sentence).split(" ")[0] for sentence in form.errors["addresses"]] == [
            "“nobody”",
            "“bob@”",
            cast.bob.person.email,
        ]
        assert "ann@else.example" in str(form["addresses"])


def test_twenty_are_invited_at_once_and_no_more(cast: Cast) -> None:
    with entering(cast.dora):
        assert _form("\n".join(f"p{number}@else.example" for number in range(20))).is_valid()
        form = _form("\n".join(f"p{number}@else.example" for number in range(21)))
        assert form.errors["addresses"] == ["That is 1 address more than twenty. Invite the rest in a second go."]


def test_a_role_that_was_not_offered_cannot_be_given(cast: Cast) -> None:
    with entering(cast.dora):
        assert "roles" in _form("ann@else.example", roles=["owner"]).errors


_SETTINGS = {
    "name": "Harbour",
    "time_zone": "Europe/London",
    "retention_days": "90",
    "least_people": "10",
    "least_sets": "2",
}


@pytest.mark.parametrize(
    ("days", "is_good"), [("29", False), ("30", True), ("3650", True), ("3651", False), ("-5", False)]
)
def test_words_are_kept_between_a_month_and_ten_years(cast: Cast, days: str, is_good: bool) -> None:
    typed = {**_SETTINGS, "retention_days": days}
    assert SettingsForm(typed, instance=cast.harbour).is_valid() is is_good


def test_fewer_than_ten_in_two_sets_are_refused_with_a_sentence(cast: Cast) -> None:
    form = SettingsForm({**_SETTINGS, "least_people": "9", "least_sets": "1"}, instance=cast.harbour)
    assert form.errors == {
        "least_people": ["Ask for ten people or more: among fewer, somebody could work out whose actions they were."],
        "least_sets": ["Ask for two sets or more: a count over one set would be a count of that set."],
    }
    assert SettingsForm({**_SETTINGS, "least_people": "15", "least_sets": "3"}, instance=cast.harbour).is_valid()
